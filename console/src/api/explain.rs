use std::sync::Arc;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use tenantry_engine::document::{HistoryDocument, sentences};
use utoipa::{IntoParams, ToSchema};

use super::{Document, input::Path, who::Who};
use crate::{app::App, auth::Right, work};

/// A resident in the path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct ResidentPath {
    /// The property's ID.
    property: String,
    /// The resident's PMS ID.
    external_id: String,
}

/// Why a resident is linked, held or missing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Explained {
    /// The resident's PMS ID.
    external_id: String,
    /// The facts and the rules that apply, in sentences.
    sentences: Vec<String>,
    /// All changes to the resident so far, oldest first.
    history: Vec<HistoryDocument>,
}

/// Explain why a resident is linked, held or missing
///
/// Asks the PMS, which can take as long as a sync. Changes nothing.
#[utoipa::path(
    get,
    path = "/properties/{property}/explain/{external_id}",
    tag = "people",
    params(ResidentPath),
    responses(
        (status = OK, body = Explained),
        (status = 502, description = "The PMS could not be reached.")
    )
)]
pub(super) async fn explain(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<ResidentPath>,
) -> Document<Explained> {
    let property = app.at(&who, &at.property, Right::Look)?.property;
    let explained = work::explain(&app, property, &at.external_id).await?;
    Ok(Json(Explained {
        sentences: sentences(&at.external_id, &explained.findings),
        history: explained.history.iter().map(Into::into).collect(),
        external_id: at.external_id,
    }))
}
