use std::{path::Path, process::ExitCode};

use jiff::Timestamp;
use tenantry_core::reconcile::Prepared;

use super::Job;
use crate::{
    engine::{self, PlanFile, Report},
    exit::{HELD, SOMETHING_TO_DO},
    output::{self, table::println},
};

/// Prints what a sync would do.
pub(crate) async fn run(
    job: &Job,
    out: Option<&Path>,
    detailed_exitcode: bool,
) -> anyhow::Result<ExitCode> {
    let policy = engine::policy(&job.site, Timestamp::now(), job.today);
    let (_store, tx, property) = job.read().await?;
    let fetched = engine::fetch(&job.site, &policy).await?;
    let roster = Prepared::with_digest(fetched.roster, fetched.digest, &policy);
    let reconciled = engine::reconcile_with(&tx, property, roster, &policy, None).await?;
    let records = match property {
        Some(property) => tx.alerts(Some(property), false).await?,
        None => Vec::new(),
    };
    let mut report = Report::of(&reconciled, &policy, &records);
    report.notes = fetched.notes;
    if let Some(out) = out {
        PlanFile::of(&report, reconciled.plan.digest)?.write(out)?;
    }
    if job.json {
        output::json(&report)?;
    } else {
        output::plan::print(&report, true);
        if reconciled.plan.hold.is_some() {
            println(
                "A sync would be held for safety and apply nothing until somebody confirms it.",
            );
        }
        if let Some(out) = out {
            println(&format!(
                "The plan is in {0}; `sync --plan {0}` applies exactly it.",
                out.display()
            ));
        }
    }
    let held = reconciled.plan.hold.is_some();
    let code = match (detailed_exitcode, held, report.is_empty()) {
        (true, true, _) => HELD,
        (true, false, false) => SOMETHING_TO_DO,
        _ => 0,
    };
    Ok(ExitCode::from(code))
}
