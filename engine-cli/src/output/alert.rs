//! The facts of an alert, for the terminal.

use tenantry_core::{
    Date,
    model::{AlertFacts, HeldItem, Hold, Missing, Resident, ShownAccount, UnreadRecord, full_name},
};
use tenantry_engine::document::{counted, held_detail, of_properties};

use super::table::Page;

/// Writes the facts of an alert, one line per resident and account.
pub(crate) fn facts(page: &mut Page, facts: &AlertFacts) {
    let is_about_many = facts.is_about_many();
    let dates = is_about_many && matches!(facts, AlertFacts::DateConflict { .. });
    for resident in facts.residents() {
        let line = format!("  In the PMS: {}", in_the_pms(resident));
        let move_out = resident.move_out.filter(|_| dates);
        let move_out = move_out.map(|day| format!(", move-out {day}")).unwrap_or_default();
        page.line(format!("{line}{move_out}"));
    }
    for account in facts.accounts().iter().filter(|_| !is_about_many) {
        page.line(format!("  In the directory: {}", in_the_directory(account)));
    }
    for line in more(facts) {
        page.line(format!("  {line}"));
    }
}

/// The facts of a kind other than residents and accounts.
fn more(facts: &AlertFacts) -> Vec<String> {
    match facts {
        AlertFacts::NameMismatch { grade, .. } => {
            vec![format!("The names differ: {}", grade.as_str())]
        }
        AlertFacts::IdentityChanged { usable_email: false, .. } => {
            vec!["The email in the PMS cannot be used for an account".into()]
        }
        AlertFacts::InvalidRecord { field, records, .. } if !records.is_empty() => {
            unread(field.as_deref(), records)
        }
        AlertFacts::InvalidRecord { location, field, external_id, .. } => [
            external_id.as_ref().map(|id| format!("Resident: {id}")),
            location.as_ref().map(|location| format!("Record: {location}")),
            field.as_deref().map(field_line),
        ]
        .into_iter()
        .flatten()
        .collect(),
        AlertFacts::UnknownStatus { pms_status, .. } => {
            vec![format!("Status in the PMS: {pms_status:?}")]
        }
        AlertFacts::UnknownRole { pms_role, .. } => vec![format!("Role in the PMS: {pms_role:?}")],
        AlertFacts::AccountConflict { belongs_to, elsewhere, properties, .. } => {
            let mut owners: Vec<&str> = belongs_to.iter().map(|id| id.as_str()).collect();
            let other = of_properties(*elsewhere, properties);
            owners.extend(other.as_deref());
            vec![format!("The account belongs to: {}", owners.join(", "))]
        }
        AlertFacts::DateConflict { residents, residencies, .. } => {
            let has_no_access = residencies.0.is_empty();
            let [resident] = &residents[..] else {
                return match has_no_access {
                    true => vec!["None of the residents has access".to_owned()],
                    false => Vec::new(),
                };
            };
            let date = |what: &str, day: Option<Date>| day.map(|day| format!("{what}: {day}"));
            [
                date("Move-in", resident.move_in),
                date("Lease start", resident.lease_start),
                date("Move-out", resident.move_out),
                has_no_access.then(|| "The resident has no access".to_owned()),
            ]
            .into_iter()
            .flatten()
            .collect()
        }
        AlertFacts::ManualResidency { building, unit, .. } => {
            let place: Vec<&str> =
                [building, unit].into_iter().flatten().map(|it| it.as_str()).collect();
            match place.is_empty() {
                true => vec!["Unit that no sync ends: none given".to_owned()],
                false => vec![format!("Unit that no sync ends: {}", place.join(" "))],
            }
        }
        AlertFacts::MissingFromPms { people, accounts, .. } => match &people[..] {
            [one] => one.unit.iter().map(|unit| format!("Unit in the directory: {unit}")).collect(),
            all => all.iter().zip(accounts).map(|(one, known)| missing(one, known)).collect(),
        },
        AlertFacts::SafetyHold(hold) => {
            hold.people.iter().map(|item| held_line(hold, item)).collect()
        }
        AlertFacts::DuplicateEmail { .. }
        | AlertFacts::EmailMismatch { .. }
        | AlertFacts::IdentityChanged { .. }
        | AlertFacts::MissingEmail { .. } => Vec::new(),
    }
}

fn field_line(field: &str) -> String {
    format!("Field: {}", field.replace('_', " "))
}

/// How many records of an alert about many are listed.
const LISTED: usize = 20;

/// The first records of many that could not be read, and how many more there are.
fn unread(field: Option<&str>, records: &[UnreadRecord]) -> Vec<String> {
    let line = |record: &UnreadRecord| {
        let parts = [record.location.as_deref(), record.external_id.as_deref()];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        format!("Record: {}", parts.join(", "))
    };
    let mut lines: Vec<String> = field.map(field_line).into_iter().collect();
    lines.extend(records.iter().take(LISTED).map(line));
    let more = records.len().saturating_sub(LISTED);
    let more = counted(more as u64, "more record", "more records");
    lines.extend((records.len() > LISTED).then(|| format!("and {more}")));
    lines
}

fn missing(missing: &Missing, known: &ShownAccount) -> String {
    let unit = missing.unit.as_deref().map(|unit| format!(", unit {unit}")).unwrap_or_default();
    let email = known.email.as_deref().unwrap_or("no email");
    format!("  {} {}, {email}{unit}", missing.external_id, known.full_name())
}

/// One of the people whom a hold concerns: ID, name, email, and what would change.
fn held_line(hold: &Hold, item: &HeldItem) -> String {
    let account = item.account.as_deref().map(|email| format!(", {email}")).unwrap_or_default();
    let detail = held_detail(hold, item);
    let detail = if detail.is_empty() { detail } else { format!(" ({detail})") };
    format!("  {} {}{account}{detail}", item.external_id.as_deref().unwrap_or("-"), item.name)
}

fn in_the_pms(resident: &Resident) -> String {
    let unit = resident.unit.as_deref().map(|unit| format!("unit {unit}"));
    let parts = [
        Some(format!("{} {}", resident.external_id, resident.full_name())),
        resident.email.as_deref().map(str::to_owned),
        resident.phone.as_deref().map(str::to_owned),
        unit,
        Some(resident.status.as_str().to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn in_the_directory(account: &ShownAccount) -> String {
    let name = full_name(&account.first_name, &account.last_name);
    let evidence = account.evidence.unwrap_or_default();
    let units = match &account.units[..] {
        [] => None,
        [unit] => Some(format!("unit {unit}")),
        several => Some(format!("units {}", several.join(", "))),
    };
    let parts = [
        Some(name).filter(|name| !name.is_empty()),
        // Where the email chooses the account, its ID does if there is none.
        Some(match &account.email {
            Some(email) => email.to_string(),
            None => format!("no email, ID {}", account.id.0),
        }),
        account.phone.as_deref().map(str::to_owned),
        units,
        Some(account.status.as_str().to_owned()),
        account.left_on.map(|day| format!("left on {day}")),
        evidence.same_unit.then(|| "same unit".to_owned()),
        evidence.same_phone.then(|| "same phone".to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
