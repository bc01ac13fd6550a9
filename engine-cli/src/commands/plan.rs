use std::path::Path;

use tenantry_engine::{PlanFile, Report, offer};

use super::{Done, Job};
use crate::{
    exit::{HELD, SOMETHING_TO_DO},
    output::{plan, progress::Progress, table::Page},
};

/// Prints what a sync would do.
pub(crate) async fn run(
    job: &Job<'_>,
    out: Option<&Path>,
    detailed_exitcode: bool,
) -> anyhow::Result<Done<Report>> {
    let store = job.store().await?;
    let planned = job.handle(&store).plan(None, &mut Progress::new()).await?;
    let mut records = match planned.property {
        Some(property) => planned.tx.alerts(Some(property), false).await?,
        None => Vec::new(),
    };
    offer(&planned.tx, &mut records).await?;
    let mut report = Report::of(&planned.reconciled, &planned.policy, &records);
    report.notes = planned.notes;
    report.unmatched_words = planned.unmatched;
    let plan = &planned.reconciled.plan;
    if let Some(out) = out {
        PlanFile::of(&report, plan.digest).write(out)?;
    }
    let held = plan.is_held();
    let mut page = Page::default();
    if !job.json {
        plan::write(&mut page, &report, true);
    }
    if held {
        page.line(match plan.is_whole_held {
            true => "A sync would apply nothing until somebody confirms that the roster is right.",
            false => "A sync would hold what is marked as held until somebody confirms it.",
        });
    }
    if let Some(out) = out {
        page.line(format!(
            "The plan is in {0}; `sync --plan {0}` applies exactly this plan.",
            out.display()
        ));
    }
    let code = match (detailed_exitcode, held, report.is_empty()) {
        (true, true, _) => HELD,
        (true, false, false) => SOMETHING_TO_DO,
        _ => 0,
    };
    Ok(Done { document: report, page, code })
}
