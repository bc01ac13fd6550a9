//! Tokens, operators, invalid bodies, and the page that documents the API.

use reqwest::{Method, header};
use serde_json::json;

use super::{
    Console,
    api_client::Caller,
    server::{PASSWORD, operator},
};
use crate::harness::Site;

#[tokio::test]
async fn a_token_is_shown_once_and_dead_after_its_revocation() {
    let site = Site::new();
    operator(&site.toml(), "ana", "manager", &[]);
    operator(&site.toml(), "luis", "manager", &[]);
    let console = Console::of(&site);
    let ana = Caller::browser(&console, "ana").await;
    let made = ana.post("/tokens", Some(&json!({"label": "  Door controller "}))).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let (made, cached) = (made.json(), made.header("cache-control").to_owned());
    assert_eq!((&made["label"], cached.as_str()), (&json!("Door controller"), "no-store"));
    let secret = made["secret"].as_str().unwrap().to_owned();
    let id = made["id"].as_str().unwrap().to_owned();

    let program = Caller::with_token(&console, &secret);
    let me = program.get("/me").await;
    assert_eq!((&me["name"], &me["csrf_token"]), (&json!("ana"), &json!(null)));
    let listed = program.ask("/tokens").await;
    assert_eq!(listed.json()["items"].as_array().unwrap().len(), 1);
    assert!(!listed.body.contains(&secret) && !listed.body.contains("hash"));

    let luis = Caller::browser(&console, "luis").await;
    luis.call(Method::DELETE, &format!("/tokens/{id}"), None).await.is_problem(404);
    assert_eq!(program.ask("/me").await.status, 200);
    assert_eq!(ana.call(Method::DELETE, &format!("/tokens/{id}"), None).await.status, 204);
    program.ask("/me").await.is_problem(401);
    ana.call(Method::DELETE, &format!("/tokens/{id}"), None).await.is_problem(404);
    for label in ["", "   ", &"x".repeat(101), "a\nb"] {
        ana.post("/tokens", Some(&json!({"label": label}))).await.is_problem(422);
    }
    for _ in 0..50 {
        assert_eq!(ana.post("/tokens", Some(&json!({"label": "one more"}))).await.status, 201);
    }
    assert!(
        ana.post("/tokens", Some(&json!({"label": "x"})))
            .await
            .is_problem(409)
            .contains("too many")
    );
    assert!(!console.logged().contains(&secret));
}

#[tokio::test]
async fn operators_are_made_and_removed_by_an_admin() {
    let site = Site::new();
    operator(&site.toml(), "Boss", "admin", &[]);
    let console = Console::of(&site);
    let boss = Caller::browser(&console, "boss").await;
    let newcomer = json!({
        "name": "ana", "role": "viewer", "properties": ["maple-court"], "password": PASSWORD
    });
    let made = boss.post("/operators", Some(&newcomer)).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(
        (&made.json()["role"], &made.json()["properties"]),
        (&json!("viewer"), &json!(["maple-court"]))
    );
    let listed = boss.ask("/operators").await;
    assert_eq!(listed.json()["items"].as_array().unwrap().len(), 2);
    for secret in ["password", "hash", "argon2", PASSWORD] {
        assert!(!listed.body.contains(secret) && !made.body.contains(secret), "{secret}");
    }
    let ana = Caller::browser(&console, "ana").await;
    assert_eq!(ana.get("/me").await["role"], "viewer");

    let with = |name: &str, value| {
        let mut changed = newcomer.clone();
        changed["name"] = json!("eve");
        changed[name] = value;
        changed
    };
    for (body, status) in [
        (with("name", json!("ANA")), 409),
        (with("name", json!("sync")), 422),
        (with("name", json!("  ")), 422),
        (with("name", json!("x".repeat(101))), 422),
        (with("password", json!("short")), 422),
        (with("role", json!("boss")), 422),
        (with("properties", json!(["elm-court"])), 422),
        (with("properties", json!([])), 422),
        (with("extra", json!(1)), 422),
    ] {
        boss.post("/operators", Some(&body)).await.is_problem(status);
    }
    assert!(
        boss.call(Method::DELETE, "/operators/BOSS", None)
            .await
            .is_problem(409)
            .contains("yourself")
    );
    assert_eq!(boss.call(Method::DELETE, "/operators/ANA", None).await.status, 204);
    ana.ask("/me").await.is_problem(401);
    boss.call(Method::DELETE, "/operators/ana", None).await.is_problem(404);
    assert!(!console.logged().contains(PASSWORD));
}

#[tokio::test]
async fn bodies_that_are_none() {
    let site = Site::new();
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let ana = Caller::browser(&console, "ana").await;
    let send = async |content_type: Option<&str>, body: Vec<u8>| {
        let mut request = ana.request(Method::POST, "/tokens").body(body);
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        ana.send(request).await
    };
    let (json, good) = (Some("application/json"), br#"{"label": "x"}"#.to_vec());
    for (content_type, body, status) in [
        (json, b"{".to_vec(), 400),
        (json, b"".to_vec(), 400),
        (json, b"\xff\xfe".to_vec(), 400),
        (json, b"[".repeat(100_000), 400),
        (json, b"null".to_vec(), 422),
        (json, b"[1]".to_vec(), 422),
        (json, br#"{"label": 1}"#.to_vec(), 422),
        (json, br#"{"label": "x", "id": 1}"#.to_vec(), 422),
        (json, br#"{"label": "\u0000"}"#.to_vec(), 422),
        (json, vec![b' '; 300 << 10], 413),
        (None, good.clone(), 415),
        (Some("text/plain"), good.clone(), 415),
        (Some("application/x-www-form-urlencoded"), b"label=x".to_vec(), 415),
    ] {
        send(content_type, body).await.is_problem(status);
    }
    assert_eq!(ana.get("/tokens").await["items"].as_array().unwrap().len(), 0);
    assert_eq!(send(Some("application/json; charset=utf-8"), good).await.status, 201);

    // A page of another site, using the browser's cookie.
    let browser = Caller::browser(&console, "ana").await;
    let forged =
        browser.request(Method::POST, "/tokens").header("origin", "https://evil.example.com");
    browser.send(forged).await.is_problem(403);
    let bare = Caller::browser_without_proof(&console, "ana").await;
    let guessed = bare.request(Method::POST, "/tokens").header("x-csrf-token", "");
    bare.send(guessed).await.is_problem(403);
    let rebound = ana.request(Method::GET, "/me").header(header::HOST, "evil.example.com");
    ana.send(rebound).await.is_problem(421);
}

#[tokio::test]
async fn the_description_can_be_read_by_everybody() {
    let site = Site::new();
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let document = console.guest().page("/api/openapi.json").await.json();
    let page = console.guest().page("/api").await;
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert!(!page.body.contains("<script") && !page.body.contains("https://"));
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let route = format!("{} {path}", method.to_uppercase());
            assert!(page.body.contains(&format!("<code>{route}</code>")), "{route}");
            assert!(operation["summary"].is_string(), "{route} says what it does");
            assert!(operation["tags"][0].is_string(), "{route} has a place");
        }
    }
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(page.body.contains(&format!("id=\"document-{name}\"")), "{name}");
    }
}
