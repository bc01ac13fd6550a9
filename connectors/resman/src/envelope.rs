//! The responses of version 1: an element `ResMan` with the outcome and a MITS
//! document, usually as escaped text.

use std::io::Read;

use tenantry_core::connector::{ConnectorError, ErrorKind, quote_name};
use tenantry_xml::{Content, Document};

use crate::refusal;

/// The payload's element.
const ROOT: &str = "residenttransactions";

/// How many times a payload may be escaped.
const MOST_WRAPPINGS: usize = 3;

/// How much of a response is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it, which proves that it is complete.
    Whole,
    /// Only as much as needed to know that the request was accepted.
    Acceptance,
}

/// Receives the elements of the payload, and may read them.
type Visit<'v> = dyn FnMut(&mut Document<'_>, &str) -> Result<(), ConnectorError> + 'v;

/// Reads the response to a request for a property.
///
/// What `visit` has seen counts only if this succeeds: the elements of a
/// response come in any order, so the status may follow the payload.
pub(crate) fn read(
    source: impl Read,
    property: &str,
    extent: Extent,
    visit: &mut Visit<'_>,
) -> Result<(), ConnectorError> {
    let mut document = Document::new(source);
    if document.next_within(0)?.is_none_or(|root| root != "resman") {
        return Err(unexpected("the response is not ResMan's"));
    }
    let mut head = Head::default();
    let mut payload = None;
    while head.read_to_response(&mut document)? {
        if payload.is_some() {
            return Err(unexpected("there are two Response elements"));
        }
        if head.is_failure() {
            document.skip()?;
            continue;
        }
        let holds_more = matches!(document.content()?, Content::Document | Content::Elements);
        if extent == Extent::Acceptance && head.is_success() && holds_more {
            return head.accepted(property);
        }
        payload = Some(read_payload(&mut document, 0, visit)?);
    }
    document.finish()?;
    head.accepted(property)?;
    match payload {
        Some(Payload::Residents) => Ok(()),
        Some(Payload::Blank) | None => {
            Err(unexpected("the response contains no residents' document"))
        }
        Some(Payload::Other) => Err(unexpected("the response contains another document")),
    }
}

/// What a response says about itself.
#[derive(Debug, Default)]
struct Head {
    /// The first status that is not success, else the last one.
    status: Option<String>,
    property: String,
    description: String,
}

impl Head {
    /// Reads up to the next `Response`; returns whether there is one.
    fn read_to_response(&mut self, document: &mut Document<'_>) -> Result<bool, ConnectorError> {
        while let Some(name) = document.next_within(1)? {
            match name.as_str() {
                // Inside a response that is not read further.
                _ if document.depth() > 2 => {}
                "response" => return Ok(true),
                "status" if self.is_failure() => document.skip()?,
                "status" => self.status = Some(document.text()?.trim().to_owned()),
                "propertyid" => self.property = document.text()?.trim().to_owned(),
                "errordescription" => self.description = document.text()?.trim().to_owned(),
                _ => document.skip()?,
            }
        }
        Ok(false)
    }

    fn is_success(&self) -> bool {
        self.status.as_deref().is_some_and(|status| status.eq_ignore_ascii_case("success"))
    }

    fn is_failure(&self) -> bool {
        self.status.is_some() && !self.is_success()
    }

    /// Whether ResMan did what was requested, for the requested property.
    fn accepted(&self, property: &str) -> Result<(), ConnectorError> {
        match &self.status {
            None => return Err(unexpected("the response has no status")),
            Some(status) if !self.is_success() && self.description.is_empty() => {
                return Err(unexpected(&format!(
                    "ResMan returned the status {:?} without a reason",
                    quote_name(status)
                )));
            }
            Some(_) if !self.is_success() => return Err(refusal::of_text(&self.description)),
            Some(_) => {}
        }
        if !self.property.is_empty() && !self.property.eq_ignore_ascii_case(property) {
            return Err(unexpected("the response is for another property"));
        }
        Ok(())
    }
}

