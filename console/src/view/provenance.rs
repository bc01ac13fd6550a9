//! Where a value comes from, and when it last changed.

use std::collections::HashMap;

use tenantry_core::{
    model::ResidencyId,
    reconcile::{Action, Field, Reason},
};
use tenantry_store::ChangeRecord;

/// For each field of an account and its residencies, the latest change that set
/// it.
pub(crate) struct Provenance<'a> {
    latest: HashMap<(Option<ResidencyId>, Field), &'a ChangeRecord>,
}

impl<'a> Provenance<'a> {
    /// `changes` are the changes of an account, in order.
    pub(crate) fn new(changes: &'a [ChangeRecord]) -> Self {
        let mut latest = HashMap::new();
        for change in changes.iter().filter(|change| change.action != Action::Delete) {
            for field in &change.fields {
                let of = if field.field.is_of_account() { None } else { change.residency };
                latest.insert((of, field.field), change);
            }
        }
        Self { latest }
    }

    /// The latest change of a field of the account.
    pub(crate) fn of_account(&self, fields: &[Field]) -> Option<&'a ChangeRecord> {
        self.newest(None, fields)
    }

    /// The latest change of a field of a residency.
    pub(crate) fn of_residency(
        &self,
        id: ResidencyId,
        fields: &[Field],
    ) -> Option<&'a ChangeRecord> {
        self.newest(Some(id), fields)
    }

    fn newest(&self, of: Option<ResidencyId>, fields: &[Field]) -> Option<&'a ChangeRecord> {
        let found = fields.iter().filter_map(|field| self.latest.get(&(of, *field)).copied());
        found.max_by_key(|change| change.id)
    }
}

/// The source of a value in words: `from the PMS`, `by Dana, resolving an alert`.
pub(crate) fn origin(change: &ChangeRecord) -> String {
    let actor = &change.actor;
    match (actor.as_str(), change.reason) {
        ("sync", _) => "from the PMS".into(),
        (_, Reason::Resolution) => format!("by {actor}, resolving an alert"),
        (_, Reason::Import) => format!("by {actor}, from a file"),
        (_, Reason::Undo) => format!("by {actor}, undoing a sync"),
        _ => format!("by {actor}"),
    }
}
