//! Puts an explanation into sentences.

use tenantry_core::{
    Date,
    model::{AlertFacts, AlertKind, Resident, Resolution, Role, Status},
    reconcile::{ExplainedAccount, Finding, Otherwise, OutOfScope, Unmapped},
};

use super::message;

/// Explains in sentences why a resident is linked, held or missing.
pub fn sentences(external_id: &str, findings: &[Finding]) -> Vec<String> {
    if findings.is_empty() {
        return vec![format!(
            "{external_id} is not in the roster, and nobody in the directory has this ID now."
        )];
    }
    let mut record = None;
    let mut sentences = Vec::new();
    for finding in findings {
        if let Finding::InPms { resident, .. } = finding {
            record = Some(resident.as_ref());
        }
        sentence(external_id, record, finding, &mut sentences);
    }
    sentences
}

fn sentence(
    external_id: &str,
    record: Option<&Resident>,
    finding: &Finding,
    out: &mut Vec<String>,
) {
    let last = match finding {
        Finding::InPms { resident, status, usable_email } => {
            in_the_pms(resident, *status, *usable_email)
        }
        Finding::Unreadable { location, code } => {
            out.push(format!("{location}: {}.", code.explanation()));
            "An unreadable record changes nothing; correct it in the PMS.".into()
        }
        Finding::NotInRoster => format!("{external_id} is not in the PMS's roster."),
        Finding::InDirectory { account, unit, ended_on } => {
            in_the_directory(account.as_ref(), unit.as_deref(), *ended_on)
        }
        Finding::InScope => "The status gives access: the resident is in scope.".into(),
        Finding::OutOfScope(why) => format!("Out of scope: {}.", out_of_scope(record, *why)),
        Finding::Change { action, account, fields, reason, is_held } => {
            let account = account.as_ref();
            let account = account.map(|account| format!("the account of {} ({})", account.name, email(account)));
            let fields: Vec<String> = fields.iter().map(|field| field.as_str().replace('_', " ")).collect();
            let fields =
                if fields.is_empty() { String::new() } else { format!(": {}", fields.join(", ")) };
            format!(
                "{} would {} {}{fields} ({}).",
                if *is_held { "Once somebody confirms what is held, a sync" } else { "A sync" },
                action.as_str(),
                account.unwrap_or_else(|| "a new account".into()),
                reason.explanation()
            )
        }
        Finding::Alert { is_open, facts } => {
            let state = if *is_open { "open" } else { "would be opened" };
            out.push(format!("Alert {} ({state}): {}", facts.kind().as_str(), message(facts)));
            way_out(facts).into()
        }
        Finding::DatesContradict => contradiction(record),
        Finding::Decided { resolution: Resolution::KeepAccess } => {
            "Somebody decided that the person stays; nothing happens until the move-out in the PMS changes.".into()
        }
        Finding::Decided { resolution: Resolution::OnePerson } => {
            "Somebody answered `one-person`: everybody with this email has one account, as long as the names and the email stay.".into()
        }
        Finding::Decided { .. } => {
            "The alert about this was dismissed; nothing happens until something changes in the PMS or in the directory.".into()
        }
        Finding::NothingToEnd => {
            "Nobody in the directory has this ID, so there is nothing to end.".into()
        }
        Finding::HasEnded => "The residency has already ended; there is nothing to do.".into(),
        Finding::Settled => "Linked, and the PMS and the directory agree; a sync would change nothing.".into(),
        Finding::Otherwise(otherwise) => self::otherwise(otherwise),
    };
    out.push(last);
}

fn in_the_pms(resident: &Resident, status: Status, usable_email: bool) -> String {
    let email = match &resident.email {
        None => "no email".into(),
        Some(email) if !usable_email => format!("the unusable email {email:?}"),
        Some(email) => format!("the email {email}"),
    };
    let lease = resident.lease_id.as_deref().map(|lease| format!(", lease {lease}"));
    let date = |what: &str, date: Option<Date>| {
        date.map(|date| format!(", {what} {date}")).unwrap_or_default()
    };
    format!(
        "In the PMS {}{} is {}, {} with status {:?} ({}), {}, {email}{}{}.",
        resident.external_id,
        lease.unwrap_or_default(),
        resident.full_name(),
        match &resident.pms_role {
            Some(word) if resident.role == Role::Unknown => format!("{word:?} (role not mapped)"),
            _ => resident.role.as_str().to_owned(),
        },
        resident.pms_status,
        status.as_str(),
        unit_words(resident.unit.as_deref()),
        date("moved in", resident.move_in),
        date("move-out", resident.move_out),
    )
}

fn in_the_directory(
    account: Option<&ExplainedAccount>,
    unit: Option<&str>,
    ended_on: Option<Date>,
) -> String {
    let unit = unit_words(unit);
    let state = ended_on.map_or("live".into(), |day| format!("ended on {day}"));
    match account {
        Some(account) => format!(
            "In the directory the ID is linked to the account of {} ({}), {unit}, {state}.",
            account.name,
            email(account)
        ),
        None => format!("In the directory the ID is linked, {unit}, {state}."),
    }
}

fn email(account: &ExplainedAccount) -> &str {
    account.email.as_deref().unwrap_or("no email")
}

fn unit_words(unit: Option<&str>) -> String {
    unit.map_or_else(|| "no unit".into(), |unit| format!("unit {unit}"))
}

