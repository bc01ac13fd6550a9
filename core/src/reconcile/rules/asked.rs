use super::{after::After, case::CaseIx, plan::PlannedAlert};
pub(super) use crate::model::subject;
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
    /// The linked resident to whom the roster gives another name or email.
    pub(super) renames: Option<CaseIx>,
    facts: Box<dyn FnOnce(&After) -> AlertFacts + 'r>,
}

impl<'r> Asked<'r> {
    pub(super) fn new(
        kind: AlertKind,
        subject: impl Into<Text>,
        facts: impl FnOnce(&After) -> AlertFacts + 'r,
    ) -> Self {
        Self { kind, subject: subject.into(), renames: None, facts: Box::new(facts) }
    }

    /// Notes that the alert asks about another name or email of a linked resident.
    pub(super) fn renaming(self, case: CaseIx) -> Self {
        Self { renames: Some(case), ..self }
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

/// The subject of the alerts about one record.
pub(super) fn subject_of(resident: &Resident) -> Text {
    subject(&resident.external_id, resident.lease_id.as_ref())
}
