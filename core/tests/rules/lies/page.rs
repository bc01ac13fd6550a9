//! The page with the table: `docs/lies.md`.

use std::fmt::Write;

use super::{
    catalog::{Lie, Likeness},
    season::{Season, Told},
};

/// More alerts than anybody reads one by one.
const FLOOD: usize = 10;

/// What a lie comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Nothing happened.
    Nothing,
    /// What happened or would have happened is shown to somebody.
    Told,
    /// It looks like an ordinary day, and was applied as such.
    WithinLimits(usize, Likeness),
    /// Nobody is told of what happened to these people, although the roster gives it away.
    Silent(usize),
}

impl Verdict {
    fn of(lie: &Lie, season: &Season) -> Self {
        match (season.untold, lie.looks_like) {
            (0, _) if season.harm.is_empty() && season.alerts == 0 => Verdict::Nothing,
            (0, _) => Verdict::Told,
            (people, Some(likeness)) => Verdict::WithinLimits(people, likeness),
            (people, None) => Verdict::Silent(people),
        }
    }

    fn words(self) -> String {
        match self {
            Verdict::Nothing => "nothing".into(),
            Verdict::Told => "told".into(),
            Verdict::WithinLimits(people, likeness) => {
                format!("within limits: {people} ({})", likeness.label())
            }
            Verdict::Silent(people) => format!("**silent: {people}**"),
        }
    }
}

impl Likeness {
    const ALL: [Self; 6] = [
        Likeness::Newcomers,
        Likeness::Departures,
        Likeness::Returns,
        Likeness::Transfers,
        Likeness::Corrections,
        Likeness::Renewals,
    ];

    fn label(self) -> &'static str {
        match self {
            Likeness::Newcomers => "newcomers",
            Likeness::Departures => "departures",
            Likeness::Returns => "returns",
            Likeness::Transfers => "transfers",
            Likeness::Corrections => "corrections",
            Likeness::Renewals => "renewals",
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Likeness::Newcomers => {
                "a new resident is an ID, a name, an email and a unit, and so is a stranger"
            }
            Likeness::Departures => {
                "people leave every week, and their access has to end without a question"
            }
            Likeness::Returns => {
                "people who left may come back, and a move-out may have been a mistake"
            }
            Likeness::Transfers => "people move to another unit, or rent a second one",
            Likeness::Corrections => {
                "offices correct and clear phone numbers, dates and last names every day"
            }
            Likeness::Renewals => "a renewed lease is the same lease with another end",
        }
    }
}

const INTRODUCTION: &str = "\
# A catalog of lies

A property management system can be wrong, and so can an export of it. This page lists ways in which that happens, and what
Tenantry makes of each. A test writes it (`core/tests/rules/lies`): it tells every lie to a healthy house of 60 people in 45
units, next to a second property of 40 people. Nobody resolves an alert, and the limits are the defaults. Files that a
connector refuses, such as a report that breaks off, are not in the list: they change nothing.

