use tenantry_core::reconcile::Plan;
use tenantry_store::{Outcome, ReadTx, RunRecord};

use crate::{Error, Result};

/// The held run that a person confirms, where it can be confirmed.
pub(crate) async fn held_run(tx: &ReadTx, id: &str, property: &str) -> Result<RunRecord> {
    let run = tx.run(id).await?;
    if run.property != property {
        let of = &run.property;
        return Err(Error::Missing(format!(
            "run {} is of the property {of}, not of {property}",
            run.id
        )));
    }
    if run.outcome != Outcome::Held {
        return Err(Error::Moved(format!(
            "run {} was not held, so there is nothing to confirm",
            run.id
        )));
    }
    if let Some(by) = &run.confirmed_by {
        return Err(Error::Moved(format!(
            "run {} was confirmed already, by run {by}; a confirmation counts once",
            run.id
        )));
    }
    Ok(run)
}

/// Whether the roster still asks for exactly what was held.
pub(crate) fn is_the_same(run: &RunRecord, plan: &Plan) -> bool {
    plan.hold.is_some() && run.plan_digest == Some(plan.digest)
}
