use super::tree::{Node, Origin, Table, Value};

/// Overrides `table` with `over`: tables are merged key by key; everything
/// else, including lists, is replaced as a whole.
pub(super) fn merge(table: &mut Table, over: Table) {
    for (key, node) in over {
        match table.get_mut(&key) {
            Some(below) => merge_node(below, node),
            None => {
                table.insert(key, node);
            }
        }
    }
}

fn merge_node(below: &mut Node, over: Node) {
    match (&mut below.value, over) {
        (Value::Table(table), Node { value: Value::Table(keys), origin }) => {
            merge(table, keys);
            // A missing key has to be added to a file.
            if matches!(origin, Origin::Line(..)) {
                below.origin = origin;
            }
        }
        (_, over) => *below = over,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::config::testing::{lines, tree_of};

    #[rstest]
    #[case("a = 1\nb = 2", "b = 3\nc = 4", &["a:1 defaults", "b:1 own", "c:2 own"])]
    #[case("[t]\na = 1\nb = 2", "\n[t]\nb = 3", &["t:2 own", "t.a:2 defaults", "t.b:3 own"])]
    #[case("a = [1, 2]", "a = [3]", &["a:1 own"])]
    #[case("t = { a = 1 }", "t = 'text'", &["t:1 own"])]
    #[case("t = 'text'", "t = { a = 1 }", &["t:1 own", "t.a:1 own"])]
    fn the_later_wins(#[case] defaults: &str, #[case] own: &str, #[case] expected: &[&str]) {
        let mut table = tree_of("defaults", defaults);
        merge(&mut table, tree_of("own", own));
        assert_eq!(lines(&table), expected);
    }
}
