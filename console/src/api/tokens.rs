use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use tenantry_store::access::{ApiToken, Scope};
use utoipa::{IntoParams, ToSchema};

use super::{
    Answer, Document,
    documents::List,
    input::{Body, Path},
    operators::OperatorPath,
    who::Who,
    words,
};
use crate::{
    app::App,
    work::{self, TOKEN_DAYS, TokenWish},
};

/// A token in the path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct TokenPath {
    /// The token's ID.
    id: i64,
}

/// A token of an operator in the path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OperatorTokenPath {
    /// The operator's name, in any letter case.
    name: String,
    /// The token's ID.
    id: i64,
}

/// A token that a program signs in with. The secret itself is not stored.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Token {
    /// The token's ID.
    id: String,
    /// What the token is for.
    label: String,
    /// When the token was created.
    created_at: String,
    /// When the token was last used, accurate to a few minutes.
    last_used_at: Option<String>,
    /// When the token expires.
    expires_at: String,
    /// `full`: whatever you may do, except creating tokens and operators;
    /// `read_only`: only look.
    #[schema(schema_with = words::schema::<Scope>)]
    scope: &'static str,
}

/// A newly created token.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TokenWithSecret)]
pub(super) struct Fresh {
    #[serde(flatten)]
    token: Token,
    /// The secret to send as `Authorization: Bearer ...`. It is shown only once.
    secret: String,
}

/// A new token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"label": "Door controller"}))]
pub(super) struct NewToken {
    /// What the token is for.
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = r"^(?=.*\S)[^\u0000-\u001f\u007f-\u009f]*$"
    )]
    label: String,
    /// In how many days the token expires.
    #[serde(default = "days", deserialize_with = "whole")]
    #[schema(minimum = 1, maximum = 366, default = 90)]
    expires_in_days: u16,
    /// Whether the token may only look.
    #[serde(default)]
    read_only: bool,
}

fn days() -> u16 {
    TOKEN_DAYS
}

/// Reads a whole number. To JSON, `8.0` is one as well.
fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let number = f64::deserialize(deserializer)?;
    let is_whole = number.fract() == 0.0 && (0.0..=f64::from(u16::MAX)).contains(&number);
    match is_whole {
        true => Ok(number as u16),
        false => Err(D::Error::custom("expected a number of days")),
    }
}

impl From<ApiToken> for Token {
    fn from(token: ApiToken) -> Self {
        let ApiToken { id, label, scope, created_at, last_used_at, expires_at, .. } = token;
        Self {
            id: id.to_string(),
            label,
            created_at: created_at.to_string(),
            last_used_at: last_used_at.map(|at| at.to_string()),
            expires_at: expires_at.to_string(),
            scope: scope.as_str(),
        }
    }
}

/// List your tokens
#[utoipa::path(
    get,
    path = "/tokens",
    tag = "account",
    operation_id = "tokens",
    responses((status = OK, body = List<Token>))
)]
pub(super) async fn list(State(app): State<Arc<App>>, Who(who): Who) -> Document<List<Token>> {
    let tokens = app.access.tokens_of(who.operator.id).await?;
    Ok(Json(List { items: tokens.into_iter().map(Token::from).collect() }))
}

/// Create a token for yourself
///
/// The token has the same rights as you, or may only look. Its secret is shown only once. A
/// token cannot create tokens. A new password ends all of your tokens.
#[utoipa::path(
    post,
    path = "/tokens",
    tag = "account",
    operation_id = "create_token",
    request_body = NewToken,
    responses(
        (status = CREATED, body = Fresh),
        (status = 409, description = "You have too many tokens.")
    )
)]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Body(new): Body<NewToken>,
) -> Answer<(StatusCode, Json<Fresh>)> {
    let scope = if new.read_only { Scope::ReadOnly } else { Scope::Full };
    let wish = TokenWish { label: &new.label, days: new.expires_in_days, scope };
    let (token, secret) = work::new_token(&app, &who, &wish).await?;
    let fresh = Fresh { token: token.into(), secret: secret.text().to_owned() };
    Ok((StatusCode::CREATED, Json(fresh)))
}

/// Revoke one of your tokens
#[utoipa::path(
    delete,
    path = "/tokens/{id}",
    tag = "account",
    operation_id = "revoke_token",
    params(TokenPath),
    responses((status = NO_CONTENT, description = "The token was revoked."))
)]
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<TokenPath>,
) -> Answer<StatusCode> {
    work::revoke_token(&app, who.operator.id, at.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List an operator's tokens
///
/// Only for admins of all properties.
#[utoipa::path(
    get,
    path = "/operators/{name}/tokens",
    tag = "operators",
    operation_id = "operator_tokens",
    params(OperatorPath),
    responses(
        (status = OK, body = List<Token>),
        (status = 403, description = "You are not an admin of all properties.")
    )
)]
pub(super) async fn list_of(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<OperatorPath>,
) -> Document<List<Token>> {
    let owner = work::administered(&app, &who, &at.name).await?;
    let tokens = app.access.tokens_of(owner.id).await?;
    Ok(Json(List { items: tokens.into_iter().map(Token::from).collect() }))
}

/// Revoke a token of an operator
///
/// Only for admins of all properties.
#[utoipa::path(
    delete,
    path = "/operators/{name}/tokens/{id}",
    tag = "operators",
    operation_id = "revoke_operator_token",
    params(OperatorTokenPath),
    responses((status = NO_CONTENT, description = "The token was revoked."))
)]
pub(super) async fn revoke_of(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<OperatorTokenPath>,
) -> Answer<StatusCode> {
    let owner = work::administered(&app, &who, &at.name).await?;
    work::revoke_token(&app, owner.id, at.id).await?;
    tracing::info!("a token was revoked by an admin");
    Ok(StatusCode::NO_CONTENT)
}
