use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Document, who::Who};
use crate::auth::may_administer;

/// Who you are, and what you may do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    /// Your name, as it stands in the audit.
    name: String,
    /// `viewer`, `manager` or `admin`.
    #[schema(value_type = String)]
    role: &'static str,
    /// Ids of the properties that you may see; `null` for all.
    properties: Option<Vec<String>>,
    /// Whether you may see and change who the operators are.
    may_administer: bool,
    /// What a browser sends in `X-CSRF-Token`; `null` with a token.
    csrf_token: Option<String>,
}

/// Who you are
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
