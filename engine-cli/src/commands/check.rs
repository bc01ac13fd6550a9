use jiff::Timestamp;
use serde::Serialize;
use tenantry_core::connector::{ConnectorError, Context, ErrorKind};

use super::{Done, Job};
use crate::{
    exit::{self, USAGE},
    output::table::Page,
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
    let database = database(job).await.map_err(|error| exit::line(&error));
    let checks = vec![
        Check::new("configuration", Ok(format!("{} is valid", site.file.display())), None),
        Check::new(kind, source.map_err(|error| error.to_string()), hint),
        Check::new("database", database, None),
    ];
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

async fn database(job: &Job<'_>) -> anyhow::Result<String> {
    let store = job.store().await?;
    let tx = store.read().await?;
    let place = store.place();
    Ok(match tx.property(job.site.id()).await? {
        None => format!("{place}: this property has not been synced yet"),
        Some(property) => format!("{place}: {} open alerts", tx.state(property).await?.open_alerts),
    })
}
