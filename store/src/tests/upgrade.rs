use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;
use tenantry_core::{
    model::{AlertId, Place, Residency, Resolution},
    reconcile::{Field, Standing},
};

use super::support::*;
use crate::{
    NewRun, OpenMode, PeopleFilter, Store, StoreError,
    access::{NewOperator, Role, Scope},
    migration::Migrator,
};

/// Rows of the first release: three people, an alert that was dismissed, and one that was answered
/// with a change.
const ROWS: &str = "
INSERT INTO properties VALUES (1, 'maple', 'Maple', 'America/Chicago', '2026-11-01T08:00:00Z');
INSERT INTO property_states VALUES (1, NULL, FALSE, 0,
  '{\"fetched\":0,\"in_scope\":0,\"created\":0,\"linked\":0,\"updated\":0,\"ended\":0,\"unchanged\":0,\"held_back\":0}',
  NULL, NULL);
INSERT INTO property_fingerprints VALUES (1, '');
INSERT INTO accounts VALUES
  (1, 'zoe@example.com', 'zoe@example.com', 'Zoe', 'Álamo', 'zoealamo', NULL, 'resident', 'active', '2026-11-01T08:00:00Z'),
  (2, 'ana@example.com', 'ana@example.com', 'Ana', 'Zed Jr.', 'anazed', NULL, 'resident', 'active', '2026-11-01T08:00:00Z'),
  (3, 'bea@example.com', 'bea@example.com', 'Bea', 'alamo', 'beaalamo', NULL, 'resident', 'inactive', '2026-11-01T08:00:00Z');
INSERT INTO residencies (id, account_id, property_id, external_id, unit, status, pms_first_name, pms_last_name, missing_runs)
  VALUES (1, 1, 1, 't1', '101', 'current', 'Zoe', 'Álamo', 0), (2, 2, 1, 't2', '102', 'current', 'Ana', 'Zed', 0),
         (3, 3, 1, NULL, '103', 'current', '', '', 0);
INSERT INTO alerts VALUES
  (1, 1, 'name_mismatch', 'a', 'closed', 5, 5, '[\"t1\"]', '[]', 'One.', '{}', '2026-11-01T08:00:00Z', NULL, '2026-11-01T09:00:00Z', 'bob', 'dismiss'),
  (2, 1, 'name_mismatch', 'b', 'closed', 6, 6, '[\"t2\"]', '[]', 'Two.', '{}', '2026-11-01T08:00:00Z', NULL, '2026-11-01T09:00:00Z', 'bob', 'merge');
INSERT INTO decisions VALUES
  (1, 1, 1, 'name_mismatch', 'a', 5, 'dismiss', 'fine', 'bob', '2026-11-01T09:00:00Z'),
  (2, 2, 1, 'name_mismatch', 'b', 6, 'merge', NULL, 'bob', '2026-11-01T09:00:00Z');
UPDATE directory SET next_property = 2, next_account = 4, next_residency = 4, next_alert = 3, next_decision = 3;
";

/// A database of the first release with people in it.
async fn old(url: &str) -> DatabaseConnection {
    let db = Database::connect(url).await.unwrap();
    Migrator::up(&db, Some(1)).await.unwrap();
    db.execute_unprepared(ROWS).await.unwrap();
    db
}

