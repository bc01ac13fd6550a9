//! What must hold for every roster, directory and history.

use std::collections::BTreeSet;

use proptest::{
    prelude::*,
    test_runner::{Config, FileFailurePersistence, RngSeed},
};
use tenantry_core::{
    Text,
    model::{
        Account, AccountId, AccountStatus, AlertKind, Harm, Mark, Residency, Resident, Resolution,
        Roster, is_weak_id,
    },
    normalize::{NameKey, email_key},
    reconcile::{
        Field, Newcomer, OnMissing, Plan, PlannedAlert, Policy, Prepared, Reason, Refusal,
        ResidencyRef, RosterDigest, Scope, explain,
    },
};

use crate::{
    generate::{Deed, Story, story},
    world::{World, copy},
};

/// The same stories in every run, so that a change is not refused for what it has not touched; new
/// ones for whoever asks for a number of them.
fn config() -> Config {
    let cases = std::env::var("TENANTRY_PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    Config {
        cases: cases.unwrap_or(256),
        rng_seed: if cases.is_some() { RngSeed::Random } else { RngSeed::Fixed(2026) },
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/rules/proptest-regressions/invariants.txt"
        )))),
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_invariants_hold(story in story()) {
        play(&story);
    }
}

/// Plays a story, and checks everything after each step.
fn play(story: &Story) {
    let mut policy = story.policy();
    let mut world = World::default();
    let mut roster = Roster { residents: story.first.clone(), rejects: Vec::new() };
    check_sync(&mut world, &roster, &policy);
    for round in &story.rounds {
        for deed in &round.deeds {
            act(&mut world, deed, &policy);
            check_audit(&world);
        }
        round.moves.iter().for_each(|step| step.clone().make(&mut roster));
        policy.today = later(&policy, round.days).today;
        check_sync(&mut world, &roster, &policy);
    }
}

fn later(policy: &Policy, days: i64) -> Policy {
    let today = policy.today.checked_add(jiff::Span::new().days(days)).unwrap();
    Policy { today, ..policy.clone() }
}

fn act(world: &mut World, deed: &Deed, policy: &Policy) {
    match deed {
        Deed::Import(rows) => {
            check_import(world, rows, policy);
            world.import(rows, policy);
        }
        Deed::Edit(index, (first, last)) => {
            if world.accounts.is_empty() {
                return;
            }
            let account = world.accounts.values().nth(index.index(world.accounts.len())).unwrap();
            let names = [(Field::FirstName, *first), (Field::LastName, *last)];
            world.edit(account.id, &names, policy);
        }
        Deed::Answer(index, resolution, delete_old) => {
            let open: Vec<i64> = world.site(policy).alerts.keys().copied().collect();
            if !open.is_empty() && *resolution != Resolution::Confirm {
                let alert = open[index.index(open.len())];
                let accounts = world.site(policy).alerts[&alert].facts.account_handles();
                let account = accounts.get(index.index(accounts.len().max(1))).cloned();
                let answer = |world: &mut World| {
                    world.resolve(alert, *resolution, account.as_deref(), *delete_old, policy)
                };
                check_answer_undone(world, policy, answer);
                let _ = answer(world);
            }
        }
        Deed::Elsewhere(residents) => {
            let policy = Policy { property: "oak".into(), ..policy.clone() };
            let roster = Roster { residents: residents.clone(), rejects: Vec::new() };
            check_sync(world, &roster, &policy);
        }
        Deed::Release(index) => {
            let ids: Vec<AccountId> = world.accounts.values().map(|account| account.id).collect();
            if let Some(id) = ids.get(index.index(ids.len().max(1))) {
                let release = |world: &mut World| {
                    world.release(*id, policy);
                    Ok(())
                };
                check_answer_undone(world, policy, release);
                world.release(*id, policy);
            }
        }
        Deed::Merge(keep, other) => {
            let ids: Vec<AccountId> = world.accounts.values().map(|account| account.id).collect();
            if ids.is_empty() {
                return;
            }
            let [keep, other] = [keep, other].map(|at| ids[at.index(ids.len())]);
            check_merge_undone(world, policy, keep, other);
            let _ = world.merge(keep, other, policy);
        }
        Deed::Undo => drop(world.undo(policy)),
    }
}

