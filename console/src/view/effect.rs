//! Sentences about what an answer will do.

use tenantry_core::model::{AlertFacts, Resident, Resolution, ShownAccount};
use tenantry_engine::document::hold_effect;

use super::{
    clock::day,
    facts::{called, chosen, held, resident_ref},
    words,
};

/// Says in a sentence or two, with names, what an answer to an alert with these
/// facts will do. `account` is the email or the ID of the chosen account, if
/// there are several.
pub(crate) fn effect(
    facts: &AlertFacts,
    resolution: Resolution,
    delete_old: bool,
    account: Option<&str>,
) -> String {
    let known = chosen(facts, account).filter(|_| !facts.is_about_many());
    match (resolution, facts.residents().first(), known) {
        (Resolution::Dismiss, ..) => {
            "Nothing changes. The alert closes and stays closed until something changes in the PMS or in the directory.".into()
        }
        (Resolution::Confirm, ..) => confirm(facts),
        (Resolution::OnePerson, ..) => format!(
            "The {} records are one person. The next sync gives them one account with the email, and nobody is asked again while the names and the email stay.",
            facts.residents().len()
        ),
        (Resolution::EndAccess, _, Some(known)) => end_access(known),
        (Resolution::EndAccess, _, None) => end_all(facts),
        (Resolution::End, _, Some(known)) => end_manual(facts, known),
        (Resolution::Keep, _, Some(known)) => format!(
            "Nothing changes: {} keeps this access. You are asked again when the PMS says that they have moved out.",
            called(known)
        ),
        (Resolution::ReleaseAddress, Some(resident), Some(known)) => release(resident, known),
        (Resolution::KeepAccess, ..) if facts.is_about_many() => format!(
            "Nothing changes: all {} residents keep access. You are asked about one of them again if the PMS changes that move-out date.",
            facts.residents().len()
        ),
        (Resolution::KeepAccess, Some(resident), Some(known)) => keep_access(resident, known),
        (Resolution::Merge, Some(resident), Some(known)) => merge(resident, known),
        (Resolution::UsePmsEmail, Some(resident), Some(known)) => use_email(facts, resident, known),
        (Resolution::SamePerson, Some(resident), Some(known)) => same(facts, resident, known),
        (Resolution::NewPerson, Some(resident), Some(known)) => new_person(resident, known),
        (Resolution::CreateSeparate, Some(resident), known) => {
            separate(facts, resident, known, delete_old)
        }
        (Resolution::UsePmsEmail, Some(resident), None) => format!(
            "The account that you choose gets the PMS's email {} and is matched to {}. The account and its history stay.",
            email(resident),
            resident_ref(resident)
        ),
        _ => "Choose the account first.".into(),
    }
}

/// Whether the resident is already linked to a residency of the account.
fn is_linked(facts: &AlertFacts) -> bool {
    facts.linked().is_some_and(|linked| linked.residency.is_some())
}

fn has_usable_email(facts: &AlertFacts) -> bool {
    !matches!(facts, AlertFacts::IdentityChanged { usable_email: false, .. })
}

fn email(resident: &Resident) -> &str {
    resident.email.as_deref().unwrap_or("(none)")
}

fn merge(resident: &Resident, known: &ShownAccount) -> String {
    format!(
        "The account {} is renamed from {} to {} and matched to {}. The account and its history stay.",
        known.by_email(),
        called(known),
        resident.full_name(),
        resident_ref(resident)
    )
}

fn use_email(facts: &AlertFacts, resident: &Resident, known: &ShownAccount) -> String {
    let linked = match is_linked(facts) {
        true => String::new(),
        false => format!(", and the account is matched to {}", resident_ref(resident)),
    };
    let (whose, new) = (called(known), email(resident));
    let change = match &known.email {
        Some(old) => format!("The email of {whose}'s account changes from {old} to {new}"),
        None => format!("{whose}'s account, which has no email, gets {new}"),
    };
    format!("{change}{linked}. The account and its history stay.")
}

