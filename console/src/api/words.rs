//! Enum values in requests. Parsing and schema both use the enum's own list.

use serde::Deserialize;
use tenantry_core::Words;
use utoipa::openapi::{RefOr, schema::Schema};

/// An enum value, by name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<T>(pub(super) T);

impl<'de, T: Words> Deserialize<'de> for Word<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let found = T::all().iter().find(|value| value.word() == word);
        found.map(|value| Self(*value)).ok_or_else(|| {
            let known: Vec<_> = T::all().iter().map(|value| value.word()).collect();
            serde::de::Error::custom(format!("expected one of: {}", known.join(", ")))
        })
    }
}

/// The schema of the values.
pub(super) fn schema<T: Words>() -> RefOr<Schema> {
    tenantry_engine::document::words::one::<T>()
}
