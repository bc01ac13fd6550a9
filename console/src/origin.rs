use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, Method, header};

/// The address of the console: the only origin that forms may come from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// Scheme and authority, if configured.
    url: Option<String>,
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
        let url = url.map(|url| {
            let plain = url.trim_end_matches('/').to_ascii_lowercase();
            let host = plain.strip_prefix("https://").or_else(|| plain.strip_prefix("http://"));
            let good = |host: &str| {
                let allowed = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
                !host.is_empty() && host.chars().all(allowed)
            };
            match host.is_some_and(good) {
                true => Ok(plain),
                false => Err(BadUrl(url.to_owned())),
            }
        });
        Ok(Self { url: url.transpose()?, address })
    }

    /// The URL that people open.
    pub(crate) fn url(&self) -> String {
        match &self.url {
            Some(url) => url.clone(),
            None if self.address.ip().is_unspecified() => {
                format!("http://localhost:{}", self.address.port())
            }
            None => format!("http://{}", self.address),
        }
    }

    /// Whether browsers use HTTPS.
    pub(crate) fn is_secure(&self) -> bool {
        self.url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }

    /// Whether only this machine can reach the console.
    pub(crate) fn is_loopback(&self) -> bool {
        self.address.ip().is_loopback()
    }

    /// Whether a request uses one of this console's host names. Any other name
    /// may be an attacker's that resolves to this machine (DNS rebinding).
    pub(crate) fn is_host(&self, headers: &HeaderMap) -> bool {
        let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else {
            return false;
        };
        let host = host.to_ascii_lowercase();
        if self
            .url
            .as_ref()
            .and_then(|url| url.split_once("://"))
            .is_some_and(|(_, ours)| ours == host)
        {
            return true;
        }
        let name = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => name,
            _ => &host,
        };
        let literal: Option<IpAddr> = name.trim_matches(['[', ']']).parse().ok();
        // An IP address cannot be rebound.
        name == "localhost" || literal.is_some_and(|ip| ip.is_loopback() || !self.is_loopback())
    }

    /// Whether a request that changes something comes from our own pages,
    /// according to the browser's headers.
    pub(crate) fn is_ours(&self, method: &Method, headers: &HeaderMap) -> bool {
        if method.is_safe() {
            return true;
        }
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
            return false;
        }
        let Some(origin) = text("origin") else { return true };
        let ours = self.url.as_deref().is_some_and(|url| url == origin.to_ascii_lowercase());
        let same_host = origin.split_once("://").map(|(_, host)| host) == text("host");
        ours || same_host
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(url: Option<&str>) -> Origin {
        Origin::new(url, ([127, 0, 0, 1], 8080).into()).unwrap()
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_our_names_are_answered() {
        let (local, named) = (origin(None), origin(Some("https://Doors.example.com/")));
        for (host, by_local, by_named) in [
            ("127.0.0.1:8080", true, true),
            ("localhost:8080", true, true),
            ("[::1]:8080", true, true),
            ("doors.example.com", false, true),
            ("evil.example.com", false, false),
            ("evil.example.com:8080", false, false),
            ("203.0.113.7", false, false),
        ] {
            let headers = headers(&[("host", host)]);
            assert_eq!(
                (local.is_host(&headers), named.is_host(&headers)),
                (by_local, by_named),
                "{host}"
            );
        }
        assert!(!local.is_host(&HeaderMap::new()));
        assert!(named.is_secure() && !local.is_secure());
    }

    #[test]
    fn forms_of_other_sites_are_refused() {
        let ours = origin(Some("https://doors.example.com"));
        for (pairs, good) in [
            (vec![], true),
            (vec![("origin", "https://doors.example.com")], true),
            (vec![("origin", "http://localhost:8080"), ("host", "localhost:8080")], true),
            (vec![("origin", "https://evil.example.com"), ("host", "localhost:8080")], false),
            (vec![("origin", "null"), ("host", "localhost:8080")], false),
            (vec![("sec-fetch-site", "cross-site")], false),
            (vec![("sec-fetch-site", "same-site")], false),
            (vec![("sec-fetch-site", "same-origin")], true),
        ] {
            assert_eq!(ours.is_ours(&Method::POST, &headers(&pairs)), good, "{pairs:?}");
            assert!(ours.is_ours(&Method::GET, &headers(&pairs)));
        }
    }

    #[test]
    fn urls_are_checked() {
        for (url, good) in [
            ("https://doors.example.com", true),
            ("http://10.0.0.5:8080/", true),
            ("doors.example.com", false),
            ("https://doors.example.com/path", false),
            ("https://", false),
            ("ftp://x", false),
        ] {
            assert_eq!(Origin::new(Some(url), ([127, 0, 0, 1], 1).into()).is_ok(), good, "{url}");
        }
    }
}
