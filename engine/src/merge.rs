use jiff::Timestamp;
use tenantry_core::{
    model::Account,
    reconcile::{self, AccountAndHomes, Action, Beyond, Change, ChangeSet, Counts},
};
use tenantry_store::{NewRun, Person, PersonsRun, ReadTx, RunKind};

use crate::{
    ChangeDocument, Handle, Refused, Result,
    document::{PersonDocument, change_documents},
};

/// What making two accounts one did, or would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The run; `None` for a preview.
    pub run_id: Option<String>,
    /// The account that is kept, as it was before.
    pub keep: PersonDocument,
    /// The account that is deleted, as it was before.
    pub other: PersonDocument,
    /// What it affects beyond the residents of the property.
    pub beyond: Beyond,
    /// The changes.
    pub changes: Vec<ChangeDocument>,
}

pub(crate) async fn preview(handle: &Handle<'_>, keep: &str, other: &str) -> Result<Merged> {
    let pair = Pair::of(handle, &handle.store.read().await?, keep, other).await?;
    Ok(pair.report(handle, None))
}

pub(crate) async fn merge(
    handle: &Handle<'_>,
    keep: &str,
    other: &str,
    by: &str,
) -> Result<Merged> {
    let tx = handle.store.begin().await?;
    let now = Timestamp::now();
    let pair = Pair::of(handle, &tx, keep, other).await?;
    let property = handle.site.register(&tx, now).await?;
    let run = &NewRun::new(now);
    let persons = PersonsRun { run, kind: RunKind::Merge, actor: by };
    tx.apply_run(property, &persons, &pair.set(handle), &pair.counts(), Timestamp::now()).await?;
    tx.commit().await?;
    Ok(pair.report(handle, Some(run.id.clone())))
}

/// Both accounts, with what core decided.
struct Pair {
    keep: Person,
    other: Person,
    changes: Vec<Change>,
}

impl Pair {
    async fn of(handle: &Handle<'_>, tx: &ReadTx, keep: &str, other: &str) -> Result<Self> {
        let keep = tx.person(keep).await?.ok_or(Refused::NoAccountToKeep)?;
        let other = tx.person(other).await?.ok_or(Refused::NoOtherAccount)?;
        let changes = reconcile::merge(handle.site.id(), homes(&keep), homes(&other));
        Ok(Self { changes: changes.map_err(Refused::NotMerged)?, keep, other })
    }

    /// The changes in the form in which they are applied; they create nothing.
    fn set<'a>(&'a self, handle: &Handle<'a>) -> ChangeSet<'a> {
        ChangeSet {
            property: handle.site.id(),
            residents: &[],
            changes: &self.changes,
            phone_key: |_, _| None,
            country: "",
        }
    }

    fn counts(&self) -> Counts {
        let count = |action| self.changes.iter().filter(|it| it.action == action).count() as u64;
        Counts {
            linked: count(Action::Relink),
            updated: count(Action::Update),
            ..Counts::default()
        }
    }

    fn report(&self, handle: &Handle<'_>, run_id: Option<String>) -> Merged {
        let accounts: [Account; 2] = [self.keep.account.clone(), self.other.account.clone()];
        Merged {
            run_id,
            keep: PersonDocument::from(&self.keep),
            other: PersonDocument::from(&self.other),
            beyond: reconcile::beyond(handle.site.id(), homes(&self.keep), homes(&self.other)),
            changes: change_documents(&self.set(handle), &accounts),
        }
    }
}

fn homes(person: &Person) -> AccountAndHomes<'_> {
    AccountAndHomes { account: &person.account, residencies: &person.residencies }
}
