//! The server's error messages, and what to do about them. Almost all of them
//! come with HTTP 200.

use tenantry_core::connector::{ConnectorError, ErrorKind, quote};
use tenantry_xml::soap::{self, Fault};

/// The error of a response whose status is not 2xx.
pub(crate) fn refusal(_: u16, body: &[u8]) -> Option<ConnectorError> {
    soap::fault(body).map(of_fault)
}

/// The error for a SOAP fault. Servers send faults for temporary problems
/// (deadlocks, timeouts) as well as for permanent ones.
pub(crate) fn of_fault(fault: Fault) -> ConnectorError {
    let text = fault.text.to_ascii_lowercase();
    if text.contains("did not recognize the value of http header soapaction") {
        return ConnectorError::new(ErrorKind::Unsupported, "the service has no such operation")
            .hint(
                "check `interface` and `operation`: what a server offers depends on its version",
            );
    }
    if let Some(error) = known(&fault.text) {
        return error;
    }
    let by_client = fault.code.rsplit(':').next().is_some_and(|code| {
        code.eq_ignore_ascii_case("client") || code.eq_ignore_ascii_case("sender")
    });
    let passes = ["timeout", "timed out", "deadlock", "try again", "unable to process"]
        .iter()
        .any(|word| text.contains(word));
    let kind = if by_client && !passes { ErrorKind::Protocol } else { ErrorKind::Unavailable };
    ConnectorError::new(kind, format!("the server reports a fault: {}", quote(&fault.text)))
        .hint("run again later; if it persists, ask Yardi's support what it means")
}

/// The error for a message; `None` if it means that there are no residents.
pub(crate) fn of_message(text: &str) -> Option<ConnectorError> {
    let folded = text.to_ascii_lowercase();
    if folded.contains("no tenants exist") || folded.contains("no roommate promotions found") {
        return None;
    }
    Some(known(text).unwrap_or_else(|| {
        ConnectorError::new(
            ErrorKind::Protocol,
            format!("the server returned an error: {}", quote(text)),
        )
        .hint("nothing was read; ask Yardi's support what it means")
    }))
}

/// The error for a bare number or other text in place of a result; `None` if it
/// means that there are no residents.
pub(crate) fn of_text(text: &str) -> Option<ConnectorError> {
    let error = |kind, message: &str, hint: &str| {
        Some(ConnectorError::new(kind, message.to_owned()).hint(hint))
    };
    match text.trim() {
        "-1" => error(
            ErrorKind::PermissionDenied,
            "the web service user has insufficient rights (-1)",
            "have the Voyager administrator give the `username` user rights to the interface",
        ),
        "-2" => error(
            ErrorKind::PropertyNotFound,
            "the interface entity has no access to the property (-2)",
            NO_ACCESS,
        ),
        "-3" => error(
            ErrorKind::PermissionDenied,
            "the interface entity or license was refused (-3)",
            LICENSE,
        ),
        "-4" => error(ErrorKind::Unauthenticated, "the login failed (-4)", LOGIN),
        number if number.parse::<i64>().is_ok() => error(
            ErrorKind::Protocol,
            "the server returned a bare number",
            "nothing was read; ask Yardi's support what it means",
        ),
        text => of_message(text),
    }
}

const LOGIN: &str = "check `username`, `password`, `server_name` and `database`; passwords of web \
                     service users expire like others";
const LICENSE: &str = "the interface license was refused: it is issued per interface and per \
                       vendor; check `interface`, `interface_entity` and the license";
const NO_ACCESS: &str = "check the code in `properties`, and have the Voyager administrator \
                         configure the interface for the property";

fn known(text: &str) -> Option<ConnectorError> {
    let folded = text.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().all(|word| folded.contains(word));
    let (kind, hint) = match () {
        () if has(&["login failed"]) || has(&["login credentials"]) || has(&["invalid login"]) => {
            (ErrorKind::Unauthenticated, LOGIN)
        }
        () if has(&["invalid interface entity"]) => (
            ErrorKind::ConfigInvalid,
            "set `interface_entity` to the vendor's name exactly as Yardi issued it for this \
             interface; letter case matters",
        ),
        () if has(&["license"]) || has(&["licence"]) => (ErrorKind::PermissionDenied, LICENSE),
        () if has(&["no access to yardi property"]) || has(&["invalid", "property"]) => {
            (ErrorKind::PropertyNotFound, NO_ACCESS)
        }
        () if has(&["is not configured for property"]) => (ErrorKind::ConfigInvalid, NO_ACCESS),
        () if has(&["insufficient", "right"]) || has(&["permission"]) => (
            ErrorKind::PermissionDenied,
            "have the Voyager administrator give the `username` user rights to the interface",
        ),
        () if has(&["deadlock"]) || has(&["timeout"]) || has(&["timed out"]) => {
            (ErrorKind::Unavailable, "run again later")
        }
        () if has(&["rate limit"]) || has(&["too many requests"]) => {
            (ErrorKind::RateLimited, "set `requests_per_minute`, or run less often")
        }
        () => return None,
    };
    let message = format!("the server returned an error: {}", quote(text));
    Some(ConnectorError::new(kind, message).hint(hint))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(
        "Login failed. Please check login credentials and try again.",
        ErrorKind::Unauthenticated
    )]
    #[case("Invalid Interface Entity", ErrorKind::ConfigInvalid)]
    #[case("License invalid for Vendor Example", ErrorKind::PermissionDenied)]
    #[case("Invalid or no access to Yardi Property", ErrorKind::PropertyNotFound)]
    #[case("Interface 'x' is not Configured for property 'maple'", ErrorKind::ConfigInvalid)]
    #[case("Transaction was deadlocked", ErrorKind::Unavailable)]
    #[case("Something else", ErrorKind::Protocol)]
    #[case("-1", ErrorKind::PermissionDenied)]
    #[case("-2", ErrorKind::PropertyNotFound)]
    #[case(" -3 ", ErrorKind::PermissionDenied)]
    #[case("-4", ErrorKind::Unauthenticated)]
    #[case("0", ErrorKind::Protocol)]
    fn errors(#[case] text: &str, #[case] kind: ErrorKind) {
        let error = of_text(text).unwrap();
        assert_eq!(error.kind, kind);
        assert!(error.hint.is_some());
    }

    #[test]
    fn nobody_is_no_error() {
        assert!(of_message("No tenants exist with the given search criteria").is_none());
    }

    #[rstest]
    #[case("soap:Server", "Timeout expired.", ErrorKind::Unavailable)]
    #[case("soap:Server", "Object reference not set", ErrorKind::Unavailable)]
    #[case("soap:Client", "Bad XML", ErrorKind::Protocol)]
    #[case(
        "soap:Client",
        "Server did not recognize the value of HTTP Header SOAPAction: x",
        ErrorKind::Unsupported
    )]
    #[case("soap:Server", "Login failed for user", ErrorKind::Unauthenticated)]
    fn faults(#[case] code: &str, #[case] text: &str, #[case] kind: ErrorKind) {
        assert_eq!(of_fault(Fault { code: code.into(), text: text.into() }).kind, kind);
    }

    #[test]
    fn people_are_not_quoted() {
        let error = of_message("cannot mail ada@example.com at 555-010-0001").unwrap();
        assert!(!error.message.contains("ada") && !error.message.contains("010"), "{error}");
    }
}
