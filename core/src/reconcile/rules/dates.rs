//! Residents whose status says that they live there, and whose move-out date says that they have
//! left, although no earlier roster announced that date.
//!
//! Ana is linked: her access goes on. Ben is not: he is not let in. In both cases somebody is asked.

use super::{
    asked::Asked,
    case::{Case, CaseIx},
    outcome::Outcome,
    reading::Reading,
};
use crate::{
    model::{AlertFacts, AlertKind, Residencies},
    reconcile::Scope,
};

/// Asks about each of them. Returns those who are not linked.
pub(super) fn contradictions<'r>(reading: &'r Reading, outcome: &mut Outcome<'r>) -> Vec<CaseIx> {
    let mut held = Vec::new();
    for (at, case) in reading.cases.iter() {
        if case.scope == Scope::Overdue {
            held.push(at);
        } else if !case.contradicts {
            continue;
        }
        outcome.ask(conflict(reading, case));
    }
    held
}

fn conflict<'r>(reading: &'r Reading, case: &Case<'r>) -> Asked<'r> {
    let resident = case.resident;
    let linked = reading.linked(case);
    let residency = linked.map(|(_, residency, _)| residency).filter(|row| row.is_live());
    let residency = residency.map(|residency| residency.id);
    let known =
        case.residency.and_then(|row| reading.directory.account(reading.residency(row).account));
    Asked::about(resident, AlertKind::DateConflict, move |after| AlertFacts::DateConflict {
        residents: vec![resident.clone()],
        accounts: known.iter().map(|known| after.shown(known, Some(resident))).collect(),
        residencies: Residencies(residency.into_iter().collect()),
    })
}
