use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use jiff::{SignedDuration, Timestamp};
use tenantry_store::access::{Operator, Role, Scope, Session};

use super::Secret;
use crate::{app::App, failure::Failure};

/// A signed-in operator, by session or by token.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) operator: Operator,
    /// The browser session; `None` for a program with a token.
    pub(crate) session: Option<Session>,
    /// Whether a token signed in that may only look.
    pub(crate) is_read_only: bool,
}

/// The name of the cookie. With HTTPS, the prefix keeps other sites from
/// setting it.
fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-tenantry" } else { "tenantry" }
}

/// How long a session lasts.
const LASTS: SignedDuration = SignedDuration::from_hours(12);
/// How long an unused session lasts.
const IDLE: SignedDuration = SignedDuration::from_hours(4);
/// How often the last use of a session is recorded.
const TOUCHED: SignedDuration = SignedDuration::from_mins(5);

impl SignedIn {
    /// When a session that starts now ends.
    pub(crate) fn until(now: Timestamp) -> Timestamp {
        now.checked_add(LASTS).unwrap_or(now)
    }

    /// Refuses a program: what it made here would outlive its token.
    ///
    /// # Errors
    /// [`Failure::ByToken`]
    pub(crate) fn is_person(&self) -> Result<(), Failure> {
        if self.session.is_some() { Ok(()) } else { Err(Failure::ByToken) }
    }

    /// The CSRF token that every form of this session carries; blank for a
    /// token.
    pub(crate) fn csrf(&self) -> &str {
        self.session.as_ref().map_or("", |session| &session.csrf)
    }

    async fn by_cookie(app: &App, headers: &HeaderMap) -> Result<Option<Self>, Failure> {
        let Some(secret) = session_cookie(headers, app.origin.is_secure()) else { return Ok(None) };
        let now = Timestamp::now();
        let found = app.access.session(&secret.hash(), now).await?;
        let Some((session, operator)) = found else { return Ok(None) };
        let idle = now.duration_since(session.last_seen_at);
        if idle > IDLE {
            app.access.end_session(&session.id).await?;
            return Ok(None);
        }
        if idle > TOUCHED {
            // A busy directory must not delay or refuse a page.
            let (access, id) = (app.access.clone(), session.id.clone());
            tokio::spawn(async move { access.touch_session(&id, now).await });
        }
        Ok(Some(Self { operator, session: Some(session), is_read_only: false }))
    }

    async fn by_token(app: &App, headers: &HeaderMap) -> Result<Option<Self>, Failure> {
        let Some(secret) = bearer(headers) else { return Ok(None) };
        let now = Timestamp::now();
        let found = app.access.token(&secret.hash(), now).await?;
        let Some((token, mut operator)) = found else { return Err(Failure::NotSignedIn) };
        let is_read_only = token.scope == Scope::ReadOnly;
        if is_read_only {
            operator.role = Role::Viewer;
        }
        if token.last_used_at.is_none_or(|at| now.duration_since(at) > TOUCHED) {
            let access = app.access.clone();
            tokio::spawn(async move { access.touch_token(token.id, now).await });
        }
        Ok(Some(Self { operator, session: None, is_read_only }))
    }
}

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        if let Some(known) = Self::by_token(app, &parts.headers).await? {
            return Ok(known);
        }
        Self::by_cookie(app, &parts.headers).await?.ok_or(Failure::NotSignedIn)
    }
}

impl OptionalFromRequestParts<Arc<App>> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &Arc<App>,
    ) -> Result<Option<Self>, Failure> {
        match <Self as FromRequestParts<_>>::from_request_parts(parts, app).await {
            Ok(known) => Ok(Some(known)),
            Err(Failure::NotSignedIn) => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}

/// The address that a request comes from, for rate limits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guest(pub(crate) std::net::IpAddr);

impl<S: Sync> FromRequestParts<S> for Guest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<axum::extract::ConnectInfo<std::net::SocketAddr>>();
        Ok(Self(peer.map_or([0, 0, 0, 0].into(), |peer| peer.0.ip())))
    }
}

fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Secret::sent(secret.trim())).flatten()
}

/// The session's secret from the browser's cookie.
pub(crate) fn session_cookie(headers: &HeaderMap, secure: bool) -> Option<Secret> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.split_once('='));
    let found = pairs.find(|(name, _)| name.trim() == cookie_name(secure));
    found.and_then(|(_, value)| Secret::sent(value.trim()))
}

/// The cookie that signs a browser in.
pub(crate) fn sign_in_cookie(secret: &Secret, secure: bool) -> String {
    cookie(secret.text(), LASTS.as_secs(), secure)
}

/// The cookie that signs a browser out.
pub(crate) fn sign_out_cookie(secure: bool) -> String {
    cookie("", 0, secure)
}

fn cookie(value: &str, seconds: i64, secure: bool) -> String {
    let name = cookie_name(secure);
    let only = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{only}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_cookie_counts() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; tenantry=abc; __Host-tenantry=def".parse().unwrap());
        assert_eq!(session_cookie(&headers, false).unwrap().text(), "abc");
        assert_eq!(session_cookie(&headers, true).unwrap().text(), "def");
        assert!(session_cookie(&HeaderMap::new(), false).is_none());
        let secret = Secret::sent("abc").unwrap();
        let set = sign_in_cookie(&secret, true);
        assert!(set.starts_with("__Host-tenantry=abc; Path=/; HttpOnly; SameSite=Lax"));
        assert!(set.ends_with("; Secure") && sign_out_cookie(false).contains("Max-Age=0"));
    }

    #[test]
    fn tokens_are_sent_as_bearer() {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, "Bearer tok".parse().unwrap());
        assert_eq!(bearer(&headers).unwrap().text(), "tok");
        headers.insert(header::AUTHORIZATION, "Basic dG9r".parse().unwrap());
        assert!(bearer(&headers).is_none());
    }
}
