use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::failure::Failure;

/// Why a request failed (RFC 9457). Nothing was changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "status": 409,
    "title": "Conflict",
    "detail": "Alert 7 is no longer open. Get it again to see its current state."
}))]
pub(crate) struct Problem {
    /// The HTTP status code.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// The HTTP status in words.
    title: &'static str,
    /// What is wrong, and what to do.
    detail: String,
}

impl From<&Failure> for Problem {
    fn from(failure: &Failure) -> Self {
        let status = failure.status();
        Self {
            status: status.as_u16(),
            title: status.canonical_reason().unwrap_or("Refused"),
            detail: detail(failure),
        }
    }
}

/// What is wrong and what to do, for developers.
fn detail(failure: &Failure) -> String {
    let what_to_do = match failure {
        Failure::NotSignedIn => {
            return "You are not signed in, or the token is not valid. Send Authorization: Bearer TOKEN."
                .into();
        }
        Failure::Forged => {
            return "The request does not come from this session, so nothing was changed. \
                    Send the session's token in the header X-CSRF-Token."
                .into();
        }
        Failure::WrongType => "Send application/json.",
        Failure::WrongMethod => "The header Allow lists the methods of this address.",
        Failure::NotFound(_) => "GET /api/openapi.json lists all addresses.",
        Failure::Wrong(_) | Failure::Unreadable(_) => {
            "GET /api/openapi.json describes the request."
        }
        Failure::Unconditional => "Send the alert's ETag in the header If-Match.",
        Failure::Moved(_) | Failure::Stale => "Get it again to see its current state.",
        Failure::TooLarge => "Send a smaller request.",
        other => other.what_to_do(),
    };
    format!("{} {what_to_do}", failure.what())
}

/// The response for a failure.
pub(crate) fn answer(failure: &Failure) -> Response {
    let mut response = (failure.status(), Json(Problem::from(failure))).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    match failure {
        Failure::TooMany(seconds) => {
            headers.insert(header::RETRY_AFTER, (*seconds).into());
        }
        Failure::NotSignedIn => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        _ => {}
    }
    response
}
