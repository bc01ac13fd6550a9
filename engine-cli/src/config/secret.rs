use std::{fs, path::Path};

use super::{
    problem::Step,
    tree::{Node, Origin, Table, Value},
};

/// A secret that could not be read.
#[derive(Debug)]
pub(super) struct Missing {
    /// The key.
    pub(super) path: Vec<Step>,
    pub(super) origin: Origin,
    pub(super) problem: String,
}

/// Looks up the value of `"${NAME}"`.
type Variables<'v> = &'v dyn Fn(&str) -> Option<String>;

/// Replaces every `"${NAME}"` with the environment variable of that name and
/// every `{ file = "path" }` with the file's text, without a trailing newline.
pub(super) fn resolve(
    table: &mut Table,
    base: &Path,
    variables: Variables<'_>,
) -> Result<(), Missing> {
    walk(table, &mut Walk { base, variables, path: Vec::new() })
}

struct Walk<'w> {
    base: &'w Path,
    variables: Variables<'w>,
    path: Vec<Step>,
}

fn walk(table: &mut Table, at: &mut Walk<'_>) -> Result<(), Missing> {
    for (key, node) in table {
        at.path.push(Step::Key(key.clone()));
        visit(node, at)?;
        at.path.pop();
    }
    Ok(())
}

fn visit(node: &mut Node, at: &mut Walk<'_>) -> Result<(), Missing> {
    let secret = at.secret(&node.value).map_err(|problem| Missing {
        path: at.path.clone(),
        origin: node.origin.clone(),
        problem,
    })?;
    if let Some(text) = secret {
        node.value = Value::Text(text);
        return Ok(());
    }
    match &mut node.value {
        Value::Table(table) => walk(table, at)?,
        Value::List(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                at.path.push(Step::Item(index));
                visit(item, at)?;
                at.path.pop();
            }
        }
        _ => {}
    }
    Ok(())
}

impl Walk<'_> {
    fn secret(&self, value: &Value) -> Result<Option<String>, String> {
        match value {
            Value::Text(text) => {
                let Some(name) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'))
                else {
                    return Ok(None);
                };
                match (self.variables)(name) {
                    Some(value) => Ok(Some(value)),
                    None => Err(format!("the environment variable {name} is not set")),
                }
            }
            // The maps of a connector hold names from the PMS, one of which may be "file".
            Value::Table(table) if table.len() == 1 && !self.is_in_map() => {
                match table.get("file").map(|node| &node.value) {
                    Some(Value::Text(file)) => self.read(file).map(Some),
                    _ => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }

    fn is_in_map(&self) -> bool {
        matches!(self.path.last(), Some(Step::Key(name)) if name == "columns" || name == "statuses")
    }

    fn read(&self, file: &str) -> Result<String, String> {
        let file = self.base.join(file);
        match fs::read_to_string(&file) {
            Ok(text) => Ok(text.trim_end_matches(['\r', '\n']).to_owned()),
            Err(error) => Err(format!("the file {} cannot be read: {error}", file.display())),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::config::testing::tree;

    fn resolved(text: &str, base: &Path) -> Result<Table, Missing> {
        let mut table = tree(text);
        let variables = |name: &str| (name == "SET").then(|| "secret".to_owned());
        resolve(&mut table, base, &variables).map(|()| table)
    }

    #[rstest]
    #[case("a = '${SET}'", Value::Text("secret".into()))]
    #[case("a = { file = 'one' }", Value::Text("from a file".into()))]
    #[case("a = 'costs ${SET} a month'", Value::Text("costs ${SET} a month".into()))]
    fn values(#[case] text: &str, #[case] expected: Value) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("one"), "from a file\r\n").unwrap();
        assert_eq!(resolved(text, folder.path()).unwrap()["a"].value, expected);
    }

    #[rstest]
    #[case("[a]\nb = '${UNSET}'", "a.b", 2)]
    #[case("[a]\nb = [\n  'x',\n  '${UNSET}',\n]", "a.b[1]", 4)]
    #[case("[[a]]\n[[a]]\nb = { file = 'nowhere' }", "a[1].b", 3)]
    fn what_is_missing_is_named(#[case] text: &str, #[case] path: &str, #[case] line: usize) {
        let missing = resolved(text, Path::new("/nowhere")).unwrap_err();
        assert_eq!(Step::join(&missing.path), path);
        assert!(matches!(missing.origin, Origin::Line(_, found) if found == line), "{missing:?}");
    }

    #[test]
    fn a_word_of_the_pms_is_not_a_file() {
        let table = resolved("[statuses]\nfile = 'past'", Path::new("/nowhere")).unwrap();
        assert!(matches!(&table["statuses"].value, Value::Table(words) if words.len() == 1));
    }
}
