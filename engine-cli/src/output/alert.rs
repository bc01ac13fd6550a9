//! The facts of an alert, for the terminal.

use tenantry_core::model::{AlertFacts, Resident, ShownAccount, full_name};

use super::table::Page;

/// Writes the facts of an alert, one line per resident and account.
pub(crate) fn facts(page: &mut Page, facts: &AlertFacts) {
    for resident in facts.residents() {
        page.line(format!("  In the PMS: {}", in_the_pms(resident)));
    }
    for account in facts.accounts() {
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
        AlertFacts::InvalidRecord { location, field, external_id, .. } => [
            external_id.as_ref().map(|id| format!("Resident: {id}")),
            location.as_ref().map(|location| format!("Record: {location}")),
            field.as_ref().map(|field| format!("Field: {field}")),
        ]
        .into_iter()
        .flatten()
        .collect(),
        AlertFacts::UnknownStatus { pms_status, .. } => {
            vec![format!("Status in the PMS: {pms_status:?}")]
        }
        AlertFacts::AccountConflict { belongs_to, elsewhere, .. } => {
            let mut owners: Vec<&str> = belongs_to.iter().map(|id| id.as_str()).collect();
            owners.extend(elsewhere.then_some("a resident of another property"));
            vec![format!("The account belongs to: {}", owners.join(", "))]
        }
        AlertFacts::MissingFromPms { unit, .. } => {
            unit.iter().map(|unit| format!("Unit in the directory: {unit}")).collect()
        }
        AlertFacts::SafetyHold { people, limit, ended_recently, .. } => {
            let mut lines = vec![format!(
                "Limit: {limit}; ended in the last 24 hours: {ended_recently}; would end now:"
            )];
            lines.extend(people.iter().map(|person| {
                format!(
                    "  {} {}, {} ({})",
                    person.external_id.as_deref().unwrap_or("-"),
                    person.name,
                    person.account,
                    person.reason.explanation()
                )
            }));
            lines
        }
        AlertFacts::DuplicateEmail { .. }
        | AlertFacts::EmailMismatch { .. }
        | AlertFacts::IdentityChanged { .. }
        | AlertFacts::MissingEmail { .. } => Vec::new(),
    }
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
    let units = (!account.units.is_empty()).then(|| format!("unit {}", account.units.join(", ")));
    let parts = [
        Some(name).filter(|name| !name.is_empty()),
        Some(account.email.to_string()),
        account.phone.as_deref().map(str::to_owned),
        units,
        Some(account.status.as_str().to_owned()),
        evidence.same_unit.then(|| "same unit".to_owned()),
        evidence.same_phone.then(|| "same phone".to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
