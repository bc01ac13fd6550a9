use std::fmt;

use serde::Deserialize;
use tenantry_core::connector::{ConnectorError, ErrorKind, quote, quote_name};
use tenantry_http::{Timeout, status_error};

use crate::{
    json::{Node, Shape, parse},
    path::{Scope, Steps},
};

/// How a PMS reports errors.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults {
    /// The path of a value that a response has only if it is an error.
    pub(crate) at: Option<Steps>,
    pub(crate) code: Vec<Steps>,
    pub(crate) message: Vec<Steps>,
    pub(crate) codes: Vec<(String, Kind)>,
    pub(crate) statuses: Vec<(String, Kind)>,
    pub(crate) texts: Vec<ErrorText>,
    /// The names of the credentials, for hints.
    pub(crate) credentials: String,
}

/// An error that is recognized by a part of its message.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErrorText {
    pub(crate) has: String,
    pub(crate) kind: Kind,
    #[serde(default)]
    pub(crate) wait: Option<Timeout>,
}

/// The meaning of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Not an error: there are no records.
    Empty,
    ConfigInvalid,
    Unauthenticated,
    PermissionDenied,
    PropertyNotFound,
    RateLimited,
    Unavailable,
    Unsupported,
    Protocol,
}

/// There are no records, which is not an error.
#[derive(Debug)]
pub(crate) struct NoRecords;

impl fmt::Display for NoRecords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there are no records")
    }
}

impl std::error::Error for NoRecords {}

/// Whether an error means that there are no records.
pub(crate) fn means_none(error: &ConnectorError) -> bool {
    error.source.as_ref().is_some_and(|source| source.is::<NoRecords>())
}

impl Faults {
    /// The error in a 2xx response, if it is one.
    pub(crate) fn of_page(&self, label: &str, page: &Node<'_>) -> Option<ConnectorError> {
        let scope = Scope::of_answer();
        let at = self.at.as_ref()?.first(page, &scope)?;
        if at.is_blank() || matches!(at, Node::List(list) if list.is_empty()) {
            return None;
        }
        Some(self.error(label, None, page))
    }

    /// The error in a response with another status; `shape` says which parts of
    /// it are read. `None` if it means that there are no records.
    pub(crate) fn of_refusal(
        &self,
        label: &str,
        status: u16,
        body: &[u8],
        shape: &Shape,
    ) -> Option<ConnectorError> {
        let none = Node::Null;
        let page = parse(body, shape).unwrap_or(none);
        Some(self.error(label, Some(status), &page))
    }

    fn error(&self, label: &str, status: Option<u16>, page: &Node<'_>) -> ConnectorError {
        let scope = Scope::of_answer();
        let text = |ways: &[Steps]| {
            ways.iter().find_map(|steps| steps.filled(page, &scope)?.text()).map(str::trim)
        };
        let (code, message) = (text(&self.code), text(&self.message));
        let status_text = status.map(|status| status.to_string());
        let known =
            find(&self.codes, code).or_else(|| find(&self.statuses, status_text.as_deref()));
        let worded = message.and_then(|message| {
            let message = message.to_lowercase();
            self.texts.iter().find(|text| message.contains(&text.has.to_lowercase()))
        });
        let as_status = code.and_then(|code| code.parse().ok()).filter(|code| *code >= 400);
        let (kind, wait) = match (known, worded) {
            (_, Some(text)) => (kind_of(text.kind), text.wait),
            (Some(kind), None) => (kind_of(kind), None),
            (None, None) => {
                let status = as_status.filter(|code| *code < 600).or(status);
                (Some(status.map_or(ErrorKind::Protocol, |code| status_error("", code).kind)), None)
            }
        };
        let Some(kind) = kind else {
            return ConnectorError::new(ErrorKind::Unexpected, format!("{label}: no records"))
                .source(NoRecords);
        };
        let mut says = match status {
            Some(status) => format!("{label}: the PMS answered {status}"),
            None => format!("{label}: the PMS answered with an error"),
        };
        if let Some(code) = code.filter(|code| status_text.as_deref() != Some(code)) {
            says += &format!(", code {}", quote_name(code));
        }
        if let Some(message) = message {
            says += &format!(": {}", quote(message));
        }
        let error = ConnectorError::new(kind, says).hint(self.hint(kind));
        match wait {
            Some(wait) => error.retry_after(wait.duration()),
            None => error,
        }
    }

    fn hint(&self, kind: ErrorKind) -> String {
        match kind {
            ErrorKind::Unauthenticated => {
                format!("check [connector.credentials]: {}", self.credentials)
            }
            ErrorKind::PermissionDenied => {
                "have the PMS's administrator give the credentials access to this".into()
            }
            ErrorKind::PropertyNotFound => "check the IDs in `properties`".into(),
            ErrorKind::ConfigInvalid => "check `url`, `profile` and `properties`".into(),
            ErrorKind::RateLimited => "set `requests_per_minute`, or run less often".into(),
            kind if kind.is_temporary() => "nothing was changed; run again later".into(),
            _ => "nothing was changed; ask the PMS's support what it means".into(),
        }
    }
}

