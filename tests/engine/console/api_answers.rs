//! Answering alerts through the API.

use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};

use super::{Console, api_client::Caller, server::operator};
use crate::harness::{Backend, Postgres, Row, Site, Sqlite, crowd};

fn import(site: &Site, rows: &str) {
    let file = site.path("people.csv");
    std::fs::write(&file, format!("email,first_name,last_name,unit\n{rows}\n")).unwrap();
    site.json(&["people", "import", file.to_str().unwrap()]);
}

fn ana() -> Row {
    Row::new("t1", "Ana Ruiz", "101")
}

/// The site's console, and a manager with a token.
fn managed(site: &Site) -> (Console, Caller) {
    operator(&site.toml(), "mona", "manager", &[]);
    let console = Console::of(site);
    let mona = Caller::program(&console, site, "mona");
    (console, mona)
}

/// The URL and the version of the only open alert.
async fn open(caller: &Caller) -> (String, String) {
    let alerts = caller.get("/properties/maple-court/alerts").await;
    let [alert] = &alerts["items"].as_array().unwrap()[..] else { panic!("not one: {alerts}") };
    let path = format!("/properties/maple-court/alerts/{}", alert["id"].as_str().unwrap());
    let one = caller.ask(&path).await;
    assert_eq!(one.json(), *alert);
    assert_eq!(one.header("etag"), format!("\"{}\"", alert["version"].as_str().unwrap()));
    (path, alert["version"].as_str().unwrap().to_owned())
}

fn actions(changes: &Value) -> Vec<&str> {
    changes.as_array().unwrap().iter().map(|change| change["action"].as_str().unwrap()).collect()
}

#[rstest]
#[case::merge("ana.ruiz@example.com,Anna,Ruitz,101", json!({"resolution": "merge"}), 1)]
#[case::separate("old@example.com,Ana,Ruiz,101", json!({"resolution": "create-separate"}), 2)]
#[case::delete_old("old@example.com,Ana,Ruiz,101", json!({"resolution": "create-separate", "delete_old": true}), 1)]
#[case::use_pms_email("old@example.com,Ana,Ruiz,101", json!({"resolution": "use-pms-email"}), 1)]
#[case::dismiss("old@example.com,Ana,Ruiz,101", json!({"resolution": "dismiss", "reason": "two people"}), 1)]
#[tokio::test]
async fn an_answer_is_previewed_given_and_taken_back(
    #[values(Sqlite, Postgres)] on: Backend,
    #[case] before: &str,
    #[case] wish: Value,
    #[case] people: usize,
) {
    let Some(site) = Site::on(on) else { return };
    import(&site, before);
    site.sync(&[ana()]);
    let (_console, mona) = managed(&site);
    let (path, version) = open(&mona).await;
    let found = site.people();

    let preview = mona.post(&format!("{path}/preview"), Some(&wish)).await;
    assert_eq!(preview.status, 200, "{}", preview.body);
    let preview = preview.json();
    assert_eq!(site.people(), found, "a preview changes nothing");
    assert_eq!(actions(&preview["changes"]).is_empty(), wish["resolution"] == "dismiss");

    let answered = mona.resolve(&path, &version, &wish).await;
    assert_eq!(answered.status, 200, "{}", answered.body);
    let answered = answered.json();
    assert_eq!(
        (&answered["state"], &answered["closed_by"], &answered["resolution"]),
        (&json!("closed"), &json!("mona"), &wish["resolution"])
    );
    assert_eq!(site.people().as_array().unwrap().len(), people);
    assert_eq!(site.json(&["sync"])["changes"], json!([]), "nothing is left to do");
    mona.resolve(&path, &version, &wish).await.is_problem(409);

    let reopened = mona.post(&format!("{path}/undo"), None).await;
    assert_eq!(reopened.status, 200, "{}", reopened.body);
    assert_eq!(reopened.json()["state"], "open");
    assert_eq!(site.people(), found);
    assert!(mona.post(&format!("{path}/undo"), None).await.is_problem(409).contains("open"));
    let again = reopened.json()["version"].as_str().unwrap().to_owned();
    assert_eq!(mona.resolve(&path, &again, &wish).await.status, 200, "it can be answered again");
}

#[rstest]
#[case::same_person("same-person", 1)]
#[case::new_person("new-person", 2)]
#[tokio::test]
async fn another_person_behind_the_id(#[case] resolution: &str, #[case] people: usize) {
    let site = Site::new();
    site.sync(&[ana()]);
    site.sync(&[ana().name("Lena Delgado").email("lena@example.com")]);
    let (_console, mona) = managed(&site);
    let (path, version) = open(&mona).await;
    let wish = json!({"resolution": resolution});
    let answered = mona.resolve(&path, &version, &wish).await;
    assert_eq!(answered.status, 200, "{}", answered.body);
    assert_eq!(site.people().as_array().unwrap().len(), people);
}

#[tokio::test]
async fn missing_from_the_pms_ends_access() {
    let site = Site::new();
    site.sync(&[ana(), Row::new("t2", "Ben Ode", "102")]);
    site.sync(&[ana()]);
    let (_console, mona) = managed(&site);
    let (path, version) = open(&mona).await;
    let answered = mona.resolve(&path, &version, &json!({"resolution": "end-access"})).await;
    assert_eq!(answered.status, 200, "{}", answered.body);
    let gone = mona.get("/properties/maple-court/people?status=inactive").await;
    assert_eq!(gone["items"][0]["email"], "ben.ode@example.com");
}