/// What a response contained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Payload {
    Residents,
    Blank,
    Other,
}

fn read_payload(
    document: &mut Document<'_>,
    wrappings: usize,
    visit: &mut Visit<'_>,
) -> Result<Payload, ConnectorError> {
    let content = document.content()?;
    match content {
        Content::Nothing => return Ok(Payload::Blank),
        Content::Elements => {}
        Content::Text | Content::Document if wrappings == MOST_WRAPPINGS => {
            return Err(unexpected("the payload is escaped too often"));
        }
        Content::Text | Content::Document => {
            let mut inner = document.inner();
            if content == Content::Text {
                // Escaped twice, it looks like text at first.
                match inner.content() {
                    Ok(Content::Document) => {}
                    Ok(_) => return Ok(Payload::Other),
                    Err(_) => return Ok(Payload::Blank),
                }
            }
            let payload = read_payload(&mut inner, wrappings + 1, visit)?;
            inner.finish()?;
            return Ok(payload);
        }
    }
    let depth = document.depth();
    match document.next_within(depth)? {
        None => return Ok(Payload::Blank),
        Some(root) if root != ROOT => return Ok(Payload::Other),
        Some(_) => {}
    }
    while let Some(name) = document.next_within(depth)? {
        // Next to the residents' document, not inside it.
        if document.depth() == depth + 1 {
            return Ok(Payload::Other);
        }
        visit(document, &name)?;
    }
    Ok(Payload::Residents)
}

