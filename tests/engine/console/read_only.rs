//! A console on a database that cannot be written: everything is shown, nothing can be changed.

use std::{fs, time::Duration};

use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::{
    Console,
    api_client::{Caller, token},
    server::{PASSWORD, operator, operators},
};
use crate::{
    bad_disk::allow,
    harness::{Row, Site},
};

const SAYS: &str = "it can be viewed, not changed";

/// Two properties, one of which would be synced at once, with an alert and an operator of each kind.
fn site() -> Site {
    let site = Site::new().set("[sync]\nevery = \"1h\"\n");
    let oak = site.neighbour("oak-court");
    oak.feed(&[Row::new("t1", "Lena Delgado", "9")]);
    site.sync(&[
        Row::new("t1", "Ana Ruiz", "101").email("home@example.com"),
        Row::new("t2", "Ben Ode", "102").email("home@example.com"),
        Row::new("t3", "Cleo Marsh", "103"),
    ]);
    operator(&site.toml(), "boss", "admin", &[]);
    operator(&site.toml(), "guest", "manager", &["maple-court"]);
    site
}

#[rstest]
#[case::file(0o444, 0o777)]
#[case::folder(0o666, 0o555)]
#[case::both(0o444, 0o555)]
#[tokio::test]
async fn it_is_shown_and_not_changed(#[case] file: u32, #[case] folder: u32) {
    let site = site();
    let token = token(&site, "boss");
    let run = site.json(&["runs"])[0]["id"].as_str().unwrap().to_owned();
    let alert = site.alerts()[0].clone();
    let (id, version) = (alert["id"].as_str().unwrap(), alert["version"].as_str().unwrap());
    let before = fs::read(site.path("tenantry.db")).unwrap();
    let mut console = Console::of_others(&site, || {
        allow(&site.path("tenantry.db"), file);
        allow(site.folder(), folder);
    });

    let guest = console.guest();
    assert!(guest.page("/sign-in").await.body.contains(SAYS));
    let boss = console.signed_in("boss").await;
    for path in [
        "/properties".to_owned(),
        "/account".to_owned(),
        "/p/maple-court/people".to_owned(),
        "/p/maple-court/people/1".to_owned(),
        "/p/maple-court/alerts".to_owned(),
        format!("/p/maple-court/alerts/{id}"),
        "/p/maple-court/runs".to_owned(),
        format!("/p/maple-court/runs/{run}"),
        "/p/maple-court/why/t1".to_owned(),
        "/p/oak-court/people".to_owned(),
    ] {
        let page = boss.page(&path).await.body;
        assert!(page.contains(SAYS), "{path}: {page}");
        assert!(!page.contains("Sync now") && !page.contains("A manager can"), "{path}: {page}");
    }
    let dismiss = [("id", id), ("version", version), ("resolution", "dismiss"), ("reason", "x")];
    for (path, form) in [
        ("/p/maple-court/sync".to_owned(), &[][..]),
        ("/p/maple-court/alerts/answer".to_owned(), &dismiss),
        (format!("/p/maple-court/alerts/{id}/undo"), &[]),
        (format!("/p/maple-court/runs/{run}/undo"), &[]),
        (format!("/p/maple-court/runs/{run}/confirm"), &[]),
        ("/account".to_owned(), &[("do", "create-token"), ("label", "x"), ("days", "3")]),
        ("/account".to_owned(), &[("do", "revoke-token"), ("id", "1")]),
    ] {
        let refused = boss.post(&path, form).await;
        assert_eq!(refused.status, 503, "{path}: {}", refused.body);
        assert!(refused.body.contains(SAYS), "{path}: {}", refused.body);
    }

    // What an operator may see is as it was.
    let limited = console.signed_in("guest").await;
    limited.page("/p/maple-court/people").await;
    assert_eq!(limited.get("/p/oak-court/people").await.status, 404);
    let form = [("name", "guest"), ("password", "not the right one")];
    assert_eq!(console.guest().post_form("/sign-in", &form).await.status, 401);

    let program = Caller::with_token(&console, &token);
    assert_eq!(program.get("/properties/maple-court/alerts").await["items"][0]["id"], *id);
    let browser = Caller::browser(&console, "boss").await;
    let new = json!({"name": "vera", "role": "viewer", "password": PASSWORD});
    for (by, method, path, body) in [
        (&program, Method::POST, "/properties/maple-court/sync", None),
        (&program, Method::DELETE, "/operators/guest", None),
        (&browser, Method::POST, "/operators", Some(&new)),
        (&browser, Method::POST, "/tokens", Some(&json!({"label": "x"}))),
        (&browser, Method::DELETE, "/tokens/1", None),
    ] {
        let said = by.call(method, path, body).await.is_problem(503);
        assert!(said.contains(SAYS), "{path}: {said}");
    }
    let wish = json!({"resolution": "dismiss", "reason": "x"});
    let path = format!("/properties/maple-court/alerts/{id}");
    program.resolve(&path, version, &wish).await.is_problem(503);

    // Oak Court was never synced, and still is not.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let sync = program.get("/properties/oak-court/sync").await;
    assert!(sync["at_work"].is_null() && sync["last"].is_null(), "{sync}");
    assert_eq!(guest.get("/readyz").await.body, "ready\n");
    let metrics = guest.get("/metrics").await.body;
    assert!(metrics.contains("tenantry_open_alerts"), "{metrics}");

    assert_eq!(console.stop(), 0);
    let logged = console.logged();
    allow(site.folder(), 0o755);
    allow(&site.path("tenantry.db"), 0o600);
    let told = format!("tenantry.db is read-only: {SAYS}, and is not synced");
    assert_eq!(logged.matches(&told).count(), 1, "{logged}");
    let refused = "WARN tenantry_console::pages::sign_in: a sign-in was refused";
    let logged = logged.replace(refused, "");
    assert!(!logged.contains("WARN") && !logged.contains("ERROR"), "{logged}");
    assert_eq!(fs::read(site.path("tenantry.db")).unwrap(), before);
}

/// Nobody could sign in.
#[test]
fn without_an_operator_it_does_not_start() {
    let site = Site::new();
    site.sync(&[Row::new("t1", "Ana Ruiz", "101")]);
    let refused = Console::refused_to_others(&site, || {
        allow(&site.path("tenantry.db"), 0o444);
        allow(site.folder(), 0o555);
    });
    allow(site.folder(), 0o755);
    allow(&site.path("tenantry.db"), 0o600);
    refused.exits(1).says(&["no operator yet", "tenantry.db is read-only"]);
}

/// A new password, or the operator's removal by somebody who may write, ends the sessions here too.
#[tokio::test]
async fn sessions_end_with_their_password() {
    let site = site();
    let console = Console::of_others(&site, || {
        allow(&site.path("tenantry.db"), 0o444);
        allow(site.folder(), 0o777);
    });
    let (boss, guest) = (console.signed_in("boss").await, console.signed_in("guest").await);
    allow(&site.path("tenantry.db"), 0o644);
    operators(&site.toml(), &["password", "boss"], "another four lamps").exits(0);
    operators(&site.toml(), &["remove", "guest"], "").exits(0);
    for gone in [boss, guest] {
        assert_eq!(gone.get("/p/maple-court/people").await.status, 303);
    }
}
