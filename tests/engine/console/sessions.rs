//! Signing in and out.

use std::net::IpAddr;

use rstest::rstest;
use tokio::task::JoinSet;

use super::{
    Console,
    server::{PASSWORD, operator, operators},
};
use crate::harness::{Backend, Postgres, Row, Site, Sqlite};

#[tokio::test]
async fn the_first_operator_is_made_by_a_link_that_counts_once() {
    let site = Site::new();
    let console = Console::of(&site);
    let link = console.setup.clone().expect("a link");
    let path = link.strip_prefix(&console.url).unwrap();
    let guest = console.guest();
    assert_eq!(guest.get("/setup/something-else").await.status, 404);
    // Opening the link, as a mail program may do, does not use it up.
    guest.page(path).await;
    assert!(guest.page("/sign-in").await.body.contains("no users yet"));

    for (name, password, again, why) in [
        ("ana", "short", "short", "10 to 200 characters"),
        ("ana", PASSWORD, "another one here", "do not match"),
        (" ", PASSWORD, PASSWORD, "blank"),
        ("Sync", PASSWORD, PASSWORD, "audit"),
    ] {
        let form = [("name", name), ("password", password), ("again", again)];
        let refused = guest.post_form(path, &form).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains(why), "{why}: {}", refused.body);
    }
    let form = [("name", "ana"), ("password", PASSWORD), ("again", PASSWORD)];
    let made = guest.post_form(path, &form).await;
    assert_eq!((made.status, made.header("location")), (303, "/"));
    assert!(made.header("set-cookie").contains("HttpOnly; SameSite=Lax"));
    guest.page("/p/maple-court/people").await;

    let late = console.guest();
    assert_eq!(late.get(path).await.status, 404);
    let form = [("name", "eve"), ("password", PASSWORD), ("again", PASSWORD)];
    assert_eq!(late.post_form(path, &form).await.status, 404);
    assert_eq!(late.post_form("/sign-in", &form).await.status, 401);
    let listed = operators(&site.toml(), &[], "").exits(0);
    assert!(listed.stdout.contains("ana") && !listed.stdout.contains("eve"));
    // A restarted console no longer has a link.
    assert_eq!(Console::of(&site).setup, None);
}

#[rstest]
#[tokio::test]
async fn many_who_open_the_link_at_once_make_one_admin(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[Row::new("t1", "Ana Ruiz", "101")]);
    // Two consoles of one database, each with a link of its own.
    let consoles = [Console::of(&site), Console::of(&site)];
    let mut posts = JoinSet::new();
    for at in 0..24 {
        let console = &consoles[at % 2];
        let path = console.setup.as_ref().unwrap().strip_prefix(&console.url).unwrap().to_owned();
        let guest = console.guest();
        posts.spawn(async move {
            let name = format!("admin{at}");
            let form = [("name", name.as_str()), ("password", PASSWORD), ("again", PASSWORD)];
            guest.post_form(&path, &form).await.status
        });
    }
    let statuses = posts.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 404).count(), 23, "{statuses:?}");
    let listed = operators(&site.toml(), &[], "").exits(0).stdout;
    assert_eq!(listed.matches("admin").count(), 2, "one name and one role: {listed}");

    // Neither link works again, even if nobody is left.
    let name = listed.split_whitespace().find(|word| word.starts_with("admin") && *word != "admin");
    operators(&site.toml(), &["remove", name.unwrap()], "").exits(0);
    for console in &consoles {
        let path = console.setup.as_ref().unwrap().strip_prefix(&console.url).unwrap();
        assert_eq!(console.guest().get(path).await.status, 404);
    }
}

