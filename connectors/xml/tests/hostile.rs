//! Documents that are malicious or badly broken.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

use std::io::{self, Read};

use proptest::prelude::*;
use quick_xml::events::Event;
use rstest::rstest;
use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_xml::Document;

/// Reads everything, in all the ways that connectors do.
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
#[case::no_name("<a><>x</></a>".into(), ErrorKind::Malformed)]
#[case::no_name("<a>< b='1'/></a>".into(), ErrorKind::Malformed)]
#[case::odd_end("<a><b></b c></a>".into(), ErrorKind::Malformed)]
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
#[case::ampersand_before_an_end("<a><b><x:b></x:b>& </b></a>", 3)]
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

/// Names, texts and ends, as the general parser alone finds them; `None` if it
/// rejects the document.
fn by_the_parser(text: &str) -> Option<Vec<String>> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let (mut found, mut depth, mut roots) = (Vec::new(), 0, 0);
    loop {
        match reader.read_event().ok()? {
            // That parser accepts elements without a name.
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref().is_empty() => return None,
            Event::Start(tag) => {
                roots += u32::from(depth == 0);
                depth += 1;
                found.push(tag.local_name().as_ref().to_ascii_lowercase());
            }
            Event::Empty(tag) => {
                roots += u32::from(depth == 0);
                found.push(tag.local_name().as_ref().to_ascii_lowercase());
            }
            Event::End(_) => depth -= 1,
            Event::Text(text) if depth == 0 && !text.trim().is_empty() => return None,
            Event::CData(_) | Event::GeneralRef(_) if depth == 0 => return None,
            Event::Eof => return (depth == 0 && roots <= 1).then_some(found),
            _ => {}
        }
    }
}

fn by_document(source: impl Read) -> Option<Vec<String>> {
    let mut document = Document::new(source);
    let mut found = Vec::new();
    while let Some(name) = document.next_within(0).ok()? {
        found.push(name.to_string());
    }
    Some(found)
}

/// A source that returns a few bytes at a time.
struct Drip<'a>(&'a [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.1.min(self.0.len()).min(out.len());
        out[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

proptest! {
    #[test]
    fn tags_are_those_that_the_general_parser_finds(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "<a>", "</a>", "<b>", "</b>", "<x:b>", "</x:b>", "<a c='1'>", "<b/>", "<b />",
                "</a >", "</b\n>", "text", "&amp;", "& ", "&#233;", "<![CDATA[<a>]]>", "<!-- </a> -->",
                "<?p?>", "é", " ", "<b c='>'/>", "</b c=''>", "<a", ">", "< a>",
            ]),
            0..24,
        ),
        size in 1_usize..40,
        pad in 0_usize..3,
    ) {
        // Past the decoder's first reads, which are larger.
        let text = format!("<a>{}{}", " ".repeat(300 * pad), pieces.concat());
        let parsed = by_the_parser(&text);
        // The general parser accepts closing tags with attributes.
        if !text.contains("</b c") {
            prop_assert_eq!(by_document(text.as_bytes()), parsed.clone(), "{}", text);
            prop_assert_eq!(by_document(Drip(text.as_bytes(), size)), parsed, "{}", text);
        }
    }

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
        // Only if a parser accepts the document.
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
