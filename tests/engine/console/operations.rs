//! Health, metrics, logs and a clean shutdown.

use std::time::Duration;

use rstest::rstest;

use super::{Console, server::operator};
use crate::harness::{Backend, ENGINE, Output, Postgres, Row, Site, Sqlite, crowd};

#[rstest]
#[tokio::test]
async fn machines_are_told_how_it_stands(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[
        Row::new("t1", "Ana Ruiz", "101"),
        Row::new("t2", "Ben Ode", "102").email("x@example.com"),
        Row::new("t3", "Cleo Marsh", "103").email("x@example.com"),
    ]);
    site.feed_bytes(b"no such columns\n1\n");
    site.run(&["sync"]);
    let console = Console::of(&site);
    let machine = console.guest();
    assert_eq!(machine.page("/healthz").await.body, "ok\n");
    assert_eq!(machine.page("/readyz").await.body, "ready\n");
    let metrics = machine.page("/metrics").await;
    assert!(metrics.header("content-type").starts_with("text/plain; version=0.0.4"));
    for line in [
        "tenantry_runs_total{property=\"maple-court\",outcome=\"completed\"} 1",
        "tenantry_runs_total{property=\"maple-court\",outcome=\"failed\"} 1",
        "tenantry_runs_total{property=\"maple-court\",outcome=\"held\"} 0",
        "tenantry_open_alerts{property=\"maple-court\",kind=\"duplicate_email\"} 1",
        "tenantry_open_alerts{property=\"maple-court\",kind=\"safety_hold\"} 0",
        "tenantry_residencies{property=\"maple-court\",source=\"pms\"} 1",
        "tenantry_roster_in_scope{property=\"maple-court\"} 3",
        "tenantry_syncing{property=\"maple-court\"} 0",
        "tenantry_roster_age_seconds{property=\"maple-court\"}",
        "tenantry_run_seconds_total{property=\"maple-court\",outcome=\"completed\"}",
    ] {
        assert!(metrics.body.contains(line), "{line} is not in:\n{}", metrics.body);
    }
    for personal in ["example.com", "Ruiz", "t1"] {
        assert!(!metrics.body.contains(personal), "{personal}");
    }
}

#[tokio::test]
async fn logs_are_json_where_that_is_asked_for() {
    let site = Site::new();
    operator(&site.toml(), "ana", "manager", &[]);
    let mut console = Console::start(&site.toml(), &["--json-logs"]);
    console.signed_in("ana").await.page("/p/maple-court/people?search=ruiz").await;
    assert_eq!(console.stop(), 0);
    let logged = console.logged();
    let lines: Vec<serde_json::Value> =
        logged.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let people = lines.iter().find(|line| line["route"] == "/p/{property}/people");
    assert_eq!(people.expect(&logged)["status"], 200);
    assert!(!logged.contains("ruiz"));
}

#[tokio::test]
async fn a_stop_in_the_middle_of_a_sync_loses_nothing() {
    let site = Site::new().set("[sync]\nevery = \"1h\"\n");
    site.feed(&crowd(20_000));
    let mut console = Console::of(&site);
    // In the middle of the first sync, which the schedule started.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(console.stop(), 0);
    let people = site.people().as_array().unwrap().len();
    assert!(people == 0 || people == 20_000, "{people}");
    site.json(&["sync"]);
    assert_eq!(site.people().as_array().unwrap().len(), 20_000);
}

#[test]
fn what_keeps_it_from_starting() {
    let site = Site::new();
    let serve = |args: &[&str]| {
        let mut command = std::process::Command::new(ENGINE);
        command.arg("--config").arg(site.toml()).arg("serve").args(args).env_remove("RUST_LOG");
        Output::of(command.output().unwrap())
    };
    let busy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = busy.local_addr().unwrap().to_string();
    serve(&["--listen", &address]).exits(1).says(&[&address, "--listen"]);
    serve(&["--listen", "0.0.0.0:0"]).exits(2).says(&["no operator yet", "operators add"]);
    let bad = ["--listen", "127.0.0.1:0", "--url", "doors.example.com"];
    serve(&bad).exits(2).says(&["doors.example.com", "https://"]);
}
