use std::process::ExitCode;

use jiff::Timestamp;
use serde_json::{Value, json};
use tenantry_store::{NewRun, OpenMode, Store};

use super::Job;
use crate::{
    engine::actor,
    output::{self, table::println},
};

/// Takes back one run's changes.
pub(crate) async fn run(job: &Job, run_id: &str, by: Option<String>) -> anyhow::Result<ExitCode> {
    let store = Store::open(&job.site.database_url, OpenMode::Write).await?;
    let tx = store.begin().await?;
    let run = tx.run(run_id).await?;
    if run.property != job.site.property.id {
        anyhow::bail!(
            "run {} is of the property {}; pass that property's file",
            run.id,
            run.property
        );
    }
    let now = Timestamp::now();
    let report = tx.undo(&run.id, &actor(by), &NewRun::new(now), now).await?;
    tx.commit().await?;
    store.close().await?;
    if job.json {
        let kept: Vec<Value> = report
            .kept
            .iter()
            .map(|kept| json!({"external_id": kept.external_id, "account": kept.account_email, "why": kept.why}))
            .collect();
        output::json(
            &json!({"property": run.property, "run_id": report.run_id, "undid": run.id, "undone": report.undone, "kept": kept}),
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    println(&format!(
        "{} changes of run {} were taken back, as run {}.",
        report.undone, run.id, report.run_id
    ));
    for kept in &report.kept {
        println(&format!(
            "  kept: {} {}: {}",
            kept.external_id.as_deref().unwrap_or("-"),
            kept.account_email,
            kept.why
        ));
    }
    if !report.kept.is_empty() {
        println(&format!(
            "{} changes were kept, because something later has touched them.",
            report.kept.len()
        ));
    }
    println(
        "The next sync applies what the PMS still says; correct the PMS first where it is wrong.",
    );
    Ok(ExitCode::SUCCESS)
}