pub(crate) fn check_sync(world: &mut World, roster: &Roster, policy: &Policy) {
    let plan = world.plan(roster, policy);
    assert_same(&plan, &world.plan(roster, policy), "planned twice");
    assert_same(&plan, &world.plan_from_scratch(roster, policy), "planned from scratch");
    check_order(world, roster, policy, &plan);
    if world.is_unchanged(roster, policy) {
        assert!(plan.is_empty(), "the shortcut would have skipped {plan:#?}");
    }
    let prepared = Prepared::new(copy(roster), policy);
    let snapshot = world.snapshot(None, world.site(policy).fingerprints, policy);
    for resident in prepared.residents() {
        assert!(!explain(&resident.external_id, &prepared, &snapshot, &plan, policy).is_empty());
    }
    check_undo(world, roster, policy);
    for change in plan.changes.iter().filter(|change| change.reason == Reason::MissingTooLong) {
        let id = change.external_id.as_deref().unwrap_or_default();
        assert!(!is_weak_id(id), "the absence of {id} ended a residency");
    }

    let before = world.people();
    let applied = world.sync(roster, policy);
    assert_same(&plan, &applied, "applied");
    check_audit(world);
    if plan.is_whole_held {
        assert_eq!(world.people(), before);
    } else {
        check_conservation(world, roster, policy);
    }
    check_idempotence(world, roster, policy, &applied);
    check_confirmation(world, roster, policy, &applied);
    if world.plan(roster, policy).is_held() {
        return;
    }
    check_conservation(world, roster, policy);
    check_standing(world, policy, &applied);
    check_revocation(world, roster, policy);
    check_remembered(world, policy);
    check_time(world, roster, policy);
}

/// Checks that a confirmation applies what was held, and nothing that was not.
fn check_confirmation(world: &mut World, roster: &Roster, policy: &Policy, held: &Plan) {
    // With every roster that somebody is missing from, more may end.
    if !held.is_held() || policy.on_missing == OnMissing::EndAccess {
        return;
    }
    let again = world.plan(roster, policy);
    assert_eq!(again.holds().collect::<Vec<_>>(), held.holds().collect::<Vec<_>>());
    let confirmed = world.confirm(roster, policy);
    check_audit(world);
    let asked: Vec<_> = held.held_changes.iter().map(|change| change.residency).collect();
    let is_new = |of: &Option<ResidencyRef>| matches!(of, Some(ResidencyRef::New(_)) | None);
    for change in &confirmed.changes {
        assert!(
            held.is_whole_held || is_new(&change.residency) || asked.contains(&change.residency),
            "nobody confirmed {change:?}"
        );
    }
    let marks = |plan: &Plan| -> BTreeSet<(Harm, Mark)> {
        let all = plan.holds().flat_map(|hold| {
            hold.marks().into_iter().map(|mark| (hold.harm, mark)).collect::<Vec<_>>()
        });
        all.collect()
    };
    if !held.is_whole_held {
        let left: Vec<_> = marks(&confirmed).intersection(&marks(held)).copied().collect();
        assert_eq!(left, [], "confirmed and held again");
    }
}

/// Checks that two plans make the same decisions. What they remember may differ.
pub(crate) fn assert_same(a: &Plan, b: &Plan, what: &str) {
    assert_eq!(a.changes, b.changes, "{what}");
    assert_eq!(a.alerts, b.alerts, "{what}");
    assert_eq!(a.closed, b.closed, "{what}");
    assert_eq!(a.lapsed, b.lapsed, "{what}");
    assert_eq!(a.counts, b.counts, "{what}");
    assert_eq!(a.held_changes, b.held_changes, "{what}");
    assert_eq!(a.used, b.used, "{what}");
    assert_eq!(a.digest, b.digest, "{what}");
    assert_eq!(a.roster_digest, b.roster_digest, "{what}");
    assert_eq!(a.quiet, b.quiet, "{what}");
}

