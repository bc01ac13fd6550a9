use tenantry_core::{
    model::{
        AccountStatus, AlertFacts, AlertKind, HeldItem, Hold, Missing, Resident, Resolution,
        ShownAccount, UnreadRecord,
    },
    normalize::Grade,
};
use tenantry_engine::document::{beyond, capitalized, held_detail, hold_effect, said, version};
use tenantry_store::AlertRecord;

use super::{
    clock::When,
    clock::day,
    differences::{Row, compare},
    effect::effect,
    facts::{called, email_or_none, resident_ref},
    kinds::{self, Group},
    message::message,
    shell::Shell,
    url, words,
};

/// An alert as a card: the facts side by side, and the possible answers.
#[derive(Debug)]
pub(crate) struct Card {
    pub(super) id: i64,
    pub(super) url: String,
    /// The version that an answer must send.
    pub(super) version: String,
    pub(super) title: String,
    pub(super) about: String,
    pub(super) message: Option<String>,
    pub(super) opened: When,
    pub(super) members: Vec<Member>,
    pub(super) comparisons: Vec<Comparison>,
    /// Everybody whom the alert is about, if they are many.
    /// What the account means elsewhere.
    pub(super) beyond: Option<String>,
    pub(super) crowd: Vec<Member>,
    pub(super) crowd_title: String,
    pub(super) answers: Vec<Choice>,
    pub(super) deletes: Vec<Delete>,
    pub(super) may_act: bool,
    pub(super) may_dismiss: bool,
    /// Whether the card can be selected to answer several at once.
    pub(super) tickable: bool,
    pub(super) closed: Option<Closed>,
}

/// A person in a list.
#[derive(Debug)]
pub(crate) struct Member {
    pub(super) name: String,
    pub(super) id: Option<String>,
    pub(super) url: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) more: String,
}

/// A resident next to an account.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// The email; the name if there is none.
    pub(super) email: String,
    /// What chooses the account in an answer.
    pub(super) handle: String,
    pub(super) account_url: String,
    pub(super) is_inactive: bool,
    /// When the owner left: `left on 3 Jun 2026`.
    pub(super) left: Option<String>,
    pub(super) rows: Vec<Row>,
    pub(super) evidence: Vec<&'static str>,
}

/// A button, with what it will do.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(super) resolution: &'static str,
    pub(super) label: &'static str,
    pub(super) effect: String,
    pub(super) is_grave: bool,
}

/// The link to the second step of an answer that also deletes an account.
#[derive(Debug)]
pub(crate) struct Delete {
    pub(super) url: String,
    pub(super) email: String,
}

/// How the alert was resolved.
#[derive(Debug)]
pub(crate) struct Closed {
    pub(super) text: String,
    pub(super) when: Option<When>,
    pub(super) undo: Option<String>,
}

impl Card {
    pub(super) fn new(shell: &Shell, alert: &AlertRecord) -> Self {
        let facts = &alert.facts;
        let property = &alert.property;
        let compared = matches!(
            alert.kind(),
            AlertKind::NameMismatch
                | AlertKind::EmailMismatch
                | AlertKind::IdentityChanged
                | AlertKind::AccountConflict
                | AlertKind::MissingEmail
        );
        let first = facts.residents().first();
        let comparisons = match first.filter(|_| compared && !alert.is_veiled) {
            Some(resident) => {
                facts.accounts().iter().map(|known| comparison(shell, resident, known)).collect()
            }
            None => Vec::new(),
        };
        let is_list = match facts {
            AlertFacts::DuplicateEmail { .. } => true,
            AlertFacts::InvalidRecord { records, .. } => records.is_empty(),
            // A single one is named by the message.
            AlertFacts::UnknownStatus { residents, .. }
            | AlertFacts::UnknownRole { residents, .. } => residents.len() > 1,
            _ => false,
        };
        let members = match is_list {
            true => facts.residents().iter().map(|resident| member(shell, resident)).collect(),
            false => Vec::new(),
        };
        let may_act = shell.may_act() && alert.open;
        let (title, about) = heading(alert);
        Self {
            id: alert.id.0,
            url: url::alert(property, alert.id.0),
            version: version(alert),
            message: (comparisons.is_empty() || alert.kind() == AlertKind::AccountConflict)
                .then(|| if alert.is_veiled { said(alert) } else { message(facts) })
                .filter(|_| alert.kind() != AlertKind::DuplicateEmail || members.is_empty()),
            title,
            about,
            opened: shell.clock.when(alert.opened_at),
            members,
            comparisons,
            beyond: beyond_words(alert),
            crowd: if alert.is_veiled { Vec::new() } else { crowd(property, facts) },
            crowd_title: crowd_title(facts),
            answers: if may_act { answers(alert) } else { Vec::new() },
            deletes: if may_act { deletes(alert) } else { Vec::new() },
            may_act,
            may_dismiss: may_act && alert.offered.contains(&Resolution::Dismiss),
            tickable: false,
            closed: (!alert.open).then(|| closed(shell, alert)),
        }
    }

