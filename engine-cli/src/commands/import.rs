use std::{collections::HashMap, fs::File, path::Path, process::ExitCode};

use anyhow::{Context, bail};
use jiff::Timestamp;
use serde_json::json;
use tenantry_core::{
    Text,
    model::AccountKind,
    normalize::{bare_email, email_key},
    reconcile::{Action, ChangeSet, Focus, Newcomer, Snapshot, import},
};
use tenantry_store::{OpenMode, Store};

use super::Job;
use crate::{
    engine::{actor, policy},
    output::{self, table::println},
};

/// Adds people from a CSV file, all of them or none.
pub(crate) async fn run(job: &Job, file: &Path, by: Option<String>) -> anyhow::Result<ExitCode> {
    let people = read(file)?;
    let store = Store::open(&job.site.database_url, OpenMode::Write).await?;
    let tx = store.begin().await?;
    let now = Timestamp::now();
    let policy = policy(&job.site, now, job.today);
    let site = &job.site.property;
    let property = tx
        .upsert_property(&site.id, site.name.as_deref().unwrap_or(&site.id), &site.timezone, now)
        .await?;
    let mut emails: Vec<Text> =
        people.iter().filter_map(|person| email_key(&person.email)).collect();
    emails.sort();
    emails.dedup();
    let (accounts, residencies) = tx.load(property, &Focus { emails, ..Focus::default() }).await?;
    let snapshot = Snapshot { accounts, residencies, ..Snapshot::default() };
    let imported =
        import(&people, &snapshot, &site.id, |raw| (policy.phone_key)(raw, &policy.country));
    let set = ChangeSet {
        property: &site.id,
        residents: &imported.residents,
        changes: &imported.changes,
        phone_key: policy.phone_key,
        country: &policy.country,
    };
    tx.apply_import(property, &actor(by), &set, now).await?;
    tx.commit().await?;
    store.close().await?;

    let count = |action| imported.changes.iter().filter(|change| change.action == action).count();
    let (created, linked, updated) =
        (count(Action::Create), count(Action::Link), count(Action::Update));
    let unchanged = people.len() - imported.changes.len();
    if job.json {
        let counts = json!({"rows": people.len(), "created": created, "linked": linked, "updated": updated, "unchanged": unchanged});
        output::json(&json!({"property": site.id, "counts": counts}))?;
    } else {
        println(&format!(
            "{} rows: {created} accounts created, {linked} given a residency, {updated} updated, {unchanged} unchanged.",
            people.len()
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// The longest file that is read, in rows.
const MOST_ROWS: usize = 1_000_000;

fn read(file: &Path) -> anyhow::Result<Vec<Newcomer>> {
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
            bail!("{place}: the heading {heading:?} is there twice; nothing was imported");
        }
    }
    for needed in ["email", "first_name", "last_name"] {
        if !columns.contains_key(needed) {
            bail!(
                "{place}: there is no column {needed:?}; the headings are email,first_name,last_name,phone,building,unit"
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
                format!(
                    "{place}:{line}: the kind is neither resident nor staff; nothing was imported"
                )
            })?),
        };
        people.push(Newcomer {
            email,
            first_name: cell("first_name")?.unwrap_or_default(),
            last_name: cell("last_name")?.unwrap_or_default(),
            phone: cell("phone")?,
            building: cell("building")?,
            unit: cell("unit")?,
            kind,
        });
        if people.len() > MOST_ROWS {
            bail!("{place} has more than {MOST_ROWS} rows; split it");
        }
    }
    Ok(people)
}

/// What is wrong with the form of a file, without quoting it.
fn unreadable(file: &Path, error: &csv::Error) -> anyhow::Error {
    let line = error.position().map(|position| format!(":{}", position.line())).unwrap_or_default();
    let problem = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("the row has {len} fields and the headings {expected_len}")
        }
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => "this is no CSV".into(),
    };
    anyhow::anyhow!("{}{line}: {problem}; nothing was imported", file.display())
}
