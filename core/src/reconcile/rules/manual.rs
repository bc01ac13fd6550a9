//! Manual residencies of people whom the PMS knows.
//!
//! Nina has unit 12 in the old system's list, which was imported, and 15 in the PMS. Bo lives in
//! 12. Once Nina is linked, she opens both doors, and nothing in the PMS will ever end the first:
//! somebody is asked when she is linked, and again when she moves out.

use std::collections::HashMap;

use super::{after::After, plan::PlannedAlert, reading::Reading};
use crate::{
    Text,
    model::{AlertFacts, AlertKind, Occasion, Residency, ResidencyId, manual_residency_version},
    reconcile::{AccountRef, Change, Field, Known, Located, ResidencyRef, change::located_after},
};

/// The alerts about manual residencies that are live after these changes.
pub(super) fn alerts(reading: &Reading, changes: &[Change], after: &After) -> Vec<PlannedAlert> {
    let by_residency =
        changes.iter().filter_map(|change| Some((change.existing_residency()?, change)));
    let mut changed: HashMap<ResidencyId, Vec<&Change>> = HashMap::new();
    by_residency.for_each(|(id, change)| changed.entry(id).or_default().push(change));
    let homes = Homes { reading, changes, changed };
    let mut alerts: Vec<PlannedAlert> = Vec::new();
    for known in reading.directory.accounts() {
        alerts.extend(homes.of(known).into_iter().map(|manual| manual.alert(known, after)));
    }
    alerts
}

/// The residencies of accounts as the run leaves them.
struct Homes<'r> {
    reading: &'r Reading<'r>,
    changes: &'r [Change],
    changed: HashMap<ResidencyId, Vec<&'r Change>>,
}

/// A live manual residency that somebody is asked about.
struct Manual<'r> {
    residency: &'r Residency,
    occasion: Occasion,
    external_id: Text,
}

impl<'r> Homes<'r> {
    fn of(&self, known: &Known<'r>) -> Vec<Manual<'r>> {
        let here = || self.reading.directory.residencies_here(known);
        let mut manual =
            here().filter(|row| self.is_live(row) && self.id(row).is_none()).peekable();
        if manual.peek().is_none() {
            return Vec::new();
        }
        let linked: Vec<(&Residency, Text)> =
            here().filter_map(|row| Some((row, self.id(row)?))).collect();
        let live: Vec<&(&Residency, Text)> =
            linked.iter().filter(|(row, _)| self.is_live(row)).collect();
        let new: Vec<(&Text, Located)> = self.new_homes(known).collect();
        let was_linked = here().any(|row| row.link.is_some());
        let living_id = live.first().map(|(_, id)| id).or(new.first().map(|(id, _)| *id));
        let asked = manual.filter_map(|residency| {
            let (occasion, external_id) = match (living_id, linked.first()) {
                (Some(id), _) => {
                    let place = residency.place.located();
                    let directory = &self.reading.directory;
                    let is_home =
                        live.iter().any(|(row, _)| directory.same_unit(self.place(row), place))
                            || new.iter().any(|(_, home)| directory.same_unit(*home, place));
                    if is_home || was_linked && !self.is_asked(residency, Occasion::Linked) {
                        return None;
                    }
                    (Occasion::Linked, id)
                }
                (None, Some((_, id))) => (Occasion::MovedOut, id),
                (None, None) => return None,
            };
            Some(Manual { residency, occasion, external_id: external_id.clone() })
        });
        asked.collect()
    }

    /// The IDs and places of residencies that this run adds to an account.
    fn new_homes<'s>(&'s self, known: &Known) -> impl Iterator<Item = (&'s Text, Located<'s>)> {
        let account = AccountRef::Existing(known.account.id);
        let changes = self.changes.iter().filter(move |change| {
            change.account == account && matches!(change.residency, Some(ResidencyRef::New(_)))
        });
        changes.filter_map(|change| {
            let resident = self.reading.roster.resident(change.resident?);
            Some((&resident.external_id, resident.located()))
        })
    }

    fn is_live(&self, residency: &Residency) -> bool {
        match self.patched(residency, Field::EndedOn) {
            Some(end) => end.is_none(),
            None => residency.is_live(),
        }
    }

    /// The PMS's ID that a residency has after the run.
    fn id(&self, residency: &Residency) -> Option<Text> {
        match self.patched(residency, Field::ExternalId) {
            Some(id) => id,
            None => residency.link.as_ref().map(|link| link.external_id.clone()),
        }
    }

    fn patched(&self, residency: &Residency, field: Field) -> Option<Option<Text>> {
        let changes = self.changed.get(&residency.id)?;
        let mut patches = changes.iter().flat_map(|change| &change.patch).rev();
        patches.find(|patch| patch.field == field).map(|patch| patch.to.clone())
    }

    fn place<'s>(&'s self, residency: &'s Residency) -> Located<'s> {
        let changes = self.changed.get(&residency.id).into_iter().flatten();
        changes.fold(residency.place.located(), |place, change| located_after(&change.patch, place))
    }

    /// Whether an alert about the residency is open, or was answered, on the same occasion.
    fn is_asked(&self, residency: &Residency, occasion: Occasion) -> bool {
        let (kind, subject) = (AlertKind::ManualResidency, subject(residency));
        let version = manual_residency_version(residency.id, occasion);
        let snapshot = self.reading.directory.snapshot();
        snapshot
            .alerts
            .iter()
            .any(|open| open.kind == kind && open.subject == subject && open.version == version)
            || snapshot.standing.iter().any(|standing| {
                standing.kind == kind && standing.subject == subject && standing.version == version
            })
    }
}

impl Manual<'_> {
    fn alert(self, known: &Known, after: &After) -> PlannedAlert {
        let facts = AlertFacts::ManualResidency {
            residency: self.residency.id,
            building: self.residency.place.building.clone(),
            unit: self.residency.place.unit.clone(),
            occasion: self.occasion,
            external_id: self.external_id,
            account: after.shown(known, None),
        };
        PlannedAlert::new(subject(self.residency), facts)
    }
}

fn subject(residency: &Residency) -> Text {
    compact_str::format_compact!("residency {}", residency.id.0)
}
