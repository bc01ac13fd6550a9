//! Documents that mean no good, or that nobody meant at all.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

use std::io::{self, Read};

use proptest::prelude::*;
use rstest::rstest;
use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_xml::Document;

/// Reads everything that there is, in the ways that connectors do.
fn read(source: impl Read) -> Result<usize, ConnectorError> {
    let mut document = Document::new(source);
    let mut elements = 0;
    while let Some(name) = document.next_within(0)? {
        elements += 1;
        match name.as_str() {
            "text" => drop(document.text()?.len()),
            "skip" => document.skip()?,
            "children" => document.children(|document, _| {
                elements += 1;
                document.attribute("type").map(drop)
            })?,
            _ => drop(document.attribute("type")?),
        }
    }
    Ok(elements)
}

#[rstest]
#[case::levels("<a>".repeat(10_000), ErrorKind::TooLarge)]
#[case::attributes(
    format!("<a {}/>", (0..50_000).map(|n| format!("a{n}='1' ")).collect::<String>()),
    ErrorKind::TooLarge
)]
#[case::attribute_twice("<a x='1' x='2'/>".into(), ErrorKind::Malformed)]
#[case::entities(
    "<!DOCTYPE a [<!ENTITY b 'bbb'><!ENTITY c '&b;&b;'>]><a>&c;</a>".into(),
    ErrorKind::Malformed
)]
#[case::unclosed("<a><b></b>".into(), ErrorKind::Incomplete)]
#[case::cut_tag("<a><b".into(), ErrorKind::Incomplete)]
#[case::cut_comment("<a><!-- ".into(), ErrorKind::Incomplete)]
#[case::cut_ledger("<a><skip><x>".into(), ErrorKind::Incomplete)]
#[case::crossed("<a><b></a></b>".into(), ErrorKind::Malformed)]
#[case::unopened("<a/></b>".into(), ErrorKind::Malformed)]
#[case::two_roots("<a/><b/>".into(), ErrorKind::Malformed)]
#[case::prose("Service Unavailable".into(), ErrorKind::Malformed)]
#[case::json("{\"a\": 1}".into(), ErrorKind::Malformed)]
#[case::page("<HTML><body>".into(), ErrorKind::Unavailable)]
#[case::page("<!doctype HTML PUBLIC 'x'><body>".into(), ErrorKind::Unavailable)]
fn refused(#[case] document: String, #[case] kind: ErrorKind) {
    let error = read(document.as_bytes()).unwrap_err();
    assert_eq!(error.kind, kind, "{error}");
    assert!(error.hint.is_some(), "{error}");
}

#[rstest]
#[case::namespace("<x:a xmlns:x='1'><b xmlns='2'/><y:c xmlns:y='1'/></x:a>", 3)]
#[case::undeclared_prefix("<x:a><y:b/></x:a>", 2)]
#[case::doctype("<!DOCTYPE a SYSTEM 'a.dtd'><a/>", 1)]
#[case::nul("<a>x\0y</a>", 1)]
#[case::ampersand("<a><text>Smith & Sons &unknown; &#0;</text></a>", 2)]
#[case::comments("<!-- x --><a/><!-- y -->\n<?pi?>", 1)]
fn read_all_the_same(#[case] document: &str, #[case] elements: usize) {
    assert_eq!(read(document.as_bytes()).unwrap(), elements);
}

#[test]
fn nothing_at_all() {
    assert_eq!(read(&b""[..]).unwrap(), 0);
}

#[rstest]
#[case("<a>")]
#[case("<a b='")]
#[case("<a><!-- ")]
#[case("<a><![CDATA[")]
#[case("<")]
#[case("<text>")]
#[case("")]
fn what_never_ends_is_given_up(#[case] start: &str) {
    let source = start.as_bytes().chain(io::repeat(b' ')).take(1 << 30);
    assert_eq!(read(source).unwrap_err().kind, ErrorKind::TooLarge);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(<|>|/|&|;|!|\\[|CDATA|\\]|--|a|text|skip|children|'|\"|=| |é|\\x00){0,60}") {
        let _ = read(text.as_bytes());
    }

    #[test]
    fn what_follows_a_passed_over_element_is_the_same(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "<skip/>", "<skip>", "</skip>", "<b>", "</b>", "<skipper/>", "text",
                "<![CDATA[</skip>]]>", "<!-- <skip> -->", "<skip a='1'/>",
            ]),
            0..14,
        )
    ) {
        let text = format!("<a><skip>{}</skip><last/></a>", pieces.concat());
        let parsed = {
            let mut document = Document::new(text.as_bytes());
            let mut names = Vec::new();
            let mut whole = Ok(());
            document.next_within(0).unwrap();
            whole = whole.and(document.children(|_, name| { names.push(name.to_string()); Ok(()) }));
            whole.map(|()| names)
        };
        // Only where a parser finds the document in order.
        if let Ok(parsed) = parsed {
            let mut document = Document::new(text.as_bytes());
            let mut names = Vec::new();
            document.next_within(0).unwrap();
            document.children(|document, name| {
                names.push(name.to_string());
                if name == "skip" { document.skip() } else { Ok(()) }
            }).unwrap();
            prop_assert_eq!(names, parsed);
        }
    }
}
