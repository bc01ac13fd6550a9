use proptest::prelude::*;
use rstest::rstest;

use super::*;

fn origin(url: Option<&str>) -> Origin {
    Origin::new(url, ([127, 0, 0, 1], 8080).into()).unwrap()
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
}

fn is_host(origin: &Origin, host: &str) -> bool {
    origin.is_host(&Uri::from_static("/"), &headers(&[("host", host)]))
}

#[rstest]
#[case("127.0.0.1:8080", true, true)]
#[case("LOCALHOST:8080", true, true)]
#[case("localhost", true, true)]
#[case("[::1]:8080", true, true)]
#[case("doors.example.com", false, true)]
#[case("Doors.Example.com", false, true)]
#[case("doors.example.com:443", false, true)]
#[case("doors.example.com:80", false, false)]
#[case("evil.example.com", false, false)]
#[case("evil.example.com:8080", false, false)]
#[case("203.0.113.7", false, false)]
#[case("localhost:1@evil", false, false)]
#[case("localhost@evil", false, false)]
#[case("doors.example.com@evil", false, false)]
#[case("doors.example.com:443@evil", false, false)]
#[case("localhost.", false, false)]
#[case("localhost/", false, false)]
#[case("localhost:", true, true)]
#[case("localhost:99999", false, false)]
#[case("localhost:8080:8080", false, false)]
#[case("localhost#evil", false, false)]
#[case("loc%61lhost", false, false)]
#[case("127.1", false, false)]
#[case("2130706433", false, false)]
#[case("[::1]evil", false, false)]
#[case("[::1]]", false, false)]
#[case("", false, false)]
fn only_our_names_are_answered(#[case] host: &str, #[case] by_local: bool, #[case] by_named: bool) {
    let (local, named) = (origin(None), origin(Some("https://Doors.example.com/")));
    assert_eq!((is_host(&local, host), is_host(&named, host)), (by_local, by_named));
    assert!(named.is_secure() && !local.is_secure());
}

#[test]
fn a_request_names_one_host() {
    let local = origin(None);
    let here = Uri::from_static("/");
    assert!(!local.is_host(&here, &HeaderMap::new()));
    let mut twice = headers(&[("host", "localhost")]);
    twice.append(header::HOST, "localhost".parse().unwrap());
    assert!(!local.is_host(&here, &twice));
    let one = headers(&[("host", "localhost")]);
    assert!(local.is_host(&Uri::from_static("http://localhost/x"), &one));
    assert!(!local.is_host(&Uri::from_static("http://evil.example/x"), &one));
}

#[rstest]
#[case(&[], true)]
#[case(&[("origin", "https://doors.example.com")], true)]
#[case(&[("origin", "https://doors.example.com:443")], true)]
#[case(&[("origin", "http://localhost:8080"), ("host", "localhost:8080")], true)]
#[case(&[("origin", "http://localhost"), ("host", "localhost:80")], true)]
#[case(&[("origin", "http://localhost:8081"), ("host", "localhost:8080")], false)]
#[case(&[("origin", "evil://localhost:8080"), ("host", "localhost:8080")], false)]
#[case(&[("origin", "http://localhost:8080@evil"), ("host", "localhost:8080")], false)]
#[case(&[("origin", "http://doors.example.com"), ("host", "localhost:8080")], false)]
#[case(&[("origin", "https://doors.example.com.evil.example")], false)]
#[case(&[("origin", "https://doors.example.com/"), ("host", "doors.example.com")], false)]
#[case(&[("origin", "https://evil.example.com"), ("host", "localhost:8080")], false)]
#[case(&[("origin", "null"), ("host", "localhost:8080")], false)]
#[case(&[("origin", "null"), ("host", "null")], false)]
#[case(&[("origin", "https://doors.example.com"), ("origin", "https://evil.example")], false)]
#[case(&[("origin", "h\u{fc}")], false)]
#[case(&[("referer", "https://doors.example.com/p/maple?x=1")], true)]
#[case(&[("referer", "https://evil.example/https://doors.example.com/")], false)]
#[case(&[("referer", "about:blank")], false)]
#[case(&[("sec-fetch-site", "cross-site")], false)]
#[case(&[("sec-fetch-site", "same-site")], false)]
#[case(&[("sec-fetch-site", "same-origin")], true)]
fn forms_of_other_sites_are_refused(#[case] pairs: &[(&'static str, &str)], #[case] good: bool) {
    let ours = origin(Some("https://doors.example.com"));
    let mut sent = HeaderMap::new();
    for (name, value) in pairs {
        let value = axum::http::HeaderValue::from_bytes(value.as_bytes()).unwrap();
        sent.append(*name, value);
    }
    assert_eq!(ours.is_ours(&Method::POST, &sent), good);
    assert!(ours.is_ours(&Method::GET, &sent));
}

