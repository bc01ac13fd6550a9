//! A client of the HTTP API: a program, or a script of a page.

use std::time::{Duration, Instant};

use reqwest::{Method, header};
use serde_json::Value;

use super::{Client, Console, client::Answer, server::operators};
use crate::harness::Site;

/// A caller of the API.
#[derive(Debug)]
pub(crate) struct Caller {
    client: Client,
    token: Option<String>,
    csrf: Option<String>,
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {} {:?}", self.status, self.body))
    }

    /// Checks that the response is a problem document (RFC 9457) with this status,
    /// and returns its detail.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.body);
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert!(!problem["title"].as_str().unwrap().is_empty());
        problem["detail"].as_str().unwrap().to_owned()
    }
}

impl Caller {
    /// A caller who is not signed in.
    pub(crate) fn nobody(console: &Console) -> Self {
        Self { client: console.guest(), token: None, csrf: None }
    }

    /// A program with an operator's token.
    pub(crate) fn program(console: &Console, site: &Site, name: &str) -> Self {
        let token = token(site, name);
        Self { token: Some(token), ..Self::nobody(console) }
    }

    /// A program with this token.
    pub(crate) fn with_token(console: &Console, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..Self::nobody(console) }
    }

    /// A browser with a session that also sends the CSRF token.
    pub(crate) async fn browser(console: &Console, name: &str) -> Self {
        let mut caller = Self::browser_without_proof(console, name).await;
        caller.csrf = caller.get("/me").await["csrf_token"].as_str().map(str::to_owned);
        assert!(caller.csrf.is_some());
        caller
    }

    /// A browser that sends only its cookie.
    pub(crate) async fn browser_without_proof(console: &Console, name: &str) -> Self {
        Self { client: console.signed_in(name).await, token: None, csrf: None }
    }

    /// A request under `/api/v1`.
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let mut request = self.client.request(method, &format!("/api/v1{path}"));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(csrf) = &self.csrf {
            request = request.header("x-csrf-token", csrf);
        }
        request
    }

    /// A request of a page, or of a form with the CSRF token if this caller sends one.
    pub(crate) async fn visit(&self, method: Method, path: &str, form: &str) -> Answer {
        let mut request = self.client.request(method.clone(), path);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if method == Method::POST {
            let csrf = self.csrf.as_deref().unwrap_or_default();
            request = request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(format!("csrf={csrf}&{form}"));
        }
        self.send(request).await
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        self.client.send(request).await
    }

    /// Sends a request, with a JSON body if given.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request =
                request.header(header::CONTENT_TYPE, "application/json").body(body.to_string());
        }
        self.send(request).await
    }

    pub(crate) async fn ask(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    /// Gets a document that must exist.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.ask(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.json()
    }

    pub(crate) async fn post(&self, path: &str, body: Option<&Value>) -> Answer {
        self.call(Method::POST, path, body).await
    }

    /// Answers an alert that was seen in this version.
    pub(crate) async fn resolve(&self, alert: &str, version: &str, wish: &Value) -> Answer {
        let request = self
            .request(Method::POST, &format!("{alert}/resolve"))
            .header(header::IF_MATCH, format!("\"{version}\""))
            .header(header::CONTENT_TYPE, "application/json")
            .body(wish.to_string());
        self.send(request).await
    }

    /// All items of a list, requested in pages of `limit` items.
    pub(crate) async fn walk(&self, path: &str, limit: usize) -> Vec<Value> {
        let sign = if path.contains('?') { '&' } else { '?' };
        let (mut items, mut after) = (Vec::new(), String::new());
        loop {
            let part = self.get(&format!("{path}{sign}limit={limit}{after}")).await;
            let some = part["items"].as_array().unwrap();
            assert!(some.len() <= limit);
            items.extend(some.iter().cloned());
            let Some(next) = part["next"].as_str() else { return items };
            assert_eq!(some.len(), limit, "only the last part is smaller");
            after = format!("&after={next}");
        }
    }

    /// Waits until no sync is running and returns the last one.
    pub(crate) async fn synced(&self, property: &str) -> Value {
        let begun = Instant::now();
        loop {
            let sync = self.get(&format!("/properties/{property}/sync")).await;
            if sync["at_work"].is_null() {
                return sync["last"].clone();
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "the sync does not end");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Creates a token for an operator with the command line.
pub(crate) fn token(site: &Site, name: &str) -> String {
    let made = operators(&site.toml(), &["token", name, "--label", "tests"], "").exits(0);
    made.stdout.trim().to_owned()
}
