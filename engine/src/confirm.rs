use tenantry_core::{model::Resolution, reconcile::Plan};
use tenantry_store::{Outcome, ReadTx, RunRecord};

use crate::{AnswerRequest, Handle, Refused, Result, SyncRequest, answer};

/// The sync that confirms the held run behind an alert.
pub(crate) async fn of_alert(
    handle: &Handle<'_>,
    request: &AnswerRequest,
    by: &str,
) -> Result<SyncRequest> {
    let request = AnswerRequest { resolution: Resolution::Confirm, ..request.clone() };
    let tx = handle.store.read().await?;
    let alert = answer::check(&tx, handle.site, &request).await?;
    let run = alert.opened_run.ok_or(Refused::NoRunToConfirm { alert: alert.id })?;
    sync_that_confirms(&tx, handle, &run, by).await
}

/// The sync that confirms a held run.
pub(crate) async fn of_run(handle: &Handle<'_>, run: &str, by: &str) -> Result<SyncRequest> {
    sync_that_confirms(&handle.store.read().await?, handle, run, by).await
}

async fn sync_that_confirms(
    tx: &ReadTx,
    handle: &Handle<'_>,
    run: &str,
    by: &str,
) -> Result<SyncRequest> {
    let held = held_run(tx, run, handle.site.id()).await?;
    Ok(SyncRequest { confirm: Some(held.id), by: Some(by.to_owned()), ..SyncRequest::default() })
}

/// The held run to confirm, if it can be confirmed.
pub(crate) async fn held_run(tx: &ReadTx, id: &str, property: &str) -> Result<RunRecord> {
    let run = tx.run(id).await?;
    if run.property != property {
        return Err(Refused::RunElsewhere { run: run.id, property: run.property }.into());
    }
    if run.outcome != Outcome::Held {
        return Err(Refused::NotHeld { run: run.id }.into());
    }
    match run.confirmed_by {
        Some(by) => Err(Refused::ConfirmedAlready { run: run.id, by }.into()),
        None => Ok(run),
    }
}

/// Whether the roster still leads to exactly the changes that were held.
pub(crate) fn is_the_same(run: &RunRecord, plan: &Plan) -> bool {
    plan.hold.is_some() && run.plan_digest == Some(plan.digest)
}
