//! What the engine remembers about each residency that it looked at.
//!
//! A residency is *settled* if there is nothing left to decide about it. Its fingerprint is then
//! that of its record, and the next sync skips the record as long as it stays the same. Ana's
//! record in 101 is settled once it is linked. It is not settled (fingerprint 0) in these cases:
//!
//! - An alert names it, or her dates contradict each other.
//! - Another record changed her account in this run, so that the account is no longer the one that
//!   her record was compared with.
//! - Her record has gone, or cannot be read.
//! - Her account has the email of another of her records. Whether that is a question depends on what
//!   the other record says.
//! - Her name differs from a namesake's only by "Jr". Whether the suffix counts depends on who
//!   else is at the property.

use std::collections::{HashMap, HashSet};

use super::{
    case::{Case, CaseIx, Verdict},
    claims::{Claimed, Linked},
    missing::StillMissing,
    plan::Bookkeeping,
    reading::Reading,
    safety::Renumbered,
};
use crate::{
    model::{Residency, ResidencyId},
    reconcile::{AccountRef, Action, Change, Field, Known, ResidencyRef, change::identity},
};

/// What Safety holds.
pub(super) struct Held<'h> {
    /// Residencies about which something is held.
    pub(super) residencies: &'h HashSet<ResidencyId>,
    /// Records whose changes are held whole.
    pub(super) whole: &'h HashSet<CaseIx>,
    /// Records about which a question is held.
    pub(super) cases: &'h HashSet<CaseIx>,
    pub(super) renumbered: &'h Renumbered,
}

impl Held<'_> {
    fn has(&self, at: CaseIx, residency: ResidencyRef) -> bool {
        self.cases.contains(&at) || self.has_residency(residency)
    }

    fn has_residency(&self, residency: ResidencyRef) -> bool {
        matches!(residency, ResidencyRef::Existing(id) if self.residencies.contains(&id))
    }
}

/// The bookkeeping that follows from the complete changes of a run.
pub(super) fn of(
    reading: &Reading,
    claims: &Claimed,
    changes: &[Change],
    missing: &StillMissing,
    held: &Held,
) -> Vec<Bookkeeping> {
    let by_residency = Touched::of(changes);
    let taken: HashMap<ResidencyId, &Residency> = reading
        .directory
        .residencies()
        .filter(|(_, residency)| claims.taken.contains(&residency.id))
        .map(|(_, residency)| (residency.id, residency))
        .collect();
    let mut kept: Vec<Bookkeeping> = Vec::with_capacity(reading.cases.len());
    for (at, case) in reading.cases.iter() {
        // What is held whole leaves everything as it was.
        let link = claims.link(at).filter(|_| !held.whole.contains(&at));
        let Some(link) = link else { continue };
        let named =
            (held.renumbered.residency(link.residency), held.renumbered.account(link.account));
        let (Some(residency), Some(account)) = named else { continue };
        let link = Linked { residency, account };
        let before = match link.residency {
            ResidencyRef::Existing(id) => case
                .residency
                .map(|row| reading.residency(row))
                .filter(|residency| residency.id == id)
                .or_else(|| taken.get(&id).copied()),
            ResidencyRef::New(_) => None,
        };
        kept.push(of_case(reading, claims, &by_residency, (at, case), link, before, held));
    }
    let done: HashSet<ResidencyRef> =
        kept.iter().map(|entry| entry.residency).filter(is_existing).collect();
    kept.extend(of_the_rest(reading, claims, &by_residency, missing, &done));
    kept
}

