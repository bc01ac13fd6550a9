//! `engine-cli operators`, and what each role sees.

use super::{
    Console,
    server::{PASSWORD, operator, operators},
};
use crate::harness::{Row, Site};

#[test]
fn operators_are_made_and_changed_by_the_command_line() {
    let site = Site::new();
    let toml = site.toml();
    operators(&toml, &[], "").exits(0).prints(&["No operators yet"]);
    operators(&toml, &["add", "ana", "--role", "manager"], "short").exits(2).says(&["10 to 200"]);
    operators(&toml, &["add", "ana", "--role", "boss"], PASSWORD)
        .exits(2)
        .says(&["viewer, manager"]);
    let args = ["add", "ana", "--role", "viewer", "--property", "elm"];
    operators(&toml, &args, PASSWORD).exits(2).says(&["\"elm\"", "maple-court"]);
    operator(&toml, "ana", "manager", &["maple-court"]);
    operators(&toml, &["add", "ANA", "--role", "viewer"], PASSWORD).exits(1).says(&["already"]);
    operators(&toml, &[], "").exits(0).prints(&["ana", "manager", "maple-court"]);
    // A new role leaves the limit to properties as it is.
    let set = operators(&toml, &["set", "ana", "--role", "admin"], "").exits(0);
    set.prints(&["ana is now admin of maple-court."]);
    operators(&toml, &[], "").exits(0).prints(&["admin", "maple-court"]);
    let args = ["set", "ana", "--role", "admin", "--all-properties"];
    operators(&toml, &args, "").exits(0).prints(&["ana is now admin of all properties."]);
    operators(&toml, &[], "").exits(0).prints(&["admin", "all"]);
    let args = ["set", "ana", "--role", "admin", "--all-properties", "--property", "maple-court"];
    operators(&toml, &args, "").exits(2).says(&["--all-properties", "--property"]);
    let args = ["add", "luis", "--role", "viewer", "--all-properties"];
    operators(&toml, &args, PASSWORD).exits(0);
    operators(&toml, &["remove", "luis"], "").exits(0);
    operators(&toml, &["remove", "luis"], "").exits(1).says(&["\"luis\"", "lists them"]);
    operators(&toml, &["remove", "ana"], "").exits(0);
    operators(&toml, &[], "").exits(0).prints(&["No operators yet"]);
}

#[tokio::test]
async fn an_operator_of_one_property_sees_no_other() {
    let maple = Site::new();
    let oak = maple.neighbour("oak-court");
    maple.sync(&[Row::new("t1", "Ana Ruiz", "101")]);
    oak.sync(&[
        Row::new("t1", "Ana Ruiz", "7"),
        Row::new("t2", "Lena Delgado", "9"),
        Row::new("t3", "Kofi Mensah", "9").email("lena.delgado@example.com"),
    ]);
    let folder = maple.folder();
    operator(folder, "guest", "manager", &["maple-court"]);
    operator(folder, "boss", "admin", &[]);
    let console = Console::start(folder, &["--today", "2026-11-02"]);
    let guest = console.signed_in("guest").await;
    for path in
        ["people", "people/1", "people.csv", "alerts", "alerts/1", "runs", "sync", "why/t1", ""]
    {
        assert_eq!(guest.get(&format!("/p/oak-court/{path}")).await.status, 404, "{path}");
    }
    assert_eq!(guest.post("/p/oak-court/sync", &[]).await.status, 404);
    // The same ID through the property that the operator may see.
    assert_eq!(guest.get("/p/maple-court/alerts/1").await.status, 404);
    let form = [("id", "1"), ("version", "0"), ("resolution", "dismiss"), ("reason", "x")];
    assert_eq!(guest.post("/p/maple-court/alerts/answer", &form).await.status, 404);
    assert_eq!(guest.post("/p/maple-court/alerts/1/undo", &[]).await.status, 404);
    let run = oak.json(&["runs"])[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(guest.get(&format!("/p/maple-court/runs/{run}")).await.status, 404);
    let undo = format!("/p/maple-court/runs/{run}/undo");
    assert_eq!(guest.post(&undo, &[]).await.status, 404);
    // Ana lives in both properties; only one is shown.
    let ana = guest.page("/p/maple-court/people/1").await.body;
    assert!(ana.contains("Unit 101") && !ana.contains("oak-court"), "{ana}");
    let lena = oak.people()[1]["id"].as_str().map(str::to_owned);
    if let Some(lena) = lena {
        assert_eq!(guest.get(&format!("/p/maple-court/people/{lena}")).await.status, 404);
    }
    assert_eq!(guest.get("/").await.header("location"), "/p/maple-court/people");

    let boss = console.signed_in("boss").await;
    assert_eq!(boss.get("/").await.header("location"), "/properties");
    let all = boss.page("/properties").await.body;
    assert!(all.contains("/p/oak-court/") && all.contains("/p/maple-court/"), "{all}");
}

#[tokio::test]
async fn a_viewer_looks_and_changes_nothing() {
    let site = Site::new();
    site.sync(&[
        Row::new("t1", "Ana Ruiz", "101").email("home@example.com"),
        Row::new("t2", "Ben Ode", "102").email("home@example.com"),
    ]);
    operator(&site.toml(), "vera", "viewer", &[]);
    let console = Console::of(&site);
    let vera = console.signed_in("vera").await;
    let before = site.state();
    assert!(
        vera.page("/p/maple-court/alerts")
            .await
            .body
            .contains("View only. A manager can resolve alerts.")
    );
    let run = site.json(&["runs"])[0]["id"].as_str().unwrap().to_owned();
    let dismiss = [("id", "1"), ("version", "0"), ("resolution", "dismiss"), ("reason", "not me")];
    for (path, form) in [
        ("/p/maple-court/sync".to_owned(), &[][..]),
        ("/p/maple-court/alerts/answer".to_owned(), &dismiss),
        ("/p/maple-court/alerts/1/undo".to_owned(), &[]),
        (format!("/p/maple-court/runs/{run}/undo"), &[]),
        (format!("/p/maple-court/runs/{run}/confirm"), &[]),
    ] {
        assert_eq!(vera.post(&path, form).await.status, 403, "{path}");
    }
    let preview = "/p/maple-court/alerts/answer?id=1&resolution=dismiss";
    assert_eq!(vera.get(preview).await.status, 403);
    assert_eq!(site.state(), before);
    assert_eq!(site.json(&["runs"]).as_array().unwrap().len(), 1);
}
