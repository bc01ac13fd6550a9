//! Reading through the API: paged lists, people, runs, syncs.

use std::collections::BTreeSet;

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Console, api_client::Caller, server::operator};
use crate::harness::{Backend, Postgres, Row, Site, Sqlite, crowd};

const MAPLE: &str = "/properties/maple-court";

fn ids(items: &[Value]) -> BTreeSet<&str> {
    items.iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[rstest]
#[tokio::test]
async fn lists_come_in_parts_that_make_the_whole(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let mut rows = crowd(53);
    rows.extend((0..24).map(|n| {
        let name = format!("Twin{n} Double");
        Row::new(&format!("d{n}"), &name, &format!("D{n}"))
            .email(&format!("d{}@example.com", n / 2))
    }));
    site.sync(&rows);
    for _ in 0..6 {
        site.json(&["sync"]);
    }
    operator(&site.toml(), "vera", "viewer", &[]);
    let console = Console::of(&site);
    let vera = Caller::program(&console, &site, "vera");

    let people = vera.walk(&format!("{MAPLE}/people"), 10).await;
    assert_eq!(json!(people), site.people(), "the same people in the same order");
    let first = vera.get(&format!("{MAPLE}/people?limit=10")).await;
    assert_eq!((&first["total"], first["items"].as_array().unwrap().len()), (&json!(53), 10));
    for (filter, found) in [
        ("search=first7", 1),
        ("search=last1", 11),
        ("unit=Apt%200105", 1),
        ("status=active", 53),
        ("status=inactive", 0),
        ("source=linked", 53),
        ("source=manual", 0),
        ("waiting=true", 0),
    ] {
        let some = vera.walk(&format!("{MAPLE}/people?{filter}"), 4).await;
        assert_eq!(some.len(), found, "{filter}");
        let csv = vera.ask(&format!("{MAPLE}/people.csv?{filter}")).await;
        assert_eq!(csv.body.lines().count(), found + 1, "{filter}");
        assert!(csv.header("content-type").starts_with("text/csv"));
    }

    let alerts = vera.walk(&format!("{MAPLE}/alerts"), 5).await;
    assert_eq!((alerts.len(), ids(&alerts).len()), (12, 12));
    assert_eq!(vera.walk(&format!("{MAPLE}/alerts?kind=duplicate_email"), 5).await, alerts);
    assert!(vera.walk(&format!("{MAPLE}/alerts?kind=name_mismatch"), 5).await.is_empty());
    assert!(vera.walk(&format!("{MAPLE}/alerts?state=closed"), 5).await.is_empty());
    assert_eq!(vera.walk(&format!("{MAPLE}/alerts?state=all"), 12).await, alerts);

    let runs = vera.walk(&format!("{MAPLE}/runs"), 3).await;
    assert_eq!((runs.len(), ids(&runs).len()), (7, 7));
    let first = runs.last().unwrap()["id"].as_str().unwrap();
    assert_eq!(vera.get(&format!("{MAPLE}/runs/{first}")).await, *runs.last().unwrap());
    let changes = vera.walk(&format!("{MAPLE}/runs/{first}/changes"), 7).await;
    assert_eq!(changes.len(), 53);
    assert!(changes.iter().all(|change| change["action"] == "create" && change["run_id"] == first));
}

#[rstest]
#[tokio::test]
async fn what_is_no_question_is_refused(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[Row::new("t1", "Ana Ruiz", "101")]);
    operator(&site.toml(), "boss", "admin", &[]);
    let console = Console::of(&site);
    let boss = Caller::program(&console, &site, "boss");
    for (path, status) in [
        ("/people?limit=0", 422),
        ("/people?limit=501", 422),
        ("/people?limit=many", 422),
        ("/people?limt=5", 422),
        ("/people?status=asleep", 422),
        ("/people?status=active&status=active", 422),
        ("/people?search=a%00b", 422),
        ("/people?unit=a%1Bb", 422),
        ("/alerts?kind=whatever", 422),
        ("/alerts?state=ajar", 422),
        ("/people?after=nowhere", 404),
        ("/people?after=99999", 404),
        ("/people?after=99999999999999999999", 404),
        ("/alerts?after=x", 404),
        ("/runs?after=1%20OR%201=1", 404),
        ("/people/one", 404),
        ("/people/99999", 404),
        ("/people/99999999999999999999", 404),
        ("/alerts/-1", 404),
        ("/alerts/1%00", 404),
        ("/runs/ffff", 404),
        ("/runs/%25", 404),
        ("/explain/a%00b", 404),
        ("/explain/nobody", 404),
        ("/nowhere", 404),
    ] {
        boss.ask(&format!("{MAPLE}{path}")).await.is_problem(status);
    }
    boss.ask("/properties/maple%00court").await.is_problem(404);
    boss.ask("/properties/elm-court").await.is_problem(404);
    boss.ask("/../v2/me").await.is_problem(404);
    let wrong = boss.call(Method::PUT, &format!("{MAPLE}/sync"), None).await;
    wrong.is_problem(405);
    let mut allowed: Vec<&str> = wrong.header("allow").split(',').map(str::trim).collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "HEAD", "POST"]);
    let logged = console.logged();
    assert!(!logged.contains("database failed") && !logged.contains("engine failed"), "{logged}");
}

