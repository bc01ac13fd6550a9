use std::path::Path;

use tenantry_engine::{PlanFile, Report, SyncRequest};
use tenantry_store::Outcome;

use super::{Done, Job};
use crate::{
    exit::HELD,
    output::{plan, progress::Progress, table::Page},
};

/// Fetches, reconciles and applies.
pub(crate) async fn run(
    job: &Job<'_>,
    plan: Option<&Path>,
    confirm: Option<String>,
    by: Option<String>,
) -> anyhow::Result<Done<Report>> {
    let plan = plan.map(PlanFile::read).transpose()?;
    let request = SyncRequest { plan, confirm, by, whole_report: job.json };
    let store = job.writer().await?;
    let report = job.handle(&store).sync(&request, &mut Progress::new()).await?;
    store.close().await?;
    Ok(done(job, report))
}

/// The outcome of a sync.
pub(super) fn done(job: &Job<'_>, report: Report) -> Done<Report> {
    let mut page = Page::default();
    let run = report.run_id.as_deref().unwrap_or_default();
    let held = report.outcome == Outcome::Held;
    if !job.json {
        plan::write(&mut page, &report, false);
    }
    if held {
        page.line(format!(
            "Run {run} is HELD: nothing was applied. Check the alert, then confirm exactly this run with"
        ));
        page.line(format!(
            "  engine-cli --config {} sync --confirm {run}",
            job.site.file.display()
        ));
    } else {
        page.line(format!("Run {run} completed."));
    }
    Done { document: report, page, code: if held { HELD } else { 0 } }
}
