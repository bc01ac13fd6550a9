//! Where a value came from, and when it last changed.

use std::collections::HashMap;

use tenantry_core::{
    model::ResidencyId,
    reconcile::{Action, Field, Reason},
};
use tenantry_store::ChangeRecord;

/// For each field of an account and its residencies, the change that set it
/// last.
pub(crate) struct Provenance<'a> {
    latest: HashMap<(Option<ResidencyId>, Field), &'a ChangeRecord>,
}

impl<'a> Provenance<'a> {
    /// From the changes of an account, in order.
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

    /// What set a field of the account last.
    pub(crate) fn of_account(&self, fields: &[Field]) -> Option<&'a ChangeRecord> {
        self.newest(None, fields)
    }

    /// What set a field of a residency last.
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

/// Where a value came from, in words: `from the PMS`, `by Dana, answering an alert`.
pub(crate) fn origin(change: &ChangeRecord) -> String {
    let actor = &change.actor;
    match (actor.as_str(), change.reason) {
        ("sync", _) => "from the PMS".into(),
        (_, Reason::Resolution) => format!("by {actor}, answering an alert"),
        (_, Reason::Import) => format!("by {actor}, from a file"),
        (_, Reason::Undo) => format!("by {actor}, taking a run back"),
        _ => format!("by {actor}"),
    }
}
