//! The meaning of RealPage's faults.

use tenantry_core::connector::{ConnectorError, ErrorKind, quote};
use tenantry_xml::soap::{Fault, fault};

/// The error in a response whose status is not 2xx, if it contains a fault.
pub(crate) fn of_answer(_status: u16, body: &[u8]) -> Option<ConnectorError> {
    fault(body).map(of_fault)
}

/// The error for a fault.
pub(crate) fn of_fault(fault: Fault) -> ConnectorError {
    let text = fault.text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let names_site = text
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| matches!(word, "site" | "siteid" | "pmc" | "pmcid" | "property"));
    let (kind, hint) = if says(TEMPORARY) {
        (ErrorKind::Unavailable, "")
    } else if says(LICENSE) {
        (
            ErrorKind::PermissionDenied,
            "a license key is authorized for each method separately: ask RealPage to authorize \
             yours for this one, or set `operation` to one that it is authorized for",
        )
    } else if says(LOGIN) {
        (ErrorKind::Unauthenticated, "check `license_key`, `username` and `password`")
    } else if names_site && says(NOT_KNOWN) {
        (ErrorKind::PropertyNotFound, "check `sites` and `pmc_id`")
    } else if says(&["unable to process"]) || is_servers(&fault.code) {
        (ErrorKind::Unavailable, "")
    } else {
        (ErrorKind::Protocol, "ask RealPage's support what it means")
    };
    let mut error =
        ConnectorError::new(kind, format!("RealPage returned a fault: {}", quote(&fault.text)));
    error.hint = Some(hint.into()).filter(|hint: &String| !hint.is_empty());
    error
}

const TEMPORARY: &[&str] =
    &["timeout", "time-out", "timed out", "deadlock", "too busy", "temporarily"];

const LICENSE: &[&str] = &["not authorized", "not authorised", "licens", "licenc"];

const LOGIN: &[&str] =
    &["login", "log in", "logon", "password", "username", "user name", "credential", "authenticat"];

const NOT_KNOWN: &[&str] = &[
    "unknown",
    "invalid",
    "not valid",
    "not available",
    "not found",
    "not exist",
    "not configured",
    "no access",
];

/// Whether a fault's code blames the server.
fn is_servers(code: &str) -> bool {
    let code = code.rsplit(':').next().unwrap_or_default();
    ["server", "receiver", "internalservicefault"]
        .iter()
        .any(|known| code.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(
        "s:Client",
        "LicenseKey is not authorized to call the method getunitlist",
        ErrorKind::PermissionDenied
    )]
    #[case("s:Client", "Invalid license key", ErrorKind::PermissionDenied)]
    #[case("s:Client", "Invalid username or password", ErrorKind::Unauthenticated)]
    #[case("s:Server", "Authentication failed", ErrorKind::Unauthenticated)]
    #[case("s:Client", "The site is not available to this partner", ErrorKind::PropertyNotFound)]
    #[case("s:Client", "Invalid SiteID: 1", ErrorKind::PropertyNotFound)]
    #[case("s:Server", "PMC not found", ErrorKind::PropertyNotFound)]
    #[case("s:Client", "Invalid website address", ErrorKind::Protocol)]
    #[case("s:Client", "Execution Timeout Expired.", ErrorKind::Unavailable)]
    #[case("s:Client", "The login timed out", ErrorKind::Unavailable)]
    #[case("s:Client", "Transaction was deadlocked", ErrorKind::Unavailable)]
    #[case("s:Client", "Unable to process the request", ErrorKind::Unavailable)]
    #[case("soap:Server", "Object reference not set", ErrorKind::Unavailable)]
    #[case("a:InternalServiceFault", "", ErrorKind::Unavailable)]
    #[case("a:ActionNotSupported", "ContractFilter mismatch", ErrorKind::Protocol)]
    #[case("s:Client", "Unknown system", ErrorKind::Protocol)]
    fn faults(#[case] code: &str, #[case] text: &str, #[case] kind: ErrorKind) {
        let error = of_fault(Fault { code: code.into(), text: text.into() });
        assert_eq!(error.kind, kind, "{text}");
        assert_eq!(error.hint.is_none(), kind == ErrorKind::Unavailable);
    }

    #[test]
    fn what_may_be_personal_is_not_quoted() {
        let text = "No login for ada@example.com, call 2175550101";
        let error = of_fault(Fault { code: String::new(), text: text.into() });
        assert_eq!(error.to_string(), "RealPage returned a fault: No login for *** call ***");
    }

    #[test]
    fn answers_without_a_fault_are_left_to_their_status() {
        assert!(of_answer(500, b"<html/>").is_none());
        let body = b"<E><B><Fault><faultstring>Timeout</faultstring></Fault></B></E>";
        assert_eq!(of_answer(500, body).unwrap().kind, ErrorKind::Unavailable);
    }
}
