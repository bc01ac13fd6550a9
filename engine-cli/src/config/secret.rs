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
    /// What to do.
    pub(super) hint: &'static str,
}

const SET_IT: &str = "set it, or write the value into the file";

/// Refuses text that looks like a reference to a variable and is not one: `$NAME`, and `${NAME}`
/// within a text. It would be sent to the PMS as it is.
fn no_reference(text: &str) -> Result<(), (String, &'static str)> {
    let is_name = |name: &str| {
        let upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        name.starts_with(|first: char| first.is_ascii_uppercase() || first == '_')
            && name.bytes().all(upper)
    };
    if let Some(name) = text.strip_prefix('$').filter(|name| is_name(name)) {
        let problem = format!("a variable is written \"${{{name}}}\", with braces");
        return Err((problem, AS_IT_IS));
    }
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("${") {
        if let Some(name) = after.split_once('}').map(|(name, _)| name).filter(|name| is_name(name))
        {
            let problem = format!("\"${{{name}}}\" has to be the whole value, not a part of it");
            return Err((problem, WHOLE));
        }
        rest = after;
    }
    Ok(())
}

const AS_IT_IS: &str =
    "if the value really begins with a $, write it into a file and use { file = \"path\" }";
const WHOLE: &str = "put the whole text into the variable; if the value really contains this, write it into a file and use { file = \"path\" }";

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
    let missing = |(problem, hint)| Missing {
        path: at.path.clone(),
        origin: node.origin.clone(),
        problem,
        hint,
    };
    let secret = at.secret(&node.value).map_err(|problem| missing((problem, SET_IT)))?;
    // What a variable or a file contains is taken as it is.
    if let (None, Value::Text(text), Origin::Line(..)) = (&secret, &node.value, &node.origin) {
        no_reference(text).map_err(missing)?;
    }
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
                let Some(name) = text
                    .strip_prefix("${")
                    .and_then(|rest| rest.strip_suffix('}'))
                    .filter(|name| !name.contains('}'))
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
    #[case("a = 'costs $5, or ${more}'", Value::Text("costs $5, or ${more}".into()))]
    #[case("a = '$.email'", Value::Text("$.email".into()))]
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

    #[rstest]
    #[case("a = '$SET'", "is written \"${SET}\"")]
    #[case("a = 'x-${SET}'", "\"${SET}\" has to be the whole value")]
    #[case("a = '${SET}-x'", "\"${SET}\" has to be the whole value")]
    #[case("a = ['${}${_B2}']", "\"${_B2}\" has to be the whole value")]
    fn what_only_looks_like_a_variable(#[case] text: &str, #[case] says: &str) {
        let missing = resolved(text, Path::new("/nowhere")).unwrap_err();
        assert!(missing.problem.contains(says), "{missing:?}");
    }

    #[test]
    fn what_a_variable_or_a_file_contains_is_taken_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("one"), "$SET").unwrap();
        let table = resolved("a = { file = 'one' }", folder.path()).unwrap();
        assert_eq!(table["a"].value, Value::Text("$SET".into()));
    }

    #[test]
    fn a_word_of_the_pms_is_not_a_file() {
        let table = resolved("[statuses]\nfile = 'past'", Path::new("/nowhere")).unwrap();
        assert!(matches!(&table["statuses"].value, Value::Table(words) if words.len() == 1));
    }
}
