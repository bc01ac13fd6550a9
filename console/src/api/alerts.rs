use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tenantry_core::model::AlertKind;
use tenantry_engine::document::AlertDocument;
use tenantry_store::{AlertRecord, AlertState, Cursor};
use utoipa::IntoParams;

use super::{
    Answer, Document,
    documents::Part,
    input::{Limit, NumberPath, Path, PropertyPath, Query},
    who::Who,
    words::{self, Word},
};
use crate::{app::App, pages::Visit, work};

/// Which alerts to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Default: `open`.
    #[param(schema_with = words::schema::<AlertState>, required = false)]
    state: Option<Word<AlertState>>,
    /// Only alerts of this kind.
    #[param(schema_with = words::schema::<AlertKind>, required = false)]
    kind: Option<Word<AlertKind>>,
    /// `next` of the previous page.
    after: Option<String>,
    /// The maximum number of items.
    #[serde(default)]
    #[param(value_type = u32, minimum = 1, maximum = 500, default = 100)]
    limit: Limit,
}

/// List a property's alerts, newest first
#[utoipa::path(
    get,
    path = "/properties/{property}/alerts",
    tag = "alerts",
    operation_id = "alerts",
    params(PropertyPath, Wanted),
    responses((status = OK, body = Part<AlertDocument>))
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<PropertyPath>,
    Query(wanted): Query<Wanted>,
) -> Document<Part<AlertDocument>> {
    let visit = Visit::new(&app, &who, &at.property).await?;
    let after = wanted.after.as_deref().map(str::parse::<Cursor>).transpose()?;
    let Some((id, _)) = &visit.known else { return Ok(Json(Part::empty())) };
    let state = wanted.state.map(|word| word.0).unwrap_or_default();
    let kind = wanted.kind.map(|word| word.0);
    let mut page = visit.tx.alerts_page(*id, state, kind, after.as_ref(), wanted.limit.0).await?;
    work::look(&visit.tx, &who.operator, &mut page.rows).await?;
    Ok(Json(Part::of(&page)))
}

/// Get an alert, with the version that an answer must send
#[utoipa::path(
    get,
    path = "/properties/{property}/alerts/{id}",
    tag = "alerts",
    operation_id = "alert",
    params(NumberPath),
    responses((
        status = OK,
        body = AlertDocument,
        headers(("ETag" = String, description = "The alert's version, for `If-Match`."))
    ))
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<NumberPath>,
) -> Answer<Response> {
    let visit = Visit::new(&app, &who, &at.property).await?;
    Ok(with_version(&work::alert(&visit.tx, &who.operator, visit.here.property, at.id).await?))
}

/// A response with the alert, and its version as the ETag.
pub(super) fn with_version(alert: &AlertRecord) -> Response {
    let document = AlertDocument::from(alert);
    let etag: (HeaderName, String) = (header::ETAG, format!("\"{}\"", document.version));
    ([etag], Json(document)).into_response()
}
