use jiff::Timestamp;
use tenantry_core::model::AlertId;
use tenantry_store::{NewRun, Store, UndoneAnswer, WriteTx};

use crate::{Error, Result, Site, document::UndoDocument};

/// Takes back the changes of one run of the property, where nothing later has
/// touched the same.
///
/// # Errors
/// There is no such run of this property, or it cannot be undone.
pub async fn undo(store: &Store, site: &Site, run: &str, actor: &str) -> Result<UndoDocument> {
    let tx = store.begin().await?;
    let run = tx.run(run).await?;
    if run.property != site.id() {
        return Err(Error::Missing(format!(
            "run {} is of the property {}; pass that property's file",
            run.id, run.property
        )));
    }
    let now = Timestamp::now();
    let undoing = NewRun { asked_by: Some(actor.to_owned()), ..NewRun::new(now) };
    let report = tx.undo(&run.id, actor, &undoing, now).await?;
    tx.commit().await?;
    Ok(UndoDocument::new(&run, report))
}

/// Takes the latest answer to an alert of the property back; the alert waits
/// again.
///
/// # Errors
/// There is no such alert at this property, or something later stands in the
/// way.
pub async fn undo_answer(
    tx: &WriteTx,
    site: &Site,
    alert: AlertId,
    actor: &str,
) -> Result<UndoneAnswer> {
    let found = tx.alert(alert).await?;
    if found.property != site.id() {
        return Err(Error::Missing(format!(
            "alert {} is of the property {}; pass that property's file",
            alert.0, found.property
        )));
    }
    Ok(tx.undo_decision(alert, actor, Timestamp::now()).await?)
}
