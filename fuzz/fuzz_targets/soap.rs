//! Results and faults in SOAP responses, however a result is wrapped.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_fuzz::{Drip, choice, same_kind};
use tenantry_xml::soap::{Fault, fault, read_result};
use tenantry_xml::{Content, Document};

fuzz_target!(|data: &[u8]| {
    let whole = result(data, 0);
    let size = 1 + choice(data, 40);
    match (&whole, result(data, size)) {
        (Ok(whole), Ok(dripped)) => assert_eq!(*whole, dripped, "in pieces of {size} bytes"),
        (Err(whole), Err(dripped)) => {
            assert!(same_kind(data, whole, &dripped), "{whole}, {dripped}, pieces of {size} bytes");
        }
        (whole, dripped) => panic!("{whole:?}, {dripped:?}, in pieces of {size} bytes"),
    }
    let cut = choice(data, data.len());
    if let (Ok(whole), Ok(short)) = (&whole, result(&data[..cut], 0)) {
        assert_eq!(*whole, short, "{cut} of {} bytes", data.len());
    }
    if let Some(Fault { code, text }) = fault(data) {
        assert!(code.trim() == code && text.trim() == text);
    }
    packed(data);
});

/// The texts and names of a result.
fn result(data: &[u8], size: usize) -> Result<Vec<String>, ConnectorError> {
    let on_fault = |fault: Fault| ConnectorError::new(ErrorKind::Protocol, fault.code);
    let mut document = Document::new(Drip::new(data, size));
    read_result(&mut document, "Get", on_fault, |document, depth| {
        let mut found = Vec::new();
        if document.content()? == Content::Text {
            return Ok(vec![document.text()?.to_owned()]);
        }
        while let Some(name) = document.next_within(depth)? {
            found.push(name.to_string());
        }
        Ok(found)
    })
}

fn names(text: &str) -> Result<Vec<String>, ConnectorError> {
    let mut document = Document::new(text.as_bytes());
    let mut names = Vec::new();
    while let Some(name) = document.next_within(0)? {
        if document.depth() > 200 {
            return Ok(Vec::new());
        }
        names.push(name.to_string());
    }
    Ok(names)
}

/// A document equals a result, however it is wrapped in the response.
fn packed(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    // Only the outermost document is decoded.
    if text.contains("encoding") || text.contains('\0') || text.starts_with('\u{FEFF}') {
        return;
    }
    let Ok(names) = names(text) else { return };
    if names.is_empty() {
        return;
    }
    let mut forms = vec![text.to_owned(), escaped(text), escaped(&escaped(text))];
    if !format!("{text}]]>").find("]]>").is_some_and(|at| at < text.len()) {
        forms.push(format!("<![CDATA[{text}]]>"));
        forms.push(format!(" <![CDATA[{}]]>", escaped(text)));
    }
    for (at, form) in forms.into_iter().enumerate() {
        let answer =
            format!("<E><B><GetResponse><GetResult>{form}</GetResult></GetResponse></B></E>");
        match result(answer.as_bytes(), 0) {
            Ok(found) => assert_eq!(found, names, "form {at}"),
            Err(error) => panic!("form {at}: {error}"),
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
