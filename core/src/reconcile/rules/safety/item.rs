//! Which harms a sync's changes and questions would do.

use std::collections::{HashMap, HashSet};

use super::super::{asked::Asked, case::CaseIx, claims::Claimed, reading::Reading};
use crate::{
    Date, Text,
    model::{Column, Field, Harm, Residency, ResidencyId, Role},
    normalize::{NameKey, PlaceKey},
    reconcile::{
        AccountRef, Action, Change, FieldChange, Located, OutOfScope, RecordIx, ResidencyRef,
        Scope,
        change::{identity, located_after},
    },
};

/// A harm to one residency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Item {
    pub(super) harm: Harm,
    /// The field, if the harm has a limit for each, or if only that field is held.
    pub(super) field: Option<Field>,
    pub(super) source: Source,
    /// The residency, unless it is new.
    pub(super) residency: Option<ResidencyId>,
    /// Whether a date becomes another one by an exchange of day and month.
    pub(super) exchanges: bool,
    /// Whether it counts towards the limit. What does not is held only with its column.
    pub(super) counts: bool,
}

/// What does the harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Source {
    /// A change, by its position.
    Change(usize),
    /// A question about a linked resident, by its position.
    Question(usize),
}

/// Everything that harms are read from.
pub(super) struct Harms<'s, 'r> {
    pub(super) reading: &'s Reading<'r>,
    pub(super) claims: &'s Claimed,
    pub(super) changes: &'s [Change],
    pub(super) asked: &'s [Asked<'r>],
    residencies: HashMap<ResidencyId, &'r Residency>,
}

