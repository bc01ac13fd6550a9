//! What is written down while a season is played.

use std::{collections::BTreeMap, fmt};

/// How many of the last lines are shown if a season fails.
const LINES: usize = 60;

/// The steps of a season, and its totals.
#[derive(Default)]
pub(super) struct Diary {
    seed: u64,
    pub(super) day: i64,
    lines: Vec<Line>,
    pub(super) totals: Totals,
}

struct Line {
    day: i64,
    property: &'static str,
    text: String,
}

/// How much has been played.
#[derive(Default)]
pub(super) struct Totals {
    /// Syncs, answers, confirmations and undos.
    pub(super) steps: usize,
    /// The same, by what was done, and what syncs held on days without a lie.
    pub(super) done: BTreeMap<String, usize>,
}

impl Diary {
    pub(super) fn of(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    pub(super) fn note(&mut self, property: &'static str, text: impl Into<String>) {
        self.lines.push(Line { day: self.day, property, text: text.into() });
    }

    /// Replaces the last note, or removes it.
    pub(super) fn renote(&mut self, text: Option<String>) {
        let Some(line) = self.lines.pop() else { return };
        self.lines.extend(text.map(|text| Line { text, ..line }));
    }

    /// Counts a step of a kind.
    pub(super) fn count(&mut self, kind: impl Into<String>) {
        self.totals.steps += 1;
        self.total(kind);
    }

    /// Counts something that is not a step.
    pub(super) fn total(&mut self, kind: impl Into<String>) {
        *self.totals.done.entry(kind.into()).or_default() += 1;
    }
}

/// The last lines about the property where it failed.
impl fmt::Display for Diary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, day, lines, .. } = self;
        let property = lines.last().map_or("", |line| line.property);
        writeln!(f, "season {seed} failed on day {day} at {property}, after these steps:")?;
        let about = |line: &&Line| line.property == property || line.text.contains(property);
        let about: Vec<&Line> = lines.iter().filter(about).collect();
        for Line { day, property, text } in &about[about.len().saturating_sub(LINES)..] {
            writeln!(f, "  day {day}, {property}: {text}")?;
        }
        let days = day + 1;
        write!(f, "play it again with TENANTRY_SEASON_SEED={seed} TENANTRY_SEASON_DAYS={days}")
    }
}

impl Totals {
    pub(super) fn add(&mut self, other: &Totals) {
        self.steps += other.steps;
        for (kind, count) in &other.done {
            *self.done.entry(kind.clone()).or_default() += count;
        }
    }
}
