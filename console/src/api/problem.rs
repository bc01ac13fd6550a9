use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::failure::Failure;

/// Why a request was refused (RFC 9457). Nothing was changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "status": 409,
    "title": "Conflict",
    "detail": "Alert 7 is no longer open. Ask for it again; it shows what is there now."
}))]
pub(crate) struct Problem {
    /// The status of HTTP.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// The status in words.
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

/// What is wrong and what to do, for those who write programs.
fn detail(failure: &Failure) -> String {
    let what_to_do = match failure {
        Failure::NotSignedIn => {
            return "Nobody is signed in, or the token is not good. Send Authorization: Bearer TOKEN."
                .into();
        }
        Failure::Forged => {
            return "The request does not come from this session, so nothing was changed. \
                    Send the session's token in the header X-CSRF-Token."
                .into();
        }
        Failure::WrongType => "Send application/json.",
        Failure::WrongMethod => "The header Allow names those that it takes.",
        Failure::NotFound(_) => "GET /api/openapi.json lists what there is.",
        Failure::Wrong(_) | Failure::Unreadable(_) => "GET /api/openapi.json says how it is to be.",
        Failure::Unconditional => "Send the ETag of what was seen in the header If-Match.",
        Failure::Moved(_) | Failure::Stale => "Ask for it again; it shows what is there now.",
        Failure::TooLarge => "Send less.",
        other => other.what_to_do(),
    };
    format!("{} {what_to_do}", failure.what())
}

/// A refusal as an answer.
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
