use jiff::ToSpan;
use tenantry_core::connector::ErrorKind;
use tenantry_fakes::{Answer, Fake, Fault, Pms, Seen};
use tenantry_files::{Credentials, Settings};

use crate::{TEXT, bring, text};

/// A server with one file that requires a login.
#[derive(Debug)]
struct Export(Answer);

impl Export {
    fn plain() -> Answer {
        Answer::new(200, "text/csv", TEXT)
    }
}

impl Pms for Export {
    fn operation(&self, _: &Seen) -> String {
        "export".into()
    }

    fn answer(&mut self, seen: &Seen) -> Answer {
        // maple:hush-hush
        let known = ["Bearer hush-hush", "Basic bWFwbGU6aHVzaC1odXNo"];
        match seen.header("authorization") {
            Some(login) if known.contains(&login) => self.0.clone(),
            _ => Answer::html(401, "Unauthorized"),
        }
    }
}

fn settings(fake: &Fake<Export>) -> Settings {
    let token = Some("hush-hush".into());
    Settings {
        url: Some(format!("{}/out/rent.csv?sig=hush-hush", fake.url())),
        credentials: Credentials { token, ..Credentials::default() },
        ..Settings::default()
    }
}

#[tokio::test]
async fn a_file() {
    let modified = "Mon, 02 Nov 2026 08:00:00 GMT";
    let fake = Fake::start(Export(Export::plain().with("last-modified", modified)));
    let brought = bring(&settings(&fake)).await.unwrap();
    assert_eq!(brought.name, format!("{}/out/rent.csv", fake.url()));
    assert_eq!(brought.modified.unwrap().to_string(), "2026-11-02T08:00:00Z");
    assert_eq!(brought.label, "rent.csv");
    assert_eq!(text(brought), TEXT);
    assert_eq!(fake.requests()[0].query, "sig=hush-hush");

    let login = Credentials {
        username: Some("maple".into()),
        password: Some("hush-hush".into()),
        ..Credentials::default()
    };
    let basic = Settings { credentials: login, ..settings(&fake) };
    assert_eq!(text(bring(&basic).await.unwrap()), TEXT);
}

#[tokio::test]
async fn one_that_breaks_off_is_fetched_again() {
    let fake = Fake::start(Export(Export::plain()));
    fake.fault(Fault::Cut);
    assert_eq!(text(bring(&settings(&fake)).await.unwrap()), TEXT);
    assert_eq!(fake.requests().len(), 2);
}

#[tokio::test]
async fn an_age_that_nobody_tells() {
    let fake = Fake::start(Export(Export::plain()));
    let settings = Settings { max_age: Some(26.hours()), ..settings(&fake) };
    let error = bring(&settings).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unsupported);
    assert!(error.message.contains("does not say") && !error.message.contains("hush"));
}

#[tokio::test]
async fn too_old() {
    let old = "Sun, 01 Nov 2020 08:00:00 GMT";
    let fake = Fake::start(Export(Export::plain().with("last-modified", old)));
    let settings = Settings { max_age: Some(26.hours()), ..settings(&fake) };
    let error = bring(&settings).await.unwrap_err();
    assert!(error.message.contains("`max_age` is 26h"), "{error}");
}

#[tokio::test]
async fn a_login_page() {
    let fake = Fake::start(Export(Answer::html(200, "Sign in")));
    let error = bring(&settings(&fake)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable);
    assert!(error.message.contains("an HTML page instead of a file"), "{error}");
}

#[tokio::test]
async fn a_wrong_token() {
    let fake = Fake::start(Export(Export::plain()));
    let wrong = Credentials { token: Some("guess".into()), ..Credentials::default() };
    let settings = Settings { credentials: wrong, ..settings(&fake) };
    let error = bring(&settings).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unauthenticated);
    assert!(!format!("{error:?}").contains("guess") && !format!("{error:?}").contains("hush"));
}

#[tokio::test]
async fn nothing_there() {
    let fake = Fake::start(Export(Answer::new(404, "text/plain", "no")));
    let error = bring(&settings(&fake)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ConfigInvalid);
    assert!(error.message.contains("404"), "{error}");
}
