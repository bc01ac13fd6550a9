use tenantry_core::connector::{ConnectorError, ErrorKind};

use crate::{content::Content, document::Document};

/// How many times a result may be wrapped in another document's text.
const MOST_WRAPPINGS: usize = 4;

/// A service's description of its failure. The texts are the server's own and
/// may contain anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fault {
    /// `faultcode` of SOAP 1.1, `Code/Value` of SOAP 1.2.
    pub code: String,
    /// `faultstring`, or `Reason/Text`.
    pub text: String,
}

/// The fault in a body, such as that of an HTTP 500; `None` if it is not a
/// fault.
pub fn fault(body: &[u8]) -> Option<Fault> {
    let mut document = Document::new(body);
    while let Ok(Some(name)) = document.next_within(0) {
        if name == "fault" {
            return read_fault(&mut document).ok();
        }
    }
    None
}

/// Reads the result of `operation` from a complete response: `read` gets the
/// document that contains the result and the depth to read within, whether the
/// result is there as elements, as escaped text or in CDATA.
///
/// # Errors
/// Those of the document, of `read`, the error from `on_fault` for a fault, and
/// [`ErrorKind::ConfigInvalid`] if there is no result or an empty one.
pub fn read_result<T>(
    document: &mut Document<'_>,
    operation: &str,
    on_fault: impl FnOnce(Fault) -> ConnectorError,
    mut read: impl FnMut(&mut Document<'_>, usize) -> Result<T, ConnectorError>,
) -> Result<T, ConnectorError> {
    let response = format!("{}response", operation.to_ascii_lowercase());
    let result = format!("{}result", operation.to_ascii_lowercase());
    let mut answers_another = false;
    while let Some(name) = document.next_within(0)? {
        if name == "fault" {
            return Err(on_fault(read_fault(document)?));
        }
        if name == result.as_str() {
            let read = read_content(document, 0, &mut read)?;
            document.finish()?;
            return Ok(read);
        }
        answers_another |= name.ends_with("response") && name != response.as_str();
    }
    Err(if answers_another { another() } else { missing() })
}

fn read_content<T>(
    document: &mut Document<'_>,
    wrappings: usize,
    read: &mut dyn FnMut(&mut Document<'_>, usize) -> Result<T, ConnectorError>,
) -> Result<T, ConnectorError> {
    match document.content()? {
        Content::Nothing => Err(missing()),
        Content::Document if wrappings < MOST_WRAPPINGS => {
            let mut inner = document.inner();
            let value = read_content(&mut inner, wrappings + 1, read)?;
            inner.finish()?;
            Ok(value)
        }
        _ => {
            let depth = document.depth();
            read(document, depth)
        }
    }
}

fn read_fault(document: &mut Document<'_>) -> Result<Fault, ConnectorError> {
    let mut fault = Fault::default();
    let depth = document.depth();
    while let Some(name) = document.next_within(depth)? {
        match name.as_str() {
            "faultcode" | "value" if fault.code.is_empty() => {
                fault.code = document.text()?.trim().to_owned();
            }
            "faultstring" | "text" if fault.text.is_empty() => {
                fault.text = document.text()?.trim().to_owned();
            }
            _ => {}
        }
    }
    Ok(fault)
}

fn missing() -> ConnectorError {
    ConnectorError::new(ErrorKind::ConfigInvalid, "the response has no result")
        .hint("servers do this if server, database or property is wrong; check them")
}

fn another() -> ConnectorError {
    ConnectorError::new(ErrorKind::Unsupported, "the response is for another operation")
        .hint("check `url` and which operations the service offers")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn read(body: &str) -> Result<String, ConnectorError> {
        let on_fault = |fault: Fault| ConnectorError::new(ErrorKind::Unavailable, fault.text);
        read_result(&mut Document::new(body.as_bytes()), "Get", on_fault, |document, depth| {
            let mut names = String::new();
            if document.content()? == Content::Text {
                return Ok(document.text()?.to_owned());
            }
            while let Some(name) = document.next_within(depth)? {
                names += &name;
                names += " ";
            }
            Ok(names.trim().to_owned())
        })
    }

    fn envelope(result: &str) -> String {
        format!(
            "<s:Envelope><s:Body><x:GetResponse><GetResult>{result}</GetResult></x:GetResponse>\
             </s:Body></s:Envelope>"
        )
    }

    #[rstest]
    #[case("<A><B/></A>", "a b")]
    #[case("  <!-- c --><n:A/>", "a")]
    #[case("&lt;A>&lt;B/&gt;&lt;/A&gt;", "a b")]
    #[case("\n &#60;?xml version='1.0' encoding='ISO-8859-1'?>&lt;A&gt;&lt;/A>", "a")]
    #[case("<![CDATA[<A><B>]]><![CDATA[</B></A>]]>", "a b")]
    #[case("<![CDATA[&lt;A/&gt;]]>", "a")]
    #[case("&amp;lt;A/&amp;gt;", "a")]
    #[case("AT&amp;T", "AT&T")]
    #[case("-3", "-3")]
    fn results(#[case] result: &str, #[case] expected: &str) {
        assert_eq!(read(&envelope(result)).unwrap(), expected);
    }

    #[rstest]
    #[case(envelope(""), ErrorKind::ConfigInvalid)]
    #[case(envelope("  "), ErrorKind::ConfigInvalid)]
    #[case(envelope("<![CDATA[ ]]>"), ErrorKind::ConfigInvalid)]
    #[case("<Envelope><Body><GetResponse/></Body></Envelope>".into(), ErrorKind::ConfigInvalid)]
    #[case("<Envelope><Body><PutResponse/></Body></Envelope>".into(), ErrorKind::Unsupported)]
    #[case("<!DOCTYPE html><html></html>".into(), ErrorKind::Unavailable)]
    #[case("<html></html>".into(), ErrorKind::Unavailable)]
    #[case("<E><Fault><faultstring>x</faultstring></Fault></E>".into(), ErrorKind::Unavailable)]
    #[case("no XML".into(), ErrorKind::Malformed)]
    #[case(envelope("<A>").replace("</GetResult>", ""), ErrorKind::Malformed)]
    #[case(envelope("&lt;A>"), ErrorKind::Incomplete)]
    #[case(envelope("<![CDATA[<A>]]>"), ErrorKind::Incomplete)]
    #[case(envelope("<A/>").trim_end_matches("</s:Envelope>").into(), ErrorKind::Incomplete)]
    #[case(envelope("<A/>") + "<more/>", ErrorKind::Malformed)]
    fn no_results(#[case] body: String, #[case] kind: ErrorKind) {
        assert_eq!(read(&body).unwrap_err().kind, kind, "{body}");
    }

    #[test]
    fn faults_of_both_versions() {
        let v11 = "<s:Envelope><s:Body><s:Fault><faultcode>soap:Server</faultcode>\
                   <faultstring> Timeout </faultstring><detail/></s:Fault></s:Body></s:Envelope>";
        let v12 = "<s:Envelope><s:Body><s:Fault><s:Code><s:Value>soap:Server</s:Value></s:Code>\
                   <s:Reason><s:Text>Timeout</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>";
        let expected = Fault { code: "soap:Server".into(), text: "Timeout".into() };
        assert_eq!(fault(v11.as_bytes()), Some(expected.clone()));
        assert_eq!(fault(v12.as_bytes()), Some(expected));
        assert_eq!(fault(b"<html/>"), None);
    }
}
