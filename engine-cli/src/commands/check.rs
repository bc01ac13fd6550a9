use jiff::Timestamp;
use serde::Serialize;
use tenantry_core::connector::{ConnectorError, Context, ErrorKind};
use tenantry_engine::schedule;

use super::{Done, Job};
use crate::{
    exit::{self, USAGE},
    output::{self, table::Page},
};

/// The result of one check.
#[derive(Debug, Serialize)]
pub(crate) struct Check {
    check: &'static str,
    ok: bool,
    message: String,
    hint: Option<String>,
}

impl Check {
    fn new(check: &'static str, result: Result<String, String>, hint: Option<String>) -> Self {
        let ok = result.is_ok();
        let (Ok(message) | Err(message)) = result;
        Self { check, ok, message, hint }
    }
}

/// Checks configuration, source and database; prints one line per check.
pub(crate) async fn run(job: &Job<'_>) -> anyhow::Result<Done<Vec<Check>>> {
    let site = job.site;
    let today = site.day(Timestamp::now(), job.today);
    let source = site.connector.check(&Context::new(site.id(), today)).await;
    let misconfigured =
        matches!(&source, Err(ConnectorError { kind: ErrorKind::ConfigInvalid, .. }));
    let hint = source.as_ref().err().and_then(|error| error.hint.clone());
    let kind = site.connector.describe().kind;
    let (database, last) = match database(job).await {
        Ok((message, last)) => (Ok(message), last),
        Err(error) => (Err(exit::line(&error)), None),
    };
    let mut checks = vec![
        Check::new("configuration", Ok(format!("{} is valid", site.file.display())), None),
        Check::new(kind, source.map_err(|error| error.to_string()), hint),
        Check::new("database", database, None),
    ];
    if let Some(at) = last.filter(|at| schedule::is_ahead(*at, Timestamp::now())) {
        let message = format!("the last complete sync is {}", output::ahead(at));
        let hint = "the next sync is applied all the same, and counts as the latest".to_owned();
        checks.push(Check::new("clock", Err(message), Some(hint)));
    }
    let mut page = Page::default();
    for Check { check, ok, message, hint } in &checks {
        page.line(format!("{}  {check}: {message}", if *ok { "ok    " } else { "FAILED" }));
        if let Some(hint) = hint {
            page.line(format!("        hint: {hint}"));
        }
    }
    let failed = checks.iter().any(|check| !check.ok);
    let code = if misconfigured { USAGE } else { u8::from(failed) };
    Ok(Done { document: checks, page, code })
}

/// What the database contains, and when the last complete sync ended.
async fn database(job: &Job<'_>) -> anyhow::Result<(String, Option<Timestamp>)> {
    let store = job.store().await?;
    let tx = store.read().await?;
    let place = store.place();
    let Some(property) = tx.property(job.site.id()).await? else {
        return Ok((format!("{place}: this property has not been synced yet"), None));
    };
    let state = tx.state(property).await?;
    Ok((format!("{place}: {} open alerts", state.open_alerts), state.last_complete_at))
}
