//! Reads the file of an import. A file with a bad row is refused as a whole.

use std::{collections::HashMap, fs::File, path::Path};

use anyhow::{Context, bail};
use tenantry_core::{
    Text,
    model::AccountKind,
    normalize::{bare_email, email_key},
    reconcile::Newcomer,
};

/// The maximum length of a file, in rows.
const MOST_ROWS: usize = 1_000_000;

/// The rows of a CSV file.
///
/// # Errors
/// Says what is wrong on which line, without quoting the row.
pub(super) fn read(file: &Path) -> anyhow::Result<Vec<Newcomer>> {
    let opened = File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let mut rows =
        csv::ReaderBuilder::new().flexible(false).trim(csv::Trim::All).from_reader(opened);
    let place = file.display();
    let headings = rows.byte_headers().map_err(|error| unreadable(file, &error))?.clone();
    let mut columns: HashMap<String, usize> = HashMap::new();
    for (at, heading) in headings.iter().enumerate() {
        let heading = String::from_utf8_lossy(heading)
            .trim_start_matches('\u{feff}')
            .trim()
            .to_lowercase()
            .replace(' ', "_");
        if columns.insert(heading.clone(), at).is_some() {
            bail!("{place}: the heading {heading:?} appears twice; nothing was imported");
        }
    }
    for needed in ["email", "first_name", "last_name"] {
        if !columns.contains_key(needed) {
            bail!(
                "{place}: the column {needed:?} is missing; the headings are email,first_name,last_name,phone,building,unit"
            );
        }
    }
    let mut people = Vec::new();
    for row in rows.byte_records() {
        let row = row.map_err(|error| unreadable(file, &error))?;
        let line = row.position().map(csv::Position::line).unwrap_or_default();
        let cell = |name: &str| -> anyhow::Result<Option<Text>> {
            let Some(bytes) = columns.get(name).and_then(|at| row.get(*at)) else {
                return Ok(None);
            };
            let Ok(cell) = std::str::from_utf8(bytes) else {
                bail!("{place}:{line}: the {name} is not valid UTF-8; nothing was imported")
            };
            if cell.chars().any(char::is_control) || cell.len() > 1000 {
                bail!(
                    "{place}:{line}: the {name} has control characters or is too long; nothing was imported"
                );
            }
            Ok(Some(cell.trim()).filter(|cell| !cell.is_empty()).map(Text::new))
        };
        let email = cell("email")?.filter(|email| email_key(email).is_some());
        let email = email.map(|email| Text::new(bare_email(&email)));
        let Some(email) = email else {
            bail!("{place}:{line}: the row has no usable email; nothing was imported")
        };
        let kind = match cell("kind")? {
            None => None,
            Some(word) => Some(AccountKind::from_name(&word).with_context(|| {
                format!("{place}:{line}: the kind must be resident or staff; nothing was imported")
            })?),
        };
        people.push(Newcomer {
            line,
            email,
            first_name: cell("first_name")?.unwrap_or_default(),
            last_name: cell("last_name")?.unwrap_or_default(),
            phone: cell("phone")?,
            building: cell("building")?,
            unit: cell("unit")?,
            kind,
        });
        if people.len() > MOST_ROWS {
            bail!("{place} has more than {MOST_ROWS} rows; split the file");
        }
    }
    Ok(people)
}

/// Says what is wrong with the format of a file, without quoting its content.
fn unreadable(file: &Path, error: &csv::Error) -> anyhow::Error {
    let line = error.position().map(|position| format!(":{}", position.line())).unwrap_or_default();
    let problem = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("the row has {len} fields and the headings {expected_len}")
        }
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => "this is not valid CSV".into(),
    };
    anyhow::anyhow!("{}{line}: {problem}; nothing was imported", file.display())
}