fn out_of_scope(record: Option<&Resident>, why: OutOfScope) -> String {
    let status = record.map_or(Status::Unknown, |resident| resident.status).as_str();
    let role = record.map_or(Role::Primary, |resident| resident.role).as_str();
    match why {
        OutOfScope::Status => format!("the status {status} gives no access"),
        OutOfScope::Excluded => "the status is listed in sync.exclude_statuses".into(),
        OutOfScope::Role => {
            format!("a {role} is out of scope unless the role is listed in sync.include_roles")
        }
        OutOfScope::MovedOut => {
            let day = record.and_then(|resident| resident.move_out);
            let day = day.map(|day| day.to_string()).unwrap_or_default();
            format!("the move-out {day} has passed")
        }
    }
}

fn contradiction(record: Option<&Resident>) -> String {
    let Some(resident) = record else { return String::new() };
    let day = resident.move_out.map(|day| day.to_string()).unwrap_or_default();
    let status = resident.status.as_str();
    format!(
        "The status {status} and the move-out {day} contradict each other: no earlier roster announced that date."
    )
}

fn otherwise(otherwise: &Otherwise) -> String {
    match otherwise {
        Otherwise::WouldEnd { today } => format!(
            "A status without access, or a move-out before {today}, would end the access; a different email in the PMS would open an email_mismatch alert."
        ),
        Otherwise::OtherHolder { email } => format!(
            "If {email} belonged to an account with a different name, the alert would be name_mismatch; if another resident in scope had it too, duplicate_email."
        ),
        Otherwise::UsableEmail => {
            "With a usable email in the PMS, the resident would be matched by that email.".into()
        }
        Otherwise::InScope(OutOfScope::MovedOut) => {
            "Without that move-out, or with a later one, the resident would be in scope.".into()
        }
        Otherwise::InScope(OutOfScope::Role) => {
            "With the role in sync.include_roles, the resident would be in scope.".into()
        }
        Otherwise::InScope(OutOfScope::Excluded) => {
            "Without the entry in sync.exclude_statuses, the resident would be in scope.".into()
        }
        Otherwise::InScope(OutOfScope::Status) => {
            "With the status future, current, notice or eviction, the resident would be in scope."
                .into()
        }
        Otherwise::AgreeingDates => {
            "With a status without access, the access would end; without that move-out, or with a later one, the resident would be in scope.".into()
        }
        Otherwise::Mapped(Unmapped::Role) => {
            "Once the role is mapped, or listed as unknown in sync.include_roles, the sync can handle the resident.".into()
        }
        Otherwise::Mapped(Unmapped::Status) => {
            "Once the status is mapped in [connector.statuses], the sync can handle the resident."
                .into()
        }
    }
}

/// The smallest change that closes an alert.
fn way_out(facts: &AlertFacts) -> &'static str {
    let have_access = match facts {
        AlertFacts::MissingEmail { has_access, .. } => *has_access,
        AlertFacts::DuplicateEmail { without_email, .. } => !without_email.is_empty(),
        _ => false,
    };
    match facts.kind() {
        AlertKind::DuplicateEmail if have_access => {
            "Give each of them their own email in the PMS; the next sync gives it to the account. If they are one person, make the accounts one with `people merge`, then answer `one-person`."
        }
        AlertKind::MissingEmail if have_access => {
            "Enter an email in the PMS; the next sync gives it to the account, which has none."
        }
        AlertKind::DuplicateEmail => {
            "Give each of them their own email in the PMS; the next sync imports them. If they are one person, answer `one-person`."
        }
        AlertKind::NameMismatch => {
            "If it is the same person, answer `merge`, or write the same name in the PMS."
        }
        AlertKind::EmailMismatch => {
            "If it is the same person, answer `use-pms-email`; if not, `create-separate`; or correct the email in the PMS."
        }
        AlertKind::IdentityChanged => {
            "Answer `same-person` or `new-person`; until then, a sync only ends the access or moves the end to an earlier day."
        }
        AlertKind::MissingEmail => {
            "Enter an email in the PMS; the next sync uses it to find the account."
        }
        AlertKind::InvalidRecord => "Correct the record in the PMS.",
        AlertKind::UnknownStatus => {
            "Map the status in [connector.statuses], or correct it in the PMS."
        }
        AlertKind::UnknownRole => {
            "Map the role, or correct it in the PMS. Nobody with it is let in; whoever has access keeps it."
        }
        AlertKind::AccountConflict => {
            "Resolve the other resident's alert, or correct the email in the PMS. If that resident no longer has the email in the PMS, answer `release-address`."
        }
        AlertKind::MissingFromPms if facts.is_about_many() => {
            "If all of them have left, answer `end-access`; if not, add them to the PMS again."
        }
        AlertKind::MissingFromPms => {
            "If the person has left, answer `end-access`; if not, add them to the PMS again."
        }
        AlertKind::DateConflict if facts.is_about_many() && !facts.accounts().is_empty() => {
            "Correct the status or the move-outs in the PMS. `end-access` ends the access of all of them, and `keep-access` keeps it until their dates change."
        }
        AlertKind::DateConflict => {
            "Correct the status or the move-out in the PMS. If the resident has access, `end-access` ends it, and `keep-access` keeps it until the date changes."
        }
        AlertKind::ManualResidency => {
            "Answer `end` if the person does not need that access, or `keep` if they do; a `keep` is asked about again at the move-out."
        }
        AlertKind::SafetyHold => "If the PMS is right, confirm what is held.",
    }
}
