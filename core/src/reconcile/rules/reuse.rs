//! IDs that the PMS has given to somebody else after their owner left.
//!
//! Ana had t1 until she moved out in 2024. In May, t1 is Ben Okafor, with an email of his own: he
//! is a newcomer, and Ana's residency loses the ID once his has it. As long as Ana still lives
//! there, the same record is a question instead (`identity_changed`).

use std::collections::{HashMap, HashSet};

use super::{
    case::{Case, Cases},
    claims::Claims,
    outcome::Outcome,
    reading::Reading,
};
use crate::{
    Text,
    model::{Reason, Residency},
    normalize::{NameKey, Placeholders},
    reconcile::{Change, Directory, RowIx},
};

/// The ended residencies of former owners, by the ID that now belongs to somebody else.
#[derive(Debug, Default)]
pub(super) struct Reused {
    by_id: HashMap<Text, Vec<RowIx>>,
    rows: HashSet<RowIx>,
}

impl Reused {
    /// Finds the reused IDs, and takes the former owners' residencies away from the new owners'
    /// cases.
    pub(super) fn find(
        cases: &mut Cases,
        directory: &Directory,
        placeholders: &Placeholders,
    ) -> Self {
        let mut reused = Self::default();
        for person in cases.persons_mut() {
            let id = &person[0].resident.external_id;
            let rows = directory.with_external_id(id);
            let ended =
                !rows.is_empty() && rows.iter().all(|row| !directory.residency(*row).is_live());
            let is_new =
                |case: &Case| rows.iter().all(|row| is_other(case, directory, placeholders, *row));
            let in_scope = person.iter().any(|case| case.is_in_scope());
            if !ended || !in_scope || !person.iter().all(is_new) {
                continue;
            }
            for case in person.iter_mut().filter(|case| !case.renumbered) {
                case.residency = None;
            }
            reused.by_id.insert(id.clone(), rows.to_vec());
            reused.rows.extend(rows);
        }
        reused
    }

    pub(super) fn has(&self, row: RowIx) -> bool {
        self.rows.contains(&row)
    }
}

/// Whether neither name nor email of a record are what they were for the owner of a residency.
fn is_other(case: &Case, directory: &Directory, placeholders: &Placeholders, row: RowIx) -> bool {
    let Residency { seen, account, .. } = directory.residency(row);
    let Some(known) = directory.account(*account) else { return false };
    let was_named = NameKey::of(&seen.first_name, &seen.last_name);
    !case.name.base.is_empty()
        && case.name.base != was_named.base
        && case.name.base != known.name.base
        && case.email.is_some()
        && case.email != placeholders.usable(seen.email.as_deref())
        && case.email != known.email
}

/// Takes the ID of a case from its former owner, because the case is linked now.
pub(super) fn release(reading: &Reading, claims: &mut Claims, outcome: &mut Outcome, case: &Case) {
    let rows = reading.reused.by_id.get(&case.resident.external_id);
    for row in rows.into_iter().flatten() {
        let residency = reading.residency(*row);
        if claims.taken.insert(residency.id) {
            outcome.push(Change::without_id(residency, Reason::TakenOver));
        }
    }
}
