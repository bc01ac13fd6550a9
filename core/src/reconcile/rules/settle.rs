use std::collections::{HashMap, HashSet};

use super::plan::PlannedAlert;
use crate::{
    model::{AlertId, AlertKind},
    reconcile::{Snapshot, Standing},
};

/// What happens to the alerts that a run calls for, and to those that are open.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Alerts to open or to keep open, ordered by kind and subject.
    pub(super) alerts: Vec<PlannedAlert>,
    /// Alerts that are called for with facts about which a person's decision stands.
    pub(super) dismissed: Vec<PlannedAlert>,
    /// Open alerts that are no longer called for.
    pub(super) closed: Vec<AlertId>,
    /// Decisions that stood and no longer do, because their cause has gone or its facts have
    /// changed.
    pub(super) lapsed: Vec<Standing>,
}

/// Compares the alerts that a run calls for with those that are open.
pub(super) fn alerts(mut wanted: Vec<PlannedAlert>, snapshot: &Snapshot) -> Settled {
    wanted.sort_by(|a, b| (a.kind(), &a.subject).cmp(&(b.kind(), &b.subject)));
    let open: HashMap<(AlertKind, &str), _> =
        snapshot.alerts.iter().map(|alert| ((alert.kind, alert.subject.as_str()), alert)).collect();
    let mut settled = Settled::default();
    let mut continued = HashSet::new();
    let mut held = HashSet::new();
    for mut alert in wanted {
        if let Some(known) = open.get(&(alert.kind(), alert.subject.as_str())) {
            alert.id = Some(known.id);
            alert.changed = (alert.version, alert.shown) != (known.version, known.shown);
            continued.insert(known.id);
            settled.alerts.push(alert);
        } else if let Some(standing) = standing(&alert, snapshot) {
            held.insert((standing.kind, &standing.subject, standing.version));
            settled.dismissed.push(alert);
        } else {
            settled.alerts.push(alert);
        }
    }
    settled.closed =
        snapshot.alerts.iter().map(|alert| alert.id).filter(|id| !continued.contains(id)).collect();
    settled.closed.sort();
    let holds =
        |standing: &&Standing| held.contains(&(standing.kind, &standing.subject, standing.version));
    settled.lapsed =
        snapshot.standing.iter().filter(|standing| !holds(standing)).cloned().collect();
    settled
}

/// The decision about an alert with exactly these facts, if one stands. None stands about a hold,
/// which cannot be dismissed.
pub(in crate::reconcile) fn standing<'s>(
    alert: &PlannedAlert,
    snapshot: &'s Snapshot,
) -> Option<&'s Standing> {
    if alert.kind() == AlertKind::SafetyHold {
        return None;
    }
    snapshot.standing.iter().find(|standing| {
        (standing.kind, &standing.subject) == (alert.kind(), &alert.subject)
            && standing.version == alert.facts.remembered(standing.resolution)
    })
}
