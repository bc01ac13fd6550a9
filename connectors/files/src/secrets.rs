use secrecy::{ExposeSecret, SecretString};
use tenantry_core::connector::ConnectorError;

use crate::{failure::invalid, settings::Credentials};

/// The credentials that are set: names and values.
pub(crate) struct Keys<'a>(Vec<(&'static str, &'a str)>);

impl<'a> Keys<'a> {
    pub(crate) fn of(credentials: &'a Credentials) -> Self {
        fn plain(text: &Option<String>) -> Option<&str> {
            text.as_deref()
        }
        fn secret(text: &Option<SecretString>) -> Option<&str> {
            text.as_ref().map(ExposeSecret::expose_secret)
        }
        let all = [
            ("username", plain(&credentials.username)),
            ("password", secret(&credentials.password)),
            ("token", secret(&credentials.token)),
            ("access_key_id", plain(&credentials.access_key_id)),
            ("secret_access_key", secret(&credentials.secret_access_key)),
            ("session_token", secret(&credentials.session_token)),
            ("region", plain(&credentials.region)),
            ("endpoint", plain(&credentials.endpoint)),
            ("user", plain(&credentials.user)),
            ("key", credentials.key.as_ref().and_then(|path| path.to_str())),
            ("known_hosts", credentials.known_hosts.as_ref().and_then(|path| path.to_str())),
        ];
        Self(all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
    }

    /// Verifies that only credentials that a place uses are set, and that none
    /// is blank.
    pub(crate) fn none_but(&self, place: &str, known: &[&str]) -> Result<(), ConnectorError> {
        for (name, value) in &self.0 {
            if !known.contains(name) {
                return Err(invalid(
                    format!("`credentials.{name}` does not apply to {place}"),
                    "remove it",
                ));
            }
            if value.trim().is_empty() {
                return Err(invalid(
                    format!("`credentials.{name}` is blank"),
                    "set it or its variable, or remove it",
                ));
            }
        }
        Ok(())
    }
}

/// The error for one credential without the other.
pub(crate) fn both(one: &str, other: &str) -> ConnectorError {
    invalid(
        format!("one of `credentials.{one}` and `credentials.{other}` is missing"),
        "set both, or neither",
    )
}
