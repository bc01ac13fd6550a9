//! What a token may do, how long, and who can take it away.

use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{
    Console,
    api_client::{Caller, token},
    server::{PASSWORD, operator, operators},
};
use crate::harness::{Backend, Postgres, Row, Site, Sqlite, database};

/// In how many days something expires, rounded.
fn days_left(token: &Value) -> i64 {
    let at: Timestamp = token["expires_at"].as_str().unwrap().parse().unwrap();
    let left = at.duration_since(Timestamp::now()) + SignedDuration::from_hours(12);
    left.as_hours() / 24
}

#[rstest]
#[tokio::test]
async fn a_token_ends_after_its_days(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let ana = Caller::browser(&console, "ana").await;
    let made = ana.post("/tokens", Some(&json!({"label": "door"}))).await.json();
    assert_eq!((days_left(&made), &made["scope"]), (90, &json!("full")));
    let brief = json!({"label": "brief", "expires_in_days": 7.0, "read_only": true});
    let brief = ana.post("/tokens", Some(&brief)).await.json();
    assert_eq!((days_left(&brief), &brief["scope"]), (7, &json!("read_only")));
    for days in [json!(0), json!(-1), json!(367), json!("7"), json!(1.5)] {
        let wrong = json!({"label": "x", "expires_in_days": days});
        ana.post("/tokens", Some(&wrong)).await.is_problem(422);
    }
    let page = ana_page(&console, &[("do", "create-token"), ("label", "a page"), ("days", "30")]);
    assert!(page.await.contains("in about 30 days"));
    let listed = ana.get("/tokens").await;
    let left: Vec<i64> = listed["items"].as_array().unwrap().iter().map(days_left).collect();
    assert_eq!(left, [90, 7, 30]);

    let program = Caller::with_token(&console, made["secret"].as_str().unwrap());
    program.get("/me").await;
    let past = "2026-01-01T00:00:00Z";
    database::execute(&site.url, &format!("UPDATE api_tokens SET expires_at = '{past}'"));
    program.ask("/me").await.is_problem(401);
}

async fn ana_page(console: &Console, form: &[(&str, &str)]) -> String {
    let ana = console.signed_in("ana").await;
    ana.post("/account", form).await;
    ana.page("/account").await.body
}

#[tokio::test]
async fn a_token_makes_no_tokens_and_no_operators() {
    let site = Site::new();
    operator(&site.toml(), "boss", "admin", &[]);
    let console = Console::of(&site);
    let program = Caller::program(&console, &site, "boss");
    let said = program.post("/tokens", Some(&json!({"label": "more"}))).await.is_problem(403);
    assert!(said.contains("token"), "{said}");
    let eve = json!({"name": "eve", "role": "admin", "password": PASSWORD});
    program.post("/operators", Some(&eve)).await.is_problem(403);
    assert_eq!(program.get("/tokens").await["items"].as_array().unwrap().len(), 1);
    assert_eq!(program.get("/operators").await["items"].as_array().unwrap().len(), 1);
    // Nor through a page's form, which a token cannot prove to come from.
    let form = program.request(Method::POST, "/../../account");
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    let answer = program.send(form.body("csrf=&do=create-token&label=x")).await;
    assert_eq!(answer.status, 403, "{}", answer.body);
}

#[tokio::test]
async fn a_read_only_token_changes_nothing() {
    let site = Site::new();
    site.sync(&[
        Row::new("t1", "Ana Ruiz", "101").email("x@example.com"),
        Row::new("t2", "Ben Ode", "102").email("x@example.com"),
    ]);
    operator(&site.toml(), "boss", "admin", &[]);
    let console = Console::of(&site);
    let args = ["token", "boss", "--label", "report", "--read-only", "--days", "7"];
    let secret = operators(&site.toml(), &args, "").exits(0).stdout.trim().to_owned();
    let program = Caller::with_token(&console, &secret);
    let before = site.state();
    assert_eq!(program.get("/me").await["may_administer"], false);
    program.get("/properties/maple-court/people").await;
    program.get("/properties/maple-court/alerts").await;
    let wish = json!({"resolution": "dismiss", "reason": "x"});
    for (method, path, body) in [
        (Method::POST, "/properties/maple-court/sync", None),
        (Method::POST, "/properties/maple-court/alerts/1/resolve", Some(&wish)),
        (Method::POST, "/properties/maple-court/alerts/1/undo", None),
        (Method::DELETE, "/tokens/1", None),
        (Method::DELETE, "/operators/boss/tokens/1", None),
        (Method::DELETE, "/operators/boss", None),
    ] {
        program.call(method, path, body).await.is_problem(403);
    }
    assert_eq!(site.state(), before);
    program.get("/me").await;
}

