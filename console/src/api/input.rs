//! Reads paths, queries and bodies of requests. Control characters are refused
//! everywhere: no name or ID has one, and PostgreSQL cannot store NUL.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, RawPathParams, Request},
    http::{HeaderMap, header, request::Parts},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use utoipa::IntoParams;

use super::Answer;
use crate::{failure::Failure, form::too_large, pages::Refused};

/// The parameters in a path.
#[derive(Debug)]
pub(super) struct Path<T>(pub(super) T);

/// The parameters after the question mark.
#[derive(Debug)]
pub(super) struct Query<T>(pub(super) T);

/// A JSON body.
#[derive(Debug)]
pub(super) struct Body<T>(pub(super) T);

/// A property in the path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct PropertyPath {
    /// The property's ID.
    pub(super) property: String,
}

/// An alert or a person of a property.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct NumberPath {
    /// The property's ID.
    pub(super) property: String,
    /// The ID of the alert or of the person.
    pub(super) id: i64,
}

/// A run in the path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct RunPath {
    /// The property's ID.
    pub(super) property: String,
    /// The run's ID.
    pub(super) id: String,
}

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageQuery {
    /// `next` of the previous page.
    pub(super) after: Option<String>,
    /// The maximum number of items.
    #[serde(default)]
    #[param(value_type = u32, minimum = 1, maximum = 500, default = 100)]
    pub(super) limit: Limit,
}

/// The maximum number of items on a page.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "u32")]
pub(super) struct Limit(pub(super) u32);

impl Default for Limit {
    fn default() -> Self {
        Self(100)
    }
}

impl TryFrom<u32> for Limit {
    type Error = &'static str;

    fn try_from(limit: u32) -> Result<Self, Self::Error> {
        if (1..=500).contains(&limit) { Ok(Self(limit)) } else { Err("expected 1 to 500") }
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let nothing = || Failure::NotFound("this address does not exist".into());
        let raw = RawPathParams::from_request_parts(parts, state).await.map_err(|_| nothing())?;
        if raw.iter().any(|(_, value)| value.chars().any(char::is_control)) {
            return Err(Refused(nothing()));
        }
        let read = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        Ok(Self(read.map_err(|_| nothing())?.0))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        let query = parts.uri.query().unwrap_or_default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if value.chars().any(char::is_control) {
                let what = format!("the value of {:?} contains a control character", name);
                return Err(Refused(Failure::Wrong(what)));
            }
        }
        let read = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        let read = read.map_err(|error| Failure::Wrong(innermost(&error)))?;
        Ok(Self(read.0))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Answer<Self> {
        if !is_json(request.headers()) {
            return Err(Refused(Failure::WrongType));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|error| too_large(&error))?;
        let read: Value = serde_json::from_slice(&bytes)
            .map_err(|error| Failure::Unreadable(format!("the body is not valid JSON: {error}")))?;
        if has_control(&read) {
            return Err(Refused(Failure::Wrong("the body contains a control character".into())));
        }
        let read = T::deserialize(read);
        Ok(Self(read.map_err(|error| Failure::Wrong(format!("the body is not valid: {error}")))?))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = sent.and_then(|sent| sent.split(';').next()).unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn has_control(value: &Value) -> bool {
    let bad = |text: &str| text.chars().any(char::is_control);
    match value {
        Value::String(text) => bad(text),
        Value::Array(values) => values.iter().any(has_control),
        Value::Object(fields) => fields.iter().any(|(name, value)| bad(name) || has_control(value)),
        _ => false,
    }
}

/// The innermost message, without the library's wrapping.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    format!("the query is not valid: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn control_characters_are_found_at_any_depth() {
        for (value, bad) in [
            (json!("a\0"), true),
            (json!({"a": ["b", {"c": "d\u{1b}"}]}), true),
            (json!({"a\n": 1}), true),
            (json!({"a": ["José", 1, null, true]}), false),
        ] {
            assert_eq!(has_control(&value), bad, "{value}");
        }
    }

    #[test]
    fn json_is_told_by_its_name() {
        for (sent, good) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("text/plain", false),
            ("application/jsonp", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, sent.parse().unwrap());
            assert_eq!(is_json(&headers), good, "{sent}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
