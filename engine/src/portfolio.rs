//! What is done with a property of the database that no configuration feeds.

use jiff::{Timestamp, tz::TimeZone};
use tenantry_core::{
    Date,
    reconcile::{self, Change, ChangeSet, Counts, Field, Snapshot},
};
use tenantry_store::{NewRun, PersonsRun, PropertyId, PropertyOverview, ReadTx, RunKind, Store};

use crate::{ChangeDocument, Refused, Result, document::UndoDocument, document::change_documents};

/// A property that got another ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The property, with its new ID.
    pub property: PropertyOverview,
    /// How many operators were limited to the old ID, and are limited to the new one now.
    pub operators: usize,
}

/// What retiring a property did, or would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Retired {
    /// The property as it was before.
    pub property: PropertyOverview,
    /// The run; `None` for a preview, and if there was nothing to end or close.
    pub run_id: Option<String>,
    /// The residencies that end.
    pub changes: Vec<ChangeDocument>,
    /// How many accounts become inactive.
    pub deactivated: usize,
}

/// Gives a property another ID, in one transaction. Everything else about it stays.
///
/// # Errors
/// The database does not have the property, or the new ID is another property's.
pub async fn rename(store: &Store, old: &str, new: &str, by: &str) -> Result<Renamed> {
    let tx = store.begin().await?;
    let property = find(&tx, old).await?;
    if let Some(taken) = tx.property(new).await?
        && tx.residency_count(taken).await? > 0
    {
        let live = tx.overview(taken).await?.live();
        return Err(Refused::PropertyTaken { property: new.to_owned(), live }.into());
    }
    let operators = tx.rename_property(property, new, by, Timestamp::now()).await?;
    let property = tx.overview(property).await?;
    tx.commit().await?;
    Ok(Renamed { property, operators })
}

/// Returns what [`retire`] would do. Changes nothing.
///
/// # Errors
/// The database does not have the property.
pub async fn preview_retirement(store: &Store, code: &str, today: Option<Date>) -> Result<Retired> {
    Ok(Retirement::of(&store.read().await?, code, today).await?.report(None))
}

/// Ends what is live at a property and closes its alerts, as one run of the person `by`.
/// `today` replaces the current date.
///
/// # Errors
/// The database does not have the property.
pub async fn retire(store: &Store, code: &str, by: &str, today: Option<Date>) -> Result<Retired> {
    let tx = store.begin().await?;
    let now = Timestamp::now();
    let retirement = Retirement::of(&tx, code, today).await?;
    if retirement.changes.is_empty() && retirement.property.open_alerts == 0 {
        return Ok(retirement.report(None));
    }
    let (run, id) = (NewRun::new(now), retirement.property.id);
    let persons = PersonsRun { run: &run, kind: RunKind::Retire, actor: by };
    let counts = Counts { ended: retirement.changes.len() as u64, ..Counts::default() };
    tx.apply_run(id, &persons, &retirement.set(), &counts, Timestamp::now()).await?;
    tx.close_alerts_of(id, by, now).await?;
    tx.commit().await?;
    Ok(retirement.report(Some(run.id)))
}

/// Undoes the retirement of a property that nothing feeds, so that no [`Handle`](crate::Handle)
/// exists for it.
///
/// # Errors
/// There is no such run, it is not a retirement, or it has been undone.
pub async fn undo_retirement(store: &Store, run: &str, by: &str) -> Result<UndoDocument> {
    let tx = store.begin().await?;
    let run = tx.run(run).await?;
    if run.kind != RunKind::Retire {
        return Err(Refused::RunElsewhere { run: run.id, property: run.property }.into());
    }
    let now = Timestamp::now();
    let undoing = NewRun { asked_by: Some(by.to_owned()), ..NewRun::new(now) };
    let report = tx.undo(&run.id, by, &undoing, now).await?;
    tx.commit().await?;
    Ok(UndoDocument::new(&run, report))
}

/// What core decided, with what it saw of the directory.
struct Retirement {
    property: PropertyOverview,
    snapshot: Snapshot,
    changes: Vec<Change>,
}

impl Retirement {
    async fn of(tx: &ReadTx, code: &str, today: Option<Date>) -> Result<Self> {
        let property = tx.overview(find(tx, code).await?).await?;
        let zone = TimeZone::get(&property.timezone).unwrap_or(TimeZone::UTC);
        let today = today.unwrap_or_else(|| Timestamp::now().to_zoned(zone).date());
        let mut snapshot = Snapshot::default();
        for person in tx.people(Some(property.id), None).await? {
            snapshot.accounts.push(person.account);
            snapshot.residencies.extend(person.residencies);
        }
        let changes = reconcile::retire(&snapshot, code, today);
        Ok(Self { property, snapshot, changes })
    }

    /// The changes in the form in which they are applied; they create nothing.
    fn set(&self) -> ChangeSet<'_> {
        ChangeSet {
            property: &self.property.code,
            residents: &[],
            changes: &self.changes,
            phone_key: |_, _| None,
            country: "",
        }
    }

    fn report(self, run_id: Option<String>) -> Retired {
        let deactivates =
            |change: &&Change| change.patch.iter().any(|it| it.field == Field::AccountStatus);
        Retired {
            run_id,
            changes: change_documents(&self.set(), &self.snapshot.accounts),
            deactivated: self.changes.iter().filter(deactivates).count(),
            property: self.property,
        }
    }
}

async fn find(tx: &ReadTx, code: &str) -> Result<PropertyId> {
    if let Some(property) = tx.property(code).await? {
        return Ok(property);
    }
    let known = tx.properties().await?.into_iter().map(|(_, code)| code).collect();
    Err(Refused::NoSuchProperty { property: code.to_owned(), known }.into())
}
