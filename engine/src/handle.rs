use jiff::Timestamp;
use tenantry_core::{Date, model::AlertId, reconcile::Newcomer, reconcile::Policy};
use tenantry_store::{AlertRecord, Store};

use crate::{
    AnswerRequest, ChangeDocument, Explanation, Finished, Imported, Merged, Planned, Progress,
    Reopened, Report, Result, Site, SyncRequest, answer, confirm, document::UndoDocument, explain,
    import, merge, plan, sync, undo,
};

/// Everything that can be done with one property. The command line and the
/// console both go through this type; each method is one transaction.
///
/// `preview`, `plan` and `explain` change nothing. The others record who asked
/// for the change.
#[derive(Debug, Clone, Copy)]
pub struct Handle<'a> {
    pub(crate) site: &'a Site,
    pub(crate) store: &'a Store,
    pub(crate) today: Option<Date>,
}

impl<'a> Handle<'a> {
    /// Combines a property with its directory. `today` replaces the current
    /// date, to rehearse another day.
    pub fn new(site: &'a Site, store: &'a Store, today: Option<Date>) -> Self {
        Self { site, store, today }
    }

    /// The policy of a run that starts now.
    pub(crate) fn policy(&self, now: Timestamp) -> Policy {
        self.site.policy(now, self.today)
    }

    /// Fetches, reconciles and applies.
    ///
    /// # Errors
    /// Nothing was applied. A failed fetch, and a plan that cannot be applied,
    /// leave a failed run in the history.
    pub async fn sync(&self, request: &SyncRequest, progress: &mut dyn Progress) -> Result<Report> {
        let done = sync::sync(self, request, progress).await;
        progress.finished();
        done
    }

    /// Records a sync that failed without leaving a run
    /// ([`Finished::is_unrecorded`]): its process could not open the database, for
    /// instance, but this handle's store is open.
    ///
    /// # Errors
    /// The database failed.
    pub async fn record_failure(&self, last: &Finished) -> Result<()> {
        sync::record_finished(self, last).await
    }

    /// Fetches and decides but changes nothing. The records of the resident
    /// `also` are examined even if nothing about them has changed.
    ///
    /// # Errors
    /// The connector or the database failed.
    pub async fn plan(&self, also: Option<&str>, progress: &mut dyn Progress) -> Result<Planned> {
        plan::plan(self, also, progress).await
    }

    /// Explains why a resident is linked, held or missing. Asks the PMS.
    ///
    /// # Errors
    /// The connector or the database failed, or nobody knows the resident
    /// ([`Refused::UnknownResident`](crate::Refused::UnknownResident)).
    pub async fn explain(
        &self,
        external_id: &str,
        progress: &mut dyn Progress,
    ) -> Result<Explanation> {
        explain::explain(self, external_id, progress).await
    }

    /// Returns what an answer to an alert would change.
    ///
    /// # Errors
    /// The same as [`answer`](Self::answer), except that a dismissal does not
    /// need a reason yet.
    pub async fn preview(&self, request: &AnswerRequest) -> Result<Vec<ChangeDocument>> {
        answer::preview(self, request).await
    }

    /// Answers an alert: applies the changes, records the decision and closes
    /// the alert. For
    /// [`Resolution::Confirm`](tenantry_core::model::Resolution::Confirm),
    /// which needs a sync, use [`confirm`](Self::confirm).
    ///
    /// # Errors
    /// The request does not fit the alert, or the directory has changed since
    /// the alert was shown.
    pub async fn answer(&self, request: &AnswerRequest, by: &str) -> Result<AlertRecord> {
        answer::answer(self, request, by).await
    }

    /// Undoes the latest answer to an alert; the alert is open again.
    ///
    /// # Errors
    /// This property has no such alert, or a later change is in the way.
    pub async fn undo_answer(&self, alert: AlertId, by: &str) -> Result<Reopened> {
        undo::undo_answer(self, alert, by).await
    }

    /// Adds people manually: accounts with manual residencies in the property,
    /// as a run of its own. Rows that cannot be imported are left out.
    ///
    /// # Errors
    /// The database failed; nothing was imported.
    pub async fn import(&self, rows: &[Newcomer], by: &str) -> Result<Imported> {
        import::import(self, rows, by).await
    }

    /// Returns what [`import`](Self::import) would do. Changes nothing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn preview_import(&self, rows: &[Newcomer]) -> Result<Imported> {
        import::preview(self, rows).await
    }

    /// Makes two accounts one, as a run of the property: `keep` gets what `other`
    /// has at every property, and `other` is deleted. Both are emails or IDs of
    /// accounts.
    ///
    /// # Errors
    /// There is no such account, both are the same one, or neither has ever lived at
    /// this property but at others.
    pub async fn merge(&self, keep: &str, other: &str, by: &str) -> Result<Merged> {
        merge::merge(self, keep, other, by).await
    }

    /// Returns what [`merge`](Self::merge) would do. Changes nothing.
    ///
    /// # Errors
    /// The same as [`merge`](Self::merge).
    pub async fn preview_merge(&self, keep: &str, other: &str) -> Result<Merged> {
        merge::preview(self, keep, other).await
    }

    /// Undoes the changes of one run, except where a later change touched the
    /// same row. A merge is undone entirely or not at all.
    ///
    /// # Errors
    /// This property has no such run, or the run cannot be undone.
    pub async fn undo(&self, run: &str, by: &str) -> Result<UndoDocument> {
        undo::undo(self, run, by).await
    }

    /// Confirms what an alert about a hold shows, and syncs. What the roster still
    /// asks for of it is applied.
    ///
    /// # Errors
    /// The same as [`confirmation`](Self::confirmation) and [`sync`](Self::sync).
    pub async fn confirm(
        &self,
        request: &AnswerRequest,
        by: &str,
        progress: &mut dyn Progress,
    ) -> Result<Report> {
        let request = self.confirmation(request, by).await?;
        self.sync(&request, progress).await
    }

    /// Returns the sync that confirms what an alert about a hold shows, for callers
    /// that run it elsewhere.
    ///
    /// # Errors
    /// The request does not fit the alert, or the run cannot be confirmed.
    pub async fn confirmation(&self, request: &AnswerRequest, by: &str) -> Result<SyncRequest> {
        confirm::of_alert(self, request, by).await
    }

    /// Returns the sync that confirms everything that a run held, for callers that
    /// run it elsewhere.
    ///
    /// # Errors
    /// This property has no such run, or the run cannot be confirmed.
    pub async fn confirmation_of(&self, run: &str, by: &str) -> Result<SyncRequest> {
        confirm::of_run(self, run, by).await
    }
}
