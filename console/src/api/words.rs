//! Words of a fixed list, as the API takes them. The list is the engine's own,
//! and the description is made of it.

use serde::Deserialize;
use tenantry_core::model::{AccountStatus, AlertKind, Resolution};
use tenantry_store::{AlertState, Source, access::Role};
use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, Schema, Type},
};

/// A type with a fixed list of words.
pub(super) trait Words: Copy + 'static {
    /// Each word with what it stands for.
    fn all() -> Vec<(&'static str, Self)>;
}

/// One of the words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<T>(pub(super) T);

impl<'de, T: Words> Deserialize<'de> for Word<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let all = T::all();
        let found = all.iter().find(|(known, _)| *known == word);
        found.map(|(_, value)| Self(*value)).ok_or_else(|| {
            let known: Vec<_> = all.iter().map(|(known, _)| *known).collect();
            serde::de::Error::custom(format!("expected one of: {}", known.join(", ")))
        })
    }
}

/// How the words are described.
pub(super) fn schema<T: Words>() -> RefOr<Schema> {
    let words = T::all().into_iter().map(|(word, _)| word);
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
}

impl Words for AlertKind {
    fn all() -> Vec<(&'static str, Self)> {
        Self::ALL.iter().map(|kind| (kind.as_str(), *kind)).collect()
    }
}

impl Words for Resolution {
    fn all() -> Vec<(&'static str, Self)> {
        Self::ALL.iter().map(|answer| (answer.as_str(), *answer)).collect()
    }
}

impl Words for Role {
    fn all() -> Vec<(&'static str, Self)> {
        Self::ALL.iter().map(|role| (role.as_str(), *role)).collect()
    }
}

impl Words for AccountStatus {
    fn all() -> Vec<(&'static str, Self)> {
        Self::ALL.iter().map(|status| (status.as_str(), *status)).collect()
    }
}

impl Words for Source {
    fn all() -> Vec<(&'static str, Self)> {
        vec![("linked", Self::Linked), ("manual", Self::Manual)]
    }
}

impl Words for AlertState {
    fn all() -> Vec<(&'static str, Self)> {
        vec![("open", Self::Open), ("closed", Self::Closed), ("all", Self::All)]
    }
}
