//! What an answer will do, said before the click.

use tenantry_core::model::{Resident, Resolution};

use super::{
    facts::{Facts, Shown, resident_ref},
    words,
};

/// What an answer to an alert with these facts will do, in a sentence or two
/// with names. `account` says which of several accounts is meant, by email.
pub(crate) fn effect(
    facts: &Facts,
    resolution: Resolution,
    delete_old: bool,
    account: Option<&str>,
) -> String {
    let known = facts.account(account);
    match (resolution, facts.residents.first(), known) {
        (Resolution::Dismiss, ..) => {
            "Nothing is changed. The alert closes, and stays closed until the PMS or the directory says something else.".into()
        }
        (Resolution::Confirm, ..) => confirm(facts),
        (Resolution::EndAccess, _, Some(known)) => end_access(known),
        (Resolution::Merge, Some(resident), Some(known)) => merge(resident, known),
        (Resolution::UsePmsEmail, Some(resident), Some(known)) => use_email(facts, resident, known),
        (Resolution::SamePerson, Some(resident), Some(known)) => same(facts, resident, known),
        (Resolution::NewPerson, Some(resident), Some(known)) => new_person(resident, known),
        (Resolution::CreateSeparate, Some(resident), known) => {
            separate(facts, resident, known, delete_old)
        }
        (Resolution::UsePmsEmail, Some(resident), None) => format!(
            "The account that you choose gets the PMS's email {} and is linked to {}. It keeps its keys and history.",
            email(resident),
            resident_ref(resident)
        ),
        _ => "Choose the account first.".into(),
    }
}

fn email(resident: &Resident) -> &str {
    resident.email.as_deref().unwrap_or("(none)")
}

fn merge(resident: &Resident, known: &Shown) -> String {
    format!(
        "The account {} is renamed from {} to {} and linked to {}. It keeps its keys and history.",
        known.email,
        known.called(),
        resident.full_name(),
        resident_ref(resident)
    )
}

fn use_email(facts: &Facts, resident: &Resident, known: &Shown) -> String {
    let linked = match facts.linked {
        true => String::new(),
        false => format!(" and is linked to {}", resident_ref(resident)),
    };
    format!(
        "The account of {} changes its email from {} to {}{linked}. It keeps its keys and history.",
        known.called(),
        known.email,
        email(resident)
    )
}

fn same(facts: &Facts, resident: &Resident, known: &Shown) -> String {
    let email = match facts.usable_email {
        true => format!("the email {}", email(resident)),
        false => format!("keeps the email {}", known.email),
    };
    let and = if facts.usable_email { "and" } else { "but" };
    format!(
        "The account of {} gets the name {} {and} {email}. Keys and history stay.",
        known.called(),
        resident.full_name()
    )
}

fn new_person(resident: &Resident, known: &Shown) -> String {
    let unit = words::unit(resident.building.as_deref(), resident.unit.as_deref());
    let into = unit.map(|unit| format!(" in unit {unit}")).unwrap_or_default();
    format!(
        "The residency of {} under {} ends today, and {} gets an account of their own with {}{into}. {} keeps only other residencies, if there are any.",
        known.called(),
        resident.external_id,
        resident.full_name(),
        email(resident),
        known.called()
    )
}

fn separate(facts: &Facts, resident: &Resident, known: Option<&Shown>, delete_old: bool) -> String {
    let verb = if facts.linked { "takes over" } else { "is made for" };
    let made = format!(
        "A new account {} {verb} {}, {}.",
        email(resident),
        resident.full_name(),
        resident_ref(resident)
    );
    let old = match (known, delete_old) {
        (Some(known), true) => format!(
            "The old account {} is deleted with its keys; its history stays in the audit.",
            known.email
        ),
        (None, true) => "The old account that you choose is deleted with its keys.".into(),
        (Some(known), false) if facts.linked => format!(
            "The old account {} stays, without this residency; with none left it becomes inactive.",
            known.email
        ),
        (Some(known), false) => format!("The old account {} stays as it is.", known.email),
        (None, false) => "The other accounts stay as they are.".into(),
    };
    format!("{made} {old}")
}

fn end_access(known: &Shown) -> String {
    let unit = match &known.units[..] {
        [unit] => format!(" in unit {unit}"),
        _ => String::new(),
    };
    format!(
        "The residency of {}{unit} ends today. Unless it is staff or has another residency, the account {} becomes inactive and opens no door.",
        known.called(),
        known.email
    )
}

fn confirm(facts: &Facts) -> String {
    let people = facts.leavers.len() as u64;
    format!(
        "The PMS is read again. If it still says exactly this, {} {} and the rest of the held sync is applied; otherwise nothing is.",
        words::counted(people, "residency", "residencies"),
        words::plural(people, "ends", "end")
    )
}
