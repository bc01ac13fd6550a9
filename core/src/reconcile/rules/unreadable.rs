use std::collections::HashSet;

use super::{asked::Asked, case::CaseIx, outcome::Outcome, reading::Reading};
use crate::{
    model::{AlertFacts, AlertKind, Reject},
    reconcile::Scope,
};

/// Asks for one alert for each record that could not be read. Several unreadable leases of one
/// person share one alert.
pub(super) fn invalid_records<'r>(reading: &'r Reading, outcome: &mut Outcome<'r>) {
    let mut known = HashSet::new();
    for reject in reading.roster.rejects() {
        if known.insert(subject(reject)) {
            outcome.ask(Asked::new(AlertKind::InvalidRecord, subject(reject), |_| {
                AlertFacts::InvalidRecord {
                    code: reject.code,
                    field: reject.field.map(Into::into),
                    location: Some(reject.location.clone()),
                    external_id: reject.external_id.clone(),
                    residents: Vec::new(),
                }
            }));
        }
    }
}

/// The subject of the alert about an unreadable record.
pub(super) fn subject(reject: &Reject) -> &str {
    reject.external_id.as_deref().unwrap_or(&reject.location)
}

/// Asks for an alert for each resident with an unmapped status, so that nobody is silently
/// dropped.
pub(super) fn unknown_statuses<'r>(reading: &'r Reading, outcome: &mut Outcome<'r>) -> Vec<CaseIx> {
    let mut held = Vec::new();
    for (at, case) in reading.cases.iter().filter(|(_, case)| case.scope == Scope::Unknown) {
        let resident = case.resident;
        outcome.ask(Asked::about(resident, AlertKind::UnknownStatus, |_| {
            AlertFacts::UnknownStatus {
                resident: resident.clone(),
                pms_status: resident.pms_status.clone(),
            }
        }));
        held.push(at);
    }
    held
}
