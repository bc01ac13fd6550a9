//! XML documents, whose elements must be those that `quick-xml` finds.

#![no_main]

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use quick_xml::Reader;
use quick_xml::events::Event;
use tenantry_core::connector::ConnectorError;
use tenantry_fuzz::{Drip, choice, same_kind};
use tenantry_xml::{Content, Decoder, Document};

fuzz_target!(|data: &[u8]| {
    pieces_do_not_matter(data);
    let mut text = String::new();
    if Decoder::new(data).read_to_string(&mut text).is_err() {
        return;
    }
    let parsed = parse(&text);
    let names = names(data);
    match (&parsed, &names) {
        (Parsed::Other, _) => return,
        (Parsed::InOrder(parsed), Ok(names)) => assert_eq!(parsed, names),
        (Parsed::Disorder, Err(_)) => {}
        _ => panic!("quick-xml: {parsed:?}, we: {names:?}"),
    }
    if let Ok(read) = children(data, false) {
        match children(data, true) {
            Ok(skipped) => assert_eq!(read, skipped),
            Err(error) => panic!("skipping the elements fails: {error}"),
        }
    }
});

/// Reads in all possible ways, chosen by the input.
fn walk(data: &[u8], size: usize) -> Result<Vec<String>, ConnectorError> {
    let mut ways = choice(data, 1 << 32);
    let mut found = Vec::new();
    let mut document = Document::new(Drip::new(data, size));
    while let Some(name) = document.next_within(0)? {
        found.push(format!("{name} {:?}", document.attributes()?));
        let kind = document.attribute("type")?;
        found.extend(kind);
        let depth = document.depth();
        match ways & 7 {
            0 | 1 => found.push(document.text()?.to_owned()),
            2 => document.skip()?,
            3 => document.children(|document, name| {
                found.push(format!("{name} {}", document.depth()));
                if ways & 8 == 0 { document.skip() } else { Ok(()) }
            })?,
            4 => {
                let content = document.content()?;
                found.push(format!("{content:?}"));
                if content == Content::Document {
                    let mut inner = document.inner();
                    while let Some(name) = inner.next_within(0)? {
                        found.push(format!("inner {name}"));
                    }
                }
            }
            _ => {}
        }
        if ways & 7 < 4 {
            assert_eq!(document.depth(), depth - 1);
        }
        ways = ways.rotate_right(3);
    }
    Ok(found)
}

fn pieces_do_not_matter(data: &[u8]) {
    let whole = walk(data, 0);
    for size in [1, 1 + choice(data, 90)] {
        match (&whole, walk(data, size)) {
            (Ok(whole), Ok(dripped)) => assert_eq!(*whole, dripped, "pieces of {size} bytes"),
            (Err(whole), Err(dripped)) => {
                assert!(
                    same_kind(data, whole, &dripped),
                    "{whole}, {dripped}, pieces of {size} bytes"
                );
            }
            (whole, dripped) => panic!("{whole:?}, {dripped:?}, pieces of {size} bytes"),
        }
    }
}

fn names(data: &[u8]) -> Result<Vec<String>, ConnectorError> {
    let mut document = Document::new(data);
    let mut names = Vec::new();
    while let Some(name) = document.next_within(0)? {
        names.push(name.to_string());
    }
    Ok(names)
}

fn children(data: &[u8], skip: bool) -> Result<Vec<String>, ConnectorError> {
    let mut document = Document::new(data);
    let mut names = Vec::new();
    if document.next_within(0)?.is_some() {
        document.children(|document, name| {
            names.push(name.to_owned());
            if skip { document.skip() } else { Ok(()) }
        })?;
    }
    document.finish()?;
    Ok(names)
}

/// What the general parser finds.
#[derive(Debug)]
enum Parsed {
    /// The local names of the elements.
    InOrder(Vec<String>),
    Disorder,
    /// Something that the two may treat differently: attributes in end tags,
    /// `<` within a tag, document types, processing instructions within
    /// elements, web pages, too many levels.
    Other,
}

fn parse(text: &str) -> Parsed {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let (mut names, mut depth, mut roots) = (Vec::new(), 0_usize, 0);
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(_) => return Parsed::Disorder,
        };
        match &event {
            // Our reader refuses an element without a name.
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref().is_empty() => {
                return Parsed::Other;
            }
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.local_name().as_ref().to_ascii_lowercase();
                if tag.contains('<') || depth >= 256 || depth == 0 && name == "html" {
                    return Parsed::Other;
                }
                roots += usize::from(depth == 0);
                depth += usize::from(matches!(event, Event::Start(_)));
                names.push(name);
            }
            Event::End(tag) => {
                if tag.trim_ascii_end().contains(|c: char| c.is_ascii_whitespace() || c == '<') {
                    return Parsed::Other;
                }
                depth -= 1;
            }
            Event::Text(text) if depth == 0 && !text.trim().is_empty() => return Parsed::Disorder,
            Event::CData(_) | Event::GeneralRef(_) if depth == 0 => return Parsed::Disorder,
            Event::DocType(_) => return Parsed::Other,
            Event::PI(_) | Event::Decl(_) if depth > 0 => return Parsed::Other,
            Event::Eof if depth == 0 && roots <= 1 => return Parsed::InOrder(names),
            Event::Eof => return Parsed::Disorder,
            _ => {}
        }
    }
}
