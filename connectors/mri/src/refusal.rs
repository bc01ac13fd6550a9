//! The meaning of errors among MRI's entries.

use tenantry_core::connector::{ConnectorError, ErrorKind, quote};

/// The error for an `Error/Message`.
pub(crate) fn of_message(message: &str) -> ConnectorError {
    let text = message.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let (kind, hint) = if says(TEMPORARY) {
        (ErrorKind::Unavailable, "")
    } else if says(CREDENTIALS) {
        (
            ErrorKind::Unauthenticated,
            "check `client_id`, `database`, `username`, `partner_key` and `password`",
        )
    } else if says(PERMISSION) {
        (ErrorKind::PermissionDenied, "ask MRI to give the partner access to this API and property")
    } else if says(&["property", "rmpropid"]) {
        (ErrorKind::PropertyNotFound, "check `properties`")
    } else {
        (ErrorKind::ConfigInvalid, "check the settings, or ask MRI's support what it means")
    };
    let mut error = ConnectorError::new(kind, format!("MRI returned an error: {}", quote(message)));
    error.hint = Some(hint.into()).filter(|hint: &String| !hint.is_empty());
    error
}

const TEMPORARY: &[&str] =
    &["timeout", "time-out", "timed out", "deadlock", "too busy", "temporarily"];

const CREDENTIALS: &[&str] =
    &["credential", "password", "login", "log in", "logon", "authenticat", "partner key"];

const PERMISSION: &[&str] =
    &["not authorized", "not authorised", "unauthorized", "permission", "access denied"];

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Invalid property.", ErrorKind::PropertyNotFound)]
    #[case("RMPROPID is missing.", ErrorKind::PropertyNotFound)]
    #[case("Invalid credentials", ErrorKind::Unauthenticated)]
    #[case("The password for this property has expired", ErrorKind::Unauthenticated)]
    #[case("Invalid Partner Key", ErrorKind::Unauthenticated)]
    #[case("User is not authorized for this property", ErrorKind::PermissionDenied)]
    #[case("Timeout expired while reading property", ErrorKind::Unavailable)]
    #[case("Invalid API.", ErrorKind::ConfigInvalid)]
    #[case("", ErrorKind::ConfigInvalid)]
    fn messages(#[case] message: &str, #[case] kind: ErrorKind) {
        let error = of_message(message);
        assert_eq!(error.kind, kind);
        assert_eq!(error.hint.is_none(), kind == ErrorKind::Unavailable);
    }

    #[test]
    fn what_may_be_personal_is_not_quoted() {
        let error = of_message("No lease of ada@example.com");
        assert_eq!(error.to_string(), "MRI returned an error: No lease of ***");
    }
}
