use jiff::Timestamp;
use tenantry_core::{
    Date,
    reconcile::{ChangeSet, Fingerprints, Plan, Policy, Prepared, Selection, Snapshot, reconcile},
};
use tenantry_store::{PropertyId, ReadTx, Store};

use crate::{Fetched, Progress, Result, Site, fetch};

/// A roster reconciled with one reading of the directory.
#[derive(Debug)]
pub struct Reconciled {
    /// The roster.
    pub roster: Prepared,
    /// What of the directory it needed.
    pub snapshot: Snapshot,
    /// What a sync would do.
    pub plan: Plan,
}

impl Reconciled {
    /// The changes of the plan, with what they speak of.
    pub(crate) fn changes<'a>(&'a self, policy: &'a Policy) -> ChangeSet<'a> {
        ChangeSet {
            property: &policy.property,
            residents: self.roster.residents(),
            changes: &self.plan.changes,
            phone_key: policy.phone_key,
            country: &policy.country,
        }
    }
}

/// What a sync would do now.
pub struct Planned {
    /// The reading of the directory that it was made of.
    pub tx: ReadTx,
    /// The property; `None` before its first sync.
    pub property: Option<PropertyId>,
    /// Roster, directory and plan.
    pub reconciled: Reconciled,
    /// What it was made under.
    pub policy: Policy,
    /// What the connector had to say.
    pub notes: Vec<String>,
}

/// Fetches and decides, and changes nothing. The records of `also` are looked
/// at even where they are settled.
///
/// # Errors
/// The connector's and the database's.
pub async fn plan(
    site: &Site,
    store: &Store,
    today: Option<Date>,
    also: Option<&str>,
    progress: &mut dyn Progress,
) -> Result<Planned> {
    let policy = site.policy(Timestamp::now(), today);
    let fetched = fetch(site, &policy, progress).await;
    progress.finished();
    let Fetched { roster, digest, notes } = fetched?;
    let tx = store.read().await?;
    let property = tx.property(site.id()).await?;
    let roster = Prepared::with_digest(roster, digest, &policy);
    let reconciled = reconcile_with(&tx, property, roster, &policy, also).await?;
    Ok(Planned { tx, property, reconciled, policy, notes })
}

/// Reads what of the directory a roster needs, and decides.
pub(crate) async fn reconcile_with(
    tx: &ReadTx,
    property: Option<PropertyId>,
    roster: Prepared,
    policy: &Policy,
    also: Option<&str>,
) -> Result<Reconciled> {
    let fingerprints = match property {
        Some(property) => tx.fingerprints(property).await?,
        None => Fingerprints::default(),
    };
    let selection = Selection::new(&roster, &fingerprints, also);
    let focus = selection.focus(&roster, &fingerprints, policy);
    // Before its first sync a property has no number; accounts of other
    // properties may be there all the same.
    let property = property.unwrap_or(PropertyId(0));
    let snapshot = tx.snapshot(property, fingerprints, &focus, Timestamp::now()).await?;
    drop(focus);
    let plan = reconcile(&roster, &selection, &snapshot, policy)?;
    Ok(Reconciled { roster, snapshot, plan })
}
