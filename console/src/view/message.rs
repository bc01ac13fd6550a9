//! An alert in a sentence or two, for property managers.

use tenantry_core::{
    Text,
    model::{AlertFacts, Missing, Occasion, RejectCode, Resident, ShownAccount, is_weak_id},
};
use tenantry_engine::document::{hold_sentence, in_field, of_properties};

use super::{
    clock::day,
    facts::{called, email_or_none},
    words,
};

/// The sentences for an alert with these facts.
pub(crate) fn message(facts: &AlertFacts) -> String {
    match facts {
        AlertFacts::DuplicateEmail { email, residents, without_email, .. } => {
            duplicate_email(email, residents, without_email)
        }
        AlertFacts::NameMismatch { resident, account, .. } => format!(
            "{} has the email {} in the PMS. That is the account of {}.",
            in_unit(resident),
            account.by_email(),
            called(account)
        ),
        AlertFacts::EmailMismatch { resident, candidates, linked: Some(_) }
            if candidates.iter().all(|account| account.email.is_none()) =>
        {
            format!(
                "{} has the email {} in the PMS, which another account has, and no email here.",
                in_unit(resident),
                email(resident)
            )
        }
        AlertFacts::EmailMismatch { resident, candidates, .. } => {
            let emails: Vec<String> =
                candidates.iter().map(|account| email_or_none(account.email.as_deref())).collect();
            format!(
                "{} has the email {} in the PMS and {} here.",
                in_unit(resident),
                email(resident),
                words::listed(&emails)
            )
        }
        AlertFacts::IdentityChanged { resident, account, .. } => format!(
            "The name and the email of {} have both changed in the PMS. The name used to be {}.",
            in_unit(resident),
            called(account)
        ),
        AlertFacts::MissingEmail { residents, has_access, .. } => match &residents[..] {
            [resident] => missing_email(resident, *has_access),
            all => missing_emails(all.len(), *has_access),
        },
        AlertFacts::InvalidRecord { code, field, records, .. } if !records.is_empty() => {
            let field = in_field(field.as_deref());
            format!("{} records have the same fault: {}{field}.", records.len(), wrong(*code))
        }
        AlertFacts::InvalidRecord { code, field, location, external_id, .. } => {
            let id = external_id.as_ref().map(|id| format!("resident {id}"));
            let at = [location.clone(), id].into_iter().flatten();
            let at: Vec<String> = at.collect();
            let field = in_field(field.as_deref());
            words::sentence(&format!("{}: {}{field}", at.join(", "), wrong(*code)))
        }
        AlertFacts::UnknownStatus { residents, pms_status } => {
            unmapped("status", pms_status, residents)
        }
        AlertFacts::UnknownRole { residents, pms_role } => unmapped("role", pms_role, residents),
        AlertFacts::AccountConflict { resident, account, belongs_to, elsewhere, properties } => {
            let mut owners: Vec<String> =
                belongs_to.iter().map(|id| format!("resident {id}")).collect();
            owners.extend(of_properties(*elsewhere, properties));
            format!(
                "{} has the email {} in the PMS. That account belongs to {}.",
                in_unit(resident),
                account.by_email(),
                words::listed(&owners)
            )
        }
        AlertFacts::DateConflict { residents, residencies, .. } => {
            let has_access = !residencies.0.is_empty();
            match &residents[..] {
                [resident] => date_conflict(resident, has_access),
                all => date_conflicts(all.len(), has_access),
            }
        }
        AlertFacts::ManualResidency { building, unit, occasion, account, .. } => {
            manual(building.as_deref(), unit.as_deref(), *occasion, account)
        }
        AlertFacts::MissingFromPms { people, accounts, too_many } => {
            match (&people[..], &accounts[..]) {
                ([one], [account]) => missing(one, account),
                _ if !too_many => format!(
                    "{} residents are no longer in the PMS. Their access continues until you decide.",
                    people.len()
                ),
                _ => format!(
                    "{} residents are no longer in the PMS. Their access continues until you decide; no sync ends it.",
                    people.len()
                ),
            }
        }
        AlertFacts::SafetyHold(hold) => hold_sentence(hold),
    }
}

fn missing(missing: &Missing, account: &ShownAccount) -> String {
    let unit = missing.unit.as_deref().map(|unit| format!(", unit {unit},")).unwrap_or_default();
    let weak = match is_weak_id(&missing.external_id) {
        true => {
            " The report has no IDs, so the same person may still be listed with another unit or spelling."
        }
        false => "",
    };
    format!(
        "{}{unit} is no longer in the PMS. Access continues until you decide.{weak}",
        called(account)
    )
}