/// The meaning of a code or a status, if the profile gives one.
fn find(table: &[(String, Kind)], word: Option<&str>) -> Option<Kind> {
    let word = word?;
    let mut known = table.iter();
    known.find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, kind)| *kind)
}

/// The class of an error; `None` if it means that there are no records.
fn kind_of(kind: Kind) -> Option<ErrorKind> {
    Some(match kind {
        Kind::Empty => return None,
        Kind::ConfigInvalid => ErrorKind::ConfigInvalid,
        Kind::Unauthenticated => ErrorKind::Unauthenticated,
        Kind::PermissionDenied => ErrorKind::PermissionDenied,
        Kind::PropertyNotFound => ErrorKind::PropertyNotFound,
        Kind::RateLimited => ErrorKind::RateLimited,
        Kind::Unavailable => ErrorKind::Unavailable,
        Kind::Unsupported => ErrorKind::Unsupported,
        Kind::Protocol => ErrorKind::Protocol,
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::path::{Naming, parse as path, steps_of};

    fn faults() -> (Faults, Shape) {
        let mut naming = Naming::new(1, false);
        let mut steps = |text: &str| {
            let mut at = naming.document(0);
            steps_of(&path(text).unwrap(), &mut at, &mut naming).unwrap()
        };
        let faults = Faults {
            at: Some(steps("$.error")),
            code: vec![steps("$.error.code")],
            message: vec![steps("$.error.message"), steps("$.message")],
            statuses: vec![("409".into(), Kind::RateLimited)],
            codes: vec![("303".into(), Kind::Empty), ("E1".into(), Kind::PropertyNotFound)],
            texts: vec![ErrorText {
                has: "Too Many".into(),
                kind: Kind::RateLimited,
                wait: Some(Timeout::seconds(30)),
            }],
            credentials: "api_key".into(),
        };
        let shape = naming.shape(0).clone();
        (faults, shape)
    }

    fn of_page(text: &str) -> Option<ConnectorError> {
        let (faults, shape) = faults();
        faults.of_page("leases", &parse(text.as_bytes(), &shape).unwrap())
    }

    #[rstest]
    #[case(r#"{"error": {"code": 401, "message": "Bad key."}}"#, ErrorKind::Unauthenticated)]
    #[case(r#"{"error": {"code": "e1"}}"#, ErrorKind::PropertyNotFound)]
    #[case(r#"{"error": {"code": 429}}"#, ErrorKind::RateLimited)]
    #[case(r#"{"error": {"code": 7, "message": "too many logins"}}"#, ErrorKind::RateLimited)]
    #[case(r#"{"error": {"code": 7}}"#, ErrorKind::Protocol)]
    #[case(r#"{"error": "x"}"#, ErrorKind::Protocol)]
    fn errors_in_pages(#[case] text: &str, #[case] kind: ErrorKind) {
        let error = of_page(text).unwrap();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.hint.is_some() && !means_none(&error));
    }

    #[rstest]
    #[case("{}")]
    #[case(r#"{"error": null, "message": "fine"}"#)]
    #[case(r#"{"error": []}"#)]
    #[case("[]")]
    fn pages_without_errors(#[case] text: &str) {
        assert!(of_page(text).is_none());
    }

    #[test]
    fn nothing_to_deliver_is_no_error() {
        assert!(means_none(&of_page(r#"{"error": {"code": 303}}"#).unwrap()));
    }

    #[rstest]
    #[case(409, "", ErrorKind::RateLimited, "leases: the PMS answered 409")]
    #[case(401, "no", ErrorKind::Unauthenticated, "leases: the PMS answered 401")]
    #[case(
        400,
        r#"{"message": "Bad filter"}"#,
        ErrorKind::Protocol,
        "leases: the PMS answered 400: Bad filter"
    )]
    #[case(
        400,
        r#"{"error": {"code": 403}}"#,
        ErrorKind::PermissionDenied,
        "leases: the PMS answered 400, code 403"
    )]
    #[case(
        429,
        r#"{"error": {"code": 429}}"#,
        ErrorKind::RateLimited,
        "leases: the PMS answered 429"
    )]
    #[case(
        500,
        r#"{"message": "call ada@example.com"}"#,
        ErrorKind::Unavailable,
        "leases: the PMS answered 500: call ***"
    )]
    fn refusals(
        #[case] status: u16,
        #[case] body: &str,
        #[case] kind: ErrorKind,
        #[case] says: &str,
    ) {
        let (faults, shape) = faults();
        let error = faults.of_refusal("leases", status, body.as_bytes(), &shape).unwrap();
        assert_eq!((error.kind, error.message.as_str()), (kind, says));
    }

    #[test]
    fn a_wait_that_the_profile_knows_of() {
        let error = of_page(r#"{"error": {"message": "Too many logins"}}"#).unwrap();
        assert_eq!(error.retry_after.unwrap().as_secs(), 30);
        assert!(of_page(r#"{"error": {"code": 401}}"#).unwrap().hint.unwrap().contains("api_key"));
    }
}
