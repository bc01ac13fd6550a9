//! A person's word that what a sync held is right.

use std::collections::HashSet;

use jiff::Timestamp;
use tenantry_core::{
    model::{AlertFacts, Harm, Mark, Resolution},
    reconcile::{Approval, Plan},
};
use tenantry_store::{Given, Outcome, ReadTx, RunRecord, StoredHold};

use crate::{AnswerRequest, Confirmation, Handle, Refused, Result, SyncRequest, answer};

/// What somebody confirms with a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    /// The run that held it, by its ID or the start of it.
    pub run: String,
    /// The harm; `None` for everything that the run held.
    pub harm: Option<Harm>,
}

/// The sync that confirms what an alert shows.
pub(crate) async fn of_alert(
    handle: &Handle<'_>,
    request: &AnswerRequest,
    by: &str,
) -> Result<SyncRequest> {
    let request = AnswerRequest { resolution: Resolution::Confirm, ..request.clone() };
    let tx = handle.store.read().await?;
    let alert = answer::check(&tx, handle.site, &request).await?;
    let nothing = Refused::NoRunToConfirm { alert: alert.id };
    let (AlertFacts::SafetyHold(hold), Some(run)) = (&alert.facts, alert.shown_run) else {
        return Err(nothing.into());
    };
    let confirm = Confirm { run, harm: Some(hold.harm) };
    held_by(&tx, &confirm, handle.site.id()).await?;
    Ok(sync_with(confirm, by))
}

/// The sync that confirms everything that a run held.
pub(crate) async fn of_run(handle: &Handle<'_>, run: &str, by: &str) -> Result<SyncRequest> {
    let confirm = Confirm { run: run.to_owned(), harm: None };
    let (run, _) = held_by(&handle.store.read().await?, &confirm, handle.site.id()).await?;
    Ok(sync_with(Confirm { run: run.id, harm: None }, by))
}

fn sync_with(confirm: Confirm, by: &str) -> SyncRequest {
    SyncRequest { confirm: Some(confirm), by: Some(by.to_owned()), ..SyncRequest::default() }
}

/// The run that held something, and what is confirmed of it.
async fn held_by(
    tx: &ReadTx,
    confirm: &Confirm,
    property: &str,
) -> Result<(RunRecord, Vec<StoredHold>)> {
    let run = tx.run(&confirm.run).await?;
    if run.property != property {
        return Err(Refused::RunElsewhere { run: run.id, property: run.property }.into());
    }
    if run.outcome != Outcome::Held {
        return Err(Refused::NotHeld { run: run.id }.into());
    }
    if let (Some(by), None) = (&run.confirmed_by, confirm.harm) {
        return Err(Refused::ConfirmedAlready { run: run.id, by: by.clone() }.into());
    }
    let mut holds = tx.held_by(&run.id).await?;
    holds.retain(|hold| confirm.harm.is_none_or(|harm| harm == hold.harm));
    match holds.is_empty() {
        true => Err(Refused::HeldBefore { run: run.id }.into()),
        false => Ok((run, holds)),
    }
}

/// A confirmation that is saved, for this sync or a later one to apply.
pub(crate) struct Saved {
    run: String,
    approved: HashSet<Approval>,
}

/// Saves a confirmation in a transaction of its own: whatever becomes of the sync, the next ones
/// apply it for a week.
pub(crate) async fn save(
    handle: &Handle<'_>,
    confirm: &Confirm,
    by: Option<&str>,
    now: Timestamp,
) -> Result<Saved> {
    let tx = handle.store.begin().await?;
    let property = handle.site.register(&tx, now).await?;
    let (run, holds) = held_by(&tx, confirm, handle.site.id()).await?;
    let given = Given { run: &run.id, holds: &holds, by: by.unwrap_or("sync") };
    tx.approve(property, &given, now).await?;
    tx.commit().await?;
    let approval = |harm: Harm| move |mark: Mark| Approval { harm, mark };
    let approved =
        holds.into_iter().flat_map(|hold| hold.marks.into_iter().map(approval(hold.harm)));
    Ok(Saved { run: run.id, approved: approved.collect() })
}

impl Saved {
    /// What becomes of the confirmation in a plan.
    pub(crate) fn in_plan(&self, plan: &Plan) -> Confirmation {
        let used: HashSet<&Approval> = plan.used.iter().collect();
        let waiting: HashSet<&Approval> = plan.waiting.iter().collect();
        let count =
            |is: &dyn Fn(&Approval) -> bool| self.approved.iter().filter(|it| is(it)).count();
        // The word that a roster is right is used and goes on.
        let applied = count(&|given| used.contains(given));
        let waiting = count(&|given| waiting.contains(given) && !used.contains(given));
        let confirmed = self.approved.len();
        let lapsed = confirmed - applied - waiting;
        Confirmation { run: self.run.clone(), confirmed, applied, waiting, lapsed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_that_was_confirmed_is_counted_once() {
        let approval = |harm, mark| Approval { harm, mark: Mark(mark) };
        let ended = |mark| approval(Harm::Ended, mark);
        let whole = approval(Harm::WholeRoster, 0);
        let saved = Saved { run: "r".into(), approved: [ended(1), ended(2), ended(3)].into() };
        // Somebody else's word that the roster is right is used and goes on.
        let plan =
            Plan { used: vec![whole, ended(1)], waiting: vec![whole, ended(2)], ..Plan::default() };
        let Confirmation { confirmed, applied, waiting, lapsed, .. } = saved.in_plan(&plan);
        assert_eq!((confirmed, applied, waiting, lapsed), (3, 1, 1, 1));
        let saved = Saved { run: "r".into(), approved: [whole].into() };
        let Confirmation { confirmed, applied, waiting, lapsed, .. } = saved.in_plan(&plan);
        assert_eq!((confirmed, applied, waiting, lapsed), (1, 1, 0, 0));
    }
}
