//! Records that could not be read, and words that are not mapped.

use std::collections::{BTreeMap, HashSet};

use super::{asked::Asked, case::CaseIx, outcome::Outcome, reading::Reading};
use crate::{
    Text,
    model::{AlertFacts, AlertKind, Reject, Resident},
    reconcile::{Scope, Unmapped},
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
                    records: Vec::new(),
                }
            }));
        }
    }
}

/// The subject of the alert about an unreadable record.
pub(super) fn subject(reject: &Reject) -> &str {
    reject.external_id.as_deref().unwrap_or(&reject.location)
}

/// Asks for one alert for each word of the PMS that is not mapped, with everybody who has it, so
/// that nobody is silently dropped. Letter case does not tell words apart.
pub(super) fn unknown_words<'r>(reading: &'r Reading, outcome: &mut Outcome<'r>) -> Vec<CaseIx> {
    let mut words: BTreeMap<(Unmapped, String), Vec<&Resident>> = BTreeMap::new();
    let mut held = Vec::new();
    for (at, case) in reading.cases.iter() {
        let Scope::Unknown(what) = case.scope else { continue };
        let word = word_of(what, case.resident).to_lowercase();
        words.entry((what, word)).or_default().push(case.resident);
        held.push(at);
    }
    for ((what, word), having) in words {
        let subject = if word.is_empty() { "(blank)" } else { &word };
        let kind = match what {
            Unmapped::Status => AlertKind::UnknownStatus,
            Unmapped::Role => AlertKind::UnknownRole,
        };
        outcome.ask(Asked::new(kind, subject, move |_| {
            let word = having.first().map(|resident| word_of(what, resident)).unwrap_or_default();
            let (word, residents) = (Text::from(word), having.into_iter().cloned().collect());
            match what {
                Unmapped::Status => AlertFacts::UnknownStatus { residents, pms_status: word },
                Unmapped::Role => AlertFacts::UnknownRole { residents, pms_role: word },
            }
        }));
    }
    held
}

fn word_of(what: Unmapped, resident: &Resident) -> &str {
    match what {
        Unmapped::Status => resident.pms_status.trim(),
        Unmapped::Role => resident.pms_role.as_deref().unwrap_or_default().trim(),
    }
}
