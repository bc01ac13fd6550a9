//! Rule 4: linked residents who are out of scope.

use super::{
    case::Verdict, claims::Claims, linked::ChangedPersons, linking, outcome::Outcome,
    reading::Reading,
};
use crate::{
    Date,
    model::Reason,
    reconcile::{AccountRef, Action, ResidencyRef, Scope, change::Patch},
};

/// Proof that every record with a residency is decided, except those of the changed persons that
/// it holds.
#[derive(Debug)]
pub(super) struct LinkedDecided(pub(super) ChangedPersons);

/// Ends the residencies of residents who are out of scope. Together with rule 2, this decides
/// every record that has a residency.
pub(super) fn decide(
    reading: &Reading,
    claims: &mut Claims,
    outcome: &mut Outcome,
    changed: ChangedPersons,
) -> LinkedDecided {
    let today = reading.policy.today;
    for (at, case) in reading.cases.iter() {
        if !matches!(case.scope, Scope::Out(_)) {
            continue;
        }
        let Some(row) = case.residency else {
            claims.decide(at, Verdict::NotHere);
            continue;
        };
        let (resident, residency) = (case.resident, reading.residency(row));
        let mut patch = Patch::default();
        let ended_on = match residency.ended_on {
            // When an announced move-out falls due, the residency is not ended again.
            Some(day) if residency.place.move_out == resident.move_out => day,
            before => last_day(resident.move_out, today).or(before).unwrap_or(today),
        };
        patch.end(residency, ended_on, Reason::OutOfScope);
        patch.place(residency, resident, today);
        if residency.is_live() {
            patch.link(residency.link.as_ref(), resident);
        }
        claims.decide(at, Verdict::Ended);
        let account = AccountRef::Existing(residency.account);
        claims.set_link(at, ResidencyRef::Existing(residency.id), account);
        if !patch.is_empty() {
            let action = if residency.is_live() { Action::End } else { Action::Update };
            let reason = Reason::OutOfScope;
            linking::change(reading, claims, outcome, row, resident, action, reason, patch);
        }
    }
    LinkedDecided(changed)
}

/// The date on which the residency of a person who is out of scope ends: the move-out date, unless
/// it is in the future. Once the PMS no longer counts somebody as a resident, a planned move-out
/// does not keep their access open.
fn last_day(move_out: Option<Date>, today: Date) -> Option<Date> {
    move_out.filter(|day| *day <= today)
}
