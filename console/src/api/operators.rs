use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tenantry_store::access::{self, NewOperator, Role};
use utoipa::{IntoParams, ToSchema};

use super::{
    Answer, Document,
    documents::List,
    input::{Body, Path},
    who::Who,
    words::{self, Word},
};
use crate::{
    app::App,
    auth::hash_password,
    failure::Failure,
    work::{administered, administers},
};

/// An operator in the path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OperatorPath {
    /// The operator's name, in any letter case.
    pub(super) name: String,
}

/// A person who can sign in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Operator {
    /// The name, as it appears in the history.
    name: String,
    /// `viewer`, `manager` or `admin`.
    #[schema(value_type = String)]
    role: &'static str,
    /// IDs of the properties that the operator may see; `null` for all.
    properties: Option<Vec<String>>,
    /// When the operator was created.
    created_at: String,
}

/// A new operator.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOperator, example = json!({
    "name": "ana", "role": "manager", "properties": ["maple-court"], "password": "a sentence of mine"
}))]
pub(super) struct Newcomer {
    /// The name to sign in with; unique, ignoring letter case.
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = r"^(?=.*\S)[^\u0000-\u001f\u007f-\u009f]*$"
    )]
    name: String,
    /// `viewer`, `manager` or `admin`.
    #[schema(schema_with = words::schema::<Role>)]
    role: Word<Role>,
    /// IDs of the properties that the operator may see. Default: all.
    #[schema(min_items = 1)]
    properties: Option<Vec<String>>,
    /// The password: 10 to 200 characters.
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 200)]
    password: Password,
}

/// A password that is never printed.
#[derive(Debug)]
struct Password(SecretString);

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}

impl From<access::Operator> for Operator {
    fn from(operator: access::Operator) -> Self {
        Self {
            name: operator.name,
            role: operator.role.as_str(),
            properties: operator.properties,
            created_at: operator.created_at.to_string(),
        }
    }
}

/// List all operators
///
/// Only for admins of all properties.
#[utoipa::path(
    get,
    path = "/operators",
    tag = "operators",
    operation_id = "operators",
    responses(
        (status = OK, body = List<Operator>),
        (status = 403, description = "You are not an admin of all properties.")
    )
)]
pub(super) async fn list(State(app): State<Arc<App>>, Who(who): Who) -> Document<List<Operator>> {
    administers(&who)?;
    let operators = app.access.operators().await?;
    Ok(Json(List { items: operators.into_iter().map(Operator::from).collect() }))
}

/// Create an operator
///
/// Only for admins of all properties, and not with a token.
#[utoipa::path(
    post,
    path = "/operators",
    tag = "operators",
    operation_id = "create_operator",
    request_body = Newcomer,
    responses(
        (status = CREATED, body = Operator),
        (status = 409, description = "An operator with that name already exists.")
    )
)]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Body(new): Body<Newcomer>,
) -> Answer<(StatusCode, Json<Operator>)> {
    administers(&who)?;
    who.is_person()?;
    if new.name.chars().count() > 100 {
        return Err(Failure::Wrong("a name must have 1 to 100 characters".into()).into());
    }
    let known = |id: &String| app.properties.iter().any(|property| property.id() == id);
    if let Some(unknown) = new.properties.iter().flatten().find(|id| !known(id)) {
        return Err(Failure::Wrong(format!("there is no property {unknown:?}")).into());
    }
    if new.properties.as_ref().is_some_and(Vec::is_empty) {
        let what = "an operator needs at least one property; leave properties out for all";
        return Err(Failure::Wrong(what.into()).into());
    }
    let hash = tokio::task::spawn_blocking(move || hash_password(&new.password.0)).await;
    let hash = hash
        .map_err(|_| Failure::Broken("the password could not be hashed".into()))?
        .map_err(|weak| Failure::Wrong(weak.to_string()))?;
    let operator = NewOperator {
        name: &new.name,
        role: new.role.0,
        properties: new.properties.as_deref(),
        password_hash: &hash,
    };
    let made = app.access.add_operator(&operator, Timestamp::now()).await?;
    tracing::info!("an operator was created");
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Remove an operator with all sessions and tokens
///
/// Only for admins of all properties. You cannot remove yourself.
#[utoipa::path(
    delete,
    path = "/operators/{name}",
    tag = "operators",
    operation_id = "remove_operator",
    params(OperatorPath),
    responses(
        (status = NO_CONTENT, description = "The operator was removed and can no longer sign in."),
        (status = 409, description = "You cannot remove yourself.")
    )
)]
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<OperatorPath>,
) -> Answer<StatusCode> {
    let found = administered(&app, &who, &at.name).await?;
    if found.id == who.operator.id {
        return Err(Failure::Moved("you cannot remove yourself".into()).into());
    }
    app.access.remove_operator(found.id).await?;
    tracing::info!("an operator was removed");
    Ok(StatusCode::NO_CONTENT)
}
