use std::sync::Arc;

use axum::extract::State;
use jiff::{Timestamp, tz::TimeZone};
use tenantry_store::access::ApiToken;

use super::{
    Answer, html, see, see_with_cookie,
    visit::{shell, waiting},
};
use crate::{
    app::App,
    auth::{SignedIn, sign_out_cookie},
    failure::Failure,
    form::Fields,
    view::{AccountPage, Token},
    work,
};

/// The operator's own page: tokens and sessions.
pub(crate) async fn page(State(app): State<Arc<App>>, who: SignedIn) -> Answer {
    show(&app, &who, None).await
}

async fn show(app: &App, who: &SignedIn, fresh: Option<String>) -> Answer {
    let tokens = app.access.tokens_of(who.operator.id).await?;
    let tokens: Vec<Token> = tokens.into_iter().map(token).collect();
    let sessions = app.access.sessions_of(who.operator.id, Timestamp::now()).await?;
    let waiting = waiting(app, who).await?;
    let shell = shell(app, who, false, TimeZone::system(), waiting, None);
    html(&AccountPage::new(shell, &tokens, fresh, sessions))
}

fn token(token: ApiToken) -> Token {
    let ApiToken { id, label, created_at, last_used_at, .. } = token;
    Token { id, label, created_at, last_used_at }
}

/// Creates or revokes a token, or signs out everywhere.
pub(crate) async fn change(State(app): State<Arc<App>>, who: SignedIn, form: Fields) -> Answer {
    form.is_of_session(who.csrf())?;
    match form.get("do") {
        Some("create-token") => {
            let label = form.get("label").unwrap_or_default();
            let (_, secret) = work::new_token(&app, &who, label).await?;
            show(&app, &who, Some(secret.text().to_owned())).await
        }
        Some("revoke-token") => {
            let id = form.get("id").and_then(|id| id.parse().ok()).unwrap_or_default();
            work::revoke_token(&app, &who, id).await?;
            Ok(see("/account"))
        }
        Some("sign-out-everywhere") => {
            app.access.end_sessions_of(who.operator.id).await?;
            Ok(see_with_cookie("/sign-in", &sign_out_cookie(app.origin.is_secure())))
        }
        _ => Err(Failure::Wrong("the form has no known action".into()).into()),
    }
}
