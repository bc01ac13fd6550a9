use jiff::Timestamp;
use tenantry_core::reconcile::{
    ChangeSet, Fingerprints, Plan, Policy, Prepared, Selection, Snapshot, reconcile,
};
use tenantry_store::{PropertyId, ReadTx};

use crate::Result;

/// A roster reconciled with one snapshot of the directory.
#[derive(Debug)]
pub struct Reconciled {
    /// The roster, prepared for the rules.
    pub roster: Prepared,
    /// The part of the directory that the roster needed.
    pub snapshot: Snapshot,
    /// What a sync would do.
    pub plan: Plan,
}

impl Reconciled {
    /// The changes of the plan, with the records they refer to.
    pub(crate) fn changes<'a>(&'a self, policy: &'a Policy) -> ChangeSet<'a> {
        ChangeSet {
            property: &policy.property,
            residents: self.roster.residents(),
            changes: &self.plan.changes,
            phone_key: policy.phone_key,
            country: &policy.country,
        }
    }

    /// The changes that the plan holds.
    pub(crate) fn held_changes<'a>(&'a self, policy: &'a Policy) -> ChangeSet<'a> {
        ChangeSet { changes: &self.plan.held_changes, ..self.changes(policy) }
    }
}

/// Reads the part of the directory that a roster needs, and makes the plan.
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
    // Before its first sync a property has no ID; accounts of other properties
    // may still matter.
    let property = property.unwrap_or(PropertyId(0));
    let snapshot = tx.snapshot(property, fingerprints, &focus, Timestamp::now()).await?;
    drop(focus);
    let plan = reconcile(&roster, &selection, &snapshot, policy)?;
    Ok(Reconciled { roster, snapshot, plan })
}
