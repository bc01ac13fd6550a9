//! Forged, stale, repeated and oversized requests are refused with the right
//! status and change nothing.

use reqwest::{Method, header};

use super::{Client, Console, client::between, server::operator};
use crate::harness::{Row, Site};

/// A property with one name mismatch, and a manager.
async fn mismatch() -> (Site, Console, Client) {
    let site = Site::new();
    std::fs::write(
        site.path("people.csv"),
        "email,first_name,last_name,phone,building,unit\nhome@example.com,Ben,Ode,,,\n",
    )
    .unwrap();
    let people = site.path("people.csv");
    site.json(&["people", "import", people.to_str().unwrap()]);
    site.sync(&[Row::new("t1", "Ana Ruiz", "101").email("home@example.com")]);
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let client = console.signed_in("ana").await;
    (site, console, client)
}

const ANSWER: &str = "/p/maple-court/alerts/answer";

fn version(page: &str) -> String {
    between(page, "name=\"version\" value=\"", "\"").to_owned()
}

#[tokio::test]
async fn forms_that_are_not_from_our_pages() {
    let (site, console, ana) = mismatch().await;
    let before = site.state();
    let page = ana.page("/p/maple-court/alerts").await;
    let (csrf, version) = (page.csrf(), version(&page.body));
    let merge = [("id", "1"), ("version", &*version), ("resolution", "merge")];
    assert_eq!(ana.post_form(ANSWER, &merge).await.status, 403, "without a token");
    for wrong in ["", "x", &csrf[1..]] {
        let form: Vec<_> = merge.iter().copied().chain([("csrf", wrong)]).collect();
        assert_eq!(ana.post_form(ANSWER, &form).await.status, 403, "{wrong:?}");
    }
    // The token of another session is not accepted.
    let other = console.signed_in("ana").await.page("/account").await.csrf();
    let form: Vec<_> = merge.iter().copied().chain([("csrf", &*other)]).collect();
    assert_eq!(ana.post_form(ANSWER, &form).await.status, 403);
    // Nor does a valid token help on another site's page.
    for (name, value) in [
        ("origin", "https://evil.example.com"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let request = ana
            .request(Method::POST, ANSWER)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(name, value)
            .body(format!("id=1&version={version}&resolution=merge&csrf={csrf}"));
        assert_eq!(ana.send(request).await.status, 403, "{name}: {value}");
    }
    // Or with another content type than a form's.
    let request = ana
        .request(Method::POST, ANSWER)
        .header(header::CONTENT_TYPE, "text/plain")
        .body(format!("id=1&version={version}&resolution=merge&csrf={csrf}"));
    assert_eq!(ana.send(request).await.status, 422);
    assert_eq!(console.guest().post_form(ANSWER, &merge).await.status, 303, "not signed in");
    assert_eq!(site.state(), before);
}

#[tokio::test]
async fn answers_that_come_late_or_twice() {
    let (site, console, ana) = mismatch().await;
    let page = ana.page("/p/maple-court/alerts").await;
    let version = version(&page.body);
    let merge = [("id", "1"), ("version", &*version), ("resolution", "merge")];
    let before = site.state();
    for (form, status, why) in [
        (vec![("id", "1"), ("resolution", "merge")], 422, "form has no version"),
        (
            vec![("id", "1"), ("version", "00000000000000ff"), ("resolution", "merge")],
            409,
            "changed since",
        ),
        (vec![("id", "1"), ("version", "zz"), ("resolution", "merge")], 422, "version"),
        (
            vec![("id", "1"), ("version", &*version), ("resolution", "explode")],
            422,
            "no known answer",
        ),
        (
            vec![("id", "1"), ("version", &*version), ("resolution", "end-access")],
            422,
            "answered that way",
        ),
        (
            vec![("id", "1"), ("version", &*version), ("resolution", "dismiss")],
            422,
            "Enter a reason",
        ),
        (
            vec![("id", "99"), ("version", &*version), ("resolution", "merge")],
            404,
            "his alert does not exist",
        ),
        (
            vec![("id", "one"), ("version", &*version), ("resolution", "merge")],
            404,
            "his alert does not exist",
        ),
        (vec![("version", &*version), ("resolution", "merge")], 422, "at least one"),
    ] {
        let refused = ana.post(ANSWER, &form).await;
        assert_eq!(refused.status, status, "{form:?}");
        assert!(refused.body.contains(why), "{why}: {}", refused.body);
    }
    assert_eq!(site.state(), before);

    // Two managers answer at once: one of them succeeds.
    let luis = console.signed_in("ana").await;
    let (one, two) = tokio::join!(ana.post(ANSWER, &merge), luis.post(ANSWER, &merge));
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [303, 409]);
    let again = ana.post(ANSWER, &merge).await;
    assert_eq!(again.status, 409);
    assert!(again.body.contains("Already handled"), "{}", again.body);
    assert_eq!(site.people().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_too_large() {
    let (site, _console, ana) = mismatch().await;
    let before = site.state();
    let version = "0".repeat(16);
    let mut form: Vec<(String, String)> =
        vec![("resolution".into(), "dismiss".into()), ("reason".into(), "x".into())];
    for id in 0..600 {
        form.push(("id".into(), id.to_string()));
        form.push(("version".into(), version.clone()));
    }
    let form: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(ana.post(ANSWER, &form).await.status, 413);
    let huge = "x".repeat(400 << 10);
    let form = [("id", "1"), ("resolution", "dismiss"), ("reason", &*huge)];
    assert_eq!(ana.post(ANSWER, &form).await.status, 413);
    let long = "x".repeat(3000);
    let page = ana.page("/p/maple-court/alerts").await.body;
    let version = self::version(&page);
    let form = [("id", "1"), ("version", &*version), ("resolution", "dismiss"), ("reason", &*long)];
    assert_eq!(ana.post(ANSWER, &form).await.status, 422);
    assert_eq!(site.state(), before);
}

#[tokio::test]
async fn addresses_that_lead_nowhere() {
    let (_site, console, ana) = mismatch().await;
    for path in [
        "/assets/..%2f..%2fCargo.toml",
        "/assets/../Cargo.toml",
        "/assets/console.css",
        "/p/..%2f..%2fetc/people",
        "/p/maple-court/people/..%2f..%2f1",
        "/p/maple-court/people/99999",
        "/p/maple-court/people/9999999999999999999999",
        "/p/maple-court/alerts/abc",
        "/p/maple-court/runs/..",
        "/p/maple-court/runs/%00",
        "/p/maple-court/nowhere",
        "/nowhere",
        "/api/v1/nowhere",
        "/.git/config",
        "/p/maple-court/people?after=%27%3B--",
    ] {
        let answer = ana.get(path).await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
    }
    assert_eq!(ana.get("/p/maple-court/sync/").await.status, 404);
    assert_eq!(ana.send(ana.request(Method::DELETE, "/p/maple-court/people")).await.status, 405);
    // Another host name that resolves to this machine.
    let rebound = console.guest();
    let request = rebound.request(Method::GET, "/sign-in").header(header::HOST, "evil.example.com");
    assert_eq!(rebound.send(request).await.status, 421);
}

#[tokio::test]
async fn names_are_text_and_nothing_else() {
    let site = Site::new();
    let script = "<script>alert(1)</script>";
    let formula = "=cmd|' /C calc'!A0";
    site.sync(&[
        Row::new("t<1>", "Ana Ruiz", "101").with("first_name", script).email("a@example.com"),
        Row::new("t2", "Ben Ode", "\"><img src=x onerror=alert(1)>").with("last_name", formula),
        Row::new("t3", "Cleo Marsh", "103").with("first_name", script).email("c@example.com"),
        Row::new("t4", "Dov Lang", "104").email("c@example.com"),
    ]);
    operator(&site.toml(), "<b>ana</b>", "manager", &[]);
    let console = Console::of(&site);
    let ana = console.signed_in("<b>ana</b>").await;
    let run = site.json(&["runs"])[0]["id"].as_str().unwrap().to_owned();
    for path in [
        "people".to_owned(),
        "people?search=%3Cscript%3E&unit=%22%3E%3Cimg".to_owned(),
        "people/1".to_owned(),
        "people/2".to_owned(),
        "alerts".to_owned(),
        "alerts/1".to_owned(),
        "alerts?kind=%3Cscript%3E".to_owned(),
        "why/t%3C1%3E".to_owned(),
        format!("runs/{run}"),
        "runs".to_owned(),
        "alerts/answer?id=1&resolution=dismiss&reason=%3Cscript%3E".to_owned(),
    ] {
        let page = ana.page(&format!("/p/maple-court/{path}")).await.body;
        for raw in ["<script>alert", "<img src=x", "<b>ana</b>", "<script>&"] {
            assert!(!page.contains(raw), "{path} has {raw}");
        }
    }
    let csv = ana.page("/p/maple-court/people.csv").await;
    assert!(csv.header("content-disposition").starts_with("attachment"));
    assert!(csv.body.contains("'=cmd|") && !csv.body.contains(",=cmd|"), "{}", csv.body);
    let exported = site.run(&["people", "export"]).exits(0).stdout;
    assert!(exported.contains("'=cmd|") && !exported.contains(",=cmd|"), "{exported}");
    assert_eq!(site.people().as_array().unwrap().len(), 2);
    let logged = console.logged();
    for personal in ["a@example.com", "Ruiz", "Cleo", "Marsh"] {
        assert!(!logged.contains(personal), "{personal} is in the log:\n{logged}");
    }
}
