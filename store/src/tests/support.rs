//! Databases and records for tests.

use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Database};
use tenantry_core::{
    Text,
    model::{AccountId, AlertId, ResidencyId, Resident, Resolution, Status},
    reconcile::{
        AccountRef, Action, Bookkeeping, Change, ChangeSet, Counts, Field, FieldChange, Focus,
        Plan, Reason, RecordIx, ResidencyRef, Snapshot,
    },
};

use crate::{
    Answer, NewRun, OpenMode, PersonsRun, PropertyId, RunKind, Store, StoreError, WriteTx,
};

/// Runs a test on a fresh SQLite file and, if it is available, on PostgreSQL.
#[expect(clippy::disallowed_macros, reason = "a test says what it skipped")]
pub(super) async fn on_each(test: impl AsyncFn(Store)) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    test(Store::open(&url, OpenMode::Write).await.unwrap()).await;
    match postgres_url().await {
        Some(url) => test(Store::open(&url, OpenMode::Write).await.unwrap()).await,
        None => eprintln!("skipped on PostgreSQL: TENANTRY_TEST_POSTGRES is not set"),
    }
}

/// The URL of a new schema.
pub(super) async fn postgres_url() -> Option<String> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let url = std::env::var("TENANTRY_TEST_POSTGRES").ok()?;
    let schema = format!("store_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let db = Database::connect(&url).await.unwrap();
    db.execute_unprepared(&format!(
        "DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}"
    ))
    .await
    .unwrap();
    db.close().await.unwrap();
    let sign = if url.contains('?') { '&' } else { '?' };
    Some(format!("{url}{sign}options[search_path]={schema}"))
}

pub(super) fn now() -> Timestamp {
    "2026-11-02T10:00:00.123456Z".parse().unwrap()
}

pub(super) async fn property(tx: &WriteTx, code: &str) -> PropertyId {
    tx.upsert_property(code, "A name", "America/Chicago", now()).await.unwrap()
}

pub(super) fn resident(id: &str, first: &str, last: &str, unit: &str) -> Resident {
    Resident {
        external_id: id.into(),
        first_name: first.into(),
        last_name: last.into(),
        email: Some(format!("{}@Example.com", first.to_lowercase()).into()),
        phone: Some("555 0100".into()),
        unit: Some(unit.into()),
        status: Status::Current,
        lease_start: Some("2026-01-01".parse().unwrap()),
        move_in: Some("2026-01-03".parse().unwrap()),
        ..Resident::default()
    }
}

pub(super) fn set<'a>(residents: &'a [Resident], changes: &'a [Change]) -> ChangeSet<'a> {
    ChangeSet {
        property: "maple",
        residents,
        changes,
        phone_key: |_, _| Some("+15550100".into()),
        country: "US",
    }
}

pub(super) fn change(
    action: Action,
    account: AccountRef,
    residency: Option<ResidencyRef>,
) -> Change {
    Change {
        action,
        reason: Reason::NoMatch,
        external_id: None,
        resident: None,
        account,
        residency,
        patch: Vec::new(),
    }
}

/// Creates the n-th resident with the n-th new account and residency.
pub(super) fn create(residents: &[Resident]) -> Vec<Change> {
    let make = |(index, resident): (u32, &Resident)| Change {
        external_id: (!resident.external_id.is_empty()).then(|| resident.external_id.clone()),
        resident: Some(RecordIx::new(index as usize)),
        ..change(Action::Create, AccountRef::New(index), Some(ResidencyRef::New(index)))
    };
    (0..).zip(residents).map(make).collect()
}

pub(super) fn update(
    account: AccountId,
    residency: Option<ResidencyId>,
    patch: Vec<FieldChange>,
) -> Change {
    let residency = residency.map(ResidencyRef::Existing);
    Change { patch, ..change(Action::Update, AccountRef::Existing(account), residency) }
}

pub(super) fn field(field: Field, from: Option<&str>, to: Option<&str>) -> FieldChange {
    FieldChange { field, from: from.map(Text::from), to: to.map(Text::from) }
}

/// What is remembered about a settled residency.
pub(super) fn settled(
    account: AccountRef,
    residency: ResidencyRef,
    fingerprint: u128,
) -> Bookkeeping {
    Bookkeeping {
        residency,
        account,
        live: true,
        linked: true,
        fingerprint,
        seen: None,
        missing_runs: None,
    }
}

/// A plan with these changes that settles what it creates.
pub(super) fn plan(changes: Vec<Change>) -> Plan {
    let new = |change: &Change| match (change.account, change.residency) {
        (account, Some(residency @ ResidencyRef::New(index))) => {
            Some(settled(account, residency, u128::from(index) + 100))
        }
        _ => None,
    };
    let bookkeeping = changes.iter().filter_map(new).collect();
    let counts = Counts { created: changes.len() as u64, ..Counts::default() };
    Plan {
        changes,
        bookkeeping,
        roster_digest: 7,
        quiet: true,
        counts,
        digest: u64::MAX,
        ..Plan::default()
    }
}

/// Applies a plan in its own transaction and returns the run's ID.
pub(super) async fn sync(store: &Store, residents: &[Resident], mut plan: Plan) -> String {
    let tx = store.begin().await.unwrap();
    let maple = property(&tx, "maple").await;
    plan.fingerprints = tx.fingerprints(maple).await.unwrap();
    let run = NewRun::new(now());
    let changes = std::mem::take(&mut plan.changes);
    tx.apply(maple, &run, &set(residents, &changes), &plan, now()).await.unwrap();
    tx.commit().await.unwrap();
    run.id
}

/// Everything at the property that a sync could ask for, given these IDs.
pub(super) async fn snapshot(store: &Store, ids: &[&str]) -> Snapshot {
    let tx = store.read().await.unwrap();
    let maple = tx.property("maple").await.unwrap().unwrap();
    let focus =
        Focus { external_ids: ids.iter().map(|id| Text::from(*id)).collect(), ..Focus::default() };
    let fingerprints = tx.fingerprints(maple).await.unwrap();
    tx.snapshot(maple, fingerprints, &focus, now()).await.unwrap()
}

/// Makes changes as an import does.
pub(super) async fn import(
    tx: &WriteTx,
    property: PropertyId,
    set: &ChangeSet<'_>,
) -> Result<String, StoreError> {
    let run = NewRun::new(now());
    let persons = PersonsRun { run: &run, kind: RunKind::Import, actor: "bob" };
    tx.apply_run(property, &persons, set, &Counts::default(), now()).await?;
    Ok(run.id)
}

/// Dismisses an alert that nobody is linked by.
pub(super) async fn dismiss(
    tx: &WriteTx,
    property: PropertyId,
    alert: AlertId,
) -> crate::Result<()> {
    let reason = Some("fine");
    let answer = Answer { alert, actor: "bob", resolution: Resolution::Dismiss, reason };
    tx.apply_decision(property, &answer, &set(&[], &[]), now()).await
}
