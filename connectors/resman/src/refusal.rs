//! ResMan's error messages, and what to do about them. Version 1 sends them
//! with HTTP 200.

use serde_json::Value;
use tenantry_core::connector::{ConnectorError, ErrorKind, quote, quote_name};

/// The error for a description, usually version 1's `ErrorDescription`.
pub(crate) fn of_text(text: &str) -> ConnectorError {
    let (kind, hint) = meaning(text);
    ConnectorError::new(kind, format!("ResMan returned an error: {}", quote(text))).hint(hint)
}

/// The error for a version 2 response whose status is not 2xx, if it is
/// ResMan's own.
pub(crate) fn of_json(status: u16, body: &[u8]) -> Option<ConnectorError> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let text = answer.get("message")?.as_str()?;
    let (kind, hint) = of_status(status).unwrap_or_else(|| meaning(text));
    let code = match answer.get("code") {
        Some(Value::String(code)) if !code.is_empty() => format!(", code {}", quote_name(code)),
        Some(Value::Number(code)) if code.as_u64() != Some(status.into()) => {
            format!(", code {code}")
        }
        _ => String::new(),
    };
    let message = format!("ResMan returned HTTP {status}{code}: {}", quote(text));
    Some(ConnectorError::new(kind, message).hint(hint))
}

/// The error for a version 1 response whose status is not 2xx. Only those about
/// access have one.
pub(crate) fn of_page(status: u16, _: &[u8]) -> Option<ConnectorError> {
    let (kind, hint) = of_status(status).filter(|(kind, _)| {
        matches!(kind, ErrorKind::Unauthenticated | ErrorKind::PermissionDenied)
    })?;
    Some(ConnectorError::new(kind, format!("ResMan returned HTTP {status}")).hint(hint))
}

/// The meaning of a status regardless of the text next to it; `None` if the
/// text decides.
fn of_status(status: u16) -> Option<(ErrorKind, &'static str)> {
    Some(match status {
        401 => (ErrorKind::Unauthenticated, CREDENTIALS),
        403 => (ErrorKind::PermissionDenied, PERMISSION),
        408 => (ErrorKind::Timeout, LATER),
        429 => (ErrorKind::RateLimited, RATE),
        425 | 500.. => (ErrorKind::Unavailable, LATER),
        _ => return None,
    })
}

const CREDENTIALS: &str = "check `integration_partner_id`, `api_key` and `account_id`; ResMan \
                           issues a key for one version of the API";
const PERMISSION: &str = "have the management company enable the integration in ResMan for the \
                          account and each of `properties`";
const PROPERTY: &str = "check the ID in `properties`, and that the property belongs to \
                        `account_id`";
const RATE: &str = "set `requests_per_minute`, or run less often";
const LATER: &str = "run again later; ask ResMan's support if it persists";
const OTHER: &str = "nothing was read; ask ResMan's support what it means";

fn meaning(text: &str) -> (ErrorKind, &'static str) {
    let folded = text.to_lowercase();
    let says = |words: &[&str]| {
        words.iter().any(|word| folded.match_indices(word).any(|(at, _)| begins(&folded, at)))
    };
    let credentials =
        says(&["api key", "apikey", "account", "partner", "credential", "login", "log in"]);
    let permission = says(&["not authorized", "not authorised", "permission", "access"]);
    let wrong = says(&["invalid", "incorrect", "unknown", "expired", "not valid", "not found"]);
    match () {
        () if says(&["too many", "rate limit", "rate exceed", "throttl"]) => {
            (ErrorKind::RateLimited, RATE)
        }
        // "The partner has no access to the property" is not about the key.
        () if credentials && (wrong || !permission) => (ErrorKind::Unauthenticated, CREDENTIALS),
        () if permission => (ErrorKind::PermissionDenied, PERMISSION),
        () if says(&["unauthorized", "unauthorised", "authenticat"]) => {
            (ErrorKind::Unauthenticated, CREDENTIALS)
        }
        () if says(&["property", "properties"]) => (ErrorKind::PropertyNotFound, PROPERTY),
        () if says(&["timeout", "timed out", "deadlock", "maintenance", "unavailable"]) => {
            (ErrorKind::Unavailable, LATER)
        }
        () => (ErrorKind::Protocol, OTHER),
    }
}

