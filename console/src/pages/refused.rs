use axum::{
    http::{HeaderName, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};

use crate::{
    failure::Failure,
    view::{ErrorPage, url},
};

/// A failed page request. `guard` renders it as an error page.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) Failure);

impl<E: Into<Failure>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = self.0.status().into_response();
        response.extensions_mut().insert(self.0);
        response
    }
}

/// The error page, with a way to continue. Somebody who is not signed in is
/// redirected to the sign-in page and comes back afterwards.
pub(crate) fn as_page(failure: &Failure, uri: &Uri, is_get: bool, is_fragment: bool) -> Response {
    if *failure == Failure::NotSignedIn {
        let here = uri.path_and_query().map_or("/", |path| path.as_str());
        let next = if is_get && !is_fragment && here != "/" { here } else { "" };
        let sign_in = url::query("/sign-in", &[("next", next)]);
        if is_fragment {
            let redirect = HeaderName::from_static("hx-redirect");
            return (StatusCode::UNAUTHORIZED, [(redirect, sign_in)]).into_response();
        }
        return (StatusCode::SEE_OTHER, [(header::LOCATION, sign_in)]).into_response();
    }
    let status = failure.status();
    let said = format!("{} {}", failure.what(), failure.what_to_do());
    let page = ErrorPage::new(None, status.as_u16(), Some(said), back(uri.path()));
    let mut response = match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(_) => (status, failure.what()).into_response(),
    };
    if let Failure::TooMany(seconds) = failure {
        response.headers_mut().insert(header::RETRY_AFTER, (*seconds).into());
    }
    response
}

/// The list that a page belongs to.
fn back(path: &str) -> Option<String> {
    let mut parts = path.strip_prefix("/p/")?.split('/');
    let (property, list) = (parts.next()?, parts.next()?);
    let list = match list {
        "alerts" | "runs" => list,
        _ => "people",
    };
    // Still percent-encoded, as received.
    Some(format!("/p/{property}/{list}"))
}