/// Checks that the order of records makes no difference.
fn check_order(world: &World, roster: &Roster, policy: &Policy, plan: &Plan) {
    let mut shuffled = copy(roster);
    shuffled.residents.reverse();
    shuffled.rejects.reverse();
    assert_same(plan, &world.plan(&shuffled, policy), "backwards");
    let half = shuffled.residents.len() / 2;
    shuffled.residents.rotate_left(half);
    assert_same(plan, &world.plan(&shuffled, policy), "halves exchanged");
}

/// Checks that a run and its undo leave the directory and the next plan as they were.
fn check_undo(world: &World, roster: &Roster, policy: &Policy) {
    // The count of missing rosters is not a change, so it is not undone.
    let policy = &Policy { missing_runs: 1000, ..policy.clone() };
    let plan = &world.plan(roster, policy);
    let mut world = world.clone();
    let before = world.people();
    if world.sync(roster, policy).changes.is_empty() {
        return;
    }
    assert_eq!(world.undo(policy), []);
    assert_eq!(world.people(), before, "undone");
    let again = world.plan(roster, policy);
    assert_eq!(plan.digest, again.digest, "{plan:#?}\n{again:#?}");
}

/// Checks that an import touches nobody whom a PMS knows and gives no address to two people, that a
/// second one does nothing, and that its undo leaves the directory as it was.
fn check_import(world: &World, rows: &[Newcomer], policy: &Policy) {
    let mut imported = world.clone();
    let left_out = imported.import(rows, policy);
    let known = |world: &World| {
        let linked = |id: i64| {
            let mut all = world.residencies.values();
            all.any(|row| row.account.0 == id && row.link.is_some())
        };
        let ids: Vec<i64> = world.accounts.keys().copied().filter(|id| linked(*id)).collect();
        let accounts: Vec<_> = ids.iter().map(|id| world.accounts[id].clone()).collect();
        let residencies = world.residencies.values().filter(|row| ids.contains(&row.account.0));
        (accounts, residencies.cloned().collect::<Vec<_>>())
    };
    assert_eq!(known(&imported), known(world), "somebody whom a PMS knows");
    for row in rows.iter().filter(|row| left_out.iter().all(|out| out.line != row.line)) {
        let key = email_key(&row.email);
        let has = |account: &&Account| account.email.as_deref().and_then(email_key) == key;
        let account = imported.accounts.values().find(has).unwrap();
        let names = [(&row.first_name, &account.first_name), (&row.last_name, &account.last_name)];
        let is_said = names.iter().all(|(row, account)| row.is_empty() || row == account);
        let key = NameKey::of(&row.first_name, &row.last_name);
        let same = key.same(&NameKey::of(&account.first_name, &account.last_name), false);
        assert!(is_said || same, "{row:?} is not {account:?}");
    }
    check_audit(&imported);

    let mut again = imported.clone();
    assert_eq!(again.import(rows, policy), left_out, "the same rows");
    assert_eq!(again.log.len(), imported.log.len(), "a second import");

    let range = world.log.len()..imported.log.len();
    assert_eq!(imported.undo_answer(range, policy), Ok(()));
    assert_eq!(
        (&imported.accounts, without_counters(&imported)),
        (&world.accounts, without_counters(world)),
        "undone"
    );
}

/// Checks that an answer and its undo leave the directory as it was, including what the PMS said.
fn check_answer_undone(
    world: &World,
    policy: &Policy,
    answer: impl Fn(&mut World) -> Result<(), Refusal>,
) {
    let mut undone = world.clone();
    if answer(&mut undone).is_err() {
        return;
    }
    check_audit(&undone);
    assert_eq!(undone.undo_answer(world.log.len()..undone.log.len(), policy), Ok(()));
    let rows = |world: &World| (world.accounts.clone(), without_counters(world));
    assert_eq!(rows(&undone), rows(world), "undone");
    check_audit(&undone);
}