- **Once**: the lie comes in one sync. **3 days**: it comes in three syncs, one per day; \"same\" if that makes no difference.
- **Harm** is what is wrong in the directory at the end of the lie, counted in people: *locked out* (they live there), *let
  in* (they don't, or not at that door), *back in* (they had left), *moved* to another unit, *without* a value that they
  had, with an*other* value, or with a *new* one that is not true.
- **Alerts** is the largest number of open alerts. More than 10 are a **flood**.
- **After the truth** is what is still wrong, and how many alerts are still open, after the right file has come for three
  days.

| result | meaning |
| --- | --- |
| nothing | no harm is done, and no alert opens |
| told | the harm is held, or alerts name everybody who is affected |
| within limits: 5 | 5 people are affected and no alert names them: one roster can't tell this lie from an ordinary day |
| **silent: 5** | 5 people are affected and no alert names them, although the roster gives the lie away |
";

/// The page that these results make.
pub(super) fn page(told: &[Told]) -> String {
    let mut page = String::from(INTRODUCTION);
    totals(&mut page, told);
    unknowable(&mut page, told);
    page.push_str("\n## The lies\n");
    let mut family = "";
    for told in told {
        if told.lie.family != family {
            family = told.lie.family;
            write_line(&mut page, &format!("\n### {family}\n"));
            write_line(
                &mut page,
                "| lie | once | harm | alerts | 3 days | harm | alerts | after the truth |",
            );
            write_line(&mut page, "| --- | --- | --- | --- | --- | --- | --- | --- |");
        }
        row(&mut page, told);
    }
    page
}

fn totals(page: &mut String, told: &[Told]) {
    let seasons = |of: fn(&Told) -> &Season| {
        told.iter().map(|told| (Verdict::of(&told.lie, of(told)), of(told))).collect::<Vec<_>>()
    };
    let (once, thrice) = (seasons(|told| &told.once), seasons(|told| &told.thrice));
    write_line(page, &format!("\n## Totals\n\n| of {} lies | once | 3 days |", told.len()));
    write_line(page, "| --- | --- | --- |");
    let mut line = |what: &str, is: fn(Verdict, &Season) -> bool| {
        let count = |all: &[(Verdict, &Season)]| {
            all.iter().filter(|(verdict, season)| is(*verdict, season)).count()
        };
        write_line(page, &format!("| {what} | {} | {} |", count(&once), count(&thrice)));
    };
    line("nothing", |verdict, _| verdict == Verdict::Nothing);
    line("told", |verdict, _| verdict == Verdict::Told);
    line("within limits", |verdict, _| matches!(verdict, Verdict::WithinLimits(..)));
    line("silent", |verdict, _| matches!(verdict, Verdict::Silent(_)));
    line("flood of alerts", |_, season| season.alerts > FLOOD);
    line("something is left behind, and an alert is open", |_, season| season.left_alerts > 0);
    line("something is left behind, and no alert is open", |_, season| {
        !season.left.is_empty() && season.left_alerts == 0
    });
}

fn unknowable(page: &mut String, told: &[Told]) {
    page.push_str(
        "\n## What one roster cannot tell\n\n\
         Some lies look exactly like an ordinary day, and asking about them would mean asking about \
         every ordinary day.\nThe limit of each harm bounds what they can do, and the run lists all of \
         it. This is what they look like, with the number of\nlies:\n\n",
    );
    for likeness in Likeness::ALL {
        let is = |season: &Season, lie: &Lie| matches!(Verdict::of(lie, season), Verdict::WithinLimits(_, of) if of == likeness);
        let lies =
            told.iter().filter(|told| is(&told.once, &told.lie) || is(&told.thrice, &told.lie));
        let count = lies.count();
        if count > 0 {
            let label = likeness.label();
            write_line(page, &format!("- **{label}** ({count}): {}.", likeness.reason()));
        }
    }
}

fn row(page: &mut String, told: &Told) {
    let cells = |season: &Season| {
        let mut verdict = Verdict::of(&told.lie, season).words();
        if season.alerts > FLOOD {
            verdict.push_str(", **flood**");
        }
        format!("{verdict} | {} | {}", season.harm.words(), season.alerts)
    };
    let (once, thrice) = (cells(&told.once), cells(&told.thrice));
    let thrice = if once == thrice { "same | | ".into() } else { thrice };
    let (left, later) = (after(&told.once), after(&told.thrice));
    let left = if left == later { left } else { format!("{left}; 3 days: {later}") };
    let line = format!("| {} | {once} | {thrice} | {left} |", told.lie.name);
    write_line(page, &line.replace("|  |", "| |").replace("|  |", "| |"));
}

fn after(season: &Season) -> String {
    let alerts = match season.left_alerts {
        0 => "",
        1 => ", 1 alert",
        _ => &format!(", {} alerts", season.left_alerts),
    };
    match (season.left.as_str(), alerts) {
        ("", "") => "as before".into(),
        ("", alerts) => alerts[2..].into(),
        (left, alerts) => format!("{left}{alerts}"),
    }
}

fn write_line(page: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(page, "{line}");
}

/// The lines in which two pages differ.
pub(super) fn differences(written: &str, now: &str) -> Vec<String> {
    let only = |one: &str, other: &str, mark: char| -> Vec<String> {
        let others: Vec<&str> = other.lines().collect();
        let lines = one.lines().filter(|line| !others.contains(line));
        lines.map(|line| format!("{mark} {line}")).collect()
    };
    let mut lines = [only(written, now, '-'), only(now, written, '+')].concat();
    if lines.is_empty() && written != now {
        lines.push("the same lines in another order".into());
    }
    lines
}