/// Whether a word begins at this byte of a text.
fn begins(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Invalid API key or account.", ErrorKind::Unauthenticated)]
    #[case("Integration Partner not found", ErrorKind::Unauthenticated)]
    #[case("The credentials have expired", ErrorKind::Unauthenticated)]
    #[case("Access denied: invalid ApiKey", ErrorKind::Unauthenticated)]
    #[case("The login failed", ErrorKind::Unauthenticated)]
    #[case("Unauthorized", ErrorKind::Unauthenticated)]
    #[case("Not authorized to call this method.", ErrorKind::PermissionDenied)]
    #[case("The partner does not have access to the property", ErrorKind::PermissionDenied)]
    #[case("Missing permission", ErrorKind::PermissionDenied)]
    #[case("Invalid property.", ErrorKind::PropertyNotFound)]
    #[case("PropertyID is unknown", ErrorKind::PropertyNotFound)]
    #[case("Too many requests for this account", ErrorKind::RateLimited)]
    #[case("Rate limit exceeded", ErrorKind::RateLimited)]
    #[case("Timeout expired", ErrorKind::Unavailable)]
    #[case("A corporate catalog is incomplete", ErrorKind::Protocol)]
    #[case("", ErrorKind::Protocol)]
    fn descriptions(#[case] text: &str, #[case] kind: ErrorKind) {
        let error = of_text(text);
        assert_eq!(error.kind, kind);
        assert!(error.hint.is_some());
    }

    #[rstest]
    #[case(400, r#"{"message": "The propertyId is missing."}"#, ErrorKind::PropertyNotFound)]
    #[case(400, r#"{"message": "Bad request", "code": 17}"#, ErrorKind::Protocol)]
    #[case(401, r#"{"message": "No property", "code": "x"}"#, ErrorKind::Unauthenticated)]
    #[case(403, r#"{"message": "The account is not available"}"#, ErrorKind::PermissionDenied)]
    #[case(404, r#"{"message": "The property was not found."}"#, ErrorKind::PropertyNotFound)]
    #[case(429, r#"{"message": "Slow down"}"#, ErrorKind::RateLimited)]
    #[case(500, r#"{"message": "Invalid account state"}"#, ErrorKind::Unavailable)]
    fn json_refusals(#[case] status: u16, #[case] body: &str, #[case] kind: ErrorKind) {
        let error = of_json(status, body.as_bytes()).unwrap();
        assert_eq!(error.kind, kind);
        assert!(error.hint.is_some());
    }

    #[rstest]
    #[case("")]
    #[case("<html></html>")]
    #[case("[]")]
    #[case(r#"{"error": "x"}"#)]
    #[case(r#"{"message": 5}"#)]
    fn no_refusals_of_resmans(#[case] body: &str) {
        assert!(of_json(400, body.as_bytes()).is_none());
    }

    #[test]
    fn the_code_is_told_where_it_says_more_than_the_status() {
        let told = |body: &str| of_json(400, body.as_bytes()).unwrap().message;
        let plain = "ResMan returned HTTP 400: No";
        assert_eq!(told(r#"{"message": "No", "code": 400}"#), plain);
        assert_eq!(told(r#"{"message": "No", "code": null}"#), plain);
        let with_code = "ResMan returned HTTP 400, code 17: No";
        assert_eq!(told(r#"{"message": "No", "code": 17}"#), with_code);
        assert_eq!(told(r#"{"message": "No", "code": "17"}"#), with_code);
    }

    #[test]
    fn pages_of_version_1() {
        assert_eq!(of_page(401, b"").unwrap().kind, ErrorKind::Unauthenticated);
        assert_eq!(of_page(403, b"").unwrap().kind, ErrorKind::PermissionDenied);
        assert!(of_page(500, b"").is_none());
    }

    #[test]
    fn people_are_not_quoted() {
        let error = of_text("cannot mail ada@example.com at 555-010-0001");
        assert!(!error.message.contains("ada") && !error.message.contains("010"), "{error}");
    }
}
