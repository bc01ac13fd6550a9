use tenantry_core::model::{
    AccountStatus, AlertFacts, AlertKind, Resident, Resolution, ShownAccount,
};
use tenantry_engine::document::{beyond, said, version};
use tenantry_store::AlertRecord;

use super::{
    clock::When,
    clock::day,
    crowd,
    differences::{Row, compare},
    effect::effect,
    heading::heading,
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
    /// What the account means elsewhere.
    pub(super) beyond: Option<String>,
    /// Everybody whom the alert is about, if they are many.
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
            crowd: if alert.is_veiled { Vec::new() } else { crowd::members(property, facts) },
            crowd_title: crowd::title(facts),
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

/// What whoever answers has to know about the account, if it means something elsewhere.
pub(super) fn beyond_words(alert: &AlertRecord) -> Option<String> {
    let is_shown = alert.reach.is_beyond() && alert.open && !alert.is_veiled;
    is_shown.then(|| format!("This is {}.", beyond(&alert.reach)))
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
