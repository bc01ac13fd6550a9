//! `check`: whether the configuration, the source and the database are as a sync needs them.

mod private;
mod records;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value as Json;
use tenantry_core::connector::{ConnectorError, Context, ErrorKind};
use tenantry_engine::{Site, document::counted, sample, schedule};

use super::{
    Done, Job,
    unfed::{self, Unfed},
};
use crate::{
    exit::{self, USAGE},
    output::{self, table::Page},
};

/// The result of one check.
#[derive(Debug, Serialize)]
pub(crate) struct Check {
    check: &'static str,
    ok: bool,
    /// Whether somebody should look at it although it is `ok`.
    warning: bool,
    message: String,
    hint: Option<String>,
    /// The figures of the message, for scripts.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Json>,
}

impl Check {
    fn new(check: &'static str, result: Result<String, String>, hint: Option<String>) -> Self {
        let ok = result.is_ok();
        let (Ok(message) | Err(message)) = result;
        Self { check, ok, warning: false, message, hint, details: None }
    }

    fn warning(check: &'static str, message: String, hint: String) -> Self {
        Self { check, ok: true, warning: true, message, hint: Some(hint), details: None }
    }

    fn with(self, details: Json) -> Self {
        Self { details: Some(details), ..self }
    }

    /// The same check as a failure.
    fn failed(self, why: &str) -> Self {
        Self { ok: false, warning: false, message: format!("{why}{}", self.message), ..self }
    }
}

/// Checks configuration, source, records and database; one line per check.
pub(crate) async fn run(job: &Job<'_>) -> anyhow::Result<Done<Vec<Check>>> {
    let site = job.site;
    // Before the database is open, with files next to it.
    let exposed = private::check(job);
    let today = site.day(Timestamp::now(), job.today);
    let source = site.connector.check(&Context::new(site.id(), today)).await;
    let sampled = match &source {
        Ok(_) => Some(sample(site, &site.policy(Timestamp::now(), job.today)).await),
        Err(_) => None,
    };
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
    match sampled {
        Some(Ok(sample)) => checks.extend(records::checks(site, &sample)),
        Some(Err(error)) => {
            checks.push(Check::new("records", Err(error.to_string()), error.hint.clone()));
        }
        None => {}
    }
    if let Some(at) = last.filter(|at| schedule::is_ahead(*at, Timestamp::now())) {
        let message = format!("the last complete sync is {}", output::ahead(at));
        let hint = "the next sync is applied all the same, and counts as the latest".to_owned();
        checks.push(Check::new("clock", Err(message), Some(hint)));
    }
    if let Some(fault) = job.portfolio.console_fault().filter(|_| is_first(job)) {
        let (message, hint) = (fault.problem.clone(), fault.hint.clone());
        let message = format!("{}: {message}", fault.file.display());
        checks.push(Check::new("console", Err(message), hint));
    }
    checks.extend(exposed);
    if let Ok(unfed) = unfed(job).await {
        let warn = |unfed: Unfed| Check::warning("properties", unfed.message(), unfed.hint());
        checks.extend(unfed.into_iter().map(warn));
    }
    let mut page = Page::default();
    for Check { check, ok, warning, message, hint, .. } in &checks {
        let word = match (ok, warning) {
            (false, _) => "FAILED",
            (true, true) => "warn  ",
            (true, false) => "ok    ",
        };
        page.line(format!("{word}  {check}: {message}"));
        if let Some(hint) = hint {
            page.line(format!("        hint: {hint}"));
        }
    }
    let failed = checks.iter().any(|check| !check.ok);
    let code = if misconfigured { USAGE } else { u8::from(failed) };
    Ok(Done { document: checks, page, code })
}

/// Whether this is the property that reports what concerns all.
fn is_first(job: &Job<'_>) -> bool {
    job.portfolio.chosen().next().is_some_and(|first| first.id() == job.site.id())
}

/// The properties of the database that nothing feeds. In a portfolio, only the first property of
/// each database reports them; and nobody does while a file that cannot be used may feed them.
async fn unfed(job: &Job<'_>) -> anyhow::Result<Vec<Unfed>> {
    let url = &job.site.database_url;
    let sites = job.portfolio.sites.iter().filter(|site| site.database_url == *url);
    let sites: Vec<&Site> = sites.collect();
    let mut chosen = sites.iter().filter(|site| job.portfolio.is_chosen(site.id()));
    let is_first = chosen.next().is_some_and(|first| first.id() == job.site.id());
    if !is_first || !job.portfolio.broken.is_empty() {
        return Ok(Vec::new());
    }
    let store = job.store().await?;
    let unfed = unfed::unfed(&store.read().await?, &sites).await?;
    Ok(unfed)
}

/// What the database contains, and when the last complete sync ended.
async fn database(job: &Job<'_>) -> anyhow::Result<(String, Option<Timestamp>)> {
    // First, because it does not wait for a server that is not there.
    job.stores.try_write(&job.site.database_url).await?;
    let store = job.store().await?;
    let place = store.place().to_owned();
    let tx = store.read().await?;
    let state = match tx.property(job.site.id()).await? {
        Some(property) => Some(tx.state(property).await?),
        None => None,
    };
    drop(tx);
    let Some(state) = state else {
        return Ok((format!("{place}: this property has not been synced yet"), None));
    };
    let open = match state.open_alerts {
        0 => "no open alerts".to_owned(),
        more => counted(more, "open alert", "open alerts"),
    };
    Ok((format!("{place}: {open}"), state.last_complete_at))
}
