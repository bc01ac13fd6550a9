//! Checks that what the console reads uses indexes, and measures how long it takes, in a directory
//! of 200,000 people: 5,000 at one property with 500 open alerts.

#![expect(clippy::disallowed_macros, reason = "a test prints what it measured")]

use std::time::Instant;

use sea_orm::FromQueryResult;
use tenantry_core::model::{AccountStatus, AlertId, AlertKind};

use super::support::*;
use crate::{AlertState, OpenMode, PeopleFilter, PropertyId, ReadTx, Settings, Source, Store};

const SHAPE: [&str; 4] = [
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) \
     INSERT INTO accounts (id, email, email_key, first_name, last_name, name_key, sort_key, phone, kind, status, created_at) \
     SELECT i, 'p' || i || '@example.com', 'p' || i || '@example.com', 'First' || i, 'Last' || (i * 7919 % 200000), \
     'first' || i || 'last' || (i * 7919 % 200000), 'last' || (i * 7919 % 200000) || ' first' || i, '+1555' || (1000000 + i), \
     'resident', CASE WHEN i % 7 = 0 THEN 'inactive' ELSE 'active' END, '2026-11-01T08:00:00Z' FROM n",
    "INSERT INTO residencies (id, account_id, property_id, external_id, unit, status, ended_on, pms_first_name, pms_last_name, missing_runs) \
     SELECT id, id, 1 + (id - 1) / 5000, 't' || id, CAST(id / 80 AS TEXT), 'current', \
     CASE WHEN id % 10 = 0 THEN '2026-10-01' END, first_name, last_name, 0 FROM accounts",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20500) \
     INSERT INTO alerts SELECT i, 1, CASE i % 4 WHEN 0 THEN 'duplicate_email' WHEN 1 THEN 'name_mismatch' WHEN 2 THEN 'missing_email' \
     ELSE 'email_mismatch' END, 's' || i, CASE WHEN i % 41 = 0 THEN 'open' ELSE 'closed' END, i, i, '[\"t' || (i % 9000) || '\"]', \
     '[\"p' || (i * 7 % 9000) || '@example.com\"]', 'Two people share an email.', \
     '{\"residents\":[{\"external_id\":\"t1\",\"first_name\":\"Ana\",\"last_name\":\"Ruiz\"}],\"accounts\":[],\"grade\":\"spelling\"}', \
     '2026-11-01T08:00:00Z', NULL, NULL, NULL, NULL FROM n",
    "INSERT INTO decisions (id, alert_id, property_id, kind, subject, facts, resolution, actor, at) \
     SELECT id, id, 1, kind, subject, facts, 'dismiss', 'bob', '2026-11-01T08:00:00Z' FROM alerts WHERE state = 'closed'",
];

async fn city(folder: &tempfile::TempDir) -> Store {
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let settings = Settings { readers: 4, ..Settings::default() };
    let store = Store::open_with(&url, OpenMode::Write, settings).await.unwrap();
    let tx = store.begin().await.unwrap();
    for number in 1..=40 {
        assert_eq!(property(&tx, &format!("p{number}")).await, PropertyId(number));
    }
    for sql in SHAPE {
        tx.conn.execute(sql, Vec::new()).await.unwrap();
    }
    tx.commit().await.unwrap();
    store
}

#[derive(FromQueryResult)]
struct Step {
    detail: String,
}

async fn plan_of(tx: &ReadTx, sql: &str) -> String {
    let explain = format!("EXPLAIN QUERY PLAN {sql}");
    let steps: Vec<Step> = tx.conn.all(&explain, Vec::new()).await.unwrap();
    let details: Vec<String> = steps.into_iter().map(|step| step.detail).collect();
    details.join("; ")
}

