use reqwest::Method;
use tenantry_core::connector::{ConnectorError, ErrorKind};
use url::Url;

/// How many redirects of one request are followed.
pub(crate) const MAX: usize = 3;

/// The target of a redirect, if the request may be repeated there with all its
/// credentials: only at the same place and with the same method. Any other
/// place is the operator's decision.
///
/// # Errors
/// [`ErrorKind::Protocol`] for every other redirect.
pub(crate) fn follow(
    label: &str,
    method: &Method,
    status: u16,
    from: &Url,
    location: Option<&str>,
) -> Result<Url, ConnectorError> {
    let refused = |whereto: String| {
        ConnectorError::new(
            ErrorKind::Protocol,
            format!("{label}: the PMS answered {status}, a redirect {whereto}"),
        )
        .hint("set `url` to the address it moved to, if you trust it")
    };
    let Some(location) = location else { return Err(refused("without a target".into())) };
    let to = from.join(location).ok().and_then(without_user);
    let Some(to) = to else {
        return Err(refused("to an invalid address".into()));
    };
    let keeps_method =
        matches!(status, 307 | 308) || (matches!(status, 301..=303) && *method == Method::GET);
    if keeps_method && (same_place(from, &to) || upgrade(from, &to)) {
        return Ok(to);
    }
    let host = to.host_str().unwrap_or("an address without a host");
    Err(refused(format!("to {host}")))
}

/// The error for a request that is redirected too often.
pub(crate) fn too_many(label: &str) -> ConnectorError {
    ConnectorError::new(ErrorKind::Protocol, format!("{label}: more than {MAX} redirects"))
        .hint("check `url`")
}

fn without_user(mut url: Url) -> Option<Url> {
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(url)
}

fn same_place(from: &Url, to: &Url) -> bool {
    from.scheme() == to.scheme()
        && from.host() == to.host()
        && from.port_or_known_default() == to.port_or_known_default()
}

fn upgrade(from: &Url, to: &Url) -> bool {
    (from.scheme(), to.scheme()) == ("http", "https")
        && from.host() == to.host()
        && (from.port(), to.port()) == (None, None)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn to(method: Method, status: u16, from: &str, location: &str) -> Result<Url, ConnectorError> {
        follow("Get maple", &method, status, &Url::parse(from).unwrap(), Some(location))
    }

    #[rstest]
    #[case(Method::GET, 301, "https://pms.example/a", "/b?c=d", "https://pms.example/b?c=d")]
    #[case(Method::POST, 307, "https://pms.example/a/", "b", "https://pms.example/a/b")]
    #[case(
        Method::POST,
        308,
        "http://pms.example/a",
        "https://pms.example/a",
        "https://pms.example/a"
    )]
    #[case(
        Method::GET,
        302,
        "https://pms.example/",
        "https://PMS.example:443/x",
        "https://pms.example/x"
    )]
    #[case(
        Method::GET,
        303,
        "https://pms.example/",
        "https://eve:x@pms.example/",
        "https://pms.example/"
    )]
    fn followed(
        #[case] method: Method,
        #[case] status: u16,
        #[case] from: &str,
        #[case] location: &str,
        #[case] expected: &str,
    ) {
        assert_eq!(to(method, status, from, location).unwrap().as_str(), expected);
    }

    #[rstest]
    #[case(Method::POST, 302, "https://pms.example/", "/b", "pms.example")]
    #[case(Method::GET, 302, "https://pms.example/", "https://evil.example/?t=1", "evil.example")]
    #[case(Method::GET, 302, "https://pms.example/", "//u:p@evil.example/", "evil.example")]
    #[case(Method::GET, 302, "https://pms.example/", "http://pms.example/", "pms.example")]
    #[case(Method::GET, 302, "https://pms.example/", "https://pms.example:444/", "pms.example")]
    #[case(Method::GET, 302, "http://pms.example:80/", "https://pms.example:444/", "pms.example")]
    #[case(Method::GET, 302, "http://pms.example:8080/", "https://pms.example/", "pms.example")]
    #[case(Method::GET, 300, "https://pms.example/", "/b", "pms.example")]
    fn refused(
        #[case] method: Method,
        #[case] status: u16,
        #[case] from: &str,
        #[case] location: &str,
        #[case] host: &str,
    ) {
        let error = to(method, status, from, location).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Protocol);
        assert_eq!(
            error.message,
            format!("Get maple: the PMS answered {status}, a redirect to {host}")
        );
    }

    #[rstest]
    #[case(None)]
    #[case(Some("https://["))]
    #[case(Some("mailto:a@b"))]
    fn unreadable(#[case] location: Option<&str>) {
        let from = Url::parse("https://pms.example/").unwrap();
        follow("Get", &Method::GET, 302, &from, location).unwrap_err();
    }
}
