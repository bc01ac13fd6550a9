//! The list of properties, worst first.

use std::cmp::Reverse;

use askama::Template;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use tenantry_engine::schedule;
use tenantry_store::PropertyOverview;

use super::{
    clock::{Clock, When},
    shell::Shell,
    strip::{Freshness, Trouble},
    url, words,
};

/// A property and its state.
#[derive(Debug, Clone)]
pub(crate) struct PropertyLine {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The property's time zone.
    pub(crate) zone: TimeZone,
    /// How fresh the property's data is.
    pub(crate) freshness: Freshness,
    /// The interval of scheduled syncs.
    pub(crate) every: Option<SignedDuration>,
    pub(crate) open_alerts: u64,
    /// The number of people in the property.
    pub(crate) people: u64,
}

/// The state of a property; the worst sorts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Health {
    /// The property was never synced.
    Never,
    /// The last sync failed.
    Failed,
    /// The last sync is held.
    Held,
    /// The last complete sync is dated in the future.
    Ahead,
    /// The last complete sync is too long ago.
    Stale,
    /// The last complete sync is recent.
    Fresh,
}

/// The page with the list of properties.
#[derive(Debug, Template)]
#[template(path = "properties.html", whitespace = "minimize")]
pub(crate) struct PropertiesPage {
    shell: Shell,
    lines: Vec<Line>,
    unfed: Vec<UnfedLine>,
    summary: String,
}

/// A property with live residencies that no configuration feeds.
#[derive(Debug)]
struct UnfedLine {
    name: String,
    id: String,
    last: Option<When>,
    people: String,
}

#[derive(Debug)]
struct Line {
    url: String,
    alerts_url: String,
    name: String,
    last: Option<When>,
    state: Option<String>,
    detail: Option<String>,
    tone: &'static str,
    next: Option<String>,
    open_alerts: u64,
    alerts: String,
    people: String,
    is_running: bool,
}

impl PropertiesPage {
    /// `properties` are all properties that the operator may see; `unfed` are those in the
    /// database that no configuration feeds, although people live there.
    pub(crate) fn new(
        shell: Shell,
        mut properties: Vec<PropertyLine>,
        unfed: &[PropertyOverview],
    ) -> Self {
        let now = shell.clock.now;
        worst_first(&mut properties, now);
        let unwell = properties.iter().filter(|line| health(line, now) != Health::Fresh).count();
        let waiting: u64 = properties.iter().map(|line| line.open_alerts).sum();
        let unwell = unwell + unfed.len();
        let summary = match (unwell as u64, waiting) {
            (0, 0) => "Every property is up to date. No open alerts.".into(),
            (0, open) => {
                format!("Every property is up to date. {}.", words::open_alerts(open))
            }
            (unwell, open) => format!(
                "{} {} attention. {}.",
                words::counted(unwell, "property", "properties"),
                words::plural(unwell, "needs", "need"),
                words::open_alerts(open)
            ),
        };
        let lines = properties.iter().map(|property| line(property, now)).collect();
        let unfed = unfed.iter().map(|property| unfed_line(property, now)).collect();
        Self { shell, lines, unfed, summary }
    }
}

/// The state of a property at a time.
pub(crate) fn health(line: &PropertyLine, now: Timestamp) -> Health {
    let Some(last) = line.freshness.last_complete else { return Health::Never };
    match line.freshness.trouble {
        Some(Trouble::Failed { .. }) => return Health::Failed,
        Some(Trouble::Held { .. }) => return Health::Held,
        None => {}
    }
    if schedule::is_ahead(last, now) {
        return Health::Ahead;
    }
    // One scheduled sync may be late or may have failed. Without a schedule: two days.
    let patience = line.every.map_or(SignedDuration::from_hours(48), |every| {
        (every * 2).max(SignedDuration::from_mins(15))
    });
    if now.duration_since(last) > patience { Health::Stale } else { Health::Fresh }
}

/// Sorts the worst first: by health, open alerts, age, name.
pub(crate) fn worst_first(lines: &mut [PropertyLine], now: Timestamp) {
    lines.sort_by_cached_key(|line| {
        let name = (line.name.to_lowercase(), line.id.clone());
        (health(line, now), Reverse(line.open_alerts), line.freshness.last_complete, name)
    });
}

fn unfed_line(property: &PropertyOverview, now: Timestamp) -> UnfedLine {
    let zone = TimeZone::get(&property.timezone).unwrap_or(TimeZone::UTC);
    let clock = Clock { now, zone };
    UnfedLine {
        name: property.name.clone(),
        id: property.code.clone(),
        last: property.last_complete_at.map(|at| clock.when(at)),
        people: words::counted(property.live(), "live residency", "live residencies"),
    }
}

fn line(property: &PropertyLine, now: Timestamp) -> Line {
    let clock = Clock { now, zone: property.zone.clone() };
    let freshness = &property.freshness;
    let health = health(property, now);
    let state = match (&freshness.trouble, health) {
        (Some(Trouble::Failed { at, .. }), _) => {
            Some(format!("Last sync failed {}:", clock.when(*at).text))
        }
        (Some(Trouble::Held { at, .. }), _) => {
            Some(format!("Last sync held for your confirmation, {}", clock.when(*at).text))
        }
        (None, Health::Never) => Some("Never synced".into()),
        (None, Health::Ahead) => Some("Check the clocks".into()),
        (None, Health::Stale) => Some("Not synced recently".into()),
        _ => None,
    };
    Line {
        url: url::page(&property.id, "people"),
        alerts_url: url::page(&property.id, "alerts"),
        name: property.name.clone(),
        last: freshness.last_complete.map(|at| clock.when(at)),
        state,
        detail: match &freshness.trouble {
            Some(Trouble::Failed { reason, .. }) => Some(reason.clone()),
            _ => None,
        },
        tone: match health {
            Health::Never | Health::Failed => "bad",
            Health::Held | Health::Ahead | Health::Stale => "leaving",
            Health::Fresh => "here",
        },
        next: freshness.next.map(|at| clock.until(at)),
        open_alerts: property.open_alerts,
        alerts: words::counted(property.open_alerts, "alert", "alerts"),
        people: words::counted(property.people, "person", "people"),
        is_running: freshness.running.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_000_000;

    fn line(name: &str, age_minutes: Option<i64>, failed: bool, alerts: u64) -> PropertyLine {
        let at = |minutes: i64| Timestamp::from_second(NOW - minutes * 60).unwrap();
        PropertyLine {
            id: name.into(),
            name: name.into(),
            zone: TimeZone::UTC,
            freshness: Freshness {
                last_complete: age_minutes.map(at),
                trouble: failed.then(|| Trouble::Failed { at: at(1), reason: "no answer".into() }),
                ..Freshness::default()
            },
            every: Some(SignedDuration::from_hours(1)),
            open_alerts: alerts,
            people: 0,
        }
    }

    #[test]
    fn the_worst_comes_first() {
        let mut lines = vec![
            line("b calm", Some(5), false, 0),
            line("a calm", Some(5), false, 0),
            line("older", Some(50), false, 0),
            line("busy", Some(5), false, 9),
            line("some", Some(5), false, 2),
            line("stale", Some(121), false, 0),
            line("ahead", Some(-43_200), false, 0),
            line("failed", Some(5), true, 0),
            line("never", None, false, 0),
            line("never and failed", None, true, 0),
        ];
        worst_first(&mut lines, Timestamp::from_second(NOW).unwrap());
        let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "never",
                "never and failed",
                "failed",
                "ahead",
                "stale",
                "busy",
                "some",
                "older",
                "a calm",
                "b calm"
            ]
        );
    }
}