async fn check_upgrade(url: &str) {
    let store = Store::open(url, OpenMode::Write).await.unwrap();
    let tx = store.begin().await.unwrap();
    let maple = tx.property("maple").await.unwrap().unwrap();
    let page = tx.people_page(maple, &PeopleFilter::default(), None, 10).await.unwrap();
    let names = |people: &[crate::Person]| -> Vec<String> {
        people.iter().map(|person| person.account.first_name.to_string()).collect()
    };
    assert_eq!(names(&page.people), ["Bea", "Zoe", "Ana"]);
    assert_eq!(names(&tx.people(Some(maple), None).await.unwrap()), names(&page.people));

    let decision = tx.decision_of(AlertId(2)).await.unwrap().unwrap();
    assert_eq!((decision.resolution, decision.undone_at), (Resolution::Merge, None));
    // It is not known what that answer changed. A dismissal changes nothing.
    let stays = tx.undo_decision(AlertId(2), "ann", now()).await.unwrap_err();
    assert!(matches!(stays, StoreError::AnswerStays { id: 2, .. }), "{stays}");
    let focus = tenantry_core::reconcile::Focus::default();
    let before = tx.snapshot(maple, Default::default(), &focus, now()).await.unwrap();
    let dismissal = Standing {
        kind: tenantry_core::model::AlertKind::NameMismatch,
        subject: "a".into(),
        version: 5,
        resolution: Resolution::Dismiss,
    };
    assert_eq!(before.standing, [dismissal]);
    tx.undo_decision(AlertId(1), "ann", now()).await.unwrap();
    let after = tx.snapshot(maple, Default::default(), &focus, now()).await.unwrap();
    assert_eq!((after.standing.len(), after.alerts.len()), (0, 1));
    tx.commit().await.unwrap();

    let hash = "x".into();
    let new =
        NewOperator { name: "Ann", role: Role::Admin, properties: None, password_hash: &hash };
    store.access().add_operator(&new, now()).await.unwrap();
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_sqlite_file_of_the_first_release_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    let url = format!("sqlite://{}", path.display());
    old(&format!("{url}?mode=rwc")).await.close().await.unwrap();
    let error = Store::open(&url, OpenMode::Read).await.unwrap_err();
    assert!(matches!(error, StoreError::OlderVersion { .. }), "{error}");
    check_upgrade(&url).await;
}

/// The same database, brought as far as a later release.
async fn old_since(url: &str, release: u32) -> DatabaseConnection {
    let db = old(url).await;
    Migrator::up(&db, Some(release - 1)).await.unwrap();
    db
}

#[tokio::test]
async fn databases_of_later_releases_are_brought_up_to_date() {
    for release in 2..=10 {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("x.db").display());
        old_since(&format!("{url}?mode=rwc"), release).await.close().await.unwrap();
        check_upgrade(&url).await;
        let Some(url) = postgres_url().await else { continue };
        old_since(&url, release).await.close().await.unwrap();
        check_upgrade(&url).await;
    }
}

#[tokio::test]
async fn a_postgres_schema_of_the_first_release_is_brought_up_to_date() {
    let Some(url) = postgres_url().await else { return };
    old(&url).await.close().await.unwrap();
    check_upgrade(&url).await;
}

/// Runs of the third schema, in the order of their IDs: a, b, c.
const RUNS: &str = "
INSERT INTO runs (id, property_id, kind, started_at, finished_at, outcome, counts)
  SELECT v.column1, 1, 'sync', '2026-11-02T08:00:00Z', '2026-11-02T08:00:01Z', 'failed', counts FROM property_states,
         (VALUES ('0193a5b2-0000-7000-8000-00000000000b'), ('0193a5b3-0000-7000-8000-00000000000c'),
                 ('0193a5b1-ffff-7000-8000-00000000000a')) AS v
";

async fn check_order(url: &str) {
    let db = old(url).await;
    Migrator::up(&db, Some(2)).await.unwrap();
    db.execute_unprepared(RUNS).await.unwrap();
    db.close().await.unwrap();
    let store = Store::open(url.split("?mode").next().unwrap(), OpenMode::Write).await.unwrap();
    let tx = store.begin().await.unwrap();
    let maple = tx.property("maple").await.unwrap().unwrap();
    let run = NewRun::new("2026-10-01T08:00:00Z".parse().unwrap());
    let counts = tx.state(maple).await.unwrap().counts;
    tx.record_failed(maple, &run, "no answer", &counts, run.started_at).await.unwrap();
    let runs = tx.runs(Some(maple), 9).await.unwrap();
    let order: Vec<_> = runs.iter().rev().map(|run| (run.seq.0, run.id.as_str())).collect();
    let [a, b, c] = [("b1-ffff", "a"), ("b2-0000", "b"), ("b3-0000", "c")]
        .map(|(time, name)| format!("0193a5{time}-7000-8000-00000000000{name}"));
    assert_eq!(order, [(1, &*a), (2, &*b), (3, &*c), (4, &*run.id)]);
    tx.commit().await.unwrap();
    store.close().await.unwrap();
}

