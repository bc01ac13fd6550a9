use std::{ffi::OsString, sync::Arc};

use super::{
    merge::merge,
    tree::{Node, Origin, Table, Value},
};

/// The prefix of the variables, in any letter case.
const PREFIX: &str = "ENGINE__";

/// A variable whose value is not UTF-8.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotText {
    pub(super) variable: String,
}

/// Overrides keys of the table with the variables `ENGINE__...`:
/// `ENGINE__DATABASE__URL` is `url` in `[database]`.
pub(super) fn overlay(
    table: &mut Table,
    variables: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<(), NotText> {
    let ours = variables.into_iter().filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        let begins = name.get(..PREFIX.len())?.eq_ignore_ascii_case(PREFIX);
        begins.then_some((name, value))
    });
    let mut ours: Vec<(String, OsString)> = ours.collect();
    // Two variables may set the same key; which one wins must not depend on the system.
    ours.sort_unstable();
    for (name, value) in ours {
        let Ok(value) = value.into_string() else { return Err(NotText { variable: name }) };
        merge(table, branch(&name, value));
    }
    Ok(())
}

/// The nested tables from the root to the value of one variable.
fn branch(name: &str, value: String) -> Table {
    let origin = Origin::Variable(Arc::from(name));
    let path = name[PREFIX.len()..].to_lowercase();
    let mut node = Node { value: Value::Text(value), origin: origin.clone() };
    let mut levels: Vec<&str> = path.split("__").collect();
    let root = levels.remove(0);
    for level in levels.into_iter().rev() {
        let table = Table::from([(level.to_owned(), node)]);
        node = Node { value: Value::Table(table), origin: origin.clone() };
    }
    Table::from([(root.to_owned(), node)])
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::config::testing::{lines, tree_of, variables};

    #[rstest]
    #[case(&["ENGINE__PROPERTY__ID"], &["property:1 own", "property.id:ENGINE__PROPERTY__ID"])]
    #[case(&["engine__Property__Id"], &["property:1 own", "property.id:engine__Property__Id"])]
    #[case(&["ENGINE__A__B__C", "ENGINE__A__D"], &[
        "a:ENGINE__A__B__C", "a.b:ENGINE__A__B__C", "a.b.c:ENGINE__A__B__C", "a.d:ENGINE__A__D",
        "property:1 own", "property.id:2 own",
    ])]
    #[case(&["ENGINE__A__B", "ENGINE__A"], &[
        "a:ENGINE__A__B", "a.b:ENGINE__A__B", "property:1 own", "property.id:2 own",
    ])]
    #[case(&["ENGINE_CONFIG", "PATH", "ENGINE", "é__"], &["property:1 own", "property.id:2 own"])]
    #[case(&["ENGINE__"], &[":ENGINE__", "property:1 own", "property.id:2 own"])]
    fn what_is_put_over_a_file(#[case] names: &[&str], #[case] expected: &[&str]) {
        let mut table = tree_of("own", "[property]\nid = 'a'");
        overlay(&mut table, variables(names.iter().map(|name| (*name, "x")))).unwrap();
        assert_eq!(lines(&table), expected);
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_not_text_is_refused() {
        use std::os::unix::ffi::OsStringExt;
        let variable = ("ENGINE__A".into(), OsString::from_vec(vec![0xff]));
        let refused = overlay(&mut Table::new(), [variable]).unwrap_err();
        assert_eq!(refused.variable, "ENGINE__A");
    }
}
