//! Schemas of enums: a string and its possible values.

use serde_json::Value;
use tenantry_core::Words;
use utoipa::openapi::{
    RefOr,
    schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type},
};

/// The schema of exactly one value.
pub fn one<T: Words>() -> RefOr<Schema> {
    let values = T::all().iter().map(|value| value.word());
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(values)).into()
}

/// The schema of one value or `null`.
pub(crate) fn maybe_one<T: Words>() -> RefOr<Schema> {
    let values = T::all().iter().map(|value| Value::from(value.word()));
    let types = SchemaType::from_iter([Type::String, Type::Null]);
    let values = values.chain([Value::Null]);
    ObjectBuilder::new().schema_type(types).enum_values(Some(values)).into()
}

/// The schema of a list of values.
pub(crate) fn list<T: Words>() -> RefOr<Schema> {
    ArrayBuilder::new().items(one::<T>()).into()
}
