//! JSON forms of facts whose types say more than JSON can.

use crate::model::{AccountId, ResidencyId};

/// A single value, written as an array of one.
pub(crate) mod one {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<T: Serialize, S: Serializer>(
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        [value].serialize(serializer)
    }

    pub(crate) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        <[T; 1]>::deserialize(deserializer).map(|[value]| value)
    }
}

/// An optional value, written as an array of one or none.
pub(crate) mod at_most_one {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(crate) fn serialize<T: Serialize, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_slice().serialize(serializer)
    }

    pub(crate) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let mut values = Vec::deserialize(deserializer)?;
        match values.len() {
            0 | 1 => Ok(values.pop()),
            more => Err(D::Error::invalid_length(more, &"at most one")),
        }
    }
}

/// An ID, written as a string of decimal digits.
pub(crate) mod digits {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use super::RowId;

    pub(crate) fn serialize<T: RowId, S: Serializer>(
        id: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        id.number().to_string().serialize(serializer)
    }

    pub(crate) fn deserialize<'de, T: RowId, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let digits = String::deserialize(deserializer)?;
        digits.parse().map(T::of).map_err(D::Error::custom)
    }
}

/// An optional ID, written as a string of decimal digits.
pub(crate) mod maybe_digits {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use super::RowId;

    pub(crate) fn serialize<T: RowId, S: Serializer>(
        id: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        id.as_ref().map(|id| id.number().to_string()).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, T: RowId, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let digits = Option::<String>::deserialize(deserializer)?;
        digits.map(|digits| digits.parse().map(T::of)).transpose().map_err(D::Error::custom)
    }
}

/// The ID of a database row.
pub(crate) trait RowId {
    fn of(number: i64) -> Self;
    fn number(&self) -> i64;
}

impl RowId for AccountId {
    fn of(number: i64) -> Self {
        Self(number)
    }

    fn number(&self) -> i64 {
        self.0
    }
}

impl RowId for ResidencyId {
    fn of(number: i64) -> Self {
        Self(number)
    }

    fn number(&self) -> i64 {
        self.0
    }
}
