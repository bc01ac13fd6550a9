//! Writing changes to accounts and residencies. Syncs, answers, imports and undos all go through
//! here.

mod audit;
mod delete;
mod forget;
pub(crate) mod insert;
mod patch;
pub(crate) mod restore;
mod scan;

use jiff::Timestamp;
use tenantry_core::reconcile::{AccountRef, ChangeSet, ResidencyRef};

use crate::{PropertyId, ReadTx, Result, StoreError, entity::directory, index::Indexes};

/// Who changes the directory, in which run, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin<'a> {
    pub(crate) property: PropertyId,
    /// The run; `None` for a decision.
    pub(crate) run: Option<&'a str>,
    /// `sync`, or the name of a person.
    pub(crate) actor: &'a str,
    pub(crate) at: Timestamp,
    /// Whether the caller rewrites the property's fingerprints afterwards.
    pub(crate) writes_fingerprints: bool,
}

/// The IDs of new rows: consecutive, in the order of the changes, so that tables and their indexes
/// grow in one place.
#[derive(Debug, Default)]
pub(crate) struct NewRows {
    first_account: i64,
    accounts: u32,
    first_residency: i64,
    residencies: u32,
    /// The first and the last ID of the audit rows; `None` if there are none.
    pub(crate) changes: Option<(i64, i64)>,
}

impl NewRows {
    pub(crate) fn account(&self, account: AccountRef) -> Result<i64> {
        match account {
            AccountRef::Existing(id) => Ok(id.0),
            AccountRef::New(index) if index < self.accounts => {
                Ok(self.first_account + i64::from(index))
            }
            AccountRef::New(_) => {
                Err(StoreError::damaged("a plan with an account that nothing creates"))
            }
        }
    }

    pub(crate) fn residency(&self, residency: ResidencyRef) -> Result<i64> {
        match residency {
            ResidencyRef::Existing(id) => Ok(id.0),
            ResidencyRef::New(index) if index < self.residencies => {
                Ok(self.first_residency + i64::from(index))
            }
            ResidencyRef::New(_) => {
                Err(StoreError::damaged("a plan with a residency that nothing creates"))
            }
        }
    }
}

/// Writes changes with their audit rows, and forgets what was remembered about the residencies of
/// every account that they touch.
///
/// Existing accounts are changed before new ones are inserted, so that a new account can have an
/// email that an old one gives up. Deletions come last, but the emails and PMS IDs of the rows to
/// delete are free before.
pub(crate) async fn apply_changes(
    tx: &ReadTx,
    set: &ChangeSet<'_>,
    origin: &Origin<'_>,
) -> Result<NewRows> {
    if set.changes.is_empty() {
        return Ok(NewRows::default());
    }
    let described = delete::described(tx, set.changes).await?;
    let set = &ChangeSet { changes: described.as_deref().unwrap_or(set.changes), ..*set };
    let conn = &tx.conn;
    let mut numbers = directory::Model::read(conn).await?;
    let scan = scan::Scan::of(set)?;
    let new = NewRows {
        first_account: numbers.next_account,
        accounts: scan.accounts.len() as u32,
        first_residency: numbers.next_residency,
        residencies: scan.residencies.len() as u32,
        changes: Some((numbers.next_change, numbers.next_change + set.changes.len() as i64 - 1)),
    };
    numbers.next_account += scan.accounts.len() as i64;
    numbers.next_residency += scan.residencies.len() as i64;
    let first_change = numbers.next_change;
    numbers.next_change += set.changes.len() as i64;

    let indexes = Indexes::set_aside(conn, set.changes.len(), first_change).await?;
    delete::release_addresses(conn, &scan).await?;
    patch::accounts(conn, &scan).await?;
    insert::accounts(conn, set, &scan, &new, origin).await?;
    restore::accounts(conn, set, &scan, origin).await?;
    delete::release(conn, &scan).await?;
    patch::residencies(conn, &scan, &new).await?;
    insert::residencies(conn, set, &scan, &new, origin).await?;
    restore::residencies(conn, set, &scan).await?;
    audit::changes(conn, set, &scan, &new, origin, first_change).await?;
    indexes.restore(conn).await?;
    let forgotten = forget::deleted(conn, &scan).await?;
    delete::rows(conn, &scan).await?;
    forget::touched(conn, &scan, &new, origin, forgotten).await?;
    numbers.generation += 1;
    numbers.write(conn).await?;
    Ok(new)
}
