use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use secrecy::SecretString;
use tenantry_store::{
    StoreError,
    access::{NewOperator, NewSession, Operator, Role},
};

use super::{Answer, html, see, see_with_cookie};
use crate::{
    app::App,
    auth::{
        Guest, Secret, SignedIn, hash_password, session_cookie, sign_in_cookie, sign_out_cookie,
        verify,
    },
    failure::Failure,
    form::{Fields, Query},
    origin::local,
    view::{SetupPage, SignInPage},
};

/// The minimum length of a password, in characters.
const SHORTEST: usize = 10;

/// The sign-in page.
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    who: Option<SignedIn>,
    Query(query): Query,
) -> Answer {
    let next = next(&query);
    if who.is_some() {
        return Ok(see(next.as_deref().unwrap_or("/")));
    }
    let hint = match app.access.operators().await?.is_empty() {
        true => Some(
            "There are no users yet. Open the link that the console printed when it started."
                .into(),
        ),
        false => None,
    };
    html(&SignInPage::new("", "", next, hint, app.is_read_only()))
}

/// Signs an operator in with a new session, whatever the browser had before.
pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    Guest(address): Guest,
    headers: HeaderMap,
    form: Fields,
) -> Answer {
    let (name, next) = (form.get("name").unwrap_or_default(), next(&form));
    if let Err(wait) = app.throttle.attempt(address, name) {
        return Err(Failure::TooMany(wait.as_secs() + 1).into());
    }
    let operator = app.access.operator_named(name).await?;
    let hash = operator.as_ref().map(|operator| operator.password_hash.clone());
    let right = verify(SecretString::from(form.raw("password")), hash).await;
    let Some(operator) = operator.filter(|_| right) else {
        tracing::warn!("a sign-in was refused");
        let error = Some("The name or the password is wrong.".into());
        let page = html(&SignInPage::new("", name, next, error, app.is_read_only()))?;
        return Ok((StatusCode::UNAUTHORIZED, page).into_response());
    };
    if let Some(old) = session_cookie(&headers, app.origin.is_secure()) {
        app.access.end_session(&old.hash()).await?;
    }
    begin(&app, &operator, next.as_deref().unwrap_or("/")).await
}

async fn begin(app: &App, operator: &Operator, next: &str) -> Answer {
    let random = |_| Failure::Broken("the system has no random numbers".into());
    let (secret, csrf) = (Secret::new().map_err(random)?, Secret::new().map_err(random)?);
    let now = Timestamp::now();
    let (hash, expires_at) = (secret.hash(), SignedIn::until(now));
    let session = NewSession { hash: &hash, csrf: csrf.text(), expires_at };
    app.access.start_session(operator, &session, now).await?;
    Ok(see_with_cookie(next, &sign_in_cookie(&secret, app.origin.is_secure())))
}

/// Ends the session.
pub(crate) async fn sign_out(State(app): State<Arc<App>>, who: SignedIn, form: Fields) -> Answer {
    form.is_of_session(who.csrf())?;
    if let Some(session) = &who.session {
        app.access.end_session(&session.id).await?;
    }
    Ok(see_with_cookie("/sign-in", &sign_out_cookie(app.origin.is_secure())))
}

/// The page on which the first operator chooses a name and a password. Opening
/// it does not use up the link.
pub(crate) async fn setup_page(State(app): State<Arc<App>>, Path(token): Path<String>) -> Answer {
    link(&app, &token).await?;
    html(&SetupPage::new(&token, "", "", SHORTEST, None))
}

/// Creates the first operator, an admin, and signs them in.
pub(crate) async fn setup(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    form: Fields,
) -> Answer {
    link(&app, &token).await?;
    let name = form.get("name").unwrap_or_default();
    let again = |error: String| -> Result<Response, super::Refused> {
        let page = html(&SetupPage::new(&token, "", name, SHORTEST, Some(error)))?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    if form.raw("again") != form.raw("password") {
        return again("the passwords do not match".into());
    }
    let password = SecretString::from(form.raw("password"));
    let hash = match tokio::task::spawn_blocking(move || hash_password(&password)).await {
        Ok(Ok(hash)) => hash,
        Ok(Err(weak)) => return again(weak.to_string()),
        Err(_) => return Err(Failure::Broken("the password could not be hashed".into()).into()),
    };
    let new = NewOperator { name, role: Role::Admin, properties: None, password_hash: &hash };
    let operator = match app.access.add_first_operator(&new, Timestamp::now()).await {
        Ok(first) => first,
        Err(error @ StoreError::OperatorName { .. }) => return again(error.to_string()),
        Err(error) => return Err(error.into()),
    };
    app.setup.close();
    let operator = operator.ok_or_else(used)?;
    begin(&app, &operator, "/").await
}

/// Checks that the link is the one that was printed, and that there is no
/// operator yet. If there is one, the link never works again.
async fn link(app: &App, token: &str) -> Result<(), Failure> {
    if !app.setup.is_open(token) {
        return Err(used());
    }
    if !app.access.operators().await?.is_empty() {
        app.setup.close();
        return Err(used());
    }
    Ok(())
}

fn used() -> Failure {
    Failure::NotFound(
        "this link was already used or is out of date; sign in, or restart the console for a new link"
            .into(),
    )
}

/// Where to go after signing in: only to one of our own pages.
fn next(fields: &Fields) -> Option<String> {
    fields.get("next").and_then(local)
}
