//! Checks every request and adds security headers to every response.

use std::{sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    api::problem,
    app::App,
    failure::Failure,
    pages::{Refused, as_page},
};

/// Only content that this console serves; no inline scripts.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
                      img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
    ),
];

/// Refuses requests for another host or from another site's page, renders
/// refusals as a page or as JSON, and adds the security headers to every
/// response. Personal data is not cached.
pub(crate) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let is_fragment = request.headers().contains_key("hx-request");
    // Log the route rather than the path, which may contain an ID or a search.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut answer = if !app.origin.is_host(request.uri(), request.headers()) {
        Refused(Failure::WrongHost).into_response()
    } else if !app.origin.is_ours(request.method(), request.headers()) {
        Refused(Failure::Forged).into_response()
    } else {
        next.run(request).await
    };
    if answer.status() == StatusCode::METHOD_NOT_ALLOWED {
        answer.extensions_mut().insert(Failure::WrongMethod);
    }
    if let Some(failure) = answer.extensions_mut().remove::<Failure>() {
        let allow = answer.headers_mut().remove(header::ALLOW);
        answer = match uri.path().starts_with("/api/") {
            true => problem(&failure),
            // A request for another host name does not get one of our pages.
            false if failure == Failure::WrongHost => {
                (failure.status(), failure.what()).into_response()
            }
            false => as_page(&failure, &uri, method == Method::GET, is_fragment),
        };
        if let Some(allow) = allow {
            answer.headers_mut().insert(header::ALLOW, allow);
        }
    }
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if app.origin.is_secure() {
        let hsts = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, hsts);
    }
    tracing::info!(
        %method,
        route = route.as_ref().map_or("-", MatchedPath::as_str),
        status = answer.status().as_u16(),
        ms = begun.elapsed().as_secs_f64() * 1000.0,
        "answered"
    );
    answer
}

/// The response for unknown addresses.
pub(crate) async fn nothing_there() -> Refused {
    Refused(Failure::NotFound("this address does not exist".into()))
}
