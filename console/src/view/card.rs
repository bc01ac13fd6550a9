use tenantry_core::model::{AlertKind, Resident, Resolution};
use tenantry_store::AlertRecord;

use super::{
    clock::When,
    differences::{Row, compare},
    effect::effect,
    facts::{Facts, Shown, resident_ref},
    history::reason_words,
    kinds::{self, Group},
    shell::Shell,
    url, words,
};

/// An alert as it is shown: the facts side by side, and the ways to answer.
#[derive(Debug)]
pub(crate) struct Card {
    pub(super) id: i64,
    pub(super) url: String,
    /// What an answer must have seen.
    pub(super) version: String,
    pub(super) title: String,
    pub(super) about: String,
    pub(super) message: Option<String>,
    pub(super) opened: When,
    pub(super) members: Vec<Member>,
    pub(super) comparisons: Vec<Comparison>,
    pub(super) leavers: Vec<Member>,
    pub(super) answers: Vec<Choice>,
    pub(super) deletes: Vec<Delete>,
    pub(super) may_act: bool,
    /// Whether it can be ticked to answer several at once.
    pub(super) tickable: bool,
    pub(super) closed: Option<Closed>,
}

/// Somebody in a list.
#[derive(Debug)]
pub(crate) struct Member {
    pub(super) name: String,
    pub(super) id: Option<String>,
    pub(super) url: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) more: String,
}

/// A resident beside an account.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(super) email: String,
    pub(super) account_url: String,
    pub(super) is_inactive: bool,
    pub(super) rows: Vec<Row>,
    pub(super) evidence: Vec<&'static str>,
}

/// A button, and what it will do.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(super) resolution: &'static str,
    pub(super) label: &'static str,
    pub(super) effect: String,
    pub(super) is_grave: bool,
}

/// The way to the second step that also deletes an account.
#[derive(Debug)]
pub(crate) struct Delete {
    pub(super) url: String,
    pub(super) email: String,
}

/// How it was settled.
#[derive(Debug)]
pub(crate) struct Closed {
    pub(super) text: String,
    pub(super) when: Option<When>,
    pub(super) undo: Option<String>,
}

impl Card {
    pub(super) fn new(shell: &Shell, alert: &AlertRecord) -> Self {
        let facts = Facts::of(&alert.details);
        let property = &alert.property;
        let compared = matches!(
            alert.kind,
            AlertKind::NameMismatch
                | AlertKind::EmailMismatch
                | AlertKind::IdentityChanged
                | AlertKind::AccountConflict
                | AlertKind::MissingEmail
        );
        let comparisons = match facts.residents.first().filter(|_| compared) {
            Some(resident) => {
                facts.accounts.iter().map(|known| comparison(shell, resident, known)).collect()
            }
            None => Vec::new(),
        };
        let is_list = matches!(alert.kind, AlertKind::DuplicateEmail | AlertKind::InvalidRecord);
        let members = match is_list {
            true => facts.residents.iter().map(|resident| member(shell, resident)).collect(),
            false => Vec::new(),
        };
        let may_act = shell.may_act() && alert.open;
        let (title, about) = heading(alert, &facts);
        Self {
            id: alert.id.0,
            url: url::alert(property, alert.id.0),
            version: version(alert),
            message: (comparisons.is_empty() || alert.kind == AlertKind::AccountConflict)
                .then(|| alert.message.clone())
                .filter(|_| alert.kind != AlertKind::DuplicateEmail || members.is_empty()),
            title,
            about,
            opened: shell.clock.when(alert.opened_at),
            members,
            comparisons,
            leavers: facts
                .leavers
                .iter()
                .map(|leaver| Member {
                    name: if leaver.name.is_empty() {
                        leaver.account.clone()
                    } else {
                        leaver.name.clone()
                    },
                    url: leaver.external_id.as_deref().map(|id| url::why(property, id)),
                    id: leaver.external_id.clone(),
                    unit: None,
                    more: reason_words(&leaver.reason),
                })
                .collect(),
            answers: if may_act { answers(alert.kind, &facts) } else { Vec::new() },
            deletes: if may_act { deletes(alert, &facts) } else { Vec::new() },
            may_act,
            tickable: false,
            closed: (!alert.open).then(|| closed(shell, alert)),
        }
    }

    /// Whether the account has to be chosen.
    pub(super) fn must_choose(&self) -> bool {
        self.comparisons.len() > 1 && !self.answers.is_empty()
    }

