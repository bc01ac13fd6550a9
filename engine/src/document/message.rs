//! An alert in one sentence, with names.

use tenantry_core::{
    Text,
    model::{
        AlertFacts, Missing, Occasion, RejectCode, Resident, ShownAccount, full_name, is_weak_id,
    },
    normalize::Grade,
};
use tenantry_store::AlertRecord;

use super::{counted, hold_sentence, reach::veiled};

/// What an alert says, or what may be said of it to somebody who may not see its accounts.
pub fn said(alert: &AlertRecord) -> String {
    match alert.is_veiled {
        true => veiled(alert.residents.len(), &alert.reach),
        false => message(&alert.facts),
    }
}

/// The sentence shown in documents and tables.
pub fn message(facts: &AlertFacts) -> String {
    match facts {
        AlertFacts::DuplicateEmail { email, residents, without_email, .. } => {
            duplicate_email(email, residents, without_email)
        }
        AlertFacts::NameMismatch { resident, account, grade, .. } => format!(
            "{} has the email of the account {}, whose name is {} ({}).",
            named(resident),
            account.by_email(),
            account.full_name(),
            match grade {
                Grade::Spelling => "another spelling",
                Grade::Nickname => "a short form",
                Grade::Surname => "the same first name",
                Grade::Different => "a different name",
            }
        ),
        AlertFacts::EmailMismatch { resident, candidates, linked } => {
            let emails: Vec<&str> = candidates
                .iter()
                .map(|known| known.email.as_deref().unwrap_or("no email"))
                .collect();
            let has_one = candidates.iter().any(|known| known.email.is_some());
            let (resident, email) = (named(resident), email(resident));
            let emails = emails.join(", ");
            match linked {
                Some(_) if !has_one => format!(
                    "{resident} has the email {email} in the PMS, which another account has, and no email in the directory."
                ),
                Some(_) => {
                    format!(
                        "{resident} has the email {email} in the PMS and {emails} in the directory."
                    )
                }
                None => format!(
                    "{resident} has the email {email} in the PMS; the directory has that name with {emails}."
                ),
            }
        }
        AlertFacts::IdentityChanged { resident, account, .. } => format!(
            "{} used to be {}: the name and the email have both changed, so the ID may belong to someone else now.",
            named(resident),
            account.full_name(),
        ),
        AlertFacts::MissingEmail { residents, has_access, .. } => {
            missing_email(residents, *has_access)
        }
        AlertFacts::InvalidRecord { code, field, records, .. } if !records.is_empty() => {
            let records = counted(records.len() as u64, "record", "records");
            format!(
                "{records} have the same fault: {}{}.",
                code.explanation(),
                in_field(field.as_deref())
            )
        }
        AlertFacts::InvalidRecord { code, field, location, external_id, .. } => {
            invalid_record(*code, field.as_deref(), location.as_deref(), external_id.as_deref())
        }
        AlertFacts::UnknownStatus { residents, pms_status } => {
            let advice = "map it in [connector.statuses], or correct it in the PMS";
            unmapped("status", pms_status, residents, advice)
        }
        AlertFacts::UnknownRole { residents, pms_role } => {
            unmapped("role", pms_role, residents, "map it, or correct it in the PMS")
        }
        AlertFacts::AccountConflict { resident, account, belongs_to, elsewhere, properties } => {
            let mut owners: Vec<&str> = belongs_to.iter().map(|id| id.as_str()).collect();
            let other = of_properties(*elsewhere, properties);
            owners.extend(other.as_deref());
            format!(
                "{} has the email of the account {}, which belongs to {}.",
                named(resident),
                account.by_email(),
                owners.join(", ")
            )
        }
        AlertFacts::DateConflict { residents, residencies, .. } => {
            let has_access = !residencies.0.is_empty();
            match &residents[..] {
                [resident] => date_conflict(resident, has_access),
                all => date_conflicts(all, has_access),
            }
        }
        AlertFacts::ManualResidency { building, unit, occasion, external_id, account, .. } => {
            let place = place(building.as_deref(), unit.as_deref());
            let why = match occasion {
                Occasion::Linked => "although the PMS has the person elsewhere",
                Occasion::MovedOut => "although the person has moved out according to the PMS",
            };
            format!(
                "{} ({external_id}) has access to {place}, {why}: somebody entered or imported it, and no sync ends it.",
                account.full_name()
            )
        }
        AlertFacts::MissingFromPms { people, accounts, .. } => match (&people[..], &accounts[..]) {
            ([one], [account]) => missing(one, account),
            _ => format!(
                "{} residents are no longer in the PMS's list; their access continues until somebody decides.",
                people.len()
            ),
        },
        AlertFacts::SafetyHold(hold) => hold_sentence(hold),
    }
}

/// How many residents are named before "and N more".
const NAMED: usize = 5;

