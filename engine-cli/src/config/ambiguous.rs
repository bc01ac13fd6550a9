//! What the files of a portfolio say differently about the same thing. It is refused, because the
//! order of files must not decide who lives where.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{
    Broken, ConfigError, ConsoleSettings,
    load::{Identified, Loaded},
    tree::Origin,
};

/// Takes out every file whose property ID another file has too, also one that cannot be used.
pub(super) fn refuse_shared_ids(loaded: &mut Vec<Loaded>, broken: &mut Vec<Broken>) {
    let mut files: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for Loaded { site, .. } in &*loaded {
        files.entry(site.property.id.clone()).or_default().push(site.file.clone());
    }
    for Broken { file, property, .. } in &*broken {
        if let Some(id) = property {
            files.entry(id.clone()).or_default().push(file.clone());
        }
    }
    let all = std::mem::take(loaded);
    for one in all {
        match files.get(&one.site.property.id) {
            Some(sharing) if sharing.len() > 1 => broken.push(Broken {
                error: shared(&one.site.file, &one.id, sharing),
                file: one.site.file,
                property: Some(one.id.id),
            }),
            _ => loaded.push(one),
        }
    }
}

fn shared(file: &Path, Identified { id, origin }: &Identified, sharing: &[PathBuf]) -> ConfigError {
    let others = sharing.iter().filter(|other| *other != file);
    let others: Vec<String> = others.map(|other| other.display().to_string()).collect();
    let (subject, hint) = match origin {
        Origin::Variable(name) => (
            name.to_string(),
            "unset the variable: it is for the file of one property, not for a folder".to_owned(),
        ),
        Origin::Line(from, _) if from.as_ref() != file => (
            format!("`property.id`, which comes from {},", from.display()),
            "set `id` in the file of each property".to_owned(),
        ),
        Origin::Line(..) => {
            ("`property.id`".to_owned(), "give each property its own ID".to_owned())
        }
    };
    let line = match origin {
        Origin::Line(from, line) if from.as_ref() == file => Some(*line),
        _ => None,
    };
    let problem = format!(
        "{subject} gives this file the ID {id:?}, which {} also {}; none of these files is used",
        others.join(" and "),
        if others.len() == 1 { "has" } else { "have" },
    );
    ConfigError { file: file.to_owned(), line, problem, hint: Some(hint) }
}

/// The `[console]` table of a portfolio: each key from the files that set it.
///
/// # Errors
/// Two files set a key differently.
pub(super) fn one_console(loaded: &[Loaded]) -> Result<ConsoleSettings, ConfigError> {
    Ok(ConsoleSettings {
        database: one_value(loaded, "database", |console| console.database.as_ref())?,
        url: one_value(loaded, "url", |console| console.url.as_ref())?,
    })
}

fn one_value(
    loaded: &[Loaded],
    key: &str,
    value: impl Fn(&ConsoleSettings) -> Option<&String>,
) -> Result<Option<String>, ConfigError> {
    let set = loaded.iter().filter_map(|one| Some((one, value(&one.console)?)));
    let mut set = set.collect::<Vec<_>>().into_iter();
    let Some((first, found)) = set.next() else { return Ok(None) };
    match set.find(|(_, other)| *other != found) {
        None => Ok(Some(found.clone())),
        Some((other, _)) => Err(ConfigError {
            file: other.site.file.clone(),
            line: None,
            problem: format!(
                "`console.{key}` is not what {} says, and there is one console for all properties",
                first.site.file.display()
            ),
            hint: Some("set it once, in defaults.toml".into()),
        }),
    }
}