impl<'s, 'r> Harms<'s, 'r> {
    pub(super) fn new(
        reading: &'s Reading<'r>,
        claims: &'s Claimed,
        changes: &'s [Change],
        asked: &'s [Asked<'r>],
    ) -> Self {
        let all = reading.directory.residencies().map(|(_, residency)| (residency.id, residency));
        Self { reading, claims, changes, asked, residencies: all.collect() }
    }

    pub(super) fn residency(&self, id: ResidencyId) -> Option<&'r Residency> {
        self.residencies.get(&id).copied()
    }

    /// The residency that a change concerns, as it was, unless it is new.
    pub(super) fn before(&self, change: &Change) -> Option<&'r Residency> {
        self.residency(change.existing_residency()?)
    }

    /// Every harm, in the order of the changes, then of the questions.
    pub(super) fn items(&self) -> Vec<Item> {
        let ends = self.changes.iter().any(|change| change.action == Action::End);
        let arriving = if ends { self.arriving() } else { HashSet::new() };
        let mut items = Vec::new();
        for (at, change) in self.changes.iter().enumerate() {
            self.of_change(at, change, &arriving, &mut items);
        }
        for (at, asked) in self.asked.iter().enumerate() {
            self.of_question(at, asked, &mut items);
        }
        items
    }

    /// What a question asks about that the last roster did not say.
    ///
    /// Ana and Ben share Ben's email from now on. Only Ana counts. If the PMS has a new phone for
    /// Ben, he is shown as well: it is held with the question.
    fn of_question(&self, at: usize, asked: &Asked, items: &mut Vec<Item>) {
        let cases = asked.renames.iter();
        let renamed: Vec<Option<ResidencyId>> =
            cases.map(|case| self.renamed(asked, *case)).collect();
        if renamed.iter().all(Option::is_none) {
            return;
        }
        for (case, renamed) in asked.renames.iter().zip(renamed) {
            let case = &self.reading.cases[*case];
            let Some((_, residency, _)) = self.reading.linked(case) else { continue };
            if renamed.is_some() || residency.seen != identity(case.resident) {
                items.push(Item {
                    harm: Harm::Renamed,
                    field: None,
                    source: Source::Question(at),
                    residency: Some(residency.id),
                    exchanges: false,
                    counts: renamed.is_some(),
                });
            }
        }
    }

    /// The accounts that get a residency in this run, or one back.
    fn arriving(&self) -> HashSet<AccountRef> {
        self.changes
            .iter()
            .filter(|change| self.arrives(change))
            .map(|change| change.account)
            .collect()
    }

    /// Whether a change gives a residency to an account, or one back.
    pub(super) fn arrives(&self, change: &Change) -> bool {
        self.lets_in(change) || returns(change)
    }

    fn of_change(
        &self,
        at: usize,
        change: &Change,
        arriving: &HashSet<AccountRef>,
        items: &mut Vec<Item>,
    ) {
        let existing = self.before(change);
        let mut add = |harm, field, counts| {
            let residency = existing.map(|residency| residency.id);
            let patch = || change.patch.iter().find(|patch| Some(patch.field) == field);
            let exchanges =
                harm == Harm::Overwritten && patch().is_some_and(exchanges_day_and_month);
            items.push(Item {
                harm,
                field,
                source: Source::Change(at),
                residency,
                exchanges,
                counts,
            });
        };
        if change.action == Action::End {
            let counts = !arriving.contains(&change.account);
            add(Harm::Ended, None, counts);
            if let Some(residency) = existing.filter(|_| counts) {
                self.of_end(change, residency, add);
            }
        } else if self.lets_in(change) {
            // The first roster of a property lets everybody in.
            if self.reading.directory.snapshot().safety.has_synced {
                add(Harm::LetIn, None, true);
            }
        } else if returns(change) {
            add(Harm::Returned, None, true);
            // The account may be that of somebody who lives there under another ID.
            for patch in change.patch.iter().filter(|patch| patch.field == Field::Phone) {
                if let Some((harm, counts)) = limited(patch) {
                    add(harm, Some(Field::Phone), counts);
                }
            }
        } else if let Some(residency) =
            existing.filter(|residency| residency.is_live() && residency.link.is_some())
        {
            self.of_fields(change, residency, add);
        }
    }

    /// Whether a change gives a residency to somebody who had none there: a new one, or one that
    /// somebody entered by hand.
    fn lets_in(&self, change: &Change) -> bool {
        let is_linked = || change.patch.iter().any(|field| field.field == Field::ExternalId);
        match change.residency {
            Some(ResidencyRef::New(_)) => true,
            _ => {
                let manual = self.before(change).is_some_and(|before| before.link.is_none());
                manual && is_linked() && change.action != Action::End
            }
        }
    }

    /// What an end follows from, if that is a value that this roster changes: it is held with its
    /// column.
    fn of_end(
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

    fn of_fields(
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

    /// The residency of a linked resident to whom the roster gives another name or email than the
    /// last one did, unless somebody has been asked about that already.
    fn renamed(&self, asked: &Asked, case: CaseIx) -> Option<ResidencyId> {
        if self.reading.was_asked(asked.kind, &asked.subject) {
            return None;
        }
        let case = &self.reading.cases[case];
        let (_, residency, _) = self.reading.linked(case)?;
        let seen = &residency.seen;
        let other_name = NameKey::of(&seen.first_name, &seen.last_name) != case.name;
        let other_email = self.reading.usable(seen.email.as_deref()) != case.email;
        (residency.is_live() && (other_name || other_email)).then_some(residency.id)
    }

    /// The record that a change follows, if it is one of a single resident.
    pub(super) fn record_of(&self, change: &Change) -> Option<RecordIx> {
        change.resident.or_else(|| {
            let at = self.case_of(change)?;
            Some(self.reading.cases[at].record)
        })
    }

    /// The case whose residency a change creates or changes.
    pub(super) fn case_of(&self, change: &Change) -> Option<CaseIx> {
        if let Some(record) = change.resident {
            return self.reading.cases.of_record(record);
        }
        let residency = change.residency?;
        let id = change.external_id.as_ref()?;
        let records = self.reading.roster.records_of(id);
        let mut cases = records.filter_map(|record| self.reading.cases.of_record(record));
        cases.find(|at| self.claims.link(*at).is_some_and(|link| link.residency == residency))
    }
}

/// The harm of a new phone or date, if it has a limit, and whether it counts towards that.
fn limited(patch: &FieldChange) -> Option<(Harm, bool)> {
    let dates = [Field::LeaseStart, Field::LeaseEnd, Field::MoveIn, Field::MoveOut];
    if patch.field != Field::Phone && !dates.contains(&patch.field) {
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

/// Whether a change makes an ended residency live again.
fn returns(change: &Change) -> bool {
    change.patch.iter().any(|patch| patch.field == Field::EndedOn && patch.to.is_none())
}

/// Whether a date is the one before with day and month exchanged: April 3 becomes March 4.
fn exchanges_day_and_month(patch: &FieldChange) -> bool {
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