#[rstest]
#[case("https://doors.example.com", Some("https://doors.example.com"))]
#[case("HTTPS://Doors.example.com:443/", Some("https://doors.example.com"))]
#[case("http://10.0.0.5:8080/", Some("http://10.0.0.5:8080"))]
#[case("http://[::1]:8080", Some("http://[::1]:8080"))]
#[case("doors.example.com", None)]
#[case("https://doors.example.com/path", None)]
#[case("https://ana@doors.example.com", None)]
#[case("https://doors.example.com?x", None)]
#[case("https://doors.\texample.com", None)]
#[case("https://", None)]
#[case("ftp://x", None)]
fn urls_are_checked(#[case] url: &str, #[case] expected: Option<&str>) {
    let read = Origin::new(Some(url), ([127, 0, 0, 1], 1).into()).ok().map(|origin| origin.url());
    assert_eq!(read.as_deref(), expected);
}

#[rstest]
#[case("/p/maple/alerts?kind=x", Some("/p/maple/alerts?kind=x"))]
#[case("/p/maple/why/a%2Fb", Some("/p/maple/why/a%2Fb"))]
#[case("/p/é", Some("/p/%C3%A9"))]
#[case("/p/maple#top", Some("/p/maple"))]
#[case("/", Some("/"))]
#[case("/\t/evil.example", None)]
#[case("/\n/evil.example", None)]
#[case("\t//evil.example", None)]
#[case("//evil.example.com", None)]
#[case("/\\evil.example.com", None)]
#[case("/.//evil.example", None)]
#[case("/p/..//evil.example", None)]
#[case("/%2e//evil.example", None)]
#[case("/%2F/evil.example", Some("/%2F/evil.example"))]
#[case("https://evil.example.com", None)]
#[case("https:/evil.example.com", None)]
#[case("javascript:alert(1)", None)]
#[case("evil.example", None)]
#[case("", None)]
fn nobody_is_sent_elsewhere(#[case] next: &str, #[case] expected: Option<&str>) {
    assert_eq!(local(next).as_deref(), expected);
}

/// Texts of what browsers treat specially.
fn hostile() -> impl Strategy<Value = String> {
    let parts = [
        "/",
        "\\",
        "\t",
        "\n",
        "\r",
        ".",
        "..",
        "%2e",
        "%2F",
        "%09",
        "@",
        ":",
        "?",
        "#",
        "http:",
        "https://",
        "evil.example",
        "localhost",
        "127.0.0.1",
        "[::1]",
        ":8080",
        " ",
        "\0",
        "é",
        "p",
    ];
    let parts = prop::sample::select(parts.to_vec());
    prop_oneof![prop::collection::vec(parts, 0..9).prop_map(|parts| parts.concat()), ".{0,20}"]
}

proptest! {
    #[test]
    fn a_local_page_is_on_every_console(text in hostile(), slash in any::<bool>()) {
        let text = if slash { format!("/{text}") } else { text };
        if let Some(page) = local(&text) {
            prop_assert!(page.bytes().all(|byte| byte.is_ascii_graphic()), "{page:?}");
            for ours in ["http://localhost:8080/sign-in", "https://doors.example.com/a/b/"] {
                let base = Url::parse(ours).unwrap();
                prop_assert_eq!(base.join(&page).unwrap().origin(), base.origin());
                // The same page that the text meant.
                let meant = base.join(&text).unwrap();
                let is = base.join(&page).unwrap();
                prop_assert_eq!((is.path(), is.query()), (meant.path(), meant.query()));
            }
        }
    }

    #[test]
    fn a_host_is_ours_only_if_browsers_mean_this_machine(host in hostile()) {
        let Ok(value) = axum::http::HeaderValue::from_bytes(host.as_bytes()) else { return Ok(()) };
        let mut sent = HeaderMap::new();
        sent.insert(header::HOST, value);
        if origin(None).is_host(&Uri::from_static("/"), &sent) {
            let meant = Url::parse(&format!("http://{host}")).unwrap();
            prop_assert!(["localhost", "127.0.0.1", "[::1]"].contains(&meant.host_str().unwrap()));
            prop_assert!(meant.username().is_empty() && meant.path() == "/");
        }
    }
}
