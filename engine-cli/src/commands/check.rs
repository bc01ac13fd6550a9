use std::process::ExitCode;

use jiff::Timestamp;
use serde_json::json;
use tenantry_core::connector::{ConnectorError, Context, ErrorKind};
use tenantry_store::{OpenMode, Store};

use super::Job;
use crate::{
    engine,
    output::{self, table::println},
};

/// Checks configuration, source and database, a line each.
pub(crate) async fn run(job: &Job) -> anyhow::Result<ExitCode> {
    let site = &job.site;
    let today = engine::day(site, Timestamp::now(), job.today);
    let context = Context::new(&site.property.id, today);
    let mut lines = vec![("configuration", Ok(format!("{} is valid", site.file.display())), None)];
    let source = site.connector.check(&context).await;
    let misconfigured =
        matches!(&source, Err(ConnectorError { kind: ErrorKind::ConfigInvalid, .. }));
    let hint = source.as_ref().err().and_then(|error| error.hint.clone());
    lines.push((site.connector.describe().kind, source.map_err(|error| error.to_string()), hint));
    lines.push(("database", database(job).await.map_err(|error| format!("{error:#}")), None));

    let failed = lines.iter().any(|(_, result, _)| result.is_err());
    if job.json {
        let all: Vec<_> = lines
            .iter()
            .map(|(what, result, hint)| {
                let message = match result {
                    Ok(message) | Err(message) => message,
                };
                json!({"check": what, "ok": result.is_ok(), "message": message, "hint": hint})
            })
            .collect();
        output::json(&all)?;
    } else {
        for (what, result, hint) in &lines {
            match result {
                Ok(message) => println(&format!("ok      {what}: {message}")),
                Err(message) => println(&format!("FAILED  {what}: {message}")),
            }
            if let Some(hint) = hint {
                println(&format!("        hint: {hint}"));
            }
        }
    }
    Ok(ExitCode::from(if misconfigured { 2 } else { u8::from(failed) }))
}

async fn database(job: &Job) -> anyhow::Result<String> {
    let store = Store::open(&job.site.database_url, OpenMode::Read).await?;
    let tx = store.read().await?;
    let place = store.place();
    Ok(match tx.property(&job.site.property.id).await? {
        None => format!("{place}: no sync of this property yet"),
        Some(property) => format!("{place}: {} open alerts", tx.state(property).await?.open_alerts),
    })
}
