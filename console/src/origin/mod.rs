//! The address of the console, and which others are the same. Addresses are parsed as browsers
//! parse them and compared by origin (scheme, host and port), never as text.

mod local;
#[cfg(test)]
mod tests;

pub(crate) use local::local;

use std::net::SocketAddr;

use axum::http::{HeaderMap, HeaderName, Method, Uri, header};
use url::{Host, Url};

/// The address of the console: the only origin that forms may come from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// The configured URL: scheme, host and port.
    url: Option<Url>,
    /// The address that the server listens on.
    address: SocketAddr,
}

/// A configured URL that is not valid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the console's URL {0:?} is not valid; write it like https://doors.example.com")]
pub struct BadUrl(String);

impl Origin {
    /// # Errors
    /// The URL is not a scheme, a host and optionally a port.
    pub(crate) fn new(url: Option<&str>, address: SocketAddr) -> Result<Self, BadUrl> {
        let bad = |url: &str| BadUrl(url.to_owned());
        let url = url.map(|url| parse(url.trim_end_matches('/')).ok_or_else(|| bad(url)));
        Ok(Self { url: url.transpose()?, address })
    }

    /// The URL that people open.
    pub(crate) fn url(&self) -> String {
        match &self.url {
            Some(url) => url.origin().ascii_serialization(),
            None if self.address.ip().is_unspecified() => {
                format!("http://localhost:{}", self.address.port())
            }
            None => format!("http://{}", self.address),
        }
    }

    /// Whether browsers use HTTPS.
    pub(crate) fn is_secure(&self) -> bool {
        self.url.as_ref().is_some_and(|url| url.scheme() == "https")
    }

    /// Whether only this machine can reach the console.
    pub(crate) fn is_loopback(&self) -> bool {
        self.address.ip().is_loopback()
    }

    /// Whether a request uses one of this console's host names. Any other name
    /// may be an attacker's that resolves to this machine (DNS rebinding).
    pub(crate) fn is_host(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let Sent::One(host) = sent(headers, &header::HOST) else { return false };
        // A request to a proxy names the host in the first line as well.
        let named = uri.authority().is_none_or(|named| named.as_str().eq_ignore_ascii_case(host));
        named && (self.is_configured(host) || self.is_numbered(host))
    }

    /// Whether this is the configured URL's host and port.
    fn is_configured(&self, host: &str) -> bool {
        self.url.as_ref().is_some_and(|ours| {
            parse_host(ours.scheme(), host).is_some_and(|url| url.origin() == ours.origin())
        })
    }

    /// Whether this is `localhost` or an IP address, which cannot be rebound, at any port.
    fn is_numbered(&self, host: &str) -> bool {
        let url = parse_host("http", host);
        match url.as_ref().and_then(Url::host) {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback() || !self.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback() || !self.is_loopback(),
            None => false,
        }
    }

    /// Whether a request that changes something comes from our own pages,
    /// according to the browser's headers.
    pub(crate) fn is_ours(&self, method: &Method, headers: &HeaderMap) -> bool {
        if method.is_safe() {
            return true;
        }
        match sent(headers, &HeaderName::from_static("sec-fetch-site")) {
            Sent::Nothing | Sent::One("same-origin" | "none") => {}
            Sent::One(_) | Sent::Unclear => return false,
        }
        match (sent(headers, &header::ORIGIN), sent(headers, &header::REFERER)) {
            (Sent::One(origin), _) => {
                parse(origin).is_some_and(|from| self.is_same(&from, headers))
            }
            // Programs send neither.
            (Sent::Nothing, Sent::Nothing) => true,
            (Sent::Nothing, Sent::One(page)) => {
                Url::parse(page).is_ok_and(|from| self.is_same(&from, headers))
            }
            (Sent::Unclear, _) | (Sent::Nothing, Sent::Unclear) => false,
        }
    }

    /// Whether a page has the configured origin, or that of the request's host.
    fn is_same(&self, page: &Url, headers: &HeaderMap) -> bool {
        if self.url.as_ref().is_some_and(|ours| ours.origin() == page.origin()) {
            return true;
        }
        let Sent::One(host) = sent(headers, &header::HOST) else { return false };
        parse_host(page.scheme(), host).is_some_and(|host| host.origin() == page.origin())
    }
}

/// The value of a header.
enum Sent<'h> {
    Nothing,
    One(&'h str),
    /// Several values, or no text.
    Unclear,
}

fn sent<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Sent<'h> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Sent::Nothing,
        (Some(value), None) => value.to_str().map_or(Sent::Unclear, Sent::One),
        _ => Sent::Unclear,
    }
}

/// Reads a scheme, a host and a port, and nothing else.
fn parse(text: &str) -> Option<Url> {
    let (scheme, host) = text.split_once("://")?;
    parse_host(&scheme.to_ascii_lowercase(), host)
}

/// Reads a host and a port, as in the header `Host`. A user, a path, an encoded character or
/// another way to write an address (`127.1`) is not one.
fn parse_host(scheme: &str, host: &str) -> Option<Url> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || ".-_:[]".contains(c);
    if !matches!(scheme, "http" | "https") || !host.chars().all(allowed) {
        return None;
    }
    let url = Url::parse(&format!("{scheme}://{host}")).ok()?;
    let name = url.host_str()?;
    let written = host.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let rest = host.get(name.len()..).unwrap_or_default();
    Some(url).filter(|_| written && (rest.is_empty() || rest.starts_with(':')))
}
