//! `serve` syncs on a schedule.

use std::{
    fs,
    time::{Duration, Instant},
};

use super::{Console, api_client::Caller, server::operator};
use crate::harness::{Row, Site, crowd};

/// Waits until the property has this many runs, and returns them.
pub(super) async fn runs(site: &Site, at_least: usize) -> Vec<serde_json::Value> {
    let begun = Instant::now();
    loop {
        let runs = site.json(&["runs"]).as_array().unwrap().clone();
        if runs.len() >= at_least {
            return runs;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "no run");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn what_never_ran_runs_at_once_and_then_waits_its_time() {
    let site = Site::new().set("[sync]\nevery = \"1h\"\n");
    site.feed(&[Row::new("t1", "Ana Ruiz", "101")]);
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    assert_eq!(runs(&site, 1).await[0]["outcome"], "completed");
    let ana = console.signed_in("ana").await;
    let page = ana.page("/p/maple-court/people").await.body;
    assert!(page.contains("just now") && page.contains("Next sync in about 6"), "{page}");
    // The schedule checks every five seconds; nothing is due.
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(runs(&site, 1).await.len(), 1);
    // Nor after a restart.
    drop(console);
    let _again = Console::of(&site);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(runs(&site, 1).await.len(), 1);
}

#[tokio::test]
async fn without_a_schedule_nothing_runs_by_itself() {
    let site = Site::new();
    site.feed(&[Row::new("t1", "Ana Ruiz", "101")]);
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let ana = console.signed_in("ana").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(site.json(&["runs"]).as_array().unwrap().len(), 0);
    assert_eq!(ana.post("/p/maple-court/sync", &[]).await.status, 303);
    assert_eq!(runs(&site, 1).await[0]["outcome"], "completed");
}

#[tokio::test]
async fn a_failure_is_shown_with_its_reason_and_tried_again() {
    let site = Site::new().set("[sync]\nevery = \"1h\"\n");
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    assert_eq!(runs(&site, 1).await[0]["outcome"], "failed");
    let page = console.signed_in("ana").await.page("/p/maple-court/people").await.body;
    assert!(page.contains("maple-court.csv"), "{page}");
}

#[test]
fn an_interval_that_is_none_is_an_error() {
    for every in ["10s", "soon", "-1h", "30d"] {
        let site = Site::new().set(&format!("[sync]\nevery = {every:?}\n"));
        site.run(&["check"]).exits(2).says(&["sync.every", "such as \"1h\""]);
    }
}

#[tokio::test]
async fn imports_do_not_hide_the_last_sync() {
    let site = Site::new();
    let synced = site.sync(&crowd(2));
    let file = site.path("people.csv");
    fs::write(&file, "email,first_name,last_name\n").unwrap();
    for _ in 0..13 {
        site.json(&["people", "import", file.to_str().unwrap()]);
    }
    operator(&site.toml(), "boss", "admin", &[]);
    let console = Console::of(&site);
    let boss = Caller::program(&console, &site, "boss");
    let property = boss.get("/properties/maple-court").await;
    assert_eq!(property["last_run"]["id"], synced["run_id"]);
}
