use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use tenantry_core::connector::{ConnectorError, ErrorKind, Tape};
use url::Url;

use crate::{
    limits::{self, Login},
    options::Options,
    session::Session,
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Sends requests to one PMS. Cheap to clone; clones share
/// the connections, and all clients of one login in this process share the rate limit.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    options: Options,
    login: Login,
    wire: OnceLock<Option<reqwest::Client>>,
}

impl Client {
    /// A client with these options. No I/O: TLS is set up at the first request.
    pub fn new(options: Options) -> Self {
        let login = Login::of(&options.secrets);
        Self(Arc::new(Shared { options, login, wire: OnceLock::new() }))
    }

    /// Starts one fetch, or one check.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] if the tape's folder already contains a
    /// recording that would be overwritten, or has none to replay;
    /// [`ErrorKind::Unavailable`] if it cannot be used.
    pub fn session(&self, tape: &Tape) -> Result<Session, ConnectorError> {
        Session::open(self.clone(), tape)
    }

    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }

    /// Waits until the rate limit of the login allows another request to the host of `url`.
    pub(crate) async fn turn(&self, url: &Url) {
        if let Some(most) = self.options().per_minute {
            limits::turn(self.0.login, url, most).await;
        }
    }

    pub(crate) fn wire(&self) -> Result<&reqwest::Client, ConnectorError> {
        self.0.wire.get_or_init(build).as_ref().ok_or_else(not_set_up)
    }
}

/// The HTTP client that a [`Client`] uses, for libraries that send requests
/// themselves: the same certificate authorities, no redirects.
///
/// # Errors
/// [`ErrorKind::Unexpected`] if TLS cannot be set up.
pub fn transport() -> Result<reqwest::Client, ConnectorError> {
    build().ok_or_else(not_set_up)
}

fn not_set_up() -> ConnectorError {
    ConnectorError::new(ErrorKind::Unexpected, "no HTTP client can be set up")
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

/// The certificate authorities are compiled in: reading the system's would take
/// longer than everything else in a run.
fn build() -> Option<reqwest::Client> {
    let authorities = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(authorities)
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(concat!("tenantry/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .build()
        .ok()
}
