//! Only the rules, in this process: the cost per resident.

use std::{hint::black_box, time::Instant};

use tenantry_core::{
    model::{ResidencyId, Roster},
    reconcile::{
        Entry, Fingerprinter, Fingerprints, OnMissing, Policy, Prepared, SafetyLimits, Selection,
        Snapshot, WithoutEmail, reconcile,
    },
};

/// Prints microseconds per resident for a roster that is new and one that is
/// settled, the minimum of several runs.
pub(crate) fn run(sizes: &[usize], seed: u64) -> anyhow::Result<()> {
    println!("{:>9}  {:>12} {:>12}", "residents", "new us/each", "settled");
    for size in sizes {
        let residents = crate::feed::residents(*size, seed);
        let policy = policy();
        let mut fingerprinter = Fingerprinter::new(&policy);
        let settled = residents.iter().enumerate().map(|(at, resident)| Entry {
            residency: ResidencyId(at as i64 + 1),
            live: true,
            fingerprint: fingerprinter.of(resident),
        });
        let settled = Fingerprints::new(settled.collect());
        let repeats = (200_000 / size).clamp(1, 200);
        let each = |fingerprints: &Fingerprints| -> anyhow::Result<f64> {
            let mut least = f64::MAX;
            for _ in 0..repeats {
                let roster = Roster { residents: residents.clone(), rejects: Vec::new() };
                let snapshot =
                    Snapshot { fingerprints: fingerprints.clone(), ..Snapshot::default() };
                let start = Instant::now();
                once(roster, &snapshot, &policy)?;
                least = least.min(start.elapsed().as_secs_f64());
            }
            Ok(least * 1e6 / *size as f64)
        };
        println!("{size:>9}  {:>12.2} {:>12.2}", each(&Fingerprints::default())?, each(&settled)?);
    }
    Ok(())
}

fn once(roster: Roster, snapshot: &Snapshot, policy: &Policy) -> anyhow::Result<()> {
    let roster = Prepared::new(roster, policy);
    let selection = Selection::new(&roster, &snapshot.fingerprints, None);
    black_box(selection.focus(&roster, &snapshot.fingerprints, policy));
    black_box(reconcile(&roster, &selection, snapshot, policy)?);
    Ok(())
}

fn policy() -> Policy {
    Policy {
        property: "bench".into(),
        country: "US".into(),
        today: tenantry_core::Date::constant(2026, 11, 15),
        exclude_statuses: Vec::new(),
        include_roles: Vec::new(),
        placeholder_emails: Vec::new(),
        on_missing: OnMissing::Alert,
        missing_runs: 2,
        without_email: WithoutEmail::Hold,
        safety: SafetyLimits::default(),
        phone_key: |_, _| None,
    }
}
