//! Values with a short form: one text in place of a list or a table.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize,
    de::{
        Deserializer, Error, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};

use crate::roster::NamePart;

/// One text or a list of texts. Numbers and booleans count as text.
#[derive(Debug, Clone, Default)]
pub(super) struct OneOrMore(pub(super) Vec<String>);

/// A credential: only its description, or a table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DefinedTable {
    pub(super) about: String,
    #[serde(default)]
    pub(super) default: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Defined(pub(super) DefinedTable);

/// The sources of a field's value: the first one with a value is used.
#[derive(Debug, Clone, Default)]
pub(super) struct Sources(pub(super) Vec<Source>);

/// One source of a value, and how it is transformed, in this order.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Source {
    pub(super) path: Option<String>,
    /// A constant.
    pub(super) value: Option<String>,
    /// Paths whose values are joined.
    pub(super) join: Option<Vec<String>>,
    /// The text between joined values.
    pub(super) with: Option<String>,
    /// Characters at which the value is split; the first piece is used.
    pub(super) split: Option<String>,
    /// With `split`: the first piece that contains this, else the first.
    pub(super) holding: Option<String>,
    /// A part of a person's full name.
    pub(super) name: Option<NamePart>,
    /// Characters to remove.
    pub(super) strip: Option<String>,
    pub(super) lower: bool,
    /// Replacements for values; a blank one means no value.
    pub(super) map: std::collections::BTreeMap<String, String>,
    /// The format of a date, as in strftime.
    pub(super) format: Option<String>,
    /// A function built into the connector.
    pub(super) function: Option<String>,
    /// A planned date: it is ignored once it has passed while the status still
    /// says that the person lives there.
    pub(super) planned: bool,
}

/// A value that can be given in a short form.
trait Short: Sized {
    const EXPECTED: &'static str;

    fn text(text: String) -> Self;

    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error>;

    fn table<'de, A: MapAccess<'de>>(table: A) -> Result<Self, A::Error>;
}

struct Visit<T>(PhantomData<T>);

impl<'de, T: Short> Visitor<'de> for Visit<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(T::text(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        Ok(T::text(number.to_string()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        Ok(T::text(value.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        T::list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<T, A::Error> {
        T::table(table)
    }
}

impl Short for OneOrMore {
    const EXPECTED: &'static str = "text, or a list of texts";

    fn text(text: String) -> Self {
        Self(vec![text])
    }

    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
        let all = Vec::<OneOrMore>::deserialize(SeqAccessDeserializer::new(list))?;
        Ok(Self(all.into_iter().flat_map(|one| one.0).collect()))
    }

    fn table<'de, A: MapAccess<'de>>(_: A) -> Result<Self, A::Error> {
        Err(A::Error::custom(Self::EXPECTED))
    }
}

impl Short for Defined {
    const EXPECTED: &'static str = "a description, or { about = \"...\", default = \"...\" }";

    fn text(about: String) -> Self {
        Self(DefinedTable { about, default: None })
    }

    fn list<'de, A: SeqAccess<'de>>(_: A) -> Result<Self, A::Error> {
        Err(A::Error::custom(Self::EXPECTED))
    }

    fn table<'de, A: MapAccess<'de>>(table: A) -> Result<Self, A::Error> {
        DefinedTable::deserialize(MapAccessDeserializer::new(table)).map(Self)
    }
}

impl Short for Sources {
    const EXPECTED: &'static str = "a path, a table with a path, or a list of these";

    fn text(path: String) -> Self {
        Self(vec![Source { path: Some(path), ..Source::default() }])
    }

    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
        let all = Vec::<Sources>::deserialize(SeqAccessDeserializer::new(list))?;
        Ok(Self(all.into_iter().flat_map(|one| one.0).collect()))
    }

    fn table<'de, A: MapAccess<'de>>(table: A) -> Result<Self, A::Error> {
        Ok(Self(vec![Source::deserialize(MapAccessDeserializer::new(table))?]))
    }
}

macro_rules! deserialize_short {
    ($($type:ty),*) => {$(
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Visit::<Self>(PhantomData))
            }
        }
    )*};
}

deserialize_short!(OneOrMore, Defined, Sources);
