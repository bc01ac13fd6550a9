//! Checks of the settings of HTTP connectors.

use tenantry_core::connector::{ConnectorError, ErrorKind};
use url::Url;

/// The address in `url`, without query and fragment.
///
/// # Errors
/// [`ErrorKind::ConfigInvalid`] if it is not an HTTP address.
pub fn address(url: &str) -> Result<Url, ConnectorError> {
    let mut url = Url::parse(url.trim())
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| {
            invalid("`url` does not have the form https://host/path", "correct `url`")
        })?;
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// The IDs in the setting `key`, trimmed.
///
/// # Errors
/// [`ErrorKind::ConfigInvalid`] if one is blank, or listed twice, ignoring
/// letter case.
pub fn ids(key: &str, ids: &[String]) -> Result<Vec<String>, ConnectorError> {
    let mut known: Vec<String> = Vec::with_capacity(ids.len());
    for id in ids {
        let id = id.trim();
        if id.is_empty() {
            return Err(invalid(format!("`{key}` has a blank ID"), "leave it out"));
        }
        if known.iter().any(|known| known.eq_ignore_ascii_case(id)) {
            return Err(invalid(format!("`{key}` lists {id:?} twice"), "list each only once"));
        }
        known.push(id.to_owned());
    }
    Ok(known)
}

/// Like [`ids`], but at least one is required.
///
/// # Errors
/// Those of [`ids`], and if there are none.
pub fn some_ids(key: &str, ids: &[String]) -> Result<Vec<String>, ConnectorError> {
    match self::ids(key, ids)? {
        none if none.is_empty() => Err(invalid(
            format!("`{key}` is empty"),
            "list the PMS properties that feed this property",
        )),
        ids => Ok(ids),
    }
}

/// Verifies that none of these settings, each a name and a value, is blank.
///
/// # Errors
/// [`ErrorKind::ConfigInvalid`] if one is.
pub fn filled(settings: &[(&str, &str)]) -> Result<(), ConnectorError> {
    match settings.iter().find(|(_, value)| value.trim().is_empty()) {
        Some((name, _)) => {
            Err(invalid(format!("`{name}` is blank"), &format!("set `{name}` or its variable")))
        }
        None => Ok(()),
    }
}

/// The error for a setting.
pub fn invalid(message: impl Into<String>, hint: &str) -> ConnectorError {
    ConnectorError::new(ErrorKind::ConfigInvalid, message).hint(hint)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://pms.example/a/b.asmx?WSDL", Some("https://pms.example/a/b.asmx"))]
    #[case(" http://pms.example#x ", Some("http://pms.example/"))]
    #[case("ftp://pms.example", None)]
    #[case("pms.example", None)]
    #[case("", None)]
    fn addresses(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(address(text).ok().as_ref().map(Url::as_str), expected);
    }

    #[test]
    fn lists_of_ids() {
        let list = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        assert_eq!(ids("sites", &list(&[" a", "b"])).unwrap(), ["a", "b"]);
        assert!(ids("sites", &list(&["a", "A "])).is_err());
        assert!(ids("sites", &list(&["a", " "])).is_err());
        assert!(ids("sites", &[]).is_ok() && some_ids("sites", &[]).is_err());
    }

    #[test]
    fn blank_settings() {
        assert!(filled(&[("a", "1"), ("b", "2")]).is_ok());
        let error = filled(&[("a", "1"), ("b", " ")]).unwrap_err();
        assert_eq!(
            (error.kind, error.message.as_str()),
            (ErrorKind::ConfigInvalid, "`b` is blank")
        );
    }
}
