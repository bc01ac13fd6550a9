use std::ops::Index;

use crate::{
    Text,
    model::{Residency, Resident},
    normalize::{NameKey, Placeholders},
    reconcile::{
        Directory, OutOfScope, Policy, Prepared, RecordIx, RowIx, Scope, ScopeRules, Selection,
        Unmapped,
    },
};

/// A record that needs a look, with its keys.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub(super) record: RecordIx,
    pub(super) resident: &'a Resident,
    /// [`Scope::Overdue`] only if the person is not linked to a live residency.
    pub(super) scope: Scope,
    /// Whether the person is in scope although the move-out date says that they have left.
    pub(super) contradicts: bool,
    /// The key of the resident's email, if it is usable.
    pub(super) email: Option<Text>,
    pub(super) name: NameKey,
    /// The residency with its PMS ID, or with the person's former one.
    pub(super) residency: Option<RowIx>,
    /// Whether the residency was found by the former ID.
    pub(super) renumbered: bool,
}

impl Case<'_> {
    pub(super) fn is_in_scope(&self) -> bool {
        self.scope == Scope::In
    }
}

/// What the rules decided about a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not decided yet.
    Open,
    /// Linked, and settled by an earlier sync.
    Settled,
    /// Out of scope, and no residency has its ID.
    NotHere,
    /// Linked. Either there is nothing to do, or its fields follow the PMS.
    Linked,
    /// Linked by this sync.
    NewlyLinked,
    /// Created by this sync.
    Created,
    /// Its residency has ended, in this run or before.
    Ended,
    /// Named by an alert.
    Held,
}

/// A case: an index into [`Cases`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct CaseIx(u32);

impl CaseIx {
    pub(super) fn position(self) -> usize {
        self.0 as usize
    }
}

/// The records that need a look, ordered by `external_id` and `lease_id`. All rules process them
/// in this order, so that the order of the feed makes no difference.
#[derive(Debug)]
pub(super) struct Cases<'a>(Vec<Case<'a>>);

impl<'a> Cases<'a> {
    pub(super) fn of(
        roster: &'a Prepared,
        selection: &Selection,
        placeholders: &Placeholders,
    ) -> Self {
        let cases = selection.considered().iter().map(|record| {
            let resident = roster.resident(*record);
            Case {
                record: *record,
                resident,
                scope: roster.scope(*record),
                contradicts: false,
                email: placeholders.usable(resident.email.as_deref()),
                name: NameKey::of(&resident.first_name, &resident.last_name),
                residency: None,
                renumbered: false,
            }
        });
        Self(cases.collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn indexes(
        &self,
    ) -> impl DoubleEndedIterator<Item = CaseIx> + ExactSizeIterator + use<> {
        (0..self.0.len() as u32).map(CaseIx)
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (CaseIx, &Case<'a>)> {
        self.indexes().zip(&self.0)
    }

    pub(super) fn in_scope(&self) -> impl DoubleEndedIterator<Item = (CaseIx, &Case<'a>)> {
        self.iter().filter(|(_, case)| case.is_in_scope())
    }

    /// The case of a record; `None` if the record is settled.
    pub(super) fn of_record(&self, record: RecordIx) -> Option<CaseIx> {
        let found = self.0.binary_search_by_key(&record, |case| case.record);
        found.ok().map(|position| CaseIx(position as u32))
    }

    /// The cases of each person, one person at a time.
    pub(super) fn persons(&self) -> impl Iterator<Item = Vec<CaseIx>> {
        let mut next = self.indexes();
        let persons = self.0.chunk_by(|a, b| a.resident.external_id == b.resident.external_id);
        persons.map(move |person| next.by_ref().take(person.len()).collect())
    }

    /// Like [`persons`](Self::persons), to fill in their residencies.
    pub(super) fn persons_mut(&mut self) -> impl Iterator<Item = &mut [Case<'a>]> {
        self.0.chunk_by_mut(|a, b| a.resident.external_id == b.resident.external_id)
    }

    /// Decides who has left and who is in scope, for the records that do not tell by themselves. A
    /// date that the residency already has was announced by an earlier roster.
    pub(super) fn settle_dates(&mut self, directory: &Directory, policy: &Policy) {
        let scopes = ScopeRules::new(policy);
        for case in self.0.iter_mut().filter(|case| case.scope == Scope::Overdue) {
            let residency = case.residency.map(|row| directory.residency(row));
            let announced =
                residency.is_some_and(|row| row.place.move_out == case.resident.move_out);
            if announced {
                case.scope = Scope::Out(OutOfScope::MovedOut);
            } else if scopes.has_unknown_role(case.resident) {
                case.scope = Scope::Unknown(Unmapped::Role);
            } else if residency.is_some_and(Residency::is_live) {
                case.scope = Scope::In;
                case.contradicts = true;
            }
        }
    }

    /// Notes that the person's former ID leads to this residency.
    pub(super) fn set_renumbered(&mut self, case: CaseIx, row: RowIx) {
        let case = &mut self.0[case.position()];
        case.residency = Some(row);
        case.renumbered = true;
    }
}

impl<'a> Index<CaseIx> for Cases<'a> {
    type Output = Case<'a>;

    fn index(&self, case: CaseIx) -> &Case<'a> {
        &self.0[case.position()]
    }
}