#[tokio::test]
async fn runs_of_an_earlier_version_keep_their_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    check_order(&format!("sqlite://{}?mode=rwc", path.display())).await;
    let Some(url) = postgres_url().await else { return };
    check_order(&url).await;
}

#[tokio::test]
async fn every_name_in_a_large_directory_gets_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("x.db").display());
    let db = old(&format!("{url}?mode=rwc")).await;
    let many = "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 1260) \
                INSERT INTO accounts SELECT i, i || '@example.com', i || '@example.com', 'F' || i, 'L' || i, \
                'f', NULL, 'resident', 'active', '2026-11-01T08:00:00Z' FROM n";
    db.execute_unprepared(many).await.unwrap();
    db.close().await.unwrap();
    let store = Store::open(&url, OpenMode::Write).await.unwrap();
    let tx = store.read().await.unwrap();
    let sql = "SELECT count(*) FROM accounts WHERE sort_key = 'l' || id || ' f' || id";
    assert_eq!(tx.conn.one(sql, Vec::new()).await.unwrap(), Some(1251_i64));
}

/// The indexes of the accounts, in the order of their names.
async fn indexes(db: &DatabaseConnection) -> Vec<String> {
    let sql = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE tbl_name = 'accounts' AND sql LIKE 'CREATE%INDEX%' ORDER BY name"
        }
        _ => {
            "SELECT indexname AS name FROM pg_indexes WHERE tablename = 'accounts' \
             AND schemaname = current_schema() AND indexname NOT LIKE '%pkey' ORDER BY 1"
        }
    };
    let sql = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(sql).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}

/// Emails become optional without a loss: rows, indexes and the foreign key of the residencies.
async fn check_addresses(url: &str) {
    let db = old_since(url, 6).await;
    let release = "UPDATE accounts SET email = NULL, email_key = NULL WHERE id IN (1, 2)";
    assert!(db.execute_unprepared(release).await.is_err(), "emails are optional already");
    let before = indexes(&db).await;
    assert!(before.contains(&"accounts_email_key".to_owned()), "{before:?}");
    Migrator::up(&db, Some(1)).await.unwrap();
    assert_eq!(indexes(&db).await, before);
    for (refused, why) in [
        ("UPDATE accounts SET email_key = 'ana@example.com' WHERE id = 1", "a second Ana"),
        ("UPDATE residencies SET account_id = 99 WHERE id = 1", "a residency of nobody"),
    ] {
        assert!(db.execute_unprepared(refused).await.is_err(), "{why}");
    }
    db.execute_unprepared(release).await.unwrap();
    db.close().await.unwrap();
    let store = Store::open(url.split("?mode").next().unwrap(), OpenMode::Write).await.unwrap();
    let tx = store.read().await.unwrap();
    let people = tx.people(None, None).await.unwrap();
    let found: Vec<_> = people
        .iter()
        .map(|it| (it.account.id.0, it.account.email.as_deref(), it.residencies.len()))
        .collect();
    assert_eq!(found, [(3, Some("bea@example.com"), 1), (1, None, 1), (2, None, 1)]);
    drop(tx);
    store.close().await.unwrap();
}

#[tokio::test]
async fn emails_become_optional() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    check_addresses(&format!("sqlite://{}?mode=rwc", path.display())).await;
    let Some(url) = postgres_url().await else { return };
    check_addresses(&url).await;
}