#[tokio::test]
async fn a_person_comes_with_history_and_only_from_where_one_may_look() {
    let maple = Site::new();
    let oak = maple.neighbour("oak-court");
    maple.sync(&[Row::new("t1", "Ana Ruiz", "101")]);
    oak.sync(&[Row::new("o1", "Ana Ruiz", "7"), Row::new("o2", "Lena Delgado", "9")]);
    operator(maple.folder(), "guest", "viewer", &["maple-court"]);
    operator(maple.folder(), "boss", "viewer", &[]);
    let console = Console::start(maple.folder(), &["--today", "2026-11-02"]);
    let guest = Caller::program(&console, &maple, "guest");
    let boss = Caller::program(&console, &maple, "boss");
    let (seen, all) = (
        guest.get(&format!("{MAPLE}/people/1")).await,
        boss.get(&format!("{MAPLE}/people/1")).await,
    );
    let count = |person: &Value, what: &str| person[what].as_array().unwrap().len();
    assert_eq!((count(&all, "residencies"), count(&all, "history")), (2, 2));
    assert_eq!((count(&seen, "residencies"), count(&seen, "history")), (1, 1));
    assert_eq!(seen["history"][0]["by"], "sync");
    let listed = guest.get(&format!("{MAPLE}/people")).await;
    assert_eq!(count(&listed["items"][0], "residencies"), 1);
    guest.ask(&format!("{MAPLE}/people/2")).await.is_problem(404);
    let why = guest.get(&format!("{MAPLE}/explain/t1")).await;
    assert!(count(&why, "sentences") > 2 && count(&why, "history") == 1, "{why}");
}

#[tokio::test]
async fn a_sync_is_started_watched_and_never_twice() {
    let site = Site::new().set("[sync]\nevery = \"2h\"\n");
    site.feed(&crowd(20_000));
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let ana = Caller::program(&console, &site, "ana");
    // The schedule has already started the first sync.
    let last = ana.synced("maple-court").await;
    if !last.is_null() {
        assert_eq!(last["outcome"], "completed");
    }
    let sync = format!("{MAPLE}/sync");
    let mut started = ana.post(&sync, None).await;
    while started.status == 409 {
        started.is_problem(409);
        ana.synced("maple-court").await;
        started = ana.post(&sync, None).await;
    }
    assert_eq!(started.status, 202, "{}", started.body);
    assert_eq!(started.header("location"), "/api/v1/properties/maple-court/sync");
    let at_work = &started.json()["at_work"];
    assert!(at_work.is_null() || at_work["stage"].is_string(), "{at_work}");
    let last = ana.synced("maple-court").await;
    assert_eq!(
        (&last["outcome"], &last["counts"]["fetched"]),
        (&json!("completed"), &json!(20_000))
    );
    let run = ana.get(&format!("{MAPLE}/runs/{}", last["run_id"].as_str().unwrap())).await;
    assert_eq!(run["asked_by"], "ana");
    let property = ana.get(MAPLE).await;
    assert_eq!(property["counts"]["live_linked"], 20_000);
    assert_eq!(property["last_run"]["id"], last["run_id"]);
    assert!(property["next_due_at"].as_str() > property["last_complete_at"].as_str());

    site.feed_bytes(b"no such columns\n1\n");
    assert_eq!(ana.post(&sync, None).await.status, 202);
    let last = ana.synced("maple-court").await;
    assert_eq!(last["outcome"], "failed");
    assert!(
        last["error"].is_string() && last["run_id"].is_string() || last["hint"].is_string(),
        "{last}"
    );
    assert_eq!(ana.get(MAPLE).await["last_run"]["outcome"], "failed");
    ana.ask(&format!("{MAPLE}/explain/t000001")).await.is_problem(502);
}