    pub(super) fn leaver_count(&self) -> String {
        words::counted(self.leavers.len() as u64, "person", "people")
    }
}

/// What an answer must have seen, as a form carries it.
pub(crate) fn version(alert: &AlertRecord) -> String {
    format!("{:016x}", alert.facts)
}

/// What an alert is called in a list: a name, and what tells it apart.
pub(super) fn heading(alert: &AlertRecord, facts: &Facts) -> (String, String) {
    let first = facts.residents.first();
    match alert.kind {
        AlertKind::DuplicateEmail => {
            let people = facts.residents.len().max(alert.residents.len()) as u64;
            (alert.subject.to_string(), words::counted(people, "resident", "residents"))
        }
        AlertKind::SafetyHold => {
            let people = facts.leavers.len() as u64;
            let many = words::counted(people, "residency", "residencies");
            (format!("{many} would end"), "Nothing was changed".into())
        }
        AlertKind::MissingFromPms => match facts.accounts.first() {
            Some(known) => (called(known), place_of(known, &alert.residents)),
            None => (alert.subject.to_string(), String::new()),
        },
        AlertKind::InvalidRecord if first.is_none() => {
            let at = facts.location.clone().unwrap_or_default();
            let id = alert.residents.first().map(|id| format!("Resident {id}"));
            match id {
                Some(id) => (id, at),
                None => (at, "No id could be read".into()),
            }
        }
        _ => match first {
            Some(resident) => {
                let mut about = resident_ref(resident);
                if let Some(grade) = facts.grade.as_deref().and_then(grade_words) {
                    about.push_str(" · ");
                    about.push_str(grade);
                }
                let name = resident.full_name();
                (if name.is_empty() { resident.external_id.to_string() } else { name }, about)
            }
            None => (alert.subject.to_string(), String::new()),
        },
    }
}

fn grade_words(grade: &str) -> Option<&'static str> {
    match grade {
        "spelling" => Some("another spelling of the name"),
        "nickname" => Some("a short form of the name"),
        "different" => Some("a different name"),
        _ => None,
    }
}

fn called(known: &Shown) -> String {
    known.called()
}

fn place_of(known: &Shown, residents: &[tenantry_core::Text]) -> String {
    let id = residents.first().map(ToString::to_string).unwrap_or_default();
    match &known.units[..] {
        [] => id,
        units => format!("{id} (unit {})", units.join(", ")),
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

fn comparison(shell: &Shell, resident: &Resident, known: &Shown) -> Comparison {
    let mut evidence = Vec::new();
    if known.evidence.same_unit {
        evidence.push("same unit");
    }
    if known.evidence.same_phone {
        evidence.push("same phone");
    }
    Comparison {
        email: known.email.clone(),
        account_url: url::person(shell.property_id(), known.id.parse().unwrap_or_default()),
        is_inactive: known.status == "inactive",
        rows: compare(resident, known),
        evidence,
    }
}

fn answers(kind: AlertKind, facts: &Facts) -> Vec<Choice> {
    let choices = kind.resolutions().iter().filter(|word| **word != Resolution::Dismiss);
    choices
        .map(|resolution| Choice {
            resolution: resolution.as_str(),
            label: words::button(*resolution),
            effect: effect(facts, *resolution, false, None),
            is_grave: matches!(resolution, Resolution::EndAccess | Resolution::Confirm),
        })
        .collect()
}

fn deletes(alert: &AlertRecord, facts: &Facts) -> Vec<Delete> {
    if !alert.kind.resolutions().contains(&Resolution::CreateSeparate) {
        return Vec::new();
    }
    let path = url::page(&alert.property, "alerts/answer");
    let id = alert.id.0.to_string();
    facts
        .accounts
        .iter()
        .map(|known| Delete {
            url: url::query(
                &path,
                &[
                    ("id", &id),
                    ("resolution", Resolution::CreateSeparate.as_str()),
                    ("delete_old", "true"),
                    ("account", &known.email),
                ],
            ),
            email: known.email.clone(),
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
    // What a confirmation applied is a run, and is undone there.
    let undoable = answered.is_some_and(|answer| answer != Resolution::Confirm);
    Closed {
        text,
        when: alert.closed_at.map(|at| shell.clock.when(at)),
        undo: (undoable && shell.may_act()).then(|| url::alert_undo(&alert.property, alert.id.0)),
    }
}

/// The group that an alert is settled with.
pub(super) fn group_of(alert: &AlertRecord) -> &'static Group {
    kinds::group(alert.kind)
}
