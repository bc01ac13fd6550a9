//! Everybody in an alert about many.

use tenantry_core::model::{
    AlertFacts, HeldItem, Hold, Missing, Resident, ShownAccount, UnreadRecord,
};
use tenantry_engine::document::{capitalized, held_detail, hold_effect};

use super::{
    card::Member,
    clock::day,
    facts::{called, email_or_none},
    url, words,
};

/// Everybody whom a hold, or an alert about many, names.
pub(super) fn members(property: &str, facts: &AlertFacts) -> Vec<Member> {
    match facts {
        AlertFacts::SafetyHold(hold) => {
            hold.people.iter().map(|item| held_member(property, hold, item)).collect()
        }
        _ if !facts.is_about_many() => Vec::new(),
        AlertFacts::MissingFromPms { people, accounts, .. } => {
            let each = people.iter().zip(accounts);
            each.map(|(missing, known)| missing_member(property, missing, known)).collect()
        }
        AlertFacts::DateConflict { residents, .. } => {
            residents.iter().map(|it| resident_member(property, it, dates(it))).collect()
        }
        AlertFacts::MissingEmail { residents, .. } => {
            let email = |it: &Resident| email_or_none(it.email.as_deref());
            residents.iter().map(|it| resident_member(property, it, email(it))).collect()
        }
        AlertFacts::InvalidRecord { records, .. } => {
            let mut members: Vec<Member> =
                records.iter().take(LISTED).map(|record| unread_member(property, record)).collect();
            let more = records.len().saturating_sub(LISTED);
            members.extend((more > 0).then(|| and_more(more)));
            members
        }
        _ => Vec::new(),
    }
}

/// What the list is headed with.
pub(super) fn title(facts: &AlertFacts) -> String {
    match facts {
        AlertFacts::SafetyHold(hold) => capitalized(&hold_effect(hold)),
        AlertFacts::InvalidRecord { records, .. } => {
            words::counted(records.len() as u64, "record", "records")
        }
        _ => words::counted(facts.resident_ids().len() as u64, "resident", "residents"),
    }
}

fn held_member(property: &str, hold: &Hold, item: &HeldItem) -> Member {
    Member {
        name: match item.name.as_str() {
            "" => item.account.as_deref().unwrap_or_default().to_owned(),
            name => name.to_owned(),
        },
        url: item.external_id.as_deref().map(|id| url::why(property, id)),
        id: item.external_id.as_ref().map(ToString::to_string),
        unit: None,
        more: held_detail(hold, item),
    }
}

fn missing_member(property: &str, missing: &Missing, known: &ShownAccount) -> Member {
    Member {
        name: called(known),
        url: Some(url::why(property, &missing.external_id)),
        id: Some(missing.external_id.to_string()),
        unit: words::unit(None, missing.unit.as_deref()),
        more: email_or_none(known.email.as_deref()),
    }
}

fn resident_member(property: &str, resident: &Resident, more: String) -> Member {
    let name = resident.full_name();
    Member {
        name: if name.is_empty() { resident.external_id.to_string() } else { name },
        url: Some(url::why(property, &resident.external_id)),
        id: Some(resident.external_id.to_string()),
        unit: words::unit(resident.building.as_deref(), resident.unit.as_deref()),
        more,
    }
}

/// `Current, moved out on 3 Jun 2026`
fn dates(resident: &Resident) -> String {
    let status = capitalized(words::status(resident.status));
    match resident.move_out {
        Some(end) => format!("{status}, moved out on {}", day(end)),
        None => status,
    }
}

/// How many records of an alert about many are listed.
const LISTED: usize = 20;

fn unread_member(property: &str, record: &UnreadRecord) -> Member {
    let id = record.external_id.as_deref();
    let at = record.location.clone().unwrap_or_default();
    Member {
        name: id.map_or_else(|| at.clone(), |id| format!("Resident {id}")),
        url: id.map(|id| url::why(property, id)),
        id: None,
        unit: None,
        more: if id.is_some() { at } else { String::new() },
    }
}

fn and_more(records: usize) -> Member {
    let name = format!("and {}", words::counted(records as u64, "more record", "more records"));
    Member { name, url: None, id: None, unit: None, more: String::new() }
}