/// Residencies get columns that they did not have, which the next sync fills in.
async fn check_columns(url: &str) {
    let db = old_since(url, 8).await;
    let read = "SELECT household_id FROM residencies";
    assert!(db.execute_unprepared(read).await.is_err(), "the column is there already");
    let ended = "UPDATE residencies SET ended_on = '2026-10-01', status = 'past' WHERE id = 2";
    db.execute_unprepared(ended).await.unwrap();
    db.close().await.unwrap();
    let store = Store::open(url.split("?mode").next().unwrap(), OpenMode::Write).await.unwrap();
    let before = snapshot(&store, &["t1", "t2"]).await;
    for row in &before.residencies {
        let place = &row.place;
        assert_eq!((row.end_reason, row.last_live_status, place.role), (None, None, None));
        let texts = [&place.property_code, &place.household_id, &place.pms_status];
        assert_eq!(texts, [&None; 3]);
    }
    let fill = |row: &Residency| {
        let patch = vec![
            field(Field::PropertyCode, None, Some("M1")),
            field(Field::HouseholdId, None, Some("h1")),
            field(Field::Role, None, Some("roommate")),
            field(Field::PmsStatus, None, Some("Current resident")),
        ];
        update(row.account, Some(row.id), patch)
    };
    sync(&store, &[], plan(before.residencies.iter().map(fill).collect())).await;
    let after = snapshot(&store, &["t1", "t2"]).await;
    for (row, before) in after.residencies.iter().zip(&before.residencies) {
        let place = Place {
            property_code: Some("M1".into()),
            household_id: Some("h1".into()),
            role: Some(tenantry_core::model::Role::Roommate),
            pms_status: Some("Current resident".into()),
            ..before.place.clone()
        };
        assert_eq!(*row, Residency { place, ..before.clone() });
    }
    store.close().await.unwrap();
}

#[tokio::test]
async fn residencies_get_what_an_earlier_version_did_not_keep() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    check_columns(&format!("sqlite://{}?mode=rwc", path.display())).await;
    let Some(url) = postgres_url().await else { return };
    check_columns(&url).await;
}

/// Tokens get a scope and an end, and stay those of their operators.
async fn check_tokens(url: &str) {
    let db = old_since(url, 9).await;
    let time = "2026-11-01T08:00:00Z";
    let rows = format!(
        "INSERT INTO operators VALUES (1, 'Ana', 'ana', 'manager', NULL, 'x', 3, '{time}'); \
         INSERT INTO api_tokens VALUES (1, 1, 'door', 't1', '{time}', NULL, NULL), \
           (2, 1, 'brief', 't2', '{time}', NULL, '2026-11-02T08:00:00Z')"
    );
    db.execute_unprepared(&rows).await.unwrap();
    db.close().await.unwrap();
    let begun = jiff::Timestamp::now();
    let store = Store::open(url.split("?mode").next().unwrap(), OpenMode::Write).await.unwrap();
    let access = store.access();
    let (token, operator) = access.token("t1", begun).await.unwrap().unwrap();
    assert_eq!((operator.name.as_str(), token.scope), ("Ana", Scope::Full));
    let days = token.expires_at.duration_since(begun).as_hours() / 24;
    assert!((89..=90).contains(&days), "{days}");
    let brief = access.tokens().await.unwrap()[1].expires_at;
    assert_eq!(brief.to_string(), "2026-11-02T08:00:00Z");
    access.set_password(operator.id, &"y".into()).await.unwrap();
    assert!(access.tokens().await.unwrap().is_empty());
    store.close().await.unwrap();
}

#[tokio::test]
async fn tokens_that_never_expired_get_ninety_days() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    check_tokens(&format!("sqlite://{}?mode=rwc", path.display())).await;
    let Some(url) = postgres_url().await else { return };
    check_tokens(&url).await;
}