fn unexpected(message: &str) -> ConnectorError {
    ConnectorError::new(ErrorKind::Protocol, message)
        .hint("nothing was read; check `url`, and ask ResMan's support if it persists")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const ROSTER: &str = "<ResidentTransactions><Property><A/></Property></ResidentTransactions>";
    const SUCCESS: &str = "<Status>Success</Status><PropertyID>P-1</PropertyID>";
    const FAILURE: &str =
        "<Status>Failed</Status><ErrorDescription>Invalid API key.</ErrorDescription>";

    fn escaped(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }

    fn read_extent(extent: Extent, inner: &str) -> Result<String, ConnectorError> {
        let text = format!("<?xml version='1.0'?>\n<ResMan>{inner}</ResMan>");
        let mut names = Vec::new();
        read(text.as_bytes(), "p-1", extent, &mut |_, name| {
            names.push(name.to_owned());
            Ok(())
        })?;
        Ok(names.join(" "))
    }

    fn names(inner: &str) -> Result<String, ConnectorError> {
        read_extent(Extent::Whole, inner)
    }

    fn response(payload: &str) -> String {
        format!("{SUCCESS}<Response>{payload}</Response>")
    }

    #[rstest]
    #[case(response(ROSTER))]
    #[case(response(&escaped(ROSTER)))]
    #[case(response(&escaped(&escaped(ROSTER))))]
    #[case(response(&format!("<![CDATA[{ROSTER}]]>")))]
    #[case(response(&format!("<![CDATA[{}]]>", escaped(ROSTER))))]
    #[case(response(&escaped(&format!("<?xml version='1.0'?>\n{ROSTER}"))))]
    #[case(response(&format!("\n  {ROSTER}\n")))]
    #[case(format!("<Response>{}</Response><MethodName>M</MethodName>{SUCCESS}", escaped(ROSTER)))]
    #[case(response(ROSTER).replace("Success", " SUCCESS "))]
    #[case(response(ROSTER).replace("<PropertyID>P-1</PropertyID>", "<PropertyID/>"))]
    fn answers(#[case] inner: String) {
        assert_eq!(names(&inner).unwrap(), "property a");
        assert!(read_extent(Extent::Acceptance, &inner).is_ok());
    }

    #[test]
    fn nobody() {
        assert_eq!(names(&response("<ResidentTransactions/>")).unwrap(), "");
        assert_eq!(names(&response("&lt;ResidentTransactions /&gt;")).unwrap(), "");
    }

    #[rstest]
    #[case(response(""), ErrorKind::Protocol)]
    #[case(response(" \n "), ErrorKind::Protocol)]
    #[case(response("<![CDATA[]]>"), ErrorKind::Protocol)]
    #[case(response("<![CDATA[  ]]>"), ErrorKind::Protocol)]
    #[case(response("No data."), ErrorKind::Protocol)]
    #[case(response("<Units/>"), ErrorKind::Protocol)]
    #[case(response(&escaped("<Units/>")), ErrorKind::Protocol)]
    #[case(response(&format!("{ROSTER}{ROSTER}")), ErrorKind::Protocol)]
    #[case(response(&escaped(&format!("{ROSTER}{ROSTER}"))), ErrorKind::Malformed)]
    #[case(response(&escaped(&ROSTER.replace("</Property>", ""))), ErrorKind::Malformed)]
    #[case(response(&escaped(&ROSTER[..50])), ErrorKind::Incomplete)]
    #[case(response(&escaped("<html></html>")), ErrorKind::Unavailable)]
    #[case(response(ROSTER).replace("P-1", "p-2"), ErrorKind::Protocol)]
    #[case(format!("<Response>{ROSTER}</Response>"), ErrorKind::Protocol)]
    #[case(format!("<Response>{ROSTER}</Response>{FAILURE}"), ErrorKind::Unauthenticated)]
    #[case(format!("<Response>{ROSTER}</Response><Status>No</Status>"), ErrorKind::Protocol)]
    #[case(format!("<Response>No</Response>{FAILURE}"), ErrorKind::Unauthenticated)]
    #[case(format!("{FAILURE}<Response>{ROSTER}</Response>"), ErrorKind::Unauthenticated)]
    #[case(format!("{FAILURE}<Response></Response>"), ErrorKind::Unauthenticated)]
    #[case(format!("{FAILURE}{SUCCESS}<Response>{ROSTER}</Response>"), ErrorKind::Unauthenticated)]
    #[case(format!("{SUCCESS}{FAILURE}<Response>{ROSTER}</Response>"), ErrorKind::Unauthenticated)]
    #[case(
        format!("{SUCCESS}<Response>{ROSTER}</Response><Response>{ROSTER}</Response>"),
        ErrorKind::Protocol
    )]
    #[case(SUCCESS.into(), ErrorKind::Protocol)]
    #[case(String::new(), ErrorKind::Protocol)]
    fn no_answers(#[case] inner: String, #[case] kind: ErrorKind) {
        let error = names(&inner).unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.hint.is_some());
    }

    #[test]
    fn acceptance_is_known_before_the_payload() {
        let cut = response(&escaped(&ROSTER[..50]));
        assert_eq!(read_extent(Extent::Acceptance, &cut).unwrap(), "");
        for refused in [response(""), cut.replace("P-1", "p-2"), format!("{FAILURE}{ROSTER}")] {
            read_extent(Extent::Acceptance, &refused).unwrap_err();
        }
    }

    #[test]
    fn another_element_is_no_answer() {
        let answer = format!("<Envelope>{}</Envelope>", response(ROSTER));
        for text in [ROSTER, answer.as_str()] {
            let error = read(text.as_bytes(), "p-1", Extent::Whole, &mut |_, _| Ok(()));
            assert_eq!(error.unwrap_err().kind, ErrorKind::Protocol);
        }
    }

    #[test]
    fn a_large_payload_that_is_not_wanted_is_passed_over() {
        let large = escaped(&ROSTER.replace("<A/>", &"<A>x</A>".repeat(1 << 18)));
        let error = names(&format!("{FAILURE}<Response>{large}</Response>")).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unauthenticated);
        assert!(names(&response(&large)).unwrap().len() > 1 << 18);
    }
}
