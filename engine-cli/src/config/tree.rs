//! The configuration as a tree in which every value remembers its origin.

use std::{collections::BTreeMap, path::Path, sync::Arc};

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A line of a TOML file, from 1: the line of the key or of the list item.
    Line(Arc<Path>, usize),
    /// An environment variable, such as `ENGINE__DATABASE__URL`.
    Variable(Arc<str>),
}

/// A value and its origin.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) value: Value,
    /// For a table in several sources: the last file that has it.
    pub(crate) origin: Origin,
}

/// A table, by key.
pub(crate) type Table = BTreeMap<String, Node>;

/// A value. TOML dates and times are text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Text, which becomes a number or a boolean if the key needs one: an
    /// `ENGINE__` variable, `"${NAME}"` and `{ file = "path" }` have no types,
    /// and in a file some quote every value.
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    List(Vec<Node>),
    Table(Table),
}

impl Value {
    /// The type of the value, for errors, which never show the value itself.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number with a decimal point",
            Self::Boolean(_) => "true or false",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// The origin of the value at `path`, or of the nearest existing table above
/// it.
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
