use askama::Template;
use tenantry_store::{Outcome, RunKind, RunRecord};

use super::{
    clock::{When, duration},
    shell::Shell,
    url, words,
};

/// The page with the list of runs, newest first.
#[derive(Debug, Template)]
#[template(path = "runs.html", whitespace = "minimize")]
pub(crate) struct RunsPage {
    shell: Shell,
    runs: Vec<RunLine>,
    next: Option<String>,
    is_later: bool,
}

/// A run in the list.
#[derive(Debug)]
pub(crate) struct RunLine {
    pub(super) url: String,
    pub(super) title: &'static str,
    pub(super) tone: &'static str,
    pub(super) when: When,
    pub(super) took: String,
    pub(super) summary: String,
    pub(super) error: Option<String>,
    /// What happened to the run later: a label, and the link to the later run.
    pub(super) marks: Vec<(&'static str, String)>,
}

impl RunsPage {
    /// `runs` are one page; `next` is the start of the next page.
    pub(crate) fn new(
        shell: Shell,
        runs: &[RunRecord],
        is_later: bool,
        next: Option<&str>,
    ) -> Self {
        let path = shell.url("runs");
        Self {
            runs: runs.iter().map(|run| RunLine::of(&shell, run)).collect(),
            next: next.map(|after| url::query(&path, &[("after", after)])),
            is_later,
            shell,
        }
    }
}

impl RunLine {
    pub(super) fn of(shell: &Shell, run: &RunRecord) -> Self {
        let (title, tone) = title(run);
        let mut marks = Vec::new();
        for (mark, by) in [("Confirmed", &run.confirmed_by), ("Undone", &run.undone_by)] {
            marks.extend(by.as_deref().map(|by| (mark, url::run(&run.property, by))));
        }
        Self {
            url: url::run(&run.property, &run.id),
            title,
            tone,
            when: shell.clock.when(run.started_at),
            took: duration(run.started_at, run.finished_at),
            summary: summary(run),
            error: run.error.clone(),
            marks,
        }
    }
}

/// The title of a run, with the color of its tag.
pub(super) fn title(run: &RunRecord) -> (&'static str, &'static str) {
    match (run.kind, run.outcome) {
        (RunKind::Undo, _) => ("Undo", "past"),
        (RunKind::Import, _) => ("Import", "here"),
        (RunKind::Retire, _) => ("Property retired", "past"),
        (RunKind::Merge, _) => ("Accounts merged", "here"),
        (RunKind::Sync, Outcome::Completed) => ("Sync completed", "here"),
        (RunKind::Sync, Outcome::Held) => ("Sync held", "leaving"),
        (RunKind::Sync, Outcome::Failed) => ("Sync failed", "bad"),
    }
}

fn summary(run: &RunRecord) -> String {
    if run.outcome == Outcome::Failed {
        return "Nothing was changed".into();
    }
    if run.kind == RunKind::Undo {
        return format!("{} undone", words::counted(run.counts.updated, "change", "changes"));
    }
    if run.kind == RunKind::Merge {
        let homes = words::counted(run.counts.linked, "residency", "residencies");
        return format!("Two accounts made one, {homes} moved");
    }
    let parts: Vec<String> = changes(run)
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(what, number)| format!("{} {what}", words::count(number)))
        .collect();
    match (run.outcome, parts.is_empty()) {
        (Outcome::Held, _) if !run.applied => "Nothing was changed".into(),
        (_, true) => "Nothing to change".into(),
        (Outcome::Held, _) => format!("{}; the rest waits", parts.join(", ")),
        _ => parts.join(", "),
    }
}

/// The counts of changes, and of what could not be applied.
pub(super) fn changes(run: &RunRecord) -> [(&'static str, u64); 5] {
    let counts = &run.counts;
    let (linked, held_back) = match run.kind {
        RunKind::Import => ("given another home", "rows left out"),
        RunKind::Merge => ("moved to the other account", "held back by alerts"),
        RunKind::Sync | RunKind::Undo | RunKind::Retire => ("matched", "held back by alerts"),
    };
    [
        ("added", counts.created),
        (linked, counts.linked),
        ("updated", counts.updated),
        ("lost access", counts.ended),
        (held_back, counts.held_back),
    ]
}
