//! What an alert is called in lists.

use tenantry_core::{
    model::{AlertFacts, Resident, ShownAccount},
    normalize::Grade,
};
use tenantry_engine::document::{capitalized, hold_effect};
use tenantry_store::AlertRecord;

use super::{
    facts::{called, resident_ref},
    words,
};

/// The title of an alert in a list, and a detail to tell it from others.
pub(super) fn heading(alert: &AlertRecord) -> (String, String) {
    if alert.is_veiled && alert.facts.is_about_many() {
        return (
            words::counted(alert.residents.len() as u64, "resident", "residents"),
            String::new(),
        );
    }
    if alert.is_veiled {
        return match (alert.facts.residents().first(), alert.residents.first()) {
            (Some(resident), _) => of_resident(resident),
            (None, Some(id)) => (format!("Resident {id}"), String::new()),
            (None, None) => (alert.subject.to_string(), String::new()),
        };
    }
    match &alert.facts {
        AlertFacts::DuplicateEmail { email, residents, .. } => {
            let people = residents.len() as u64;
            (email.to_string(), words::counted(people, "resident", "residents"))
        }
        AlertFacts::UnknownStatus { residents, pms_status: word }
        | AlertFacts::UnknownRole { residents, pms_role: word }
            if residents.len() > 1 =>
        {
            let people = residents.len() as u64;
            (word.to_string(), words::counted(people, "resident", "residents"))
        }
        AlertFacts::SafetyHold(hold) => {
            let rest = match hold.suspicion {
                Some(_) => "Nothing was changed",
                None => "Everything else was applied",
            };
            (capitalized(&hold_effect(hold)), rest.into())
        }
        AlertFacts::ManualResidency { building, unit, account, .. } => {
            let unit = words::unit(building.as_deref(), unit.as_deref());
            let place = unit.map(|unit| format!("unit {unit}")).unwrap_or_default();
            (called(account), capitalized(&place))
        }
        AlertFacts::DateConflict { residents, .. } if residents.len() > 1 => {
            (format!("{} residents", residents.len()), "Dates that contradict the status".into())
        }
        AlertFacts::MissingEmail { residents, .. } if residents.len() > 1 => {
            (format!("{} residents", residents.len()), "No usable email".into())
        }
        AlertFacts::InvalidRecord { records, .. } if !records.is_empty() => {
            (format!("{} records", records.len()), "The same fault".into())
        }
        AlertFacts::MissingFromPms { people, accounts, .. } => match (&people[..], &accounts[..]) {
            ([one], [account]) => (called(account), place_of(account, &one.external_id)),
            _ => (format!("{} residents", people.len()), "Missing from the PMS".into()),
        },
        AlertFacts::InvalidRecord { residents, location, external_id, .. }
            if residents.is_empty() =>
        {
            let at = location.clone().unwrap_or_default();
            match external_id.as_deref().or(alert.residents.first().map(|id| id.as_str())) {
                Some(id) => (format!("Resident {id}"), at),
                None => (at, "No ID could be read".into()),
            }
        }
        AlertFacts::NameMismatch { resident, grade, .. } => {
            let (name, place) = of_resident(resident);
            (name, format!("{place} · {}", grade_words(*grade)))
        }
        facts => match facts.residents().first() {
            Some(resident) => of_resident(resident),
            None => (alert.subject.to_string(), String::new()),
        },
    }
}

fn of_resident(resident: &Resident) -> (String, String) {
    let name = resident.full_name();
    let name = if name.is_empty() { resident.external_id.to_string() } else { name };
    (name, resident_ref(resident))
}

fn grade_words(grade: Grade) -> &'static str {
    match grade {
        Grade::Spelling => "another spelling of the name",
        Grade::Nickname => "a short form of the name",
        Grade::Surname => "the same first name",
        Grade::Different => "a different name",
    }
}

fn place_of(known: &ShownAccount, external_id: &str) -> String {
    match &known.units[..] {
        [] => external_id.to_owned(),
        units => format!("{external_id} (unit {})", units.join(", ")),
    }
}
