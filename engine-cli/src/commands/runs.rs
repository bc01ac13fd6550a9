use serde_json::{Value, json};
use tenantry_engine::document::{ChangeDocument, RunDocument};
use tenantry_store::Outcome;

use super::{Done, Job};
use crate::output::{self, plan, table::Page};

/// Lists the property's runs, newest first.
pub(crate) async fn list(job: &Job<'_>, limit: u64) -> anyhow::Result<Done<Vec<RunDocument>>> {
    let (tx, property) = job.read().await?;
    let runs = match property {
        Some(property) => tx.runs(Some(property), limit).await?,
        None => Vec::new(),
    };
    let document = runs.iter().map(RunDocument::from).collect();
    let mut page = Page::default();
    if runs.is_empty() {
        page.line(format!("{}: no runs yet.", job.site.id()));
        return Ok(Done { document, page, code: 0 });
    }
    if job.one_of_several {
        page.line(format!("{}:", job.site.name()));
    }
    page.table(
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
    Ok(Done { document, page, code: 0 })
}

/// Prints a run with its changes.
pub(crate) async fn show(job: &Job<'_>, id: &str) -> anyhow::Result<Done<Value>> {
    let (tx, _) = job.read().await?;
    let run = tx.run(id).await?;
    let changes = tx.changes_of_run(&run.id).await?;
    let changes: Vec<_> = changes.iter().map(ChangeDocument::from).collect();
    let mut document = json!(RunDocument::from(&run));
    document["changes"] = json!(changes);
    let mut page = Page::default();
    page.line(format!(
        "Run {} of {}: {} ({})",
        run.id,
        run.property,
        run.outcome.as_str(),
        run.kind.as_str()
    ));
    page.line(format!(
        "  from {} to {}",
        output::time(run.started_at),
        output::time(run.finished_at)
    ));
    if let Some(error) = &run.error {
        page.line(format!("  {error}"));
    }
    for (what, by) in [("confirmed", &run.confirmed_by), ("undone", &run.undone_by)] {
        if let Some(by) = by {
            page.line(format!("  {what} by run {by}"));
        }
    }
    page.line("");
    if run.outcome == Outcome::Held && run.confirmed_by.is_none() {
        page.line(format!(
            "Something was held: `alerts` shows what still is, and `sync --confirm {}` approves what this run held.",
            run.id
        ));
    }
    if changes.is_empty() {
        page.line("It changed nothing.");
        return Ok(Done { document, page, code: 0 });
    }
    page.table(
        ["change", "resident", "account", "fields", "why"],
        changes.iter().map(|change| {
            [
                change.action.as_str().to_owned(),
                change.external_id.as_deref().unwrap_or("-").to_owned(),
                change.account.to_string(),
                plan::line(change.fields.iter()),
                change.reason.as_str().replace('_', " "),
            ]
        }),
    );
    Ok(Done { document, page, code: 0 })
}