/// Checks that a merge and its undo leave the directory as it was.
fn check_merge_undone(world: &World, policy: &Policy, keep: AccountId, other: AccountId) {
    let mut undone = world.clone();
    if undone.merge(keep, other, policy).is_err() {
        return;
    }
    check_audit(&undone);
    assert_eq!(undone.undo_merge(world.log.len()..undone.log.len(), policy), Ok(()));
    let rows = |world: &World| (world.accounts.clone(), without_counters(world));
    assert_eq!(rows(&undone), rows(world), "undone");
    check_audit(&undone);
}

/// The count of missing rosters is not a change.
fn without_counters(world: &World) -> Vec<Residency> {
    let rows = world.residencies.values();
    rows.map(|row| Residency { missing_runs: 0, ..row.clone() }).collect()
}

/// Checks that the audit describes the whole directory.
pub(crate) fn check_audit(world: &World) {
    assert_eq!(world.replayed(), world.people());
}

fn key(resident: &Resident) -> (Text, Option<Text>) {
    (resident.external_id.clone(), resident.lease_id.clone())
}

/// Checks that nobody falls through the cracks.
fn check_conservation(world: &World, roster: &Roster, policy: &Policy) {
    let site = world.site(policy);
    let mut named: BTreeSet<Text> =
        site.alerts.values().flat_map(|alert| alert.facts.resident_ids()).collect();
    let said: BTreeSet<Text> = site.standing.iter().map(|said| said.subject.clone()).collect();
    let linked: BTreeSet<(Text, Option<Text>)> = world
        .residencies
        .values()
        .filter(|row| row.property == policy.property && row.is_live())
        .filter_map(|row| row.link.clone())
        .map(|link| (link.external_id, link.lease_id))
        .collect();
    let prepared = Prepared::new(copy(roster), policy);
    for record in prepared.records() {
        let resident = prepared.resident(record);
        let id = &resident.external_id;
        let dismissed = said.iter().any(|subject| {
            subject.starts_with(id.as_str())
                || resident.pms_role.as_ref().is_some_and(|word| word.to_lowercase() == **subject)
                || resident.email.as_ref().is_some_and(|e| e.to_lowercase() == **subject)
        });
        let ended = world.residencies.values().any(|row| {
            let link = row.link.as_ref();
            link.is_some_and(|link| link.external_id == *id)
                && !row.is_live()
                && row.place.move_out == resident.move_out
        });
        let left_as_announced = prepared.scope(record) == Scope::Overdue && ended;
        if matches!(prepared.scope(record), Scope::In | Scope::Overdue) && !left_as_announced {
            assert!(
                linked.contains(&key(resident)) || named.contains(id) || dismissed,
                "{resident:?} fell through"
            );
        }
    }
    let subjects = site.alerts.values().filter(|alert| alert.kind() == AlertKind::InvalidRecord);
    named.extend(subjects.flat_map(|alert| {
        let parts = alert.facts.apart().into_iter().map(|(subject, _)| subject);
        parts.chain([alert.subject.clone()]).collect::<Vec<_>>()
    }));
    for reject in prepared.rejects() {
        let subject = reject.external_id.clone().unwrap_or_else(|| reject.location.clone().into());
        assert!(named.contains(&subject) || said.contains(&subject), "{reject:?} fell through");
    }
}

/// Checks that exactly those decisions stand whose cause the sync found.
fn check_standing(world: &World, policy: &Policy, applied: &Plan) {
    if applied.is_whole_held {
        return;
    }
    for standing in world.site(policy).standing {
        let about = |alert: &&PlannedAlert| {
            let version = alert.facts.remembered(standing.resolution);
            (alert.kind(), &alert.subject, version)
                == (standing.kind, &standing.subject, standing.version)
        };
        assert!(applied.dismissed.iter().any(|alert| about(&alert)), "{standing:?} stands");
    }
}

