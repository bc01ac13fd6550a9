//! Links that an undo would give back, and which another residency may have since.
//!
//! A run gives Ana's residency the ID t2 instead of t1. A later one links Ben, whose ID
//! in the PMS is now t1. Ana cannot get t1 back, so her change is kept.

use std::collections::HashSet;

use super::{AuditedChange, ChangeId, Kept};
use crate::{
    Text,
    model::{Link, ResidencyId},
    reconcile::{Action, Field},
};

/// The link that a residency had before a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerLink {
    /// The change.
    pub change: ChangeId,
    /// The residency.
    pub residency: ResidencyId,
    /// The ID before; `None` if the change did not affect it.
    external_id: Option<Text>,
    /// The lease before; `None` if the change did not affect it.
    lease_id: Option<Option<Text>>,
}

/// A residency that has a former link now, by the change that took that link from another one.
pub type LinkHolder = (ChangeId, ResidencyId);

/// The links that undoing these changes would give back.
pub fn former_links(made: &[AuditedChange]) -> Vec<FormerLink> {
    made.iter().filter_map(FormerLink::before).collect()
}

impl FormerLink {
    fn before(change: &AuditedChange) -> Option<Self> {
        if change.new_residency || change.action == Action::Delete {
            return None;
        }
        let before =
            |of| change.fields.iter().find(|field| field.field == of).map(|field| &field.from);
        let (external_id, lease_id) = (before(Field::ExternalId), before(Field::LeaseId));
        // A residency without an ID is not linked.
        let restores = external_id.map_or(lease_id.is_some(), Option::is_some);
        restores.then_some(Self {
            change: change.id,
            residency: change.residency?,
            external_id: external_id.cloned().flatten(),
            lease_id: lease_id.cloned(),
        })
    }

    /// The whole link, given the one that the residency has now.
    pub fn given(&self, now: Option<&Link>) -> Option<Link> {
        let external_id = self.external_id.clone().or_else(|| Some(now?.external_id.clone()))?;
        let lease_id = self.lease_id.clone().unwrap_or_else(|| now?.lease_id.clone());
        Some(Link { external_id, lease_id })
    }
}

/// The changes that must be kept because another residency has the former link and would not give
/// it up, although none of the `kept` changes is undone.
pub(super) fn taken(
    made: &[AuditedChange],
    kept: &[Kept],
    holders: &[LinkHolder],
) -> HashSet<ChangeId> {
    let kept: HashSet<ChangeId> = kept.iter().map(|kept| kept.change).collect();
    let gives_up = |change: &&AuditedChange| {
        let of_link = |field: Field| matches!(field, Field::ExternalId | Field::LeaseId);
        !kept.contains(&change.id)
            && (change.new_residency || change.fields.iter().any(|field| of_link(field.field)))
    };
    let given_up: HashSet<ResidencyId> =
        made.iter().filter(gives_up).filter_map(|change| change.residency).collect();
    let taken = holders
        .iter()
        .filter(|(change, holder)| !kept.contains(change) && !given_up.contains(holder));
    taken.map(|(change, _)| *change).collect()
}
