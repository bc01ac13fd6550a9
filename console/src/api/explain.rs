use std::sync::Arc;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use tenantry_engine::document::{HistoryDocument, sentences};
use utoipa::{IntoParams, ToSchema};

use super::{Document, input::Path, who::Who};
use crate::{app::App, auth::Right, work};

/// A resident of a property.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct ResidentPath {
    /// The property's id.
    property: String,
    /// The resident's id in the PMS.
    external_id: String,
}

/// Why a resident is linked, held, or not there.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Explained {
    /// The resident's id in the PMS.
    external_id: String,
    /// The rules that it met, with the facts.
    sentences: Vec<String>,
    /// What happened to it so far, in order.
    history: Vec<HistoryDocument>,
}

/// Why a resident is linked, held, or not there
///
/// Asks the PMS, which may take as long as a sync; changes nothing.
#[utoipa::path(
    get,
    path = "/properties/{property}/explain/{external_id}",
    tag = "people",
    params(ResidentPath),
    responses(
        (status = OK, body = Explained),
        (status = 502, description = "The PMS could not be asked.")
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
