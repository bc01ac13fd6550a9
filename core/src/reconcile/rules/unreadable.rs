use std::collections::HashSet;

use super::{
    alerts::{Draft, named, subject},
    reconciler::Reconciler,
    scope::Scope,
};
use crate::model::AlertKind;

impl Reconciler<'_> {
    /// One alert for each record that could not be read.
    pub(crate) fn invalid_records(&mut self) {
        let mut known = HashSet::new();
        for reject in self.roster.rejects() {
            let subject =
                reject.external_id.clone().unwrap_or_else(|| reject.location.as_str().into());
            let field = reject.field.map(|field| format!(" ({field})")).unwrap_or_default();
            let message = match &reject.external_id {
                Some(id) if !reject.location.contains(id.as_str()) => {
                    format!("{}, {id}: {}{field}.", reject.location, reject.code.explanation())
                }
                _ => format!("{}: {}{field}.", reject.location, reject.code.explanation()),
            };
            let mut draft = Draft::new(AlertKind::InvalidRecord, subject.clone(), message)
                .fact("code", reject.code.as_str())
                .fact("field", reject.field)
                .remark("location", reject.location.as_str());
            if reject.external_id.is_none() {
                draft = draft.fact("record", reject.location.as_str());
            }
            draft.unread = reject.external_id.clone();
            // Several unreadable leases of one person are one alert.
            if known.insert(subject) {
                self.late.push(Box::new(move |_| draft));
            }
        }
    }

    /// A status that nobody has mapped is never silently dropped.
    pub(crate) fn unknown_statuses(&mut self) {
        for at in 0..self.cases.len() {
            let case = &self.cases[at];
            if case.scope != Scope::Unknown {
                continue;
            }
            let resident = case.resident;
            let word = if resident.pms_status.is_empty() {
                "a blank status".into()
            } else {
                format!("the status {:?}", resident.pms_status)
            };
            let message = format!(
                "{} has {word}, which no one has mapped: map it in [connector.statuses] or correct the PMS.",
                named(resident)
            );
            let draft = Draft::new(AlertKind::UnknownStatus, subject(resident), message)
                .resident(resident)
                .fact("pms_status", resident.pms_status.as_str());
            self.hold(&[at], move |_| draft);
        }
    }
}
