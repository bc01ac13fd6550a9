//! The pages, one module per part of the console. Everything works with plain
//! links and forms; after a form the browser is redirected, so that reloading
//! does not repeat it.

mod account;
mod alerts;
mod answer;
mod assets;
mod people;
mod person;
mod properties;
mod refused;
mod runs;
mod sign_in;
mod sync;
mod visit;

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    http::{HeaderName, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use tower_http::compression::CompressionLayer;

use crate::app::App;
pub(crate) use refused::{Refused, as_page};
pub(crate) use visit::Visit;

/// The result of a page handler.
type Answer = Result<Response, Refused>;

/// The routes of all pages.
pub(crate) fn routes() -> Router<Arc<App>> {
    // Pages contain secrets next to text that others may choose, so they are not compressed.
    let assets =
        Router::new().route("/assets/{name}", get(assets::asset)).layer(CompressionLayer::new());
    Router::new()
        .route("/", get(properties::start))
        .route("/sign-in", get(sign_in::page).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/setup/{token}", get(sign_in::setup_page).post(sign_in::setup))
        .route("/account", get(account::page).post(account::change))
        .route("/properties", get(properties::list))
        .route("/p/{property}", get(properties::one))
        .route("/p/{property}/people", get(people::list))
        .route("/p/{property}/people.csv", get(people::export))
        .route("/p/{property}/people/{id}", get(person::page))
        .route("/p/{property}/why/{external_id}", get(person::why))
        .route("/p/{property}/alerts", get(alerts::list))
        .route("/p/{property}/alerts/answer", get(answer::preview).post(answer::answer))
        .route("/p/{property}/alerts/{id}", get(alerts::one))
        .route("/p/{property}/alerts/{id}/undo", post(answer::undo))
        .route("/p/{property}/runs", get(runs::list))
        .route("/p/{property}/runs/{id}", get(runs::one))
        .route("/p/{property}/runs/{id}/undo", post(runs::undo))
        .route("/p/{property}/runs/{id}/confirm", post(runs::confirm))
        .route("/p/{property}/sync", get(sync::page).post(sync::start))
        .merge(assets)
}

/// Renders a page as a response.
fn html(page: &impl Template) -> Answer {
    match page.render() {
        Ok(text) => Ok(Html(text).into_response()),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            Err(Refused(crate::failure::Failure::Broken("the page could not be rendered".into())))
        }
    }
}

/// Redirects the browser after a form.
fn see(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response()
}

/// Redirects the browser and sets a cookie.
fn see_with_cookie(path: &str, cookie: &str) -> Response {
    let headers: [(HeaderName, &str); 2] = [(header::LOCATION, path), (header::SET_COOKIE, cookie)];
    (StatusCode::SEE_OTHER, headers).into_response()
}
