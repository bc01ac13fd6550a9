use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, request::Parts},
    middleware::Next,
    response::Response,
};

use super::Answer;
use crate::{
    app::App,
    auth::{SignedIn, same},
    failure::Failure,
};

/// The signed-in caller. Present whenever a handler runs.
#[derive(Debug)]
pub(super) struct Who(pub(super) SignedIn);

/// Lets only signed-in callers through. A browser sends its cookie on its own,
/// so a change also needs a header that only our pages send.
pub(super) async fn signed_in(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Answer<Response> {
    let (mut parts, body) = request.into_parts();
    let who = <SignedIn as FromRequestParts<_>>::from_request_parts(&mut parts, &app).await?;
    if !parts.method.is_safe() {
        if who.is_read_only {
            return Err(Failure::ReadOnly.into());
        }
        proven(&who, &parts.headers)?;
    }
    parts.extensions.insert(who);
    Ok(next.run(Request::from_parts(parts, body)).await)
}

fn proven(who: &SignedIn, headers: &HeaderMap) -> Result<(), Failure> {
    let Some(session) = &who.session else { return Ok(()) };
    let sent = headers.get("x-csrf-token").and_then(|sent| sent.to_str().ok());
    let good = !session.csrf.is_empty() && sent.is_some_and(|sent| same(sent, &session.csrf));
    if good { Ok(()) } else { Err(Failure::Forged) }
}

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = crate::pages::Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        let known = parts.extensions.get::<SignedIn>().cloned();
        Ok(Self(known.ok_or(Failure::NotSignedIn)?))
    }
}
