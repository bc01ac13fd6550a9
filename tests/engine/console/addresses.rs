//! Addresses in requests, written to look like ours.

use reqwest::{Method, header};
use rstest::rstest;

use super::{
    Console,
    server::{PASSWORD, operator},
};
use crate::harness::Site;

/// Where a browser goes from the console if it is sent to `location`.
fn arrives_at(console: &Console, location: &str) -> String {
    let from = reqwest::Url::parse(&console.url).unwrap();
    from.join(location).unwrap().origin().ascii_serialization()
}

#[rstest]
#[case::a_tab("%2F%09%2Fevil.example")]
#[case::a_bare_tab("/%09/evil.example")]
#[case::a_line_break("%2F%0A%2Fevil.example")]
#[case::two_slashes("%2F%2Fevil.example")]
#[case::a_backslash("%2F%5Cevil.example")]
#[case::a_dot("%2F.%2F%2Fevil.example")]
#[case::up("%2Fp%2F..%2F%2Fevil.example")]
#[case::a_scheme("https%3A%2F%2Fevil.example")]
#[case::a_tab_before("%09%2F%2Fevil.example")]
#[tokio::test]
async fn nobody_is_sent_elsewhere_after_signing_in(#[case] next: &str) {
    let site = Site::new();
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let guest = console.guest();
    let sign_in = guest
        .request(Method::POST, "/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(format!("name=ana&password={}&next={next}", PASSWORD.replace(' ', "+")));
    let signed = guest.send(sign_in).await;
    let seen = guest.get(&format!("/sign-in?next={next}")).await;
    for answer in [signed, seen] {
        assert_eq!(answer.status, 303, "{}", answer.body);
        let location = answer.header("location");
        assert_eq!(arrives_at(&console, location), console.url, "{location:?}");
    }
}

#[tokio::test]
async fn hosts_and_pages_that_only_look_like_ours() {
    let site = Site::new();
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let guest = console.guest();
    for host in [
        "localhost:1@evil.example",
        "localhost@evil.example",
        "127.0.0.1:80@evil.example",
        "localhost/.evil.example",
        "localhost#evil.example",
        "localhost?evil.example",
        "localhost\\evil.example",
        "[::1]evil.example",
        "[::1]]",
        "localhost:x",
        "localhost:99999",
        "",
    ] {
        let request = guest.request(Method::GET, "/sign-in").header(header::HOST, host);
        // An empty host is refused before it is read.
        let status = guest.send(request).await.status;
        assert!([400, 421].contains(&status), "{host:?}: {status}");
    }
    let port = console.url.rsplit_once(':').unwrap().1;
    for (name, value) in [
        ("origin", format!("http://127.0.0.1:{port}@evil.example")),
        ("origin", format!("evil://127.0.0.1:{port}")),
        ("origin", format!("http://127.0.0.1:{port}/path")),
        ("referer", "https://evil.example/page".to_owned()),
    ] {
        let request = guest
            .request(Method::POST, "/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(name, &value)
            .body("name=ana&password=wrong");
        assert_eq!(guest.send(request).await.status, 403, "{name}: {value}");
    }
    let ours = guest
        .request(Method::POST, "/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("referer", format!("{}/sign-in", console.url))
        .body("name=ana&password=wrong");
    assert_eq!(guest.send(ours).await.status, 401);
}
