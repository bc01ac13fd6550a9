use std::{env, fs, path::Path};

use config::{Value, ValueKind};

/// A secret that could not be read, with the path of its key.
#[derive(Debug)]
pub(super) struct Missing {
    pub(super) path: Vec<String>,
    pub(super) problem: String,
}

/// Replaces every `"${NAME}"` by the environment variable of that name and
/// every `{ file = "path" }` by the file's text, without its last line end.
pub(super) fn resolve(value: &mut Value, base: &Path) -> Result<(), Missing> {
    walk(value, base, &mut Vec::new())
}

fn walk(value: &mut Value, base: &Path, path: &mut Vec<String>) -> Result<(), Missing> {
    if let Some(text) = secret(&value.kind, base, path)? {
        value.kind = ValueKind::String(text);
        return Ok(());
    }
    match &mut value.kind {
        ValueKind::Table(table) => {
            for (key, inner) in table.iter_mut() {
                path.push(key.clone());
                walk(inner, base, path)?;
                path.pop();
            }
        }
        ValueKind::Array(items) => {
            for inner in items {
                walk(inner, base, path)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn secret(kind: &ValueKind, base: &Path, path: &[String]) -> Result<Option<String>, Missing> {
    let missing = |problem: String| Missing { path: path.to_vec(), problem };
    match kind {
        ValueKind::String(text) => {
            let Some(name) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) else {
                return Ok(None);
            };
            match env::var(name) {
                Ok(value) => Ok(Some(value)),
                Err(_) => Err(missing(format!("the environment variable {name} is not set"))),
            }
        }
        // The maps of a connector hold words of the PMS, one of which may be "file".
        ValueKind::Table(table) if table.len() == 1 && !is_map(path) => {
            match table.get("file").map(|value| &value.kind) {
                Some(ValueKind::String(file)) => read(file, base).map(Some).map_err(missing),
                _ => Ok(None),
            }
        }
        _ => Ok(None),
    }
}

fn is_map(path: &[String]) -> bool {
    path.last().is_some_and(|name| name == "columns" || name == "statuses")
}

fn read(file: &str, base: &Path) -> Result<String, String> {
    let file = base.join(file);
    match fs::read_to_string(&file) {
        Ok(text) => Ok(text.trim_end_matches(['\r', '\n']).to_owned()),
        Err(error) => Err(format!("the file {} cannot be read: {error}", file.display())),
    }
}
