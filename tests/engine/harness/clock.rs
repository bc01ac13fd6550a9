//! Clocks that are wrong.

use serde_json::Value;

use super::{Backend, Postgres, Site, Sqlite, database};

/// A clock that is a month ahead or behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    Ahead,
    Behind,
}

impl Wrong {
    /// The ID of the run that was dated so. A UUID version 7 begins with the time.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Ahead => "7fffffff-ffff-7000-8000-000000000001",
            Self::Behind => "00000000-0001-7000-8000-000000000001",
        }
    }
}

/// Dates the latest run as if its machine's clock had been wrong.
pub(crate) fn misdate(site: &Site, on: Backend, wrong: Wrong) {
    let id = latest(site)["id"].as_str().unwrap().to_owned();
    let days = if wrong == Wrong::Ahead { "+30 days" } else { "-30 days" };
    let moved = |column: &str| match on {
        Sqlite => format!("{column} = strftime('%Y-%m-%dT%H:%M:%fZ', {column}, '{days}')"),
        Postgres => format!("{column} = {column} + INTERVAL '{days}'"),
    };
    let (started, finished, last) =
        (moved("started_at"), moved("finished_at"), moved("last_complete_at"));
    let new = wrong.id();
    for sql in [
        format!("UPDATE runs SET id = '{new}', {started}, {finished} WHERE id = '{id}'"),
        format!("UPDATE changes SET run_id = '{new}' WHERE run_id = '{id}'"),
        format!(
            "UPDATE property_states SET last_complete_run_id = '{new}', {last} \
             WHERE last_complete_run_id = '{id}'"
        ),
    ] {
        database::execute(&site.url, &sql);
    }
}

/// The latest run.
pub(crate) fn latest(site: &Site) -> Value {
    site.json(&["runs", "--limit", "1"])[0].clone()
}