#[tokio::test]
async fn a_stranger_cannot_lock_a_named_operator_out() {
    let site = Site::new();
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    // Makes TLS ready for the clients below.
    drop(console.guest());
    // Twenty addresses guess Ana's password until nobody may any more.
    let port = console.url.rsplit_once(':').unwrap().1;
    let guess = format!("name=ana&password={}", "x".repeat(12));
    let sign_in = async |from: u8, body: &str| {
        let http = reqwest::Client::builder()
            .local_address(IpAddr::from([127, 0, 0, from]))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let request = http
            .post(format!("http://127.0.0.1:{port}/sign-in"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.to_owned());
        request.send().await.unwrap().status().as_u16()
    };
    let mut refused = 0;
    for from in 2..22 {
        for _ in 0..4 {
            refused += u32::from(sign_in(from, &guess).await == 429);
        }
    }
    assert!(refused > 30, "{refused} of 80 guesses were refused");
    let right = format!("name=ana&password={}", PASSWORD.replace(' ', "+"));
    assert_eq!(sign_in(100, &right).await, 303);
}

#[rstest]
#[tokio::test]
async fn a_session_begins_anew_and_ends(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[Row::new("t1", "Ana Ruiz", "101")]);
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);

    let guest = console.guest();
    let sent = guest.get("/p/maple-court/alerts?kind=name-mismatch").await;
    assert_eq!(sent.status, 303);
    let sign_in = sent.header("location").to_owned();
    assert!(sign_in.starts_with("/sign-in?next=%2Fp%2Fmaple-court%2Falerts"), "{sign_in}");
    assert!(guest.page(&sign_in).await.body.contains("name=\"next\""));

    // A cookie planted before the sign-in does not become the session.
    guest.set_cookie(Some("tenantry=planted".into()));
    let form = [("name", "ANA"), ("password", PASSWORD), ("next", "/p/maple-court/alerts")];
    let signed = guest.post_form("/sign-in", &form).await;
    assert_eq!((signed.status, signed.header("location")), (303, "/p/maple-court/alerts"));
    let first = guest.cookie().unwrap();
    assert_ne!(first, "tenantry=planted");
    guest.page("/p/maple-court/alerts").await;

    // Signing in again ends the previous session.
    guest.post_form("/sign-in", &form).await;
    let second = guest.cookie().unwrap();
    assert_ne!(first, second);
    guest.set_cookie(Some(first));
    assert_eq!(guest.get("/p/maple-court/alerts").await.status, 303);

    guest.set_cookie(Some(second.clone()));
    assert_eq!(guest.post("/sign-out", &[]).await.status, 303);
    guest.set_cookie(Some(second));
    assert_eq!(guest.get("/p/maple-court/alerts").await.status, 303);
}

#[tokio::test]
async fn what_ends_a_session() {
    let site = Site::new();
    let toml = site.toml();
    operator(&toml, "ana", "manager", &[]);
    let console = Console::of(&site);
    let (here, there) = (console.signed_in("ana").await, console.signed_in("ana").await);
    assert!(here.page("/account").await.body.contains("2 browsers"));
    here.post("/account", &[("do", "sign-out-everywhere")]).await;
    assert_eq!(there.get("/account").await.status, 303);

    let again = console.signed_in("ana").await;
    operators(&toml, &["password", "ana"], "another good password").exits(0);
    assert_eq!(again.get("/account").await.status, 303);
    let form = [("name", "ana"), ("password", PASSWORD)];
    assert_eq!(console.guest().post_form("/sign-in", &form).await.status, 401);
    operators(&toml, &["remove", "ana"], "").exits(0);
    let form = [("name", "ana"), ("password", "another good password")];
    assert_eq!(console.guest().post_form("/sign-in", &form).await.status, 401);
}

#[tokio::test]
async fn ten_thousand_attempts_are_refused_and_lock_nobody_else_out() {
    let site = Site::new();
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let guest = console.guest();
    let (mut wrong, mut waits) = (0, 0);
    for attempt in 0..10_000 {
        let password = format!("guess number {attempt}");
        let answer = guest.post_form("/sign-in", &[("name", "ana"), ("password", &password)]).await;
        match answer.status {
            401 => wrong += 1,
            429 => {
                assert_ne!(answer.header("retry-after"), "");
                waits += 1;
            }
            other => panic!("{other}: {}", answer.body),
        }
    }
    assert!(wrong >= 10 && waits > 9_900, "{wrong} looked at, {waits} not");
    assert!(!console.logged().contains("guess number"));
    // The console keeps running.
    guest.page("/sign-in").await;
}
