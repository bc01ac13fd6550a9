use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Document, who::Who};
use crate::auth::may_administer;

/// Your name, role and rights.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    /// Your name, as it appears in the history.
    name: String,
    /// `viewer`, `manager` or `admin`.
    #[schema(value_type = String)]
    role: &'static str,
    /// IDs of the properties that you may see; `null` for all.
    properties: Option<Vec<String>>,
    /// Whether you may manage operators.
    may_administer: bool,
    /// The token to send in `X-CSRF-Token` from a browser; `null` if you signed in
    /// with a token.
    csrf_token: Option<String>,
}

/// Get your name, role and rights
#[utoipa::path(get, path = "/me", tag = "account", responses((status = OK, body = Me)))]
pub(super) async fn me(Who(who): Who) -> Document<Me> {
    Ok(Json(Me {
        may_administer: may_administer(&who.operator),
        csrf_token: who.session.map(|session| session.csrf),
        name: who.operator.name,
        role: who.operator.role.as_str(),
        properties: who.operator.properties,
    }))
}
