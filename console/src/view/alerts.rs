//! The list of alerts.

use askama::Template;
use tenantry_core::model::Resolution;
use tenantry_store::AlertRecord;

use super::{
    card::Card,
    kinds::{self, GROUPS, Group},
    shell::Shell,
    url, words,
};

/// The number of cards on one page.
const PAGE: usize = 500;

/// Which alerts to show.
#[derive(Debug, Clone, Default)]
pub(crate) struct AlertFilter {
    /// Only the group with this slug.
    pub(crate) kind: Option<String>,
    /// The resolved alerts rather than the open ones.
    pub(crate) settled: bool,
    /// The last alert of the previous page.
    pub(crate) after: Option<i64>,
}

/// The page with the list of alerts.
#[derive(Debug, Template)]
#[template(path = "alerts.html", whitespace = "minimize")]
pub(crate) struct AlertsPage {
    shell: Shell,
    settled: bool,
    all_url: String,
    waiting_url: String,
    settled_url: String,
    answer_url: String,
    chips: Vec<Chip>,
    is_filtered: bool,
    sections: Vec<Section>,
    cards: Vec<Card>,
    total: usize,
    next: Option<String>,
}

#[derive(Debug)]
struct Chip {
    title: &'static str,
    url: String,
    count: usize,
    is_chosen: bool,
}

#[derive(Debug)]
struct Section {
    group: &'static Group,
    /// The family's heading, if this is its first section.
    family: Option<&'static str>,
    cards: Vec<Card>,
    /// Buttons for the selected alerts.
    several: Vec<(&'static str, &'static str)>,
}

impl AlertsPage {
    /// `alerts` are the open alerts of a property or, to show the resolved ones,
    /// all of them.
    pub(crate) fn new(shell: Shell, alerts: &[AlertRecord], filter: &AlertFilter) -> Self {
        let path = shell.url("alerts");
        let state = if filter.settled { "settled" } else { "" };
        let chosen = filter.kind.as_deref().and_then(|slug| GROUPS.iter().find(|g| g.slug == slug));
        let mut all: Vec<&AlertRecord> =
            alerts.iter().filter(|alert| alert.open != filter.settled).collect();
        let mut counts = [0; GROUPS.len()];
        for alert in &all {
            counts[kinds::rank(alert.kind())] += 1;
        }
        let chips = GROUPS.iter().zip(counts).filter(|(_, count)| *count > 0);
        let chips = chips
            .map(|(group, count)| Chip {
                title: group.title,
                url: url::query(&path, &[("kind", group.slug), ("state", state)]),
                count,
                is_chosen: chosen == Some(group),
            })
            .collect();
        all.retain(|alert| chosen.is_none_or(|group| group.kinds.contains(&alert.kind())));
        sort(&mut all, filter.settled);
        let total = all.len();
        let start = filter.after.and_then(|id| all.iter().position(|alert| alert.id.0 == id));
        let start = start.map_or(0, |at| at + 1);
        let shown = &all[start..(start + PAGE).min(total)];
        let next = (start + shown.len() < total).then(|| shown.last()).flatten().map(|last| {
            let after = last.id.0.to_string();
            let kind = chosen.map_or("", |group| group.slug);
            url::query(&path, &[("kind", kind), ("state", state), ("after", &after)])
        });
        let (sections, cards) = match filter.settled {
            true => (Vec::new(), shown.iter().map(|alert| Card::new(&shell, alert)).collect()),
            false => (sections(&shell, shown), Vec::new()),
        };
        let kind = chosen.map_or("", |group| group.slug);
        Self {
            settled: filter.settled,
            all_url: url::query(&path, &[("state", state)]),
            waiting_url: url::query(&path, &[("kind", kind)]),
            settled_url: url::query(&path, &[("kind", kind), ("state", "settled")]),
            answer_url: shell.url("alerts/answer"),
            chips,
            is_filtered: chosen.is_some(),
            sections,
            cards,
            total,
            next,
            shell,
        }
    }
}

/// Sorts open alerts by group, oldest first, and resolved ones latest first.
fn sort(alerts: &mut [&AlertRecord], settled: bool) {
    match settled {
        true => alerts.sort_by_key(|alert| (std::cmp::Reverse(alert.closed_at), alert.id)),
        false => alerts.sort_by_key(|alert| (kinds::rank(alert.kind()), alert.id)),
    }
}

fn sections(shell: &Shell, alerts: &[&AlertRecord]) -> Vec<Section> {
    let mut family = None;
    let same = |a: &&AlertRecord, b: &&AlertRecord| kinds::rank(a.kind()) == kinds::rank(b.kind());
    let mut sections = Vec::new();
    for chunk in alerts.chunk_by(same) {
        let group = kinds::group(chunk[0].kind());
        let starts = if group.family == family { None } else { group.family };
        family = group.family;
        let several = several(shell, chunk);
        let mut cards: Vec<Card> = chunk.iter().map(|alert| Card::new(shell, alert)).collect();
        for card in &mut cards {
            card.tickable = !several.is_empty();
        }
        sections.push(Section { group, family: starts, cards, several });
    }
    sections
}

/// The answers that can be given to several alerts at once, if there are several.
fn several(shell: &Shell, alerts: &[&AlertRecord]) -> Vec<(&'static str, &'static str)> {
    if alerts.len() < 2 || !shell.may_act() {
        return Vec::new();
    }
    let each = alerts[0].kind().resolutions().iter();
    each.filter(|word| **word != Resolution::Confirm)
        .filter(|word| alerts.iter().any(|alert| alert.offered.contains(*word)))
        .map(|word| (word.as_str(), words::button(*word)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tests::sample;

    #[test]
    fn pages_of_500_hold_every_alert_once() {
        let alerts = sample::many_alerts(1203);
        let mut after = None;
        let (mut seen, mut pages) = (Vec::new(), 0);
        loop {
            let filter = AlertFilter { after, ..AlertFilter::default() };
            let page = AlertsPage::new(sample::shell(), &alerts, &filter);
            seen.extend(
                page.sections.iter().flat_map(|section| &section.cards).map(|card| card.id),
            );
            pages += 1;
            after = seen.last().copied();
            if page.next.is_none() {
                break;
            }
        }
        assert_eq!(pages, 3);
        seen.sort_unstable();
        let every: Vec<i64> = alerts.iter().map(|alert| alert.id.0).collect();
        assert_eq!(seen, every);
    }

    #[test]
    fn groups_come_in_the_order_of_settling_and_families_once() {
        let page = AlertsPage::new(sample::shell(), &sample::alerts(), &AlertFilter::default());
        let ranks: Vec<&str> = page.sections.iter().map(|section| section.group.slug).collect();
        let every: Vec<&str> = GROUPS.iter().map(|group| group.slug).collect();
        assert_eq!(ranks, every);
        let families: Vec<&str> =
            page.sections.iter().filter_map(|section| section.family).collect();
        assert_eq!(families, ["Duplicate accounts"]);
    }

    #[test]
    fn a_viewer_gets_no_form_that_answers() {
        let mut shell = sample::shell();
        shell.viewer.may_act = false;
        let page = AlertsPage::new(shell, &sample::alerts(), &AlertFilter::default());
        let html = page.render().unwrap();
        assert!(!html.contains("name=\"version\"") && !html.contains("type=\"checkbox\""));
        assert!(html.contains("View only. A manager can resolve alerts."));
    }
}
