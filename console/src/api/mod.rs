//! The HTTP API: everything that the pages do, as JSON. Each handler carries its
//! own OpenAPI description.

mod alerts;
mod answers;
mod describe;
mod documents;
mod explain;
mod input;
mod me;
mod operators;
mod page;
mod people;
mod problem;
mod properties;
mod runs;
mod sync;
mod tokens;
mod who;
mod words;

use std::sync::Arc;

use axum::{Extension, Json, Router, middleware, routing::get};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{app::App, pages::Refused};
use describe::Description;
pub(crate) use problem::answer as problem;

/// The result of an API handler. `guard` turns a refusal into a problem
/// document.
type Answer<T> = Result<T, Refused>;
/// A JSON document as a response.
type Document<T> = Answer<Json<T>>;

/// All routes of the API. Those under `/api/v1` require a sign-in, which is
/// checked before any handler runs.
pub(crate) fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    let signed_in = middleware::from_fn_with_state(app.clone(), who::signed_in);
    let known = OpenApiRouter::default()
        .routes(routes!(me::me))
        .routes(routes!(properties::list))
        .routes(routes!(properties::one))
        .routes(routes!(people::list))
        .routes(routes!(people::csv))
        .routes(routes!(people::one))
        .routes(routes!(explain::explain))
        .routes(routes!(alerts::list))
        .routes(routes!(alerts::one))
        .routes(routes!(answers::preview))
        .routes(routes!(answers::resolve))
        .routes(routes!(answers::undo))
        .routes(routes!(runs::list))
        .routes(routes!(runs::one))
        .routes(routes!(runs::changes))
        .routes(routes!(runs::undo))
        .routes(routes!(runs::confirm))
        .routes(routes!(sync::status, sync::start))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::revoke))
        .routes(routes!(operators::list, operators::create))
        .routes(routes!(operators::remove))
        .routes(routes!(tokens::list_of))
        .routes(routes!(tokens::revoke_of))
        .route_layer(signed_in);
    let (routes, described) = OpenApiRouter::with_openapi(describe::start())
        .nest("/api/v1", known)
        .routes(routes!(describe::openapi))
        .split_for_parts();
    let description = Arc::new(Description::new(&described));
    routes.route("/api", get(page::page)).layer(Extension(description))
}
