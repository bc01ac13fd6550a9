//! Helpers for the tests of the configuration.

use std::{ffi::OsString, path::Path};

use super::{
    source::Source,
    tree::{Origin, Table, Value},
};

/// The tree of a text.
pub(super) fn tree(text: &str) -> Table {
    tree_of("own", text)
}

/// The tree of a file's text.
pub(super) fn tree_of(file: &str, text: &str) -> Table {
    Source::parse(Path::new(file), text).unwrap().table
}

/// Environment variables.
pub(super) fn variables<'v>(
    all: impl IntoIterator<Item = (&'v str, &'v str)>,
) -> Vec<(OsString, OsString)> {
    all.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
}

/// Each key of a tree with its origin: `key:line file` or `key:VARIABLE`.
pub(super) fn lines(table: &Table) -> Vec<String> {
    let mut all = Vec::new();
    add(table, "", &mut all);
    all
}

fn add(table: &Table, parent: &str, all: &mut Vec<String>) {
    for (key, node) in table {
        all.push(match &node.origin {
            Origin::Line(file, line) => format!("{parent}{key}:{line} {}", file.display()),
            Origin::Variable(name) => format!("{parent}{key}:{name}"),
        });
        if let Value::Table(inner) = &node.value {
            add(inner, &format!("{parent}{key}."), all);
        }
    }
}
