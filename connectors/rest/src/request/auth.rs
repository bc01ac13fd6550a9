use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde::Deserialize;
use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_http::{Document, ExposeSecret, Request, SecretString, Session, Url};
use tokio::sync::Mutex;

use super::{BodyTemplate, Faults, Template, Values, endpoint::below};
use crate::{
    json::{Shape, parse},
    path::{Scope, Steps},
};

/// How long before its end a token is renewed.
const MARGIN: Duration = Duration::from_secs(30);

/// The maximum size of a response with a token, in bytes.
const MAX_ANSWER: usize = 1 << 20;

/// How requests are authenticated.
#[derive(Debug, Clone, Default)]
pub(crate) struct Auth {
    pub(crate) headers: Vec<(String, Template)>,
    pub(crate) basic: Option<(Template, Template)>,
    pub(crate) bearer: Option<Template>,
    pub(crate) token: Option<Token>,
}

/// How a token is obtained and sent.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) grant: Granted,
    pub(crate) url: String,
    /// The shape of the response with the token.
    pub(crate) shape: Shape,
    pub(crate) token: Steps,
    /// The path of the token's lifetime in seconds.
    pub(crate) expires: Option<Steps>,
    pub(crate) lifetime: Option<Duration>,
    /// The header that it is sent in, and the value, which contains `{token}`.
    pub(crate) header: String,
    pub(crate) value: Template,
}

/// What is sent to obtain a token.
#[derive(Debug, Clone)]
pub(crate) enum Granted {
    /// OAuth 2.0, client credentials (RFC 6749, section 4.4).
    Client { id: Template, secret: Template, scope: Option<Template>, send: SendClient },
    /// The PMS's own kind of body.
    Login(BodyTemplate),
}

/// How OAuth2's client ID and secret are sent.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SendClient {
    #[default]
    Body,
    Basic,
}

/// The current token, shared by all requests of a connector.
#[derive(Debug, Default)]
pub(crate) struct Keys(Mutex<Option<Given>>);

#[derive(Debug, Clone)]
struct Given {
    token: SecretString,
    until: Option<Instant>,
}

impl Auth {
    /// Whether requests need a token that expires.
    pub(crate) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Adds authentication to a request.
    ///
    /// # Errors
    /// Those of obtaining a token.
    pub(crate) async fn sign(
        &self,
        mut request: Request,
        keys: &Keys,
        session: &Session,
        base: &Url,
        values: &Values<'_>,
        faults: &Faults,
    ) -> Result<Request, ConnectorError> {
        for (name, value) in &self.headers {
            if let Some(value) = value.render(values) {
                request = request.header(name.clone(), value);
            }
        }
        if let Some((user, password)) = &self.basic {
            let user = user.render(values).unwrap_or_default();
            let password = password.render(values).unwrap_or_default();
            request = request.basic(user, SecretString::from(password));
        }
        if let Some(bearer) = self.bearer.as_ref().and_then(|bearer| bearer.render(values)) {
            request = request.header("authorization", format!("Bearer {bearer}"));
        }
        if let Some(token) = &self.token {
            // A recording needs no login, and contains none.
            let given = match session.replays() {
                true => SecretString::from("replayed"),
                false => keys.get(token, session, base, values, faults).await?,
            };
            let mut named: BTreeMap<String, SecretString> = values.credentials.clone();
            named.insert("token".to_owned(), given);
            let values = Values { credentials: &named, ..*values };
            let value = token.value.render(&values).unwrap_or_default();
            request = request.header(token.header.clone(), value);
        }
        Ok(request)
    }
}

impl Keys {
    /// The most recent token.
    pub(crate) async fn current(&self) -> Option<SecretString> {
        self.0.lock().await.as_ref().map(|given| given.token.clone())
    }

    /// Discards a token that was refused.
    pub(crate) async fn forget(&self) {
        *self.0.lock().await = None;
    }

    async fn get(
        &self,
        token: &Token,
        session: &Session,
        base: &Url,
        values: &Values<'_>,
        faults: &Faults,
    ) -> Result<SecretString, ConnectorError> {
        // Locked while the token is obtained: one is enough for all requests.
        let mut given = self.0.lock().await;
        let live = |given: &&Given| given.until.is_none_or(|until| Instant::now() < until);
        if let Some(given) = given.as_ref().filter(live) {
            return Ok(given.token.clone());
        }
        let asked = token.ask(session, base, values, faults).await?;
        *given = Some(asked.clone());
        Ok(asked.token)
    }
}

impl Token {
    async fn ask(
        &self,
        session: &Session,
        base: &Url,
        values: &Values<'_>,
        faults: &Faults,
    ) -> Result<Given, ConnectorError> {
        const LABEL: &str = "token";
        let url = match Url::parse(&self.url) {
            Ok(url) => url,
            Err(_) => below(base, &self.url),
        };
        let request = self.request(LABEL, url, values).unrecorded().expects(Document::Json);
        let (known, shape) = (faults.clone(), self.shape.clone());
        let request = request.header("accept", "application/json").refusal(move |status, body| {
            // OAuth sends 400 for wrong credentials (RFC 6749, 5.2).
            let status = if status == 400 { 401 } else { status };
            known.of_refusal(LABEL, status, body, &shape)
        });
        let answer = session.send(request).await?.body.bytes(MAX_ANSWER).await?;
        let unreadable = || {
            ConnectorError::new(ErrorKind::Protocol, "token: the response contains no token")
                .hint("check `url` and `profile`; nothing was changed")
        };
        let page = parse(&answer, &self.shape).map_err(|error| error.of(LABEL))?;
        if let Some(error) = faults.of_page(LABEL, &page) {
            return Err(error);
        }
        let scope = Scope::of_answer();
        let token = self.token.filled(&page, &scope).and_then(|node| node.text());
        let token = SecretString::from(token.ok_or_else(unreadable)?.trim());
        let said = self.expires.as_ref().and_then(|steps| steps.filled(&page, &scope)?.text());
        let seconds = said.and_then(|text| text.parse().ok()).map(Duration::from_secs);
        let lifetime = seconds.or(self.lifetime).map(|life| life.saturating_sub(MARGIN));
        Ok(Given { token, until: lifetime.and_then(|life| Instant::now().checked_add(life)) })
    }

    fn request(&self, label: &str, url: Url, values: &Values<'_>) -> Request {
        match &self.grant {
            Granted::Login(body) => {
                let body = body.render(values).unwrap_or_default();
                Request::post(label, url, "application/json", body.to_string())
            }
            Granted::Client { id, secret, scope, send } => {
                let rendered = |template: &Template| template.render(values).unwrap_or_default();
                let (id, secret) = (rendered(id), SecretString::from(rendered(secret)));
                let mut form = form_urlencoded::Serializer::new(String::new());
                form.append_pair("grant_type", "client_credentials");
                if let Some(scope) = scope {
                    form.append_pair("scope", &rendered(scope));
                }
                if matches!(send, SendClient::Body) {
                    form.append_pair("client_id", &id);
                    form.append_pair("client_secret", secret.expose_secret());
                }
                let kind = "application/x-www-form-urlencoded";
                let request = Request::post(label, url, kind, form.finish());
                if matches!(send, SendClient::Basic) { request.basic(id, secret) } else { request }
            }
        }
    }
}
