//! SOAP requests and responses in both versions.

use crate::{
    Answer, Seen,
    xml::{Element, escaped},
};

/// A version of SOAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoapVersion {
    /// 1.1: `text/xml`, with the action in a separate header.
    V11,
    /// 1.2: `application/soap+xml`, and the action in the content type.
    V12,
}

impl SoapVersion {
    /// The SOAP version that a request uses.
    pub fn of(seen: &Seen) -> Option<Self> {
        match seen.media_type().as_str() {
            "text/xml" => Some(Self::V11),
            "application/soap+xml" => Some(Self::V12),
            _ => None,
        }
    }

    fn namespace(self) -> &'static str {
        match self {
            Self::V11 => "http://schemas.xmlsoap.org/soap/envelope/",
            Self::V12 => "http://www.w3.org/2003/05/soap-envelope",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::V11 => "text/xml; charset=utf-8",
            Self::V12 => "application/soap+xml; charset=utf-8",
        }
    }
}

/// The action named in a request, without quotes; empty if there is none.
pub(crate) fn action(seen: &Seen, version: SoapVersion) -> String {
    let value = match version {
        SoapVersion::V11 => seen.header("soapaction").unwrap_or_default(),
        SoapVersion::V12 => {
            let content_type = seen.header("content-type").unwrap_or_default();
            content_type
                .split(';')
                .filter_map(|part| part.trim().split_once('='))
                .find(|(name, _)| name.trim().eq_ignore_ascii_case("action"))
                .map_or("", |(_, value)| value)
        }
    };
    value.trim().trim_matches('"').into()
}

/// The operation element of an envelope, or the fault for an invalid one.
pub(crate) fn operation(body: &str, version: SoapVersion) -> Result<Element, Answer> {
    let unreadable = |why: &str| {
        let text = "Server was unable to read request. ---> There is an error in XML document.";
        fault(version, "soap:Client", &format!("{text} ---> {why}"))
    };
    let envelope = Element::parse(body).map_err(|why| unreadable(&why))?;
    if envelope.namespace != version.namespace() {
        let (found, expected) = (&envelope.namespace, version.namespace());
        let text = format!(
            "Possible SOAP version mismatch: Envelope namespace {found} was unexpected. \
             Expecting {expected}."
        );
        return Err(fault(version, "soap:VersionMismatch", &text));
    }
    let body = envelope.child(version.namespace(), "Body").ok_or_else(|| unreadable("no Body"))?;
    body.children.first().cloned().ok_or_else(|| unreadable("an empty Body"))
}

/// A response with the content of `<OpResult>`; `None` omits the result.
pub(crate) fn answer(
    version: SoapVersion,
    namespace: &str,
    operation: &str,
    result: Option<&str>,
) -> Answer {
    let result = result.map_or(String::new(), |inner| {
        format!("<{operation}Result>{}</{operation}Result>", without_prolog(inner))
    });
    envelope(
        version,
        200,
        &format!("<{operation}Response xmlns=\"{namespace}\">{result}</{operation}Response>"),
    )
}

/// A SOAP fault with HTTP 500.
pub(crate) fn fault(version: SoapVersion, code: &str, text: &str) -> Answer {
    // 1.2 has other words for these two codes.
    let code = match (version, code) {
        (SoapVersion::V12, "soap:Client") => "soap:Sender",
        (SoapVersion::V12, "soap:Server") => "soap:Receiver",
        _ => code,
    };
    let (code, text) = (escaped(code), escaped(text));
    let inner = match version {
        SoapVersion::V11 => format!(
            "<soap:Fault><faultcode>{code}</faultcode><faultstring>{text}</faultstring>\
             <detail /></soap:Fault>"
        ),
        SoapVersion::V12 => format!(
            "<soap:Fault><soap:Code><soap:Value>{code}</soap:Value></soap:Code><soap:Reason>\
             <soap:Text xml:lang=\"en\">{text}</soap:Text></soap:Reason></soap:Fault>"
        ),
    };
    envelope(version, 500, &inner)
}

fn envelope(version: SoapVersion, status: u16, body: &str) -> Answer {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"{}\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"><soap:Body>{body}</soap:Body>\
         </soap:Envelope>",
        version.namespace()
    );
    Answer::new(status, version.content_type(), text)
}

/// A document without its XML declaration, to be embedded in another.
fn without_prolog(document: &str) -> &str {
    let trimmed = document.trim_start_matches('\u{feff}').trim_start();
    match trimmed.strip_prefix("<?xml ").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => document,
    }
}
