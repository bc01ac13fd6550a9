use std::{error::Error, io, time::Duration};

use rustls::CertificateError;
use tenantry_core::connector::{ConnectorError, ErrorKind};
use url::Url;

/// An error of an exchange, with a generic hint for callers to replace.
pub(crate) fn failed(label: &str, kind: ErrorKind, what: impl std::fmt::Display) -> ConnectorError {
    ConnectorError::new(kind, format!("{label}: {what}")).hint(match kind {
        kind if kind.is_temporary() => "nothing was changed; run again later",
        ErrorKind::TooLarge => "check that `url` is the right address",
        _ => "nothing was changed; send this message to the PMS's support",
    })
}

/// The error for a request without a response. The library's own error text is
/// never shown: it may contain the address and its query.
pub(crate) fn sending(label: &str, url: &Url, error: &reqwest::Error) -> ConnectorError {
    let host = url.host_str().unwrap_or_default();
    let at = url.port_or_known_default().map_or(host.to_owned(), |port| format!("{host}:{port}"));
    if let Some(error) = cause::<rustls::Error>(error) {
        return tls(label, host, error);
    }
    let unavailable = |what: String| failed(label, ErrorKind::Unavailable, what);
    if error.is_builder() {
        return failed(label, ErrorKind::ConfigInvalid, "the request cannot be built")
            .hint("check `url`");
    }
    if error.is_connect() {
        if error.is_timeout() {
            return failed(
                label,
                ErrorKind::Timeout,
                format!("connecting to {host} took too long"),
            );
        }
        if chain(error).any(|error| error.to_string() == "dns error") {
            let what = format!("{host} cannot be found");
            return failed(label, ErrorKind::Unreachable, what).hint("check `url`");
        }
        let kind = cause::<io::Error>(error).map(io::Error::kind);
        if kind == Some(io::ErrorKind::ConnectionRefused) {
            let what = format!("the connection to {at} was refused");
            let hint = "nothing was changed; check the host and the port in `url`, and that the server is running";
            return failed(label, ErrorKind::Unreachable, what).hint(hint);
        }
        let why = kind.map_or("", reason);
        return unavailable(format!("no connection to {host}{why}"));
    }
    if cause::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
        return failed(label, ErrorKind::Protocol, format!("{host} does not speak HTTP"))
            .hint("check `url`");
    }
    unavailable(format!("{host} closed the connection without a response"))
}

/// The error for a response that broke off.
pub(crate) fn receiving(label: &str, error: &reqwest::Error) -> ConnectorError {
    let ended = |error: &io::Error| error.kind() == io::ErrorKind::UnexpectedEof;
    let broken = cause::<hyper::Error>(error).is_some();
    if broken || cause::<io::Error>(error).is_some_and(ended) {
        failed(label, ErrorKind::Incomplete, "the response ended before it was complete")
    } else {
        failed(label, ErrorKind::Malformed, "the compressed response is damaged")
    }
}

/// The error for a response's status. `label` names the exchange.
pub fn status(label: &str, status: u16) -> ConnectorError {
    let (kind, hint) = match status {
        401 => (ErrorKind::Unauthenticated, "check the user name and the password"),
        403 => (ErrorKind::PermissionDenied, "ask the PMS's administrator for permission"),
        404 | 410 => (ErrorKind::ConfigInvalid, "check `url`"),
        408 => (ErrorKind::Timeout, ""),
        413 | 414 | 431 => (ErrorKind::TooLarge, ""),
        425 | 500.. => (ErrorKind::Unavailable, ""),
        429 => (ErrorKind::RateLimited, "ask less often, or set a lower rate"),
        _ => (ErrorKind::Protocol, ""),
    };
    let mut error = failed(label, kind, format!("the PMS answered {status}"));
    if !hint.is_empty() {
        error = error.hint(hint);
    }
    error
}

/// The wait that an `X-RateLimit-Reset` header asks for. It holds either
/// seconds, or the Unix time when requests are allowed again.
pub(crate) fn reset(header: &str, now: jiff::Timestamp) -> Option<Duration> {
    /// No limit lasts this many seconds, and no clock is this far behind.
    const EPOCH: i64 = 1_000_000_000;
    let number: i64 = header.trim().parse().ok()?;
    let seconds = if number < EPOCH { number } else { number - now.as_second() };
    Some(Duration::from_secs(seconds.try_into().unwrap_or(0)))
}

