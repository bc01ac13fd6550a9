//! How serde walks the lists, tables and enums of the tree.

use std::{collections::btree_map, iter::Enumerate, slice};

use serde::{
    de::{
        DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess,
        Visitor, value::BorrowedStrDeserializer,
    },
    forward_to_deserialize_any,
};

use super::{
    problem::{Problem, Step},
    tree::{Node, Table, Value},
};

/// The items of a list.
pub(super) struct Items<'de>(Enumerate<slice::Iter<'de, Node>>);

impl<'de> Items<'de> {
    pub(super) fn visit<V: Visitor<'de>>(
        items: &'de [Node],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let mut access = Self(items.iter().enumerate());
        let value = visitor.visit_seq(&mut access)?;
        match access.0.len() {
            0 => Ok(value),
            more => Err(Problem::invalid_length(items.len(), &Fewer(items.len() - more))),
        }
    }
}

/// Expects this many items, from a list that has more.
struct Fewer(usize);

impl serde::de::Expected for Fewer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} items", self.0)
    }
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Problem;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Problem> {
        let Some((index, item)) = self.0.next() else { return Ok(None) };
        let value = seed.deserialize(item);
        value.map(Some).map_err(|problem| problem.within(Step::Item(index), item))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The keys of a table, and their values.
pub(super) struct Keys<'de> {
    rest: btree_map::Iter<'de, String, Node>,
    value: Option<(&'de str, &'de Node)>,
}

impl<'de> Keys<'de> {
    pub(super) fn of(table: &'de Table) -> Self {
        Self { rest: table.iter(), value: None }
    }

    pub(super) fn visit<V: Visitor<'de>>(
        table: &'de Table,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_map(Self::of(table)).map_err(|problem| problem.of_key_in(table))
    }
}

impl<'de> MapAccess<'de> for Keys<'de> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Problem> {
        let Some((key, node)) = self.rest.next() else { return Ok(None) };
        self.value = Some((key, node));
        seed.deserialize(Key(key)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Problem> {
        let Some((key, node)) = self.value.take() else {
            return Err(Problem::custom("a value was requested before its key"));
        };
        let within = |problem: Problem| problem.within(Step::Key(key.to_owned()), node);
        seed.deserialize(node).map_err(within)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The name of a key; in a map it may be a newtype or an enum.
struct Key<'de>(&'de str);

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_enum(BorrowedStrDeserializer::new(self.0))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// An enum value: its name, or a table with the name and the content.
pub(super) struct Choice<'de> {
    name: &'de str,
    content: Option<&'de Node>,
}

impl<'de> Choice<'de> {
    pub(super) fn of(node: &'de Node, choices: &[&str]) -> Result<Self, Problem> {
        match &node.value {
            Value::Text(name) => Ok(Self { name, content: None }),
            Value::Table(table) if table.len() == 1 => {
                let content = table.first_key_value();
                let choice = content.map(|(name, node)| Self { name, content: Some(node) });
                choice.ok_or_else(|| Problem::custom("a table with one key has a first key"))
            }
            other => {
                let expected = format!("one of {}", choices.join(", "));
                Err(Problem::wrong_type(other.name(), expected))
            }
        }
    }

    fn content(self) -> Result<&'de Node, Problem> {
        self.content.ok_or_else(|| Problem::wrong_type("a string", "a table"))
    }
}

impl<'de> EnumAccess<'de> for Choice<'de> {
    type Error = Problem;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), Problem> {
        let name = seed.deserialize(BorrowedStrDeserializer::<Problem>::new(self.name))?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Choice<'de> {
    type Error = Problem;

    fn unit_variant(self) -> Result<(), Problem> {
        match self.content {
            None => Ok(()),
            Some(_) => Err(Problem::wrong_type("a table", "a string")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Problem> {
        let (name, node) = (self.name, self.content()?);
        let within = |problem: Problem| problem.within(Step::Key(name.to_owned()), node);
        seed.deserialize(node).map_err(within)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Problem> {
        let (name, node) = (self.name, self.content()?);
        let within = |problem: Problem| problem.within(Step::Key(name.to_owned()), node);
        node.deserialize_seq(visitor).map_err(within)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let (name, node) = (self.name, self.content()?);
        let within = |problem: Problem| problem.within(Step::Key(name.to_owned()), node);
        node.deserialize_map(visitor).map_err(within)
    }
}
