//! Which harms a change does to the values of somebody who lives there, or by them.

use super::item::{Harms, Item, Source};
use crate::{
    Date, Text,
    model::{Column, Field, Harm, Residency, Role},
    normalize::{NameKey, PlaceKey},
    reconcile::{Change, FieldChange, Located, OutOfScope, Scope, change::located_after},
};

/// The columns of dates.
pub(super) const DATES: [Field; 4] =
    [Field::LeaseStart, Field::LeaseEnd, Field::MoveIn, Field::MoveOut];

impl Harms<'_, '_> {
    /// What an end follows from, if that is a value that this roster changes: it is held with its
    /// column.
    pub(super) fn of_end(
        &self,
        change: &Change,
        residency: &Residency,
        mut add: impl FnMut(Harm, Option<Field>, bool),
    ) {
        if self.is_end_by_new_date(change, residency) {
            add(Harm::Overwritten, Some(Field::MoveOut), false);
        }
        if self.is_end_by_new_role(change) {
            add(Harm::Overwritten, Some(Field::Role), true);
        }
    }

    pub(super) fn of_fields(
        &self,
        change: &Change,
        residency: &Residency,
        mut add: impl FnMut(Harm, Option<Field>, bool),
    ) {
        if self.is_rename(change) {
            add(Harm::Renamed, None, true);
        }
        let before = residency.place.located();
        let after = located_after(&change.patch, before);
        if self.is_move(before, after) {
            add(Harm::Moved, None, true);
        } else if PlaceKey::of(before).joined() != PlaceKey::of(after).joined() {
            wiped_places(change).for_each(|field| add(Harm::Wiped, Some(field), true));
            if before.1.is_none() && after.1.is_some() {
                add(Harm::Moved, Some(Field::Unit), false);
            }
        }
        for patch in &change.patch {
            if let Some((harm, counts)) = limited(patch) {
                add(harm, Some(patch.field), counts);
            } else if patch.field == Field::Role && self.is_role_lost(change, patch) {
                add(Harm::Wiped, Some(patch.field), true);
            } else if patch.field == Field::Role && self.is_other_role(patch) {
                add(Harm::Overwritten, Some(patch.field), true);
            }
        }
    }

    /// Whether a residency ends by a move-out date that no earlier roster announced, or not for a day
    /// that has passed. An end by the status, or on the announced day, depends on no date of this
    /// roster.
    fn is_end_by_new_date(&self, change: &Change, residency: &Residency) -> bool {
        let case = self.case_of(change).map(|at| &self.reading.cases[at]);
        case.is_some_and(|case| {
            let announced = residency.place.move_out;
            case.scope == Scope::Out(OutOfScope::MovedOut)
                && announced != case.resident.move_out
                && announced.is_none_or(|day| day >= self.reading.policy.today)
        })
    }

    /// Whether a role that was known becomes one that nobody knows: an unmapped one, or the one
    /// that counts if there is no word for it, although the PMS has words for roles.
    fn is_role_lost(&self, change: &Change, patch: &FieldChange) -> bool {
        let unknown = Some(Role::Unknown.as_str());
        if patch.from.is_none() || patch.from.as_deref() == unknown {
            return false;
        }
        let has_roles = || self.reading.directory.snapshot().safety.columns.has(Column::Role);
        let has_no_word = || {
            let record = self.record_of(change);
            record.is_some_and(|it| self.reading.roster.resident(it).pms_role.is_none())
        };
        patch.to.as_deref() == unknown || has_roles() && has_no_word()
    }

    /// Whether a residency ends because of a role that the roster changes.
    fn is_end_by_new_role(&self, change: &Change) -> bool {
        let scope = self.case_of(change).map(|at| self.reading.cases[at].scope);
        let role = change.patch.iter().find(|patch| patch.field == Field::Role);
        scope == Some(Scope::Out(OutOfScope::Role))
            && role.is_some_and(|patch| self.is_other_role(patch))
    }

    /// Whether a role that was known becomes another one. A PMS that has just begun to tell roles
    /// changes none.
    fn is_other_role(&self, patch: &FieldChange) -> bool {
        let is_known = patch.from.as_deref().is_some_and(|role| role != Role::Unknown.as_str());
        is_known && self.reading.directory.snapshot().safety.columns.has(Column::Role)
    }

    /// Whether a newcomer, or somebody who comes back, does so with a role that this roster tells.
    /// What role a newcomer had before, nobody knows.
    pub(super) fn arrives_by_role(&self, item: &Item) -> bool {
        let Source::Change(at) = item.source else { return false };
        let record = self.record_of(&self.changes[at]);
        let Some(resident) = record.map(|it| self.reading.roster.resident(it)) else {
            return false;
        };
        let before = item.residency.and_then(|id| self.residency(id)?.place.role);
        match item.harm {
            Harm::LetIn => resident.pms_role.is_some(),
            Harm::Returned => before.is_some_and(|role| role != resident.role),
            _ => false,
        }
    }

    /// Whether a place is another one, and not just written in another way, filled in or cleared.
    fn is_move(&self, before: Located, after: Located) -> bool {
        let known = before.1.is_some() && after.1.is_some();
        known && !self.reading.directory.same_unit(before, after)
    }

    fn is_rename(&self, change: &Change) -> bool {
        let to = |of: Field, before: &Text| {
            let patch = change.patch.iter().find(|patch| patch.field == of);
            patch.map_or_else(|| before.clone(), |patch| patch.to.clone().unwrap_or_default())
        };
        let known = change.existing_account().and_then(|id| self.reading.directory.account(id));
        let Some(known) = known else { return false };
        let account = known.account;
        let (first, last) =
            (to(Field::FirstName, &account.first_name), to(Field::LastName, &account.last_name));
        (&first, &last) != (&account.first_name, &account.last_name)
            && NameKey::of(&first, &last) != known.name
    }
}

/// The harm of a new phone or date, if it has a limit, and whether it counts towards that.
pub(super) fn limited(patch: &FieldChange) -> Option<(Harm, bool)> {
    if patch.field != Field::Phone && !DATES.contains(&patch.field) {
        return None;
    }
    match (&patch.from, &patch.to) {
        (Some(_), None) => Some((Harm::Wiped, true)),
        (Some(_), Some(_)) => Some((Harm::Overwritten, true)),
        // A column of move-outs that is suddenly full would end everybody's access, one announced
        // date after the other.
        (None, Some(_)) => Some((Harm::Overwritten, patch.field == Field::MoveOut)),
        (None, None) => None,
    }
}

/// Whether a date is the one before with day and month exchanged: April 3 becomes March 4.
pub(super) fn exchanges_day_and_month(patch: &FieldChange) -> bool {
    let date = |text: &Option<Text>| text.as_ref().and_then(|text| text.parse::<Date>().ok());
    let (Some(from), Some(to)) = (date(&patch.from), date(&patch.to)) else { return false };
    from != to && (from.year(), from.month(), from.day()) == (to.year(), to.day(), to.month())
}

/// The building and the unit that a change leaves blank.
fn wiped_places(change: &Change) -> impl Iterator<Item = Field> + use<'_> {
    change.patch.iter().filter_map(|patch| {
        (patch.field.is_location() && patch.from.is_some() && patch.to.is_none())
            .then_some(patch.field)
    })
}
