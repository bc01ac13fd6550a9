use std::{convert::Infallible, sync::Arc};

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::BytesRejection},
    http::{StatusCode, header, request::Parts},
};
use tower_http::timeout::TimeoutError;

use crate::{app::App, auth::same, failure::Failure};

/// The fields of a form, in order; a name can occur several times.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `a=b&c=d`.
    pub(crate) fn read(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// The first value of a name, trimmed; `None` if it is blank.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name)?;
        Some(found.1.trim()).filter(|value| !value.is_empty())
    }

    /// The value exactly as typed; blank if the field is missing.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// All values of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// Whether a check box was selected.
    pub(crate) fn ticked(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| matches!(value, "true" | "on" | "1"))
    }

    /// Refuses a form without the session's CSRF token.
    ///
    /// # Errors
    /// [`Failure::Forged`]
    pub(crate) fn is_of_session(&self, csrf: &str) -> Result<(), Failure> {
        let good = !csrf.is_empty() && same(self.raw("csrf"), csrf);
        if good { Ok(()) } else { Err(Failure::Forged) }
    }
}

/// The fields of a query string.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query(pub(crate) Fields);

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(Fields::read(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

impl FromRequest<Arc<App>> for Fields {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
            return Err(Failure::Wrong("this is not a form".into()));
        }
        let body = Bytes::from_request(request, app).await.map_err(|error| too_large(&error))?;
        Ok(Self::read(&body))
    }
}

/// The failure for a body that could not be read.
pub(crate) fn too_large(error: &BytesRejection) -> Failure {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        _ if is_late(error) => Failure::TooSlow,
        _ => Failure::Wrong("the request was cut off".into()),
    }
}

fn is_late(error: &dyn std::error::Error) -> bool {
    let is = |error: &(dyn std::error::Error + 'static)| error.is::<TimeoutError>();
    std::iter::successors(error.source(), |error| error.source()).any(is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read() {
        let form = Fields::read(b"csrf=abc&id=1&id=2&reason=+a+b%20&blank=+&delete_old=on");
        assert_eq!(form.get("reason"), Some("a b"));
        assert_eq!(form.raw("reason"), " a b ");
        assert_eq!(form.get("blank"), None);
        assert_eq!(form.all("id").collect::<Vec<_>>(), ["1", "2"]);
        assert!(form.ticked("delete_old") && !form.ticked("csrf"));
        assert!(form.is_of_session("abc").is_ok());
        for csrf in ["", "abd", "abcd"] {
            assert_eq!(form.is_of_session(csrf), Err(Failure::Forged));
        }
        assert_eq!(Fields::read(b"csrf=").is_of_session(""), Err(Failure::Forged));
    }
}
