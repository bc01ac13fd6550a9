use std::{path::Path, process::ExitCode};

use super::Job;
use crate::{
    engine::{self, Asked, PlanFile, Report},
    exit::HELD,
    output::{self, table::println},
};

/// Fetches, reconciles and applies.
pub(crate) async fn run(
    job: &Job,
    plan: Option<&Path>,
    confirm: Option<String>,
) -> anyhow::Result<ExitCode> {
    let plan = plan.map(PlanFile::read).transpose()?;
    let asked = Asked { plan, confirm, today: job.today, whole_report: job.json };
    let report = engine::sync(&job.site, &asked).await?;
    print(job, &report)?;
    Ok(ExitCode::from(if report.outcome == "held" { HELD } else { 0 }))
}

/// Prints what a sync did.
pub(super) fn print(job: &Job, report: &Report) -> anyhow::Result<()> {
    if job.json {
        return output::json(report);
    }
    let run = report.run_id.as_deref().unwrap_or_default();
    output::plan::print(report, false);
    if report.outcome == "held" {
        println(&format!(
            "Run {run} is HELD: nothing was applied. Look at the alert, then confirm exactly this with"
        ));
        println(&format!("  engine-cli --config {} sync --confirm {run}", job.site.file.display()));
    } else {
        println(&format!("Run {run} completed."));
    }
    Ok(())
}
