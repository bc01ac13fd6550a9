use secrecy::{ExposeSecret, SecretString};
use tenantry_core::connector::ConnectorError;

/// Shorter secrets could be part of any word.
pub(crate) const SHORTEST: usize = 4;

/// Whether what has this name, a header or a part of a query, is a secret.
pub fn is_secret(name: &str) -> bool {
    const SECRET: [&str; 10] =
        ["auth", "cookie", "credential", "key", "licen", "pass", "pwd", "secret", "sig", "token"];
    let name = name.to_ascii_lowercase();
    SECRET.iter().any(|part| name.contains(part))
}

/// Removes secrets from an error's message and hint: a PMS may repeat what it
/// was sent when it says what is wrong with it.
pub fn hide<'s>(error: &mut ConnectorError, secrets: impl IntoIterator<Item = &'s SecretString>) {
    for secret in secrets {
        let secret = secret.expose_secret();
        if secret.chars().count() < SHORTEST {
            continue;
        }
        error.message = error.message.replace(secret, "***");
        if let Some(hint) = &mut error.hint {
            *hint = hint.replace(secret, "***");
        }
    }
}

#[cfg(test)]
mod tests {
    use tenantry_core::connector::ErrorKind;

    use super::*;

    #[test]
    fn what_is_long_enough_is_hidden() {
        let secrets = ["hunter2", "id"].map(SecretString::from);
        let mut error = ConnectorError::new(ErrorKind::Unauthenticated, "no hunter2 is valid")
            .hint("hunter2, hunter2?");
        hide(&mut error, &secrets);
        assert_eq!(error.message, "no *** is valid");
        assert_eq!(error.hint.as_deref(), Some("***, ***?"));
    }
}
