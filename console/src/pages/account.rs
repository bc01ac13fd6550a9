use std::{collections::HashMap, sync::Arc};

use axum::extract::State;
use jiff::{Timestamp, tz::TimeZone};
use tenantry_store::access::{ApiToken, OperatorId, Scope};

use super::{
    Answer, html, see, see_with_cookie,
    visit::{shell, waiting},
};
use crate::{
    app::App,
    auth::{SignedIn, may_administer, sign_out_cookie},
    failure::Failure,
    form::Fields,
    view::{AccountPage, Token},
    work::{self, TOKEN_DAYS, TokenWish},
};

/// The operator's own page: tokens and sessions.
pub(crate) async fn page(State(app): State<Arc<App>>, who: SignedIn) -> Answer {
    show(&app, &who, None).await
}

async fn show(app: &App, who: &SignedIn, fresh: Option<String>) -> Answer {
    let tokens = app.access.tokens_of(who.operator.id).await?;
    let tokens: Vec<Token> = tokens.into_iter().map(token).collect();
    let others = others(app, who).await?;
    let sessions = app.access.sessions_of(who.operator.id, Timestamp::now()).await?;
    let waiting = waiting(app, who).await?;
    let shell = shell(app, who, false, TimeZone::system(), waiting, None);
    html(&AccountPage::new(shell, &tokens, others.as_deref(), fresh, sessions))
}

/// Other operators and their tokens, for an admin of all properties.
async fn others(app: &App, who: &SignedIn) -> Result<Option<Vec<(String, Token)>>, Failure> {
    if !may_administer(&who.operator) {
        return Ok(None);
    }
    let operators = app.access.operators().await?;
    let names: HashMap<OperatorId, String> =
        operators.into_iter().map(|operator| (operator.id, operator.name)).collect();
    let tokens = app.access.tokens().await?.into_iter();
    let others = tokens.filter(|token| token.operator != who.operator.id);
    let named = |it: ApiToken| Some((names.get(&it.operator)?.clone(), token(it)));
    Ok(Some(others.filter_map(named).collect()))
}

fn token(token: ApiToken) -> Token {
    let ApiToken { id, label, scope, created_at, last_used_at, expires_at, .. } = token;
    let is_read_only = scope == Scope::ReadOnly;
    Token { id, label, is_read_only, created_at, last_used_at, expires_at }
}

fn wish(form: &Fields) -> Result<TokenWish<'_>, Failure> {
    let days = form.get("days").map_or(Ok(TOKEN_DAYS), str::parse);
    let days = days.map_err(|_| Failure::Wrong("the number of days is not valid".into()))?;
    let scope = if form.ticked("read_only") { Scope::ReadOnly } else { Scope::Full };
    Ok(TokenWish { label: form.get("label").unwrap_or_default(), days, scope })
}

fn id(form: &Fields) -> i64 {
    form.get("id").and_then(|id| id.parse().ok()).unwrap_or_default()
}

/// Creates or revokes a token, or signs out everywhere.
pub(crate) async fn change(State(app): State<Arc<App>>, who: SignedIn, form: Fields) -> Answer {
    form.is_of_session(who.csrf())?;
    match form.get("do") {
        Some("create-token") => {
            let (_, secret) = work::new_token(&app, &who, &wish(&form)?).await?;
            show(&app, &who, Some(secret.text().to_owned())).await
        }
        Some("revoke-token") => {
            work::revoke_token(&app, who.operator.id, id(&form)).await?;
            Ok(see("/account"))
        }
        Some("revoke-token-of") => {
            let owner = form.get("owner").unwrap_or_default();
            let owner = work::administered(&app, &who, owner).await?;
            work::revoke_token(&app, owner.id, id(&form)).await?;
            tracing::info!("a token was revoked by an admin");
            Ok(see("/account"))
        }
        Some("sign-out-everywhere") => {
            app.access.end_sessions_of(who.operator.id).await?;
            Ok(see_with_cookie("/sign-in", &sign_out_cookie(app.origin.is_secure())))
        }
        _ => Err(Failure::Wrong("the form has no known action".into()).into()),
    }
}