fn same(facts: &AlertFacts, resident: &Resident, known: &ShownAccount) -> String {
    let email = match has_usable_email(facts) {
        true => format!("the email {}", email(resident)),
        false => match &known.email {
            Some(email) => format!("keeps the email {email}"),
            None => "still has no email".to_owned(),
        },
    };
    let and = if has_usable_email(facts) { "and" } else { "but" };
    format!(
        "{}'s account gets the name {} {and} {email}. The account and its history stay.",
        called(known),
        resident.full_name()
    )
}

fn new_person(resident: &Resident, known: &ShownAccount) -> String {
    let unit = words::unit(resident.building.as_deref(), resident.unit.as_deref());
    let into = unit.map(|unit| format!(" in unit {unit}")).unwrap_or_default();
    format!(
        "{}'s access as {} ends today, and {} gets a new account with {}{into}. {} keeps access only to other homes, if any.",
        called(known),
        resident.external_id,
        resident.full_name(),
        email(resident),
        called(known)
    )
}

fn separate(
    facts: &AlertFacts,
    resident: &Resident,
    known: Option<&ShownAccount>,
    delete_old: bool,
) -> String {
    let verb = if is_linked(facts) { "takes over" } else { "is created for" };
    let made = format!(
        "A new account {} {verb} {}, {}.",
        email(resident),
        resident.full_name(),
        resident_ref(resident)
    );
    let old = match (known, delete_old) {
        (Some(known), true) => format!(
            "The old account {} is deleted with its keys; its history is kept.",
            known.by_email()
        ),
        (None, true) => "The old account that you choose is deleted with its keys.".into(),
        (Some(known), false) if is_linked(facts) => format!(
            "The old account {} stays but loses this home; if it has no other home, it becomes inactive.",
            known.by_email()
        ),
        (Some(known), false) => format!("The old account {} does not change.", known.by_email()),
        (None, false) => "The other accounts do not change.".into(),
    };
    format!("{made} {old}")
}

fn end_access(known: &ShownAccount) -> String {
    let unit = match &known.units[..] {
        [unit] => format!(" to unit {unit}"),
        _ => String::new(),
    };
    format!(
        "{}'s access{unit} ends today. Unless this is a staff account or has another home, the account {} becomes inactive and opens no doors.",
        called(known),
        known.by_email()
    )
}

fn release(resident: &Resident, known: &ShownAccount) -> String {
    format!(
        "{} keeps access, but the account no longer has an email. The next sync gives {} an account with {}.",
        called(known),
        resident.full_name(),
        email(resident)
    )
}

fn end_manual(facts: &AlertFacts, known: &ShownAccount) -> String {
    let AlertFacts::ManualResidency { building, unit, .. } = facts else { return String::new() };
    let unit = words::unit(building.as_deref(), unit.as_deref());
    let place = unit.map(|unit| format!(" to unit {unit}")).unwrap_or_default();
    format!("{}'s access{place} ends today. Access to other homes stays.", called(known))
}

fn keep_access(resident: &Resident, known: &ShownAccount) -> String {
    let end = resident.move_out.map(|end| format!(", {}", day(end))).unwrap_or_default();
    format!(
        "Nothing changes: {} keeps access. The alert closes and stays closed until the PMS changes the move-out date{end}.",
        called(known)
    )
}

fn end_all(facts: &AlertFacts) -> String {
    format!(
        "The access of all {} residents ends today. Accounts without another home become inactive and open no doors, except those of staff.",
        facts.resident_ids().len()
    )
}

fn confirm(facts: &AlertFacts) -> String {
    let Some(hold) = held(facts) else { return String::new() };
    match hold.suspicion {
        Some(_) => "The PMS is read again, and its list is used although it looks wrong. If it asks for too much at once, such as ending the access of many, that still waits for you in an alert of its own.".into(),
        None => format!(
            "The PMS is read again, and what it still says of this is applied: {}. Anything else that it asks for by then has to pass the limits like any other sync.",
            hold_effect(hold)
        ),
    }
}