/// The wait that a `Retry-After` header asks for, as seconds or a date.
pub(crate) fn wait(header: &str, now: jiff::Timestamp) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::parse(header).ok()?.timestamp();
    Some(Duration::try_from(until.duration_since(now)).unwrap_or_default())
}

fn tls(label: &str, host: &str, error: &rustls::Error) -> ConnectorError {
    let rustls::Error::InvalidCertificate(error) = error else {
        return failed(label, ErrorKind::Unavailable, format!("no TLS connection to {host}"));
    };
    let (what, hint) = match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            ("has expired", "the PMS's administrator must renew it; check this computer's clock")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            ("is not valid yet", "check this computer's clock")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            ("is for another name", "set `url` to the name in the certificate")
        }
        CertificateError::UnknownIssuer => (
            "is not issued by a known authority",
            "the PMS must use a certificate of a public authority",
        ),
        _ => ("is not valid", "the PMS's administrator must replace it"),
    };
    failed(label, ErrorKind::Protocol, format!("the certificate of {host} {what}")).hint(hint)
}

fn reason(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => ": it was broken off",
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
            ": it cannot be reached"
        }
        io::ErrorKind::TimedOut => ": it took too long",
        _ => "",
    }
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| beneath(*error))
}

fn beneath<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    // The sources of an I/O error skip the error that it wraps.
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

/// The innermost error of a type.
fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    chain(error).filter_map(|error| error.downcast_ref()).last()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(400, ErrorKind::Protocol)]
    #[case(401, ErrorKind::Unauthenticated)]
    #[case(403, ErrorKind::PermissionDenied)]
    #[case(404, ErrorKind::ConfigInvalid)]
    #[case(408, ErrorKind::Timeout)]
    #[case(410, ErrorKind::ConfigInvalid)]
    #[case(413, ErrorKind::TooLarge)]
    #[case(425, ErrorKind::Unavailable)]
    #[case(429, ErrorKind::RateLimited)]
    #[case(500, ErrorKind::Unavailable)]
    #[case(503, ErrorKind::Unavailable)]
    fn statuses(#[case] code: u16, #[case] kind: ErrorKind) {
        let error = status("Get maple", code);
        assert_eq!(error.kind, kind);
        assert_eq!(error.message, format!("Get maple: the PMS answered {code}"));
    }

    #[rstest]
    #[case(CertificateError::Expired, "has expired")]
    #[case(CertificateError::NotValidYet, "is not valid yet")]
    #[case(CertificateError::NotValidForName, "is for another name")]
    #[case(CertificateError::UnknownIssuer, "is not issued by a known authority")]
    #[case(CertificateError::Revoked, "is not valid")]
    fn certificates(#[case] error: CertificateError, #[case] what: &str) {
        let error = tls("Get maple", "pms.example", &rustls::Error::InvalidCertificate(error));
        assert_eq!(error.message, format!("Get maple: the certificate of pms.example {what}"));
        assert!(!error.kind.is_temporary() && error.hint.is_some());
    }

    #[rstest]
    #[case("120", Some(120))]
    #[case("1794736810", Some(10))]
    #[case("1794736700", Some(0))]
    #[case("-3", Some(0))]
    #[case("soon", None)]
    fn resets(#[case] header: &str, #[case] seconds: Option<u64>) {
        let now = jiff::Timestamp::from_second(1_794_736_800).unwrap();
        assert_eq!(reset(header, now), seconds.map(Duration::from_secs));
    }

    #[rstest]
    #[case("120", Some(120))]
    #[case(" 0 ", Some(0))]
    #[case("Sun, 06 Nov 1994 08:50:00 GMT", Some(23))]
    #[case("Sun, 06 Nov 1994 08:49:00 GMT", Some(0))]
    #[case("soon", None)]
    #[case("-1", None)]
    fn waits(#[case] header: &str, #[case] seconds: Option<u64>) {
        let now = "1994-11-06T08:49:37Z".parse().unwrap();
        assert_eq!(wait(header, now), seconds.map(Duration::from_secs));
    }
}
