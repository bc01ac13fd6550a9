use std::{borrow::Cow, fmt, sync::Arc};

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use reqwest::{
    Method,
    header::{HeaderName, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::connector::{ConnectorError, ErrorKind};
use url::Url;

use crate::secrets::is_secret;

/// Reads the error from a response whose status is not 2xx.
pub(crate) type Refusal = dyn Fn(u16, &[u8]) -> Option<ConnectorError> + Send + Sync;

/// The kind of document that a request expects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Document {
    /// XML.
    #[default]
    Xml,
    /// JSON.
    Json,
    /// A file of any kind, but not an HTML page.
    File,
}

impl Document {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Document::Xml => "XML",
            Document::Json => "JSON",
            Document::File => "a file",
        }
    }
}

/// A request to the PMS.
#[derive(Clone)]
pub struct Request {
    pub(crate) label: String,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Option<(&'static str, Bytes)>,
    pub(crate) basic: Option<(String, SecretString)>,
    pub(crate) refusal: Option<Arc<Refusal>>,
    pub(crate) document: Document,
    /// Headers of the response that are read, in lower case.
    pub(crate) told: Vec<Cow<'static, str>>,
    /// Whether the response contains something that must not be recorded.
    pub(crate) unrecorded: bool,
    headers: Vec<(Cow<'static, str>, SecretString)>,
}

impl Request {
    /// A request without a body. `label` names the exchange for people, logs
    /// and recordings (`GetResidents maple`): the operation, the property, the
    /// page; never personal data or credentials. A user name and password in
    /// the address are sent as such, and are part of it no longer.
    pub fn get(label: impl Into<String>, url: Url) -> Self {
        let (url, basic) = without_login(url);
        Self {
            label: label.into(),
            method: Method::GET,
            url,
            body: None,
            basic,
            refusal: None,
            document: Document::default(),
            told: Vec::new(),
            unrecorded: false,
            headers: Vec::new(),
        }
    }

    /// A request with a body of this content type; for `label` see
    /// [`get`](Self::get).
    pub fn post(
        label: impl Into<String>,
        url: Url,
        content_type: &'static str,
        body: impl Into<Bytes>,
    ) -> Self {
        let body = Some((content_type, body.into()));
        Self { method: Method::POST, body, ..Self::get(label, url) }
    }

    /// The secrets in the headers: `Bearer abc` has `abc`.
    pub(crate) fn secret_headers(&self) -> impl Iterator<Item = String> {
        let secret = self.headers.iter().filter(|(name, _)| is_secret(name));
        secret.map(|(_, value)| {
            let value = value.expose_secret();
            value.split_once(' ').map_or(value, |(_, secret)| secret).trim().to_owned()
        })
    }

    /// Adds a header. A value that is not valid in a header fails when the
    /// request is sent.
    #[must_use]
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), SecretString::from(value.into())));
        self
    }

    /// Adds a user name and password. The password need not be among the
    /// client's secrets.
    #[must_use]
    pub fn basic(mut self, user: impl Into<String>, password: SecretString) -> Self {
        self.basic = Some((user.into(), password));
        self
    }

    /// Makes `refusal` read the error from a response whose status is not 2xx,
    /// such as a SOAP fault, from the status and up to 64 KiB of the body. If
    /// it returns `None`, the status decides.
    #[must_use]
    pub fn refusal(
        mut self,
        refusal: impl Fn(u16, &[u8]) -> Option<ConnectorError> + Send + Sync + 'static,
    ) -> Self {
        self.refusal = Some(Arc::new(refusal));
        self
    }

    /// Asks to read a header of the response with
    /// [`Answer::header`](crate::Answer::header). Recordings include it.
    #[must_use]
    pub fn reads_header(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.told.push(name.into().to_ascii_lowercase().into());
        self
    }

    /// Keeps the exchange out of recordings, because the response is a
    /// credential. Such a request must not be sent during a replay (see
    /// [`Session::replays`](crate::Session::replays)).
    #[must_use]
    pub fn unrecorded(mut self) -> Self {
        self.unrecorded = true;
        self
    }

    /// Sets the kind of document expected. Default: XML.
    #[must_use]
    pub fn expects(mut self, document: Document) -> Self {
        self.document = document;
        self
    }

    /// The request as it is sent to `url`.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] for an address that is not HTTP, and for a
    /// header that cannot be sent.
    pub(crate) fn to(&self, url: &Url) -> Result<reqwest::Request, ConnectorError> {
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(ConnectorError::new(
                ErrorKind::ConfigInvalid,
                format!("{}: the address does not have the form https://host/path", self.label),
            )
            .hint("check `url`"));
        }
        let mut request = reqwest::Request::new(self.method.clone(), url.clone());
        if let Some((content_type, body)) = &self.body {
            *request.body_mut() = Some(body.clone().into());
            self.set(&mut request, "content-type", content_type)?;
        }
        if let Some((user, password)) = &self.basic {
            let value = format!("Basic {}", base64_pair(user, password));
            self.set(&mut request, "authorization", &value)?;
        }
        for (name, value) in &self.headers {
            self.set(&mut request, name, value.expose_secret())?;
        }
        Ok(request)
    }

    fn set(
        &self,
        request: &mut reqwest::Request,
        name: &str,
        value: &str,
    ) -> Result<(), ConnectorError> {
        let (Ok(name), Ok(mut value)) = (HeaderName::try_from(name), HeaderValue::try_from(value))
        else {
            return Err(ConnectorError::new(
                ErrorKind::ConfigInvalid,
                format!("{}: the header {name} cannot be sent with its value", self.label),
            )
            .hint("a header must not contain line breaks or control characters"));
        };
        value.set_sensitive(true);
        request.headers_mut().insert(name, value);
        Ok(())
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("label", &self.label)
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// Takes the login out of an address: others that see the address might log it.
fn without_login(mut url: Url) -> (Url, Option<(String, SecretString)>) {
    if url.username().is_empty() && url.password().is_none() {
        return (url, None);
    }
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let login = (decoded(url.username()), decoded(url.password().unwrap_or_default()).into());
    // An address that cannot have a user has none to remove.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    (url, Some(login))
}

/// `user:password` encoded for Basic authentication.
pub(crate) fn base64_pair(user: &str, password: &SecretString) -> String {
    use base64::Engine;
    let pair = format!("{user}:{}", password.expose_secret());
    base64::engine::general_purpose::STANDARD.encode(pair)
}
