use std::path::Path;

use tenantry_engine::{Confirmation, PlanFile, Report, SyncRequest, document::plural};
use tenantry_store::Outcome;

use super::{Done, Job, actor};
use crate::{
    exit::HELD,
    output::{pasted, plan, progress::Progress, table::Page, tell},
};

/// Fetches, reconciles and applies.
pub(crate) async fn run(
    job: &Job<'_>,
    plan: Option<&Path>,
    confirm: Option<String>,
    by: Option<String>,
) -> anyhow::Result<Done<Report>> {
    let plan = plan.map(PlanFile::read).transpose()?;
    let store = job.writer().await?;
    let handle = job.handle(&store);
    let confirmed = match confirm {
        Some(run) => handle.confirmation_of(&run, &actor(by.clone())).await?,
        None => SyncRequest { by, ..SyncRequest::default() },
    };
    let request = SyncRequest { plan, whole_report: job.json, ..confirmed };
    let report = handle.sync(&request, &mut Progress::new()).await.inspect_err(|_| {
        if request.confirm.is_some() {
            tell("The confirmation is saved: the next sync applies it, for 7 days.");
        }
    })?;
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
    if let Some(given) = &report.confirmation {
        page.line(confirmation(given));
    }
    if held {
        page.line(format!(
            "Run {run} is HELD. `alerts` shows what is held; if the PMS is right, confirm with"
        ));
        page.line(format!("  engine-cli --config {} sync --confirm {run}", pasted(&job.site.file)));
    } else {
        page.line(format!("Run {run} completed."));
    }
    Done { document: report, page, code: if held { HELD } else { 0 } }
}

/// What became of a confirmation.
fn confirmation(given: &Confirmation) -> String {
    let Confirmation { run, confirmed, applied, waiting, lapsed } = given;
    let mut said = format!("Confirmed run {run}: {applied} of {confirmed} applied");
    if *waiting > 0 {
        let wait = plural(*waiting as u64, "waits", "wait");
        said.push_str(&format!("; {waiting} {wait} for something else that is held"));
    }
    if *lapsed > 0 {
        said.push_str(&format!("; the PMS no longer asks for {lapsed}"));
    }
    said + "."
}
