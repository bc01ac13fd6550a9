//! Deserializes settings from the tree.

use serde::{
    Deserialize,
    de::{Deserializer, Visitor, value::MapAccessDeserializer},
    forward_to_deserialize_any,
};

use super::{
    access::{Choice, Items, Keys},
    problem::Problem,
    tree::{Node, Table, Value},
};

/// Deserializes settings from a table.
///
/// # Errors
/// Says what is wrong, and where.
pub(crate) fn deserialize<T: for<'de> Deserialize<'de>>(table: &Table) -> Result<T, Problem> {
    T::deserialize(MapAccessDeserializer::new(Keys::of(table)))
        .map_err(|problem| problem.of_key_in(table))
}

impl Node {
    /// Reads a whole number within the bounds of the type.
    fn whole<N: TryFrom<i64>>(&self, bounds: impl Fn(i64) -> String) -> Result<N, Problem> {
        let number = match &self.value {
            Value::Integer(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        let number = number.ok_or_else(|| self.wrong_type("a whole number"))?;
        N::try_from(number).map_err(|_| Problem::wrong_value(bounds(number)))
    }

    fn real(&self) -> Result<f64, Problem> {
        let number = match &self.value {
            Value::Float(number) => Some(*number),
            Value::Integer(number) => Some(*number as f64),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| self.wrong_type("a number"))
    }

    fn truth(&self) -> Result<bool, Problem> {
        let value = match &self.value {
            Value::Boolean(value) => Some(*value),
            Value::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
                "1" | "true" | "on" | "yes" => Some(true),
                "0" | "false" | "off" | "no" => Some(false),
                _ => None,
            },
            _ => None,
        };
        value.ok_or_else(|| self.wrong_type("true or false"))
    }

    fn wrong_type(&self, expected: &str) -> Problem {
        Problem::wrong_type(self.value.name(), expected)
    }
}

macro_rules! whole_numbers {
    ($($deserialize:ident $visit:ident $type:ty;)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            let bounds = |number: i64| match <$type>::MIN {
                0 if number < 0 => "a whole number, 0 or more".to_owned(),
                least => format!("a whole number from {least} to {}", <$type>::MAX),
            };
            visitor.$visit(self.whole::<$type>(bounds)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match &self.value {
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::Integer(number) => visitor.visit_i64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Boolean(value) => visitor.visit_bool(*value),
            Value::List(items) => Items::visit(items, visitor),
            Value::Table(table) => Keys::visit(table, visitor),
        }
    }

    whole_numbers! {
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_f64(self.real()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_f64(self.real()?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_bool(self.truth()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match &self.value {
            Value::Text(text) => visitor.visit_borrowed_str(text),
            // IDs often look like numbers and are written without quotes.
            Value::Integer(number) => visitor.visit_string(number.to_string()),
            _ => Err(self.wrong_type("a string")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match &self.value {
            Value::List(items) => Items::visit(items, visitor),
            Value::Text(_) | Value::Integer(_) => {
                Err(self.wrong_type("a list in brackets, such as [\"one\", \"two\"]"))
            }
            _ => Err(self.wrong_type("a list")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match &self.value {
            Value::Table(table) => Keys::visit(table, visitor),
            _ => Err(self.wrong_type("a table")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match &self.value {
            Value::Table(table) => Keys::visit(table, visitor),
            _ if keys.is_empty() => Err(self.wrong_type("a table")),
            _ => Err(self.wrong_type(&format!("a table with the keys {}", keys.join(", ")))),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        choices: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_enum(Choice::of(self, choices)?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { char bytes byte_buf unit unit_struct identifier }
}