#[tokio::test]
async fn only_what_was_seen_is_answered() {
    let site = Site::new();
    import(&site, "old@example.com,Ana,Ruiz,101\nolder@example.com,Ana,Ruiz,305");
    site.sync(&[ana()]);
    let (console, mona) = managed(&site);
    let (path, version) = open(&mona).await;
    let wish = json!({"resolution": "dismiss", "reason": "as agreed"});
    let before = site.state();

    mona.post(&format!("{path}/resolve"), Some(&wish)).await.is_problem(428);
    mona.resolve(&path, "0000000000000000", &wish).await.is_problem(412);
    let any = mona
        .request(Method::POST, &format!("{path}/resolve"))
        .header(header::IF_MATCH, "*")
        .header(header::CONTENT_TYPE, "application/json")
        .body(wish.to_string());
    mona.send(any).await.is_problem(428);
    for (wish, status, why) in [
        (json!({"resolution": "end-access"}), 422, "be answered that way"),
        (json!({"resolution": "dismiss"}), 422, "the reason is kept"),
        (json!({"resolution": "use-pms-email", "delete_old": true}), 422, "a separate account"),
        (json!({"resolution": "use-pms-email"}), 409, "several accounts"),
        (json!({"resolution": "explode"}), 422, "expected one of: one-person"),
        (json!({"resolution": "dismiss", "reason": "a\u{0}b"}), 422, "control character"),
        (json!({"resolution": "dismiss", "reason": "x".repeat(3000)}), 422, "too long"),
        (json!({"resolution": "dismiss", "version": version}), 422, "unknown field"),
    ] {
        let said = mona.resolve(&path, &version, &wish).await.is_problem(status);
        assert!(said.contains(why), "{why}: {said}");
    }
    assert_eq!(site.state(), before);

    // The alert's facts change: an answer to the old facts is refused.
    site.sync(&[ana().unit("305")]);
    let (_, newer) = open(&mona).await;
    assert_ne!(newer, version);
    mona.resolve(&path, &version, &wish).await.is_problem(412);

    // Two managers answer at once: one of them succeeds.
    let luis = Caller::browser(&console, "mona").await;
    let (one, two) =
        tokio::join!(mona.resolve(&path, &newer, &wish), luis.resolve(&path, &newer, &wish));
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [200, 409]);
}

#[tokio::test]
async fn a_held_sync_is_confirmed_once_and_a_run_taken_back() {
    let site = Site::new();
    site.sync(&crowd(12));
    let leave = |(n, row): (usize, Row)| if n < 6 { row.status("Past") } else { row };
    let rows: Vec<Row> = crowd(12).into_iter().enumerate().map(leave).collect();
    site.feed(&rows);
    site.run(&["sync"]).exits(3);
    let (_console, mona) = managed(&site);
    let live = async || mona.get("/properties/maple-court").await["counts"]["live_linked"].clone();
    assert_eq!(live().await, 12);
    let held = mona.get("/properties/maple-court/runs").await["items"][0].clone();
    assert_eq!(held["outcome"], "held");
    let (path, version) = open(&mona).await;
    let wish = json!({"resolution": "confirm"});
    let started = mona.resolve(&path, &version, &wish).await;
    assert_eq!(started.status, 202, "{}", started.body);
    assert_eq!(started.header("location"), "/api/v1/properties/maple-court/sync");
    let last = mona.synced("maple-court").await;
    assert_eq!((&last["outcome"], &last["counts"]["ended"]), (&json!("completed"), &json!(6)));
    assert_eq!(live().await, 6);
    mona.resolve(&path, &version, &wish).await.is_problem(409);
    let confirm = format!("/properties/maple-court/runs/{}/confirm", held["id"].as_str().unwrap());
    assert!(mona.post(&confirm, None).await.is_problem(409).contains("already confirmed"));

    let run = last["run_id"].as_str().unwrap();
    let undo = format!("/properties/maple-court/runs/{run}/undo");
    let undone = mona.post(&undo, None).await;
    assert_eq!(undone.status, 200, "{}", undone.body);
    assert_eq!((&undone.json()["undid"], &undone.json()["kept"]), (&json!(run), &json!([])));
    assert_eq!(live().await, 12);
    mona.post(&undo, None).await.is_problem(409);
    let newest = mona.get("/properties/maple-court/runs").await["items"][0].clone();
    assert_eq!((&newest["kind"], &newest["asked_by"]), (&json!("undo"), &json!("mona")));
}

#[tokio::test]
async fn a_held_run_is_confirmed_by_its_id() {
    let site = Site::new();
    site.sync(&crowd(12));
    let half = |(n, row): (usize, Row)| if n < 6 { row.status("Past") } else { row };
    site.feed(&crowd(12).into_iter().enumerate().map(half).collect::<Vec<_>>());
    site.run(&["sync"]).exits(3);
    let (_console, mona) = managed(&site);
    let held = mona.get("/properties/maple-court/runs").await["items"][0]["id"].clone();
    let confirm = format!("/properties/maple-court/runs/{}/confirm", held.as_str().unwrap());
    assert_eq!(mona.post(&confirm, None).await.status, 202);
    assert_eq!(mona.synced("maple-court").await["counts"]["ended"], 6);
    let run = mona.get(&format!("/properties/maple-court/runs/{}", held.as_str().unwrap())).await;
    assert!(run["confirmed_by"].is_string());
}
