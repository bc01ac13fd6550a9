use std::io::Read;

use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_xml::{Content, Document, soap::read_result};

use crate::messages;

/// Reads the complete response to an operation, whose result must be the
/// element `root`: every element below it is passed to `visit`, which may read
/// it. Other elements around the root are ignored.
///
/// # Errors
/// The meaning of a message in place of a result, that there is no such
/// element, and anything that shows that the response is incomplete. An empty
/// result is not an error.
pub(crate) fn read(
    source: impl Read,
    operation: &str,
    root: &str,
    mut visit: impl FnMut(&mut Document<'_>, &str) -> Result<(), ConnectorError>,
) -> Result<(), ConnectorError> {
    let mut document = Document::new(source);
    read_result(&mut document, operation, messages::of_fault, |document, depth| {
        if document.content()? == Content::Text {
            return messages::of_text(document.text()?).map_or(Ok(()), Err);
        }
        let (mut root_seen, mut nobody) = (false, false);
        while let Some(name) = document.next_within(depth)? {
            match name.as_str() {
                "message" | "error" | "errormessage" => match message(document, &name)? {
                    Message::Error(error) => return Err(error),
                    Message::Nobody => nobody = true,
                    Message::Other => {}
                },
                name if name == root => root_seen = true,
                name if root_seen => visit(document, name)?,
                _ => {}
            }
        }
        if root_seen || nobody { Ok(()) } else { Err(unexpected()) }
    })
}

enum Message {
    Error(ConnectorError),
    Nobody,
    Other,
}

fn message(document: &mut Document<'_>, name: &str) -> Result<Message, ConnectorError> {
    let kind = document.attribute("messagetype")?.unwrap_or_else(|| "Error".into());
    let is_error = name != "message" || kind.eq_ignore_ascii_case("error");
    let text = document.text()?.trim();
    Ok(match messages::of_message(text) {
        _ if text.is_empty() => Message::Other,
        None => Message::Nobody,
        Some(error) if is_error => Message::Error(error),
        Some(_) => Message::Other,
    })
}

fn unexpected() -> ConnectorError {
    ConnectorError::new(ErrorKind::Protocol, "the response lacks the operation's result")
        .hint("nothing was read; check `url`, `interface` and `operation`")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn names(result: &str) -> Result<String, ConnectorError> {
        let text =
            format!("<E><B><GetResponse><GetResult>{result}</GetResult></GetResponse></B></E>");
        let mut names = Vec::new();
        read(text.as_bytes(), "Get", "units", |_, name| {
            names.push(name.to_owned());
            Ok(())
        })?;
        Ok(names.join(" "))
    }

    #[rstest]
    #[case("<Units><Unit/></Units>", "unit")]
    #[case("<XmlDocument><x:UNITS><Unit><A/></Unit></x:UNITS></XmlDocument>", "unit a")]
    #[case("<Units/>", "")]
    #[case(
        "<Units><Messages><Message messageType='FYI'>All is well</Message></Messages></Units>",
        "messages"
    )]
    #[case(
        "<Messages><Message messageType='Error'>No tenants exist with the given search criteria</Message></Messages>",
        ""
    )]
    fn answers(#[case] result: &str, #[case] expected: &str) {
        assert_eq!(names(result).unwrap(), expected);
    }

    #[rstest]
    #[case(
        "<Messages><Message messageType='Error'>Invalid Interface Entity</Message></Messages>",
        ErrorKind::ConfigInvalid
    )]
    #[case("<Messages><Message>Login failed</Message></Messages>", ErrorKind::Unauthenticated)]
    #[case(
        "<Units><Unit/><ErrorMessages><Error>Something</Error></ErrorMessages></Units>",
        ErrorKind::Protocol
    )]
    #[case(
        "<Messages><Message messageType='FYI'>All is well</Message></Messages>",
        ErrorKind::Protocol
    )]
    #[case("<Other><Unit/></Other>", ErrorKind::Protocol)]
    #[case("-4", ErrorKind::Unauthenticated)]
    #[case("Sorry", ErrorKind::Protocol)]
    fn no_answers(#[case] result: &str, #[case] kind: ErrorKind) {
        assert_eq!(names(result).unwrap_err().kind, kind);
    }
}
