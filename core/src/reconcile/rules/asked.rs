use super::{after::After, case::CaseIx, plan::PlannedAlert};
pub(super) use crate::model::{subject, subject_of};
use crate::{
    Text,
    model::{AlertFacts, AlertKind, Link, Resident},
};

/// An alert that a rule asks for. Its facts are built only after every change is known, because
/// they show the directory as the run leaves it.
pub(super) struct Asked<'r> {
    pub(super) kind: AlertKind,
    /// What it is about. Unique among the open alerts of a kind and property.
    pub(super) subject: Text,
    /// The linked residents to whom the roster gives another name or email, if all whom the alert
    /// is about are linked.
    pub(super) renames: Vec<CaseIx>,
    facts: Box<dyn FnOnce(&After) -> AlertFacts + 'r>,
}

impl<'r> Asked<'r> {
    pub(super) fn new(
        kind: AlertKind,
        subject: impl Into<Text>,
        facts: impl FnOnce(&After) -> AlertFacts + 'r,
    ) -> Self {
        Self { kind, subject: subject.into(), renames: Vec::new(), facts: Box::new(facts) }
    }

    /// Notes that the alert asks about another name or email of linked residents.
    pub(super) fn renaming(self, cases: impl Into<Vec<CaseIx>>) -> Self {
        Self { renames: cases.into(), ..self }
    }

    /// Builds the facts.
    pub(super) fn draw(self, after: &After) -> PlannedAlert {
        let alert = PlannedAlert::new(self.subject, (self.facts)(after));
        debug_assert_eq!(alert.kind(), self.kind);
        alert
    }

    /// An alert about one record.
    pub(super) fn about(
        resident: &Resident,
        kind: AlertKind,
        facts: impl FnOnce(&After) -> AlertFacts + 'r,
    ) -> Self {
        Self::new(kind, subject_of(resident), facts)
    }

    /// An alert about a residency.
    pub(super) fn about_link(
        link: &Link,
        kind: AlertKind,
        facts: impl FnOnce(&After) -> AlertFacts + 'r,
    ) -> Self {
        Self::new(kind, subject(&link.external_id, link.lease_id.as_ref()), facts)
    }
}