#[rstest]
#[tokio::test]
async fn tokens_and_sessions_end_with_the_password_and_the_operator(
    #[values(Sqlite, Postgres)] on: Backend,
    #[values("password", "remove")] how: &str,
) {
    let Some(site) = Site::on(on) else { return };
    for name in ["ana", "luis"] {
        operator(&site.toml(), name, "manager", &[]);
    }
    let console = Console::of(&site);
    let callers = async |name: &str| {
        [Caller::program(&console, &site, name), Caller::browser(&console, name).await]
    };
    let (ana, luis) = (callers("ana").await, callers("luis").await);
    operators(&site.toml(), &[how, "ana"], "another good password").exits(0);
    for caller in &ana {
        caller.ask("/me").await.is_problem(401);
    }
    for caller in &luis {
        caller.get("/me").await;
    }
}

#[tokio::test]
async fn admins_see_and_revoke_everybodys_tokens() {
    let site = Site::new();
    for (name, role) in [("boss", "admin"), ("ana", "manager"), ("luis", "manager")] {
        operator(&site.toml(), name, role, &[]);
    }
    let console = Console::of(&site);
    let boss = Caller::browser(&console, "boss").await;
    let ana = Caller::browser(&console, "ana").await;
    let programs = ["ana", "luis", "ana", "luis"].map(|name| token(&site, name));
    let programs = programs.map(|secret| Caller::with_token(&console, &secret));

    // The API.
    ana.ask("/operators/luis/tokens").await.is_problem(403);
    let listed = boss.get("/operators/LUIS/tokens").await["items"].clone();
    let ids: Vec<&str> =
        listed.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["2", "4"]);
    boss.ask("/operators/nobody/tokens").await.is_problem(404);
    let revoke = async |caller: &Caller, path: &str| caller.call(Method::DELETE, path, None).await;
    revoke(&ana, "/operators/luis/tokens/2").await.is_problem(403);
    revoke(&boss, "/operators/ana/tokens/2").await.is_problem(404);
    assert_eq!(revoke(&boss, "/operators/luis/tokens/2").await.status, 204);
    programs[1].ask("/me").await.is_problem(401);

    // The page.
    let browser = console.signed_in("boss").await;
    let page = browser.page("/account").await.body;
    assert!(page.contains("Tokens of all users") && page.contains("luis"), "{page}");
    let mere = console.signed_in("ana").await;
    let own = mere.page("/account").await.body;
    assert!(!own.contains("Tokens of all users") && !own.contains("luis"), "{own}");
    let form = [("do", "revoke-token-of"), ("owner", "luis"), ("id", "4")];
    assert_eq!(mere.post("/account", &form).await.status, 403);
    programs[3].get("/me").await;
    assert_eq!(browser.post("/account", &form).await.status, 303);
    programs[3].ask("/me").await.is_problem(401);

    // The command line.
    let toml = site.toml();
    let table = operators(&toml, &["token", "list"], "").exits(0).stdout;
    assert!(table.contains("ana") && !table.contains("luis"), "{table}");
    operators(&toml, &["token", "list", "luis"], "").exits(0).prints(&["No tokens"]);
    operators(&toml, &["token", "revoke", "2"], "").exits(1).says(&["no token 2"]);
    operators(&toml, &["token", "revoke", "3"], "").exits(0).prints(&["ana"]);
    programs[2].ask("/me").await.is_problem(401);
    programs[0].get("/me").await;
    for days in ["0", "367", "x"] {
        let args = ["token", "ana", "--label", "x", "--days", days];
        operators(&toml, &args, "").exits(2).says(&["--days"]);
    }
    operators(&toml, &["token", "ana"], "").exits(2).says(&["--label"]);
}