/// Checks that no decision leaves a residency live that the rules end.
fn check_revocation(world: &World, roster: &Roster, policy: &Policy) {
    let prepared = Prepared::new(copy(roster), policy);
    let unreadable =
        |id: &str| prepared.rejects().iter().any(|r| r.external_id.as_deref() == Some(id));
    for row in world.residencies.values().filter(|row| row.property == policy.property) {
        let (true, Some(link)) = (row.is_live(), &row.link) else { continue };
        let exact = prepared
            .records_of(&link.external_id)
            .find(|record| prepared.resident(*record).lease_id == link.lease_id);
        if let Some(at) = exact {
            assert!(!matches!(prepared.scope(at), Scope::Out(_)), "{row:?} is out of scope");
            let announced = row.place.move_out == prepared.resident(at).move_out;
            let overdue = prepared.scope(at) == Scope::Overdue;
            assert!(!overdue || !announced, "{row:?} left as announced");
        } else if !prepared.has(&link.external_id) && !unreadable(&link.external_id) {
            let held_renumbered = prepared
                .residents()
                .iter()
                .any(|resident| resident.previous_external_id.as_ref() == Some(&link.external_id));
            assert!(
                row.place.move_out.is_none_or(|day| day >= policy.today) || held_renumbered,
                "{row:?} moved out as announced"
            );
        }
    }
    check_active(world);
}

/// Checks that every account with a live residency is active.
pub(crate) fn check_active(world: &World) {
    for residency in world.residencies.values().filter(|row| row.is_live()) {
        let account = &world.accounts[&residency.account.0];
        let is_active = account.status == AccountStatus::Active;
        assert!(is_active, "{residency:?} is live, but {account:?} is inactive");
    }
}

/// Checks that there is exactly one fingerprint for each linked residency.
fn check_remembered(world: &World, policy: &Policy) {
    let remembered: Vec<(i64, bool)> = world
        .site(policy)
        .fingerprints
        .entries()
        .iter()
        .map(|entry| (entry.residency.0, entry.live))
        .collect();
    let linked: Vec<(i64, bool)> = world
        .residencies
        .values()
        .filter(|row| row.property == policy.property && row.link.is_some())
        .map(|row| (row.id.0, row.is_live()))
        .collect();
    assert_eq!(remembered, linked);
}

/// Checks that a second sync of the same roster has nothing to do, and that what is remembered
/// settles down.
///
/// Only the end of a missing residency may have consequences: of two residencies with the ID, one
/// is left, and a new lease of the person can be matched to it.
fn check_idempotence(world: &World, roster: &Roster, policy: &Policy, applied: &Plan) {
    let mut world = world.clone();
    let counting = policy.on_missing == tenantry_core::reconcile::OnMissing::EndAccess;
    let mut policy = policy.clone();
    if counting {
        // The count goes up with every roster that somebody is missing from.
        policy.missing_runs = 1000;
    }
    let mut all = applied.changes.iter().chain(&applied.held_changes);
    if all.any(|change| change.reason == Reason::MissingTooLong) {
        world.sync(roster, &policy);
    }
    for round in 0..3 {
        let plan = world.plan(roster, &policy);
        assert!(plan.is_empty(), "sync {round} after it: {plan:#?}");
        assert_eq!(plan.lapsed, [], "sync {round} after it");
        let before = world.site(&policy).fingerprints;
        assert_eq!(plan.digest, world.sync(roster, &policy).digest);
        assert!(counting || round < 2 || before == world.site(&policy).fingerprints);
    }
}

/// Checks that whenever a sync may stop early, on this day or a later one, there is nothing to do,
/// and that what falls due is done.
fn check_time(world: &World, roster: &Roster, policy: &Policy) {
    for days in [0, 1, 2, 3, 45, 100] {
        let policy = later(policy, days);
        let plan = world.plan(roster, &policy);
        assert_same(&plan, &world.plan_from_scratch(roster, &policy), "later");
        assert_eq!(plan.roster_digest, RosterDigest::of(roster, &policy));
        if world.is_unchanged(roster, &policy) {
            assert_eq!(plan.lapsed, [], "{days} days later");
            assert!(plan.is_empty(), "{days} days later the shortcut would skip {plan:#?}");
        }
    }
}
