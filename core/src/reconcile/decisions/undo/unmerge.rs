//! Undoing a merge: the account that was deleted comes back with its residencies, or nothing does.
//!
//! Ana Ruiz's two accounts were made one. If only some of her homes could go back, or none, the
//! account that comes back would have access without a home, or a home without access. The same
//! holds once one of her homes has ended: the audit says that both accounts had access, and one of
//! them no longer should.

use super::{AuditedChange, KeptWhy, Neighbors, Obstacle, Reversal, RunStays, block::Block};
use crate::reconcile::{Action, Field};

/// Decides about undoing the run that merged two accounts. `reversal` is that of its changes, and
/// `later` are the later changes to the same accounts and residencies, oldest first.
///
/// # Errors
/// [`RunStays::Touched`] or [`RunStays::Blocked`] if the accounts cannot be what they were.
pub fn unmerge(
    reversal: Reversal,
    later: &[AuditedChange],
    neighbors: &Neighbors,
) -> Result<Reversal, RunStays> {
    if Block::of(later).touches(Field::EndedOn) {
        return Err(RunStays::Touched(KeptWhy::FieldsChanged(vec![Field::EndedOn])));
    }
    if let Some(kept) = reversal.kept.first() {
        return Err(RunStays::Touched(kept.why.clone()));
    }
    let gives_up = |id| {
        reversal.changes.iter().any(|change| {
            let sets_email = change.patch.iter().any(|field| field.field == Field::Email);
            change.existing_account() == Some(id) && sets_email && change.action != Action::Restore
        })
    };
    if neighbors.holders.iter().any(|id| !gives_up(*id)) {
        return Err(RunStays::Blocked(Obstacle::EmailTaken));
    }
    Ok(reversal.of_run(neighbors))
}
