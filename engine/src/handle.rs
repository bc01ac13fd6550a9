use jiff::Timestamp;
use tenantry_core::{Date, model::AlertId, reconcile::Newcomer, reconcile::Policy};
use tenantry_store::{AlertRecord, Store};

use crate::{
    AnswerRequest, ChangeDocument, Explanation, Imported, Planned, Progress, Reopened, Report,
    Result, Site, SyncRequest, answer, confirm, document::UndoDocument, explain, import, plan,
    sync, undo,
};

/// One property, to work on. What the command line and the console do to a
/// property, they do through this, and each verb is one transaction.
///
/// `preview`, `plan` and `explain` change nothing. The others record who asked.
#[derive(Debug, Clone, Copy)]
pub struct Handle<'a> {
    pub(crate) site: &'a Site,
    pub(crate) store: &'a Store,
    pub(crate) today: Option<Date>,
}

impl<'a> Handle<'a> {
    /// A property and its directory. `today` is for somebody who rehearses
    /// another day.
    pub fn new(site: &'a Site, store: &'a Store, today: Option<Date>) -> Self {
        Self { site, store, today }
    }

    /// The policy of a run that begins now.
    pub(crate) fn policy(&self, now: Timestamp) -> Policy {
        self.site.policy(now, self.today)
    }

    /// Fetches, reconciles and applies.
    ///
    /// # Errors
    /// Nothing was applied. A fetch that fails, and a plan that cannot be
    /// applied, leave a failed run in the history.
    pub async fn sync(&self, request: &SyncRequest, progress: &mut dyn Progress) -> Result<Report> {
        let done = sync::sync(self, request, progress).await;
        progress.finished();
        done
    }

    /// Fetches and decides, and changes nothing. The records of `also` are
    /// looked at even if they are settled.
    ///
    /// # Errors
    /// The connector's and the database's.
    pub async fn plan(&self, also: Option<&str>, progress: &mut dyn Progress) -> Result<Planned> {
        plan::plan(self, also, progress).await
    }

    /// Why a resident is linked, held, or not there. Asks the PMS.
    ///
    /// # Errors
    /// The connector's and the database's;
    /// [`Refused::UnknownResident`](crate::Refused::UnknownResident).
    pub async fn explain(
        &self,
        external_id: &str,
        progress: &mut dyn Progress,
    ) -> Result<Explanation> {
        explain::explain(self, external_id, progress).await
    }

    /// What an answer to an alert would change.
    ///
    /// # Errors
    /// As [`answer`](Self::answer), except that a dismissal needs no reason yet.
    pub async fn preview(&self, request: &AnswerRequest) -> Result<Vec<ChangeDocument>> {
        answer::preview(self, request).await
    }

    /// Answers an alert: the changes, the decision and the closing. Not with
    /// [`Resolution::Confirm`](tenantry_core::model::Resolution::Confirm),
    /// which is a sync: see [`confirm`](Self::confirm).
    ///
    /// # Errors
    /// The request does not fit the alert, or the directory is no longer as
    /// the alert showed it.
    pub async fn answer(&self, request: &AnswerRequest, by: &str) -> Result<AlertRecord> {
        answer::answer(self, request, by).await
    }

    /// Undoes the latest answer to an alert; the alert is open again.
    ///
    /// # Errors
    /// There is no such alert at this property, or something later is in the
    /// way.
    pub async fn undo_answer(&self, alert: AlertId, by: &str) -> Result<Reopened> {
        undo::undo_answer(self, alert, by).await
    }

    /// Adds people by hand: accounts with manual residencies in the property,
    /// all of them or none.
    ///
    /// # Errors
    /// The database's.
    pub async fn import(&self, people: &[Newcomer], by: &str) -> Result<Imported> {
        import::import(self, people, by).await
    }

    /// Undoes the changes of one run, as far as nothing later has touched the
    /// same.
    ///
    /// # Errors
    /// There is no such run of this property, or it cannot be undone.
    pub async fn undo(&self, run: &str, by: &str) -> Result<UndoDocument> {
        undo::undo(self, run, by).await
    }

    /// Confirms the held sync that an alert is about: syncs, and applies
    /// exactly what was held.
    ///
    /// # Errors
    /// As [`confirmation`](Self::confirmation) and [`sync`](Self::sync).
    pub async fn confirm(
        &self,
        request: &AnswerRequest,
        by: &str,
        progress: &mut dyn Progress,
    ) -> Result<Report> {
        let request = self.confirmation(request, by).await?;
        self.sync(&request, progress).await
    }

    /// The sync that confirms what an alert is about, for somebody who runs it
    /// elsewhere.
    ///
    /// # Errors
    /// The request does not fit the alert, or its run cannot be confirmed.
    pub async fn confirmation(&self, request: &AnswerRequest, by: &str) -> Result<SyncRequest> {
        confirm::of_alert(self, request, by).await
    }

    /// The sync that confirms a held run, for somebody who runs it elsewhere.
    ///
    /// # Errors
    /// There is no such run of this property, or it cannot be confirmed.
    pub async fn confirmation_of(&self, run: &str, by: &str) -> Result<SyncRequest> {
        confirm::of_run(self, run, by).await
    }
}
