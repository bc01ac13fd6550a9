use std::process::ExitCode;

use serde_json::{Value, json};
use tenantry_store::RunRecord;

use super::Job;
use crate::{
    engine::change_view,
    output::{
        self,
        table::{self, println},
    },
};

/// Lists the property's runs, the newest first.
pub(crate) async fn list(job: &Job, limit: u64) -> anyhow::Result<ExitCode> {
    let (_store, tx, property) = job.read().await?;
    let runs = match property {
        Some(property) => tx.runs(Some(property), limit).await?,
        None => Vec::new(),
    };
    if job.json {
        output::json(&runs.iter().map(view).collect::<Vec<_>>())?;
        return Ok(ExitCode::SUCCESS);
    }
    if runs.is_empty() {
        println(&format!("{}: never synced.", job.site.property.id));
        return Ok(ExitCode::SUCCESS);
    }
    table::print(
        ["run", "what", "started", "outcome", "created", "linked", "updated", "ended", "held back"],
        runs.iter().map(|run| {
            let counts = &run.counts;
            let undone = if run.undone_by.is_some() { ", undone" } else { "" };
            [
                run.id.clone(),
                run.kind.as_str().to_owned(),
                output::time(run.started_at),
                format!("{}{undone}", run.outcome.as_str()),
                counts.created.to_string(),
                counts.linked.to_string(),
                counts.updated.to_string(),
                counts.ended.to_string(),
                counts.held_back.to_string(),
            ]
        }),
    );
    Ok(ExitCode::SUCCESS)
}

/// Prints one run with its changes.
pub(crate) async fn show(job: &Job, id: &str) -> anyhow::Result<ExitCode> {
    let (_store, tx, _) = job.read().await?;
    let run = tx.run(id).await?;
    let changes: Vec<_> = tx.changes_of_run(&run.id).await?.iter().map(change_view).collect();
    if job.json {
        let mut document = view(&run);
        document["changes"] = serde_json::to_value(&changes)?;
        output::json(&document)?;
        return Ok(ExitCode::SUCCESS);
    }
    println(&format!(
        "Run {} of {}: {} ({})",
        run.id,
        run.property,
        run.outcome.as_str(),
        run.kind.as_str()
    ));
    println(&format!(
        "  from {} to {}",
        output::time(run.started_at),
        output::time(run.finished_at)
    ));
    if let Some(error) = &run.error {
        println(&format!("  {error}"));
    }
    for (what, by) in [("confirmed", &run.confirmed_by), ("undone", &run.undone_by)] {
        if let Some(by) = by {
            println(&format!("  {what} by run {by}"));
        }
    }
    println("");
    table::print(
        ["change", "resident", "account", "fields", "why"],
        changes.iter().map(|change| {
            [
                change.action.to_owned(),
                change.external_id.as_deref().unwrap_or("-").to_owned(),
                change.account.to_string(),
                change.fields_line(),
                change.reason.replace('_', " "),
            ]
        }),
    );
    Ok(ExitCode::SUCCESS)
}

fn view(run: &RunRecord) -> Value {
    json!({
        "id": run.id,
        "property": run.property,
        "kind": run.kind.as_str(),
        "started_at": run.started_at.to_string(),
        "finished_at": run.finished_at.to_string(),
        "outcome": run.outcome.as_str(),
        "counts": run.counts,
        "error": run.error,
        "confirmed_by": run.confirmed_by,
        "undone_by": run.undone_by,
    })
}
