//! Which harms a sync's changes and questions would do.

use std::collections::{HashMap, HashSet};

use super::{
    super::{asked::Asked, case::CaseIx, claims::Claimed, reading::Reading},
    fields::{exchanges_day_and_month, limited},
};
use crate::{
    model::{Field, Harm, Residency, ResidencyId},
    normalize::NameKey,
    reconcile::{AccountRef, Action, Change, RecordIx, ResidencyRef, change::identity},
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

    /// Whether it is a change that ends a residency.
    pub(super) fn is_end(&self, source: Source) -> bool {
        matches!(source, Source::Change(at) if self.changes[at].action == Action::End)
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

/// Whether a change makes an ended residency live again.
fn returns(change: &Change) -> bool {
    change.patch.iter().any(|patch| patch.field == Field::EndedOn && patch.to.is_none())
}
