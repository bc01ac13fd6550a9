use jiff::Timestamp;
use tenantry_core::model::{AlertId, Resolution};
use tenantry_store::{AlertRecord, NewRun};

use crate::{Handle, Refused, Result, document::UndoDocument};

/// An alert that was reopened by undoing its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Reopened {
    /// The alert, open again.
    pub alert: AlertRecord,
    /// The answer that was undone.
    pub resolution: Resolution,
    /// How many changes were undone.
    pub undone: u64,
}

pub(crate) async fn undo(handle: &Handle<'_>, run: &str, by: &str) -> Result<UndoDocument> {
    let tx = handle.store.begin().await?;
    let run = tx.run(run).await?;
    if run.property != handle.site.id() {
        return Err(Refused::RunElsewhere { run: run.id, property: run.property }.into());
    }
    let now = Timestamp::now();
    let undoing = NewRun { asked_by: Some(by.to_owned()), ..NewRun::new(now) };
    let report = tx.undo(&run.id, by, &undoing, now).await?;
    tx.commit().await?;
    Ok(UndoDocument::new(&run, report))
}

pub(crate) async fn undo_answer(handle: &Handle<'_>, alert: AlertId, by: &str) -> Result<Reopened> {
    let tx = handle.store.begin().await?;
    let found = tx.alert(alert).await?;
    if found.property != handle.site.id() {
        return Err(Refused::AlertElsewhere { alert, property: found.property }.into());
    }
    let undone = tx.undo_decision(alert, by, Timestamp::now()).await?;
    let alert = tx.alert(alert).await?;
    tx.commit().await?;
    Ok(Reopened { alert, resolution: undone.resolution, undone: undone.undone })
}