    /// Whether an account has to be chosen.
    pub(super) fn must_choose(&self) -> bool {
        self.comparisons.len() > 1 && !self.answers.is_empty()
    }
}

/// Everybody whom a hold, or an alert about many, names.
fn crowd(property: &str, facts: &AlertFacts) -> Vec<Member> {
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

fn crowd_title(facts: &AlertFacts) -> String {
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

/// What whoever answers has to know about the account, if it means something elsewhere.
pub(super) fn beyond_words(alert: &AlertRecord) -> Option<String> {
    let is_shown = alert.reach.is_beyond() && alert.open && !alert.is_veiled;
    is_shown.then(|| format!("This is {}.", beyond(&alert.reach)))
}

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

fn member(shell: &Shell, resident: &Resident) -> Member {
    Member {
        name: resident.full_name(),
        url: Some(url::why(shell.property_id(), &resident.external_id)),
        id: Some(resident.external_id.to_string()),
        unit: words::unit(resident.building.as_deref(), resident.unit.as_deref()),
        more: format!("{}, {}", words::status(resident.status), resident.role.as_str()),
    }
}

fn comparison(shell: &Shell, resident: &Resident, known: &ShownAccount) -> Comparison {
    let found = known.evidence.unwrap_or_default();
    let evidence = [(found.same_unit, "same unit"), (found.same_phone, "same phone")];
    Comparison {
        email: known.by_email(),
        handle: known.handle().into(),
        account_url: url::person(shell.property_id(), known.id.0),
        is_inactive: known.status == AccountStatus::Inactive,
        left: known.left_on.map(|end| format!("left on {}", day(end))),
        rows: compare(resident, known),
        evidence: evidence.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect(),
    }
}

fn answers(alert: &AlertRecord) -> Vec<Choice> {
    let facts = &alert.facts;
    let choices = alert.offered.iter().filter(|word| **word != Resolution::Dismiss);
    choices
        .map(|resolution| Choice {
            resolution: resolution.as_str(),
            label: words::button(*resolution),
            effect: effect(facts, *resolution, false, None),
            is_grave: matches!(resolution, Resolution::EndAccess | Resolution::Confirm),
        })
        .collect()
}

fn deletes(alert: &AlertRecord) -> Vec<Delete> {
    if !alert.offered.contains(&Resolution::CreateSeparate) {
        return Vec::new();
    }
    let path = url::page(&alert.property, "alerts/answer");
    let id = alert.id.0.to_string();
    let accounts = alert.facts.accounts().iter();
    accounts
        .map(|known| Delete {
            url: url::query(
                &path,
                &[
                    ("id", &id),
                    ("resolution", Resolution::CreateSeparate.as_str()),
                    ("delete_old", "true"),
                    ("account", &known.handle()),
                ],
            ),
            email: known.by_email(),
        })
        .collect()
}

fn closed(shell: &Shell, alert: &AlertRecord) -> Closed {
    let by = alert.closed_by.as_deref().unwrap_or("sync");
    let answered = alert.resolution;
    let text = match answered {
        Some(answer) => format!("{by}: {}", words::answered(answer)),
        None if by == "sync" => "Closed by itself: the PMS no longer says so".into(),
        None => format!("Closed by {by}"),
    };
    // A confirmation is undone by undoing its run.
    let undoable = answered.is_some_and(|answer| answer != Resolution::Confirm);
    Closed {
        text,
        when: alert.closed_at.map(|at| shell.clock.when(at)),
        undo: (undoable && shell.may_act()).then(|| url::alert_undo(&alert.property, alert.id.0)),
    }
}

/// The group of an alert.
pub(super) fn group_of(alert: &AlertRecord) -> &'static Group {
    kinds::group(alert.kind())
}
