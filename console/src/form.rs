use std::{convert::Infallible, sync::Arc};

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::BytesRejection},
    http::{StatusCode, header, request::Parts},
};

use crate::{app::App, auth::same, failure::Failure};

/// The fields of a form, in order; a name may be there several times.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `a=b&c=d`.
    pub(crate) fn read(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// The first value of a name, without spaces around it; `None` where that
    /// is blank.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name)?;
        Some(found.1.trim()).filter(|value| !value.is_empty())
    }

    /// Exactly what was typed; blank where there is none.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Every value of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// Whether a box was ticked.
    pub(crate) fn ticked(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| matches!(value, "true" | "on" | "1"))
    }

    /// Refuses a form that does not carry what the session's pages carry.
    ///
    /// # Errors
    /// [`Failure::Forged`]
    pub(crate) fn is_of_session(&self, csrf: &str) -> Result<(), Failure> {
        let good = !csrf.is_empty() && same(self.raw("csrf"), csrf);
        if good { Ok(()) } else { Err(Failure::Forged) }
    }
}

/// The fields of an address: what stands after its question mark.
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
            return Err(Failure::Wrong("this is no form".into()));
        }
        let body = Bytes::from_request(request, app).await.map_err(|error| too_large(&error))?;
        Ok(Self::read(&body))
    }
}

/// What a body that could not be read means.
pub(crate) fn too_large(error: &BytesRejection) -> Failure {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        _ => Failure::Wrong("the request broke off".into()),
    }
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