#[tokio::test]
async fn sqlite_uses_the_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let store = Store::open(&url, OpenMode::Write).await.unwrap();
    let tx = store.read().await.unwrap();
    let alerts = [
        ("state = 'open' ORDER BY id DESC LIMIT 51", "alerts_state "),
        ("state = 'open' ORDER BY id", "alerts_state "),
        ("state = 'open' AND id < 9 ORDER BY id DESC LIMIT 51", "alerts_state "),
        ("state = 'closed' AND id < 9 ORDER BY id DESC LIMIT 51", "alerts_state "),
        ("state = 'open' AND kind = 'x' ORDER BY id DESC LIMIT 51", "alerts_kind_state "),
        (
            "state = 'closed' AND kind = 'x' AND id < 9 ORDER BY id DESC LIMIT 51",
            "alerts_kind_state ",
        ),
        ("kind = 'x' AND id < 9 ORDER BY id DESC LIMIT 51", "alerts_kind "),
        ("id < 9 ORDER BY id DESC LIMIT 51", "alerts_property "),
    ];
    let alerts = alerts.map(|(what, index)| {
        (format!("SELECT * FROM alerts WHERE property_id = 1 AND {what}"), index)
    });
    let others = [
        ("SELECT * FROM decisions WHERE alert_id = 3 ORDER BY id DESC LIMIT 1", "decisions_alert "),
        (
            "SELECT DISTINCT account_id FROM residencies WHERE property_id = 1",
            "COVERING INDEX residencies_property ",
        ),
        (
            "SELECT * FROM runs WHERE property_id = 1 AND seq < 9 ORDER BY seq DESC LIMIT 51",
            "runs_property ",
        ),
        (
            "SELECT * FROM changes WHERE run_id = 'x' AND id > 5 ORDER BY id LIMIT 51",
            "changes_run ",
        ),
        ("SELECT * FROM operators WHERE name_key = 'x'", "operators_name_key "),
        ("DELETE FROM sessions WHERE expires_at < 'x'", "sessions_expiry "),
    ];
    let others = others.map(|(sql, index)| (sql.to_owned(), index));
    for (sql, index) in alerts.into_iter().chain(others) {
        let plan = plan_of(&tx, &sql).await;
        assert!(plan.contains(index), "{sql}: {plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{sql}: {plan}");
    }
}

/// `cargo test --release -p tenantry-store measure -- --ignored --nocapture`
#[tokio::test]
#[ignore = "measures"]
async fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let store = city(&folder).await;
    let (first, all) = (PropertyId(1), PeopleFilter::default);
    let text = |text: &str| Some(text.to_owned());
    for (name, filter) in [
        ("everybody", all()),
        ("search", PeopleFilter { search: text("last12"), ..all() }),
        ("search nobody", PeopleFilter { search: text("xyz"), ..all() }),
        ("unit", PeopleFilter { unit: text("0101"), ..all() }),
        ("inactive", PeopleFilter { status: Some(AccountStatus::Inactive), ..all() }),
        ("manual", PeopleFilter { source: Some(Source::Manual), ..all() }),
        ("waiting", PeopleFilter { waiting: true, ..all() }),
    ] {
        let mut total = 0;
        let median = median(&store, async |tx| {
            total = tx.people_page(first, &filter, None, 50).await.unwrap().total;
        });
        eprintln!("people_page {name}: {} ({total})", median.await);
    }
    let next =
        store.read().await.unwrap().people_page(first, &all(), None, 2500).await.unwrap().next;
    let deep = median(&store, async |tx| {
        assert_eq!(
            tx.people_page(first, &all(), next.as_ref(), 50).await.unwrap().people.len(),
            50
        );
    });
    eprintln!("people_page from the middle: {}", deep.await);
    for (state, kind) in [
        (AlertState::Open, None),
        (AlertState::Open, Some(AlertKind::MissingEmail)),
        (AlertState::Closed, None),
        (AlertState::Closed, Some(AlertKind::AccountConflict)),
        (AlertState::All, None),
    ] {
        for limit in [50, 500] {
            let time = median(&store, async |tx| {
                tx.alerts_page(first, state, kind, None, limit).await.unwrap();
            });
            eprintln!("alerts_page {state:?} {kind:?} {limit}: {}", time.await);
        }
    }
    let time = median(&store, async |tx| {
        assert_eq!(tx.open_alerts_by_kind(first).await.unwrap().len(), 4);
    });
    eprintln!("open_alerts_by_kind: {}", time.await);
    let time = median(&store, async |tx| {
        drop(tx.alerts_naming(first, &["p8@example.com"], &["t369"]).await.unwrap());
    });
    eprintln!("alerts_naming: {}", time.await);
    let time =
        median(&store, async |tx| assert!(tx.counts_now(first).await.unwrap().live_linked > 0));
    eprintln!("counts_now: {}", time.await);
    let time = median(&store, async |tx| drop(tx.run_totals(first).await.unwrap()));
    eprintln!("run_totals: {}", time.await);
    let time = median(&store, async |tx| {
        drop(tx.decision_of(AlertId(5)).await.unwrap().unwrap());
    });
    eprintln!("decision_of: {}", time.await);
}

async fn median(store: &Store, mut work: impl AsyncFnMut(&ReadTx)) -> String {
    let mut times = Vec::new();
    for _ in 0..31 {
        let tx = store.read().await.unwrap();
        let begin = Instant::now();
        work(&tx).await;
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    format!("{:?}", times[15])
}