fn of_case(
    reading: &Reading,
    claims: &Claimed,
    touched: &Touched,
    (at, case): (CaseIx, &Case),
    link: Linked,
    before: Option<&Residency>,
    held: &Held,
) -> Bookkeeping {
    let is_held = held.has(at, link.residency);
    let was_live = before.is_none_or(Residency::is_live);
    let verdict = claims.verdict(at);
    let has_followed = matches!(verdict, Verdict::Linked | Verdict::Settled);
    let seen = before
        .filter(|before| {
            has_followed
                && !is_held
                && !touched.changed.contains(&link.residency)
                && before.seen != identity(case.resident)
        })
        .map(|_| Box::new(identity(case.resident)));
    Bookkeeping {
        residency: link.residency,
        account: link.account,
        live: touched.live.get(&link.residency).copied().unwrap_or(was_live),
        linked: true,
        fingerprint: match !is_held && is_settled(reading, claims, (at, case), link.account) {
            true => reading.roster.fingerprint(case.record),
            false => 0,
        },
        seen,
        missing_runs: before.filter(|before| before.missing_runs > 0).map(|_| 0),
    }
}

fn is_settled(
    reading: &Reading,
    claims: &Claimed,
    (at, case): (CaseIx, &Case),
    account: AccountRef,
) -> bool {
    let is_held = claims.verdict(at) == Verdict::Held || claims.reminded.contains(&at);
    if is_held || case.contradicts {
        return false;
    }
    let AccountRef::Existing(id) = account else { return true };
    let rewritten = claims.rewritten.get(&id).is_some_and(|by| *by != at);
    let known = reading.directory.account(id);
    let depends_on_another = |known: &Known| {
        let other_email =
            known.email.is_some() && case.email.is_some() && known.email != case.email;
        other_email || case.name.depends_on_namesake(&known.name)
    };
    !rewritten && !known.is_some_and(depends_on_another)
}

/// Residencies that no record is linked to any longer, and settled ones of accounts that another
/// record changed.
fn of_the_rest<'r>(
    reading: &'r Reading,
    claims: &'r Claimed,
    touched: &'r Touched,
    missing: &StillMissing,
    done: &'r HashSet<ResidencyRef>,
) -> impl Iterator<Item = Bookkeeping> + 'r {
    let runs: HashMap<ResidencyId, u32> = missing.runs.iter().copied().collect();
    reading.directory.residencies().filter_map(move |(_, residency)| {
        let reference = ResidencyRef::Existing(residency.id);
        if residency.link.is_none() || !reading.is_here(residency) || done.contains(&reference) {
            return None;
        }
        let ended = touched.ended.contains(&reference);
        let unlinked = touched.unlinked.contains(&reference);
        let missing_runs = runs.get(&residency.id).copied();
        // Its record has gone or cannot be read. When it is back, what the person's other records
        // say may have changed.
        let forgotten = !reading.is_settled(residency)
            && reading
                .directory
                .fingerprints()
                .get(residency.id)
                .is_some_and(|entry| entry.fingerprint != 0);
        let is_touched = ended
            || unlinked
            || forgotten
            || missing_runs.is_some()
            || claims.rewritten.contains_key(&residency.account);
        is_touched.then(|| Bookkeeping {
            residency: reference,
            account: AccountRef::Existing(residency.account),
            live: residency.is_live() && !ended,
            linked: !unlinked,
            fingerprint: 0,
            seen: None,
            missing_runs,
        })
    })
}

/// The residencies that a run changes, and how.
#[derive(Debug, Default)]
struct Touched {
    changed: HashSet<ResidencyRef>,
    ended: HashSet<ResidencyRef>,
    /// Residencies that lose their PMS ID.
    unlinked: HashSet<ResidencyRef>,
    /// Residencies that end or come back, with whether they are live afterwards.
    live: HashMap<ResidencyRef, bool>,
}

impl Touched {
    fn of(changes: &[Change]) -> Self {
        let mut touched = Self::default();
        for change in changes {
            let Some(residency) = change.residency.filter(is_existing) else { continue };
            touched.changed.insert(residency);
            if change.action == Action::End {
                touched.ended.insert(residency);
            }
            for patch in &change.patch {
                match patch.field {
                    Field::ExternalId if patch.to.is_none() => {
                        touched.unlinked.insert(residency);
                    }
                    Field::EndedOn => {
                        touched.live.insert(residency, patch.to.is_none());
                    }
                    _ => {}
                }
            }
        }
        touched
    }
}

fn is_existing(residency: &ResidencyRef) -> bool {
    matches!(residency, ResidencyRef::Existing(_))
}
