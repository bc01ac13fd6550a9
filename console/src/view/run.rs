use askama::Template;
use tenantry_store::{AlertRecord, ChangeRecord, Outcome, RunKind, RunRecord};

use super::{
    card::Card,
    clock::{When, duration},
    effect::effect,
    history::Event,
    message::message,
    runs::{RunLine, changes},
    shell::Shell,
    url, words,
};

/// How many changes are listed; the rest are only counted.
const CHANGES: usize = 1000;

/// The page of a run with its changes.
#[derive(Debug, Template)]
#[template(path = "run.html", whitespace = "minimize")]
pub(crate) struct RunPage {
    shell: Shell,
    line: RunLine,
    is_held: bool,
    finished: When,
    took: String,
    numbers: Vec<(&'static str, String)>,
    events: Vec<Event>,
    more: Option<String>,
    /// The alerts of what the run held.
    holds: Vec<Hold>,
    /// Where *Confirm* posts to, if the operator may confirm.
    confirm: Option<String>,
    undo: Option<String>,
    undo_text: String,
    /// What the run is called within a sentence.
    noun: &'static str,
    runs_url: String,
    id: String,
}

#[derive(Debug)]
struct Hold {
    card: Card,
    message: String,
    effect: String,
}

impl RunPage {
    /// `holds` are the open alerts of what the run held.
    pub(crate) fn new(
        shell: Shell,
        run: &RunRecord,
        changes: &[ChangeRecord],
        holds: &[AlertRecord],
    ) -> Self {
        let is_held = run.outcome == Outcome::Held;
        let waits = is_held && run.confirmed_by.is_none();
        let open = holds.iter().filter(|alert| alert.open && waits);
        let holds = open.map(|alert| Hold {
            message: message(&alert.facts),
            effect: effect(&alert.facts, tenantry_core::model::Resolution::Confirm, false, None),
            card: Card::new(&shell, alert),
        });
        let holds: Vec<Hold> = holds.collect();
        let may_confirm = !holds.is_empty() && shell.may_act();
        let undoable = run.kind != RunKind::Undo
            && run.applied
            && run.undone_by.is_none()
            && !changes.is_empty()
            && shell.may_act();
        let more = changes.len().saturating_sub(CHANGES) as u64;
        let all = words::counted(changes.len() as u64, "change", "changes");
        Self {
            line: RunLine::of(&shell, run),
            is_held,
            finished: shell.clock.when(run.finished_at),
            took: duration(run.started_at, run.finished_at),
            numbers: numbers(run),
            events: changes.iter().take(CHANGES).map(|change| Event::of(&shell, change)).collect(),
            more: (more > 0).then(|| words::counted(more, "more change", "more changes")),
            confirm: may_confirm.then(|| url::run_confirm(&run.property, &run.id)),
            holds,
            undo: undoable.then(|| url::run_undo(&run.property, &run.id)),
            undo_text: undo_text(run.kind, &all),
            noun: noun(run.kind),
            runs_url: shell.url("runs"),
            id: run.id.clone(),
            shell,
        }
    }
}

/// What a run is called within a sentence.
fn noun(kind: RunKind) -> &'static str {
    match kind {
        RunKind::Sync => "sync",
        RunKind::Undo => "undo",
        RunKind::Import => "import",
        RunKind::Retire => "retirement",
        RunKind::Merge => "merge",
    }
}

/// What undoing a run will do; `all` are its changes, counted.
fn undo_text(kind: RunKind, all: &str) -> String {
    let undone = format!(
        "{all} of this {} will be undone, except where something changed again later.",
        noun(kind)
    );
    match kind {
        RunKind::Sync | RunKind::Undo => format!(
            "{undone} Alerts do not change. The next sync applies what the PMS says, so if the PMS is wrong, correct it first."
        ),
        RunKind::Retire => format!("{undone} Alerts that it closed stay closed."),
        RunKind::Merge => format!(
            "{all} of this merge will be undone, unless one of them changed again later. Then both accounts are what they were."
        ),
        RunKind::Import => {
            format!("{undone} Accounts that the PMS has been matched to since stay.")
        }
    }
}

fn numbers(run: &RunRecord) -> Vec<(&'static str, String)> {
    if run.kind == RunKind::Undo || run.outcome == Outcome::Failed {
        return Vec::new();
    }
    let counts = &run.counts;
    let first = match run.kind {
        RunKind::Retire | RunKind::Merge => Vec::new(),
        RunKind::Import => vec![("rows read", counts.fetched)],
        RunKind::Sync | RunKind::Undo => {
            vec![("records read", counts.fetched), ("residents counted", counts.in_scope)]
        }
    };
    let has_roster_or_file = !matches!(run.kind, RunKind::Retire | RunKind::Merge);
    // An import neither ends access nor knows of alerts.
    let changes = changes(run).into_iter();
    let changes = changes.filter(|(_, count)| run.kind == RunKind::Sync || *count > 0);
    first
        .into_iter()
        .chain(changes)
        .chain(has_roster_or_file.then_some(("no change", counts.unchanged)))
        .map(|(what, number)| (what, words::count(number)))
        .collect()
}