fn duplicate_email(email: &str, residents: &[Resident], without_email: &[Text]) -> String {
    let share = format!(
        "{} residents share the email {email} in the PMS: {}.",
        residents.len(),
        some(residents)
    );
    let has_access = |it: &Resident| without_email.contains(&it.external_id);
    let let_in: Vec<Resident> = residents.iter().filter(|it| has_access(it)).cloned().collect();
    match let_in.len() {
        0 => share,
        all if all == residents.len() => format!("{share} All of them have access without it."),
        one_or_more => {
            let have = if one_or_more == 1 { "has" } else { "have" };
            format!("{share} {} {have} access without it.", some(&let_in))
        }
    }
}

fn unmapped(what: &str, word: &str, residents: &[Resident], advice: &str) -> String {
    let have = if residents.len() == 1 { "has" } else { "have" };
    let word = match word {
        "" => format!("a blank {what}"),
        word => format!("the {what} {word:?}"),
    };
    format!("{} {have} {word}, which is not mapped: {advice}.", some(residents))
}

fn some(residents: &[Resident]) -> String {
    let people: Vec<String> = residents.iter().take(NAMED).map(named).collect();
    let more = match residents.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", people.join(", "))
}

fn invalid_record(
    code: RejectCode,
    field: Option<&str>,
    location: Option<&str>,
    external_id: Option<&str>,
) -> String {
    let field = in_field(field);
    let what = match (location, external_id) {
        (Some(location), Some(id)) if !location.contains(id) => format!("{location}, {id}"),
        (Some(location), _) => location.to_owned(),
        (None, id) => id.unwrap_or_default().to_owned(),
    };
    format!("{what}: {}{field}.", code.explanation())
}

fn missing_email(residents: &[Resident], has_access: bool) -> String {
    let is_there = residents.iter().any(|it| it.email.is_some());
    let what = if is_there { "no usable email" } else { "no email" };
    let access = if has_access { "access, but " } else { "" };
    match residents {
        [resident] => format!("{} has {access}{what} in the PMS.", named(resident)),
        all => format!("{} residents have {access}{what} in the PMS: {}.", all.len(), some(all)),
    }
}

/// What an alert about the dates of many residents says happens until somebody decides.
fn date_conflicts(residents: &[Resident], has_access: bool) -> String {
    let consequence = match has_access {
        true => "their access continues until somebody decides",
        false => "a sync lets nobody in with such dates",
    };
    format!(
        "{} residents have a move-out date in the PMS that contradicts their status; {consequence}: {}.",
        residents.len(),
        some(residents)
    )
}

fn date_conflict(resident: &Resident, has_access: bool) -> String {
    let status = match resident.pms_status.as_str() {
        "" => resident.status.as_str(),
        word => word,
    };
    let contradiction = match (resident.move_out, resident.move_in.or(resident.lease_start)) {
        (Some(end), Some(start)) if end < start => {
            format!("the move-out {end} is before the start of the stay on {start}")
        }
        (Some(end), _) => format!("the move-out {end} has passed without having been announced"),
        (None, _) => "the dates contradict that".to_owned(),
    };
    let consequence = match has_access {
        true => "access continues until somebody decides",
        false => "a sync lets nobody in with such dates",
    };
    format!(
        "{} has the status {status:?} in the PMS, but {contradiction}; {consequence}.",
        named(resident)
    )
}

fn missing(missing: &Missing, account: &ShownAccount) -> String {
    let Missing { external_id, unit, .. } = missing;
    let who = full_name(&account.first_name, &account.last_name);
    let unit = in_unit(unit.as_deref());
    let why = if is_weak_id(external_id) {
        " The report has no IDs, so one was made from unit and name: this person may still \
        be there with another unit or spelling."
    } else {
        ""
    };
    format!(
        "{external_id} {who}{unit} is no longer in the PMS's roster; access continues until somebody decides.{why}"
    )
}

/// The field that is at fault: ` (move in)`.
pub fn in_field(field: Option<&str>) -> String {
    field.map(|field| format!(" ({})", field.replace('_', " "))).unwrap_or_default()
}

/// A resident within a sentence: ID, name and unit.
fn named(resident: &Resident) -> String {
    let unit = in_unit(resident.unit.as_deref());
    format!("{} {}{unit}", resident.external_id, resident.full_name())
}

fn in_unit(unit: Option<&str>) -> String {
    unit.map(|unit| format!(" (unit {unit})")).unwrap_or_default()
}

fn email(resident: &Resident) -> &str {
    resident.email.as_deref().unwrap_or_default()
}

/// `unit 12`, `unit 7 of building 2`, or `the property`.
fn place(building: Option<&str>, unit: Option<&str>) -> String {
    match (building, unit) {
        (None, Some(unit)) => format!("unit {unit}"),
        (Some(building), Some(unit)) => format!("unit {unit} of building {building}"),
        (Some(building), None) => format!("building {building}"),
        (None, None) => "the property".to_owned(),
    }
}

/// A resident of other properties, if there is one.
pub fn of_properties(elsewhere: bool, properties: &[Text]) -> Option<String> {
    let names: Vec<&str> = properties.iter().map(Text::as_str).collect();
    match (elsewhere, names.is_empty()) {
        (false, _) => None,
        // Alerts of earlier versions do not say which.
        (true, true) => Some("a resident of another property".to_owned()),
        (true, false) => Some(format!("a resident of {}", names.join(" and "))),
    }
}
