//! The configuration as a tree in which every value remembers where it is from.

use std::{collections::BTreeMap, path::Path, sync::Arc};

/// Where a value is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A line, from 1, of a TOML file: that of the key or of the list's item.
    Line(Arc<Path>, usize),
    /// An environment variable, such as `ENGINE__DATABASE__URL`.
    Variable(Arc<str>),
}

/// A value and where it is from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) value: Value,
    /// Of a table that several sources have: the last file with it.
    pub(crate) origin: Origin,
}

/// The keys of a table.
pub(crate) type Table = BTreeMap<String, Node>;

/// A value. Dates and times of TOML are text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Text that is written in a file of TOML.
    Text(String),
    /// Text that replaces a value: an `ENGINE__` variable, `"${NAME}"` or
    /// `{ file = "path" }`. These know no types, so the text becomes a number
    /// or a truth value if the key asks for one.
    Given(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    List(Vec<Node>),
    Table(Table),
}

impl Value {
    /// What kind of value it is, for errors: they never show the value itself.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::Given(_) => "a string",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number with a decimal point",
            Self::Boolean(_) => "true or false",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// The origin of the value at `path`, or of the nearest table above that is
/// there.
pub(crate) fn origin_of<'t>(mut table: &'t Table, path: &[&str]) -> Option<&'t Origin> {
    let mut found = None;
    for name in path {
        let Some(node) = table.get(*name) else { break };
        found = Some(&node.origin);
        let Value::Table(inner) = &node.value else { break };
        table = inner;
    }
    found
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::config::testing::tree;

    const TEXT: &str = "[property]\nid = 'a'\n\n[sync.safety]\nmin_ended = 1\n";

    #[rstest]
    #[case(&["property", "id"], Some(2))]
    #[case(&["property", "name"], Some(1))]
    #[case(&["sync", "safety", "min_ended"], Some(5))]
    #[case(&["sync", "safety", "min_ended", "more"], Some(5))]
    #[case(&["sync", "every"], Some(4))]
    #[case(&["database", "url"], None)]
    fn the_nearest_line(#[case] path: &[&str], #[case] line: Option<usize>) {
        let table = tree(TEXT);
        let found = origin_of(&table, path).map(|origin| match origin {
            Origin::Line(_, line) => *line,
            Origin::Variable(name) => panic!("{name}"),
        });
        assert_eq!(found, line);
    }
}
