use std::sync::Arc;

use axum::{Json, extract::State, response::Response};
use tenantry_engine::document::{HistoryDocument, RunDocument, UndoDocument};
use tenantry_store::Cursor;

use super::{
    Answer, Document,
    documents::{Part, Sync},
    input::{PageQuery, Path, PropertyPath, Query, RunPath},
    sync::started,
    who::Who,
};
use crate::{app::App, auth::Right, pages::Visit, work};

/// List the syncs, imports and undos of a property, newest first
#[utoipa::path(
    get,
    path = "/properties/{property}/runs",
    tag = "runs",
    operation_id = "runs",
    params(PropertyPath, PageQuery),
    responses((status = OK, body = Part<RunDocument>))
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<PropertyPath>,
    Query(page): Query<PageQuery>,
) -> Document<Part<RunDocument>> {
    let visit = Visit::new(&app, &who, &at.property).await?;
    let after = page.after.as_deref().map(str::parse::<Cursor>).transpose()?;
    let Some((id, _)) = &visit.known else { return Ok(Json(Part::empty())) };
    Ok(Json(Part::of(&visit.tx.runs_page(*id, after.as_ref(), page.limit.0).await?)))
}

/// Get a run
#[utoipa::path(
    get,
    path = "/properties/{property}/runs/{id}",
    tag = "runs",
    operation_id = "run",
    params(RunPath),
    responses((status = OK, body = RunDocument))
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<RunPath>,
) -> Document<RunDocument> {
    let visit = Visit::new(&app, &who, &at.property).await?;
    let run = work::run(&visit.tx, visit.here.property, &at.id).await?;
    Ok(Json((&run).into()))
}

/// List what a run changed, in order
#[utoipa::path(
    get,
    path = "/properties/{property}/runs/{id}/changes",
    tag = "runs",
    operation_id = "changes_of_run",
    params(RunPath, PageQuery),
    responses((status = OK, body = Part<HistoryDocument>))
)]
pub(super) async fn changes(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<RunPath>,
    Query(page): Query<PageQuery>,
) -> Document<Part<HistoryDocument>> {
    let visit = Visit::new(&app, &who, &at.property).await?;
    let after = page.after.as_deref().map(str::parse::<Cursor>).transpose()?;
    let run = work::run(&visit.tx, visit.here.property, &at.id).await?;
    Ok(Json(Part::of(&visit.tx.changes_page(&run.id, after.as_ref(), page.limit.0).await?)))
}

/// Undo a run
///
/// Changes whose rows were changed again later are kept and listed.
#[utoipa::path(
    post,
    path = "/properties/{property}/runs/{id}/undo",
    tag = "runs",
    operation_id = "undo_run",
    params(RunPath),
    responses(
        (status = OK, body = UndoDocument),
        (status = 403, description = "A merge reaches other properties, and the operator is limited to some."),
        (status = 409, description = "The run changed nothing, is already undone, is itself an undo, or is a merge that can no longer be undone.")
    )
)]
pub(super) async fn undo(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<RunPath>,
) -> Document<UndoDocument> {
    let property = app.at(&who, &at.property, Right::Act)?.property;
    Ok(Json(work::undo_run(&app, &who, property, &at.id).await?))
}

/// Confirm what a run held
///
/// Approves the people and values that the run held, and starts a sync. It
/// applies those that the PMS still asks for, whatever else has changed.
#[utoipa::path(
    post,
    path = "/properties/{property}/runs/{id}/confirm",
    tag = "runs",
    operation_id = "confirm_run",
    params(RunPath),
    responses(
        (
            status = ACCEPTED,
            body = Sync,
            description = "The sync was started.",
            headers(("Location" = String, description = "Where to follow the sync."))
        ),
        (status = 409, description = "The run was not held, is already confirmed, or a sync is running.")
    )
)]
pub(super) async fn confirm(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<RunPath>,
) -> Answer<Response> {
    let property = app.at(&who, &at.property, Right::Act)?.property;
    work::confirm_run(&app, property, &at.id, &who.operator.name).await?;
    started(property).await
}
