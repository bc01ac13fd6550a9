//! The requests to a fake system.

use axum::http::request::Parts;

/// A request as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The method, such as `POST`.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query as sent, without the `?`; empty if there was none.
    pub query: String,
    /// The headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

impl Seen {
    pub(crate) fn new(parts: &Parts, body: &[u8]) -> Self {
        let headers = parts.headers.iter();
        Self {
            method: parts.method.to_string(),
            path: parts.uri.path().into(),
            query: parts.uri.query().unwrap_or_default().into(),
            headers: headers
                .map(|(name, value)| {
                    (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
                })
                .collect(),
            body: String::from_utf8_lossy(body).into_owned(),
        }
    }

    /// The first header with this name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The media type of the body in lower case, without its parameters.
    pub fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// A query parameter, decoded; its name in any letter case.
    pub fn parameter(&self, name: &str) -> Option<String> {
        value_of(&self.query, name, str::eq_ignore_ascii_case)
    }

    /// The query parameters in order, decoded.
    pub fn parameters(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }

    /// A field of a form in the body, decoded.
    pub fn field(&self, name: &str) -> Option<String> {
        value_of(&self.body, name, |a, b| a == b)
    }
}

fn value_of(encoded: &str, name: &str, same: impl Fn(&str, &str) -> bool) -> Option<String> {
    form_urlencoded::parse(encoded.as_bytes())
        .find(|(found, _)| same(found, name))
        .map(|(_, value)| value.into_owned())
}
