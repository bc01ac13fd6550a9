use anyhow::bail;
use tenantry_core::reconcile::Plan;
use tenantry_store::{Outcome, ReadTx, RunRecord};

/// The held run that a person confirms, where it can be confirmed.
pub(super) async fn held_run(tx: &ReadTx, id: &str, property: &str) -> anyhow::Result<RunRecord> {
    let run = tx.run(id).await?;
    if run.property != property {
        bail!("run {} is of the property {}, not of {property}", run.id, run.property);
    }
    if run.outcome != Outcome::Held {
        bail!("run {} was not held, so there is nothing to confirm", run.id);
    }
    if let Some(by) = &run.confirmed_by {
        bail!("run {} was confirmed already, by run {by}; a confirmation counts once", run.id);
    }
    Ok(run)
}

/// Whether the roster still asks for exactly what was held.
pub(super) fn is_the_same(run: &RunRecord, plan: &Plan) -> bool {
    plan.hold.is_some() && run.plan_digest == Some(plan.digest)
}
