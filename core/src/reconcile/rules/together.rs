//! One question about many in place of one about each.
//!
//! A column of move-outs is wrong, and the dates of 57 of 60 residents contradict their status.
//! That is one alert with one answer, not 57. Each of them who has been asked about before keeps
//! the alert, or the decision, that there is.

use std::collections::{BTreeMap, HashSet};

use super::{plan::PlannedAlert, settle::standing};
use crate::{Text, model::AlertKind, reconcile::Snapshot};

/// The most new questions of a kind that are asked one by one in one run.
const MOST: usize = 10;

/// Puts those new alerts together that are too many of a kind. The one alert stays one while many
/// of them are still called for.
pub(super) fn group(wanted: Vec<PlannedAlert>, snapshot: &Snapshot) -> Vec<PlannedAlert> {
    let open: HashSet<(AlertKind, &str)> =
        snapshot.alerts.iter().map(|alert| (alert.kind, alert.subject.as_str())).collect();
    let is_open = |kind: AlertKind, subject: &Text| open.contains(&(kind, subject.as_str()));
    let mut crowds: BTreeMap<(AlertKind, Text), Vec<PlannedAlert>> = BTreeMap::new();
    let mut alerts = Vec::with_capacity(wanted.len());
    for alert in wanted {
        let is_new =
            || !is_open(alert.kind(), &alert.subject) && standing(&alert, snapshot).is_none();
        match alert.facts.crowd().filter(|_| is_new()) {
            Some(crowd) => crowds.entry((alert.kind(), crowd)).or_default().push(alert),
            None => alerts.push(alert),
        }
    }
    for ((kind, subject), new) in crowds {
        let goes_on = is_open(kind, &subject) && new.len() * 2 > MOST;
        match new.len() > MOST || goes_on {
            true => alerts.extend(join(subject, new)),
            false => alerts.extend(new),
        }
    }
    alerts
}

fn join(subject: Text, mut alerts: Vec<PlannedAlert>) -> Option<PlannedAlert> {
    alerts.sort_by(|a, b| a.subject.cmp(&b.subject));
    let mut facts = alerts.into_iter().map(|alert| alert.facts);
    let mut together = facts.next()?;
    facts.for_each(|more| together.join(more));
    Some(PlannedAlert::new(subject, together))
}
