use std::{fmt, fs::File};

use jiff::Timestamp;
use secrecy::SecretString;
use tenantry_core::connector::{ConnectorError, Tape};
use tenantry_http::{Client, Document, ExposeSecret, Options, Request, Url};
use url::Host;

use crate::{
    MAX_FILE, failure::invalid, retry::retrying, secrets::both, settings::Credentials, spool::Spool,
};

/// A file at an HTTPS address.
pub(crate) struct Web {
    url: Url,
    name: String,
    login: Login,
    client: Client,
}

enum Login {
    None,
    Basic(String, SecretString),
    Bearer(SecretString),
}

impl Web {
    pub(crate) fn new(url: Url, credentials: &Credentials) -> Result<Self, ConnectorError> {
        if url.scheme() != "https" && !is_this_machine(&url) {
            return Err(insecure("url"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(invalid(
                "`url` contains a user name",
                "move it to `username` and `password` in [connector.credentials]",
            ));
        }
        if url.path().contains('*') {
            return Err(invalid(
                "`url` is a pattern, but files at an https:// address cannot be listed",
                "name the file",
            ));
        }
        let Credentials { username, password, token, .. } = credentials;
        let login = match (username, password, token) {
            (None, None, None) => Login::None,
            (None, None, Some(token)) => Login::Bearer(token.clone()),
            (Some(user), Some(password), None) => Login::Basic(user.clone(), password.clone()),
            (_, _, None) => return Err(both("username", "password")),
            _ => {
                return Err(invalid(
                    "`credentials` has both a token and a user name or password",
                    "remove one of them",
                ));
            }
        };
        let options = Options { max_body: MAX_FILE, ..Options::default() };
        Ok(Self { name: without_query(&url), url, login, client: Client::new(options) })
    }

    /// The address, without its query.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The file, and when it was modified if the server says so.
    ///
    /// # Errors
    /// Those of [`tenantry_http`]; also if the response is an HTML page.
    pub(crate) async fn fetch(&self) -> Result<(File, Option<Timestamp>), ConnectorError> {
        // The session retries until a response has begun; this retries if it
        // breaks off.
        retrying(|| self.fetch_once()).await
    }

    async fn fetch_once(&self) -> Result<(File, Option<Timestamp>), ConnectorError> {
        let request = Request::get(&self.name, self.url.clone())
            .expects(Document::File)
            .reads_header("last-modified");
        let request = match &self.login {
            Login::None => request,
            Login::Basic(user, password) => request.basic(user, password.clone()),
            Login::Bearer(token) => {
                request.header("authorization", format!("Bearer {}", token.expose_secret()))
            }
        };
        let mut answer = self.client.session(&Tape::Off)?.send(request).await?;
        let modified = answer
            .header("last-modified")
            .and_then(|text| jiff::fmt::rfc2822::parse(text).ok())
            .map(|time| time.timestamp());
        let mut spool = Spool::new(&self.name, MAX_FILE)?;
        while let Some(bytes) = answer.body.chunk().await? {
            spool.add(&bytes)?;
        }
        Ok((spool.finish()?, modified))
    }
}

impl fmt::Debug for Web {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Web").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Whether traffic to an address never leaves this machine.
pub(crate) fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The error for an address whose traffic others can read.
pub(crate) fn insecure(setting: &str) -> ConnectorError {
    invalid(
        format!("`{setting}` is http:// and not https://: residents' data would not be encrypted"),
        "use https://",
    )
}

fn without_query(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}
