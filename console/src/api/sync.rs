use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use tenantry_engine::SyncRequest;

use super::{
    Answer, Document,
    documents::{Sync, at_work, last},
    input::{Path, PropertyPath},
    who::Who,
};
use crate::{
    app::{App, Property},
    auth::Right,
    failure::Failure,
    view::url,
};

/// Get the running sync with its progress, and the last one that ended
#[utoipa::path(
    get,
    path = "/properties/{property}/sync",
    tag = "sync",
    operation_id = "sync",
    params(PropertyPath),
    responses((status = OK, body = Sync))
)]
pub(super) async fn status(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<PropertyPath>,
) -> Document<Sync> {
    Ok(Json(document(app.at(&who, &at.property, Right::Look)?.property).await?))
}

/// Start a sync
#[utoipa::path(
    post,
    path = "/properties/{property}/sync",
    tag = "sync",
    operation_id = "start_sync",
    params(PropertyPath),
    responses(
        (
            status = ACCEPTED,
            body = Sync,
            description = "The sync was started.",
            headers(("Location" = String, description = "Where to follow the sync."))
        ),
        (status = 409, description = "A sync is already running.")
    )
)]
pub(super) async fn start(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<PropertyPath>,
) -> Answer<Response> {
    let property = app.at(&who, &at.property, Right::Act)?.property;
    let by = Some(who.operator.name.clone());
    property.worker.start(SyncRequest { by, ..SyncRequest::default() })?;
    started(property).await
}

/// The response after starting a sync, with where to follow it.
pub(super) async fn started(property: &Property) -> Answer<Response> {
    let path = format!("/api/v1/properties/{}/sync", url::segment(property.id()));
    let location: (HeaderName, String) = (header::LOCATION, path);
    Ok((StatusCode::ACCEPTED, [location], Json(document(property).await?)).into_response())
}

async fn document(property: &Property) -> Result<Sync, Failure> {
    // Read the status first: a sync that has ended by then is already in the database.
    let status = property.worker.status();
    let tx = property.store.read().await?;
    let run = match tx.property(property.id()).await? {
        Some(id) => tx.last_run(id).await?,
        None => None,
    };
    Ok(Sync { at_work: at_work(&status), last: last(status.last.as_ref(), run.as_ref()) })
}