fn duplicate_email(email: &str, residents: &[Resident], without_email: &[Text]) -> String {
    let listed = |of: &[&Resident]| {
        let names: Vec<String> = of.iter().map(|resident| in_unit(resident)).collect();
        words::listed(&names)
    };
    let all: Vec<&Resident> = residents.iter().collect();
    let share = format!("{} share the email {email} in the PMS.", listed(&all));
    let has_access = |it: &&Resident| without_email.contains(&it.external_id);
    let let_in: Vec<&Resident> = all.iter().copied().filter(has_access).collect();
    match let_in.len() {
        0 => share,
        number if number == all.len() => format!("{share} They have access without it."),
        1 => format!("{share} {} has access without it.", listed(&let_in)),
        _ => format!("{share} {} have access without it.", listed(&let_in)),
    }
}

fn missing_email(resident: &Resident, has_access: bool) -> String {
    let who = in_unit(resident);
    match (resident.email.as_deref(), has_access) {
        (Some(email), true) => format!(
            "{who} has access, but the email {email} in the PMS cannot be used for an account."
        ),
        (Some(email), false) => {
            format!("{who} has the email {email} in the PMS, which cannot be used for an account.")
        }
        (None, true) => format!("{who} has access, but no email in the PMS."),
        (None, false) => format!("{who} has no email in the PMS."),
    }
}

fn missing_emails(residents: usize, has_access: bool) -> String {
    match has_access {
        true => format!("{residents} residents have access, but no usable email in the PMS."),
        false => format!(
            "{residents} residents have no usable email in the PMS. None of them gets access without one."
        ),
    }
}

fn date_conflicts(residents: usize, has_access: bool) -> String {
    let so = match has_access {
        true => "Their access continues until you decide about all of them.",
        false => "Nobody gets access with such dates.",
    };
    format!(
        "{residents} residents have a move-out date in the PMS that contradicts their status. {so}"
    )
}

fn unmapped(what: &str, word: &str, residents: &[Resident]) -> String {
    let who = match residents {
        [only] => format!("{} has", in_unit(only)),
        several => {
            format!("{} have", words::counted(several.len() as u64, "resident", "residents"))
        }
    };
    let word = match word {
        "" => format!("a blank {what}"),
        word => format!("the {what} \u{201c}{word}\u{201d}"),
    };
    format!(
        "{who} {word}, which Tenantry does not know. Ask your administrator to say what it means."
    )
}

fn date_conflict(resident: &Resident, has_access: bool) -> String {
    let who = in_unit(resident);
    let status = words::status(resident.status);
    let dates = match (resident.move_out, resident.move_in.or(resident.lease_start)) {
        (Some(end), Some(start)) if end < start => {
            format!("moved out on {}, before the stay began on {}", day(end), day(start))
        }
        (Some(end), _) => format!("moved out on {}, which was not announced", day(end)),
        (None, _) => "has contradicting dates".into(),
    };
    let so = match has_access {
        true => "Access continues until you decide.",
        false => "Nobody gets access with such dates.",
    };
    format!("According to the PMS, {who} is {status} and {dates}. {so}")
}

fn manual(
    building: Option<&str>,
    unit: Option<&str>,
    occasion: Occasion,
    account: &ShownAccount,
) -> String {
    let place = match words::unit(building, unit) {
        Some(unit) => format!("unit {unit}"),
        None => "the property".into(),
    };
    let why = match occasion {
        Occasion::Linked => "The PMS has them in another unit.",
        Occasion::MovedOut => "According to the PMS, they have moved out.",
    };
    format!(
        "{} has access to {place}, which somebody entered or imported. {why} No sync ends this access.",
        called(account)
    )
}

fn wrong(code: RejectCode) -> &'static str {
    match code {
        RejectCode::MissingId => "the record has no ID",
        RejectCode::BadDate => "a date is not valid",
        RejectCode::FieldCount => "the number of columns differs from the headings",
        RejectCode::BadText => "the text is garbled",
        RejectCode::TooLong => "a value is too long",
        RejectCode::BadValue => "a value is not allowed",
        RejectCode::Conflicting => "the PMS lists the same lease twice, with different details",
        RejectCode::ConflictingIdentity => {
            "the leases of one person have different names or emails"
        }
    }
}

/// `Nora Hansen, unit 601`
fn in_unit(resident: &Resident) -> String {
    let name = resident.full_name();
    let name = if name.is_empty() { format!("Resident {}", resident.external_id) } else { name };
    match words::unit(resident.building.as_deref(), resident.unit.as_deref()) {
        Some(unit) => format!("{name}, unit {unit},"),
        None => name,
    }
}

fn email(resident: &Resident) -> &str {
    resident.email.as_deref().unwrap_or("(none)")
}
