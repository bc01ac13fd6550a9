//! Which files hold a secret, so that only their owner should be able to read them.

use std::path::{Path, PathBuf};

use super::tree::{Node, Origin, Table, Value};

/// Tables whose keys are words of the PMS and names of fields.
const MAPS: [&str; 3] = ["columns", "statuses", "roles"];

/// The files that hold a secret: a TOML file with a password as it is, or a file that a setting
/// such as `password = { file = "path" }` names. From names and addresses alone; has to be asked
/// before references are resolved.
pub(super) fn files_with_secrets(table: &Table, base: &Path) -> Vec<PathBuf> {
    let mut found = Found { base, files: Vec::new() };
    for (key, node) in table {
        found.look(key, node, false);
    }
    found.files.sort_unstable();
    found.files.dedup();
    found.files
}

struct Found<'b> {
    base: &'b Path,
    files: Vec<PathBuf>,
}

impl Found<'_> {
    fn look(&mut self, key: &str, node: &Node, is_credential: bool) {
        let is_secret = is_secret_name(key, is_credential);
        match &node.value {
            Value::Text(text) if is_reference(text) || text.trim().is_empty() => {}
            Value::Text(text) if is_secret || has_login(text) => {
                if let Origin::Line(file, _) = &node.origin {
                    self.files.push(file.to_path_buf());
                }
            }
            Value::Table(_) if MAPS.contains(&key) => {}
            Value::Table(table) => match table.get("file").map(|file| &file.value) {
                Some(Value::Text(file)) if table.len() == 1 && is_secret => {
                    self.files.push(self.base.join(file));
                }
                _ => table.iter().for_each(|(name, node)| {
                    self.look(name, node, key == "credentials");
                }),
            },
            Value::List(items) => items.iter().for_each(|item| self.look(key, item, is_credential)),
            _ => {}
        }
    }
}

/// Whether a setting of this name is a secret. In `[connector.credentials]`, everything is that
/// does not only say who signs in, and where.
fn is_secret_name(key: &str, is_credential: bool) -> bool {
    let is_harmless = ["_id", "_url", "user", "username"].iter().any(|end| key.ends_with(end));
    let words = ["password", "secret", "token", "license"];
    !is_harmless && (is_credential || key.ends_with("key") || words.iter().any(|w| key.contains(w)))
}

fn is_reference(text: &str) -> bool {
    text.starts_with("${") && text.ends_with('}')
}

/// Whether a text is an address with a password.
fn has_login(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return false };
    let login = rest.rsplit_once('@').map_or("", |(login, _)| login);
    let query = rest.split_once('?').map_or("", |(_, query)| query);
    let is_secret = |pair: &str| {
        pair.split_once('=').is_some_and(|(name, _)| is_secret_name(&name.to_lowercase(), false))
    };
    login.contains(':') || query.split('&').any(is_secret)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::config::testing::tree;

    #[rstest]
    #[case("[connector]\npassword = 'x'", true)]
    #[case("[connector]\nlicense_key = 'x'", true)]
    #[case("[connector.credentials]\nclient_secret = 'x'", true)]
    #[case("[connector.credentials]\nanything = 'x'", true)]
    #[case("[connector.credentials]\nclient_id = 'x'", false)]
    #[case("[connector]\npassword = '${PASSWORD}'", false)]
    #[case("[connector]\npassword = ''", false)]
    #[case("[connector]\nuser = 'x'\ntoken_url = 'https://pms.example.com/token'", false)]
    #[case("[connector.columns]\npassword = 'x'", false)]
    #[case("[database]\nurl = 'postgres://ana:x@db.example.com/doors'", true)]
    #[case("[database]\nurl = 'postgres://db.example.com/doors?user=a&password=x'", true)]
    #[case("[database]\nurl = 'postgres://ana@db.example.com:5432/doors'", false)]
    #[case("[database]\nurl = 'sqlite://doors.db'", false)]
    fn files_that_hold_one(#[case] text: &str, #[case] expected: bool) {
        let found = files_with_secrets(&tree(text), Path::new("/base"));
        assert_eq!(found.len(), usize::from(expected), "{found:?}");
    }

    #[test]
    fn a_file_of_its_own() {
        let table = tree("[connector]\npassword = { file = 'pw' }\npath = { file = 'path' }");
        assert_eq!(files_with_secrets(&table, Path::new("/base")), [Path::new("/base/pw")]);
    }
}
