use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

/// A password that is too short or too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password must have 10 to 200 characters; use a sentence that only you know")]
pub struct WeakPassword;

/// Whether a text can be a password.
pub(crate) fn is_password(text: &str) -> bool {
    (10..=200).contains(&text.chars().count())
}

/// Hashes a password with argon2id, in the form in which it is stored.
///
/// # Errors
/// [`WeakPassword`] if the length is not allowed.
pub fn hash_password(password: &SecretString) -> Result<SecretString, WeakPassword> {
    let password = password.expose_secret();
    if !is_password(password) {
        return Err(WeakPassword);
    }
    // Fails only if the system has no random numbers, and then nothing works.
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(|_| WeakPassword)?;
    Ok(SecretString::from(hash.to_string()))
}

/// A hash takes 19 MiB and tens of milliseconds, so only a few run at once.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// The hash used for unknown names, so that the response time does not reveal
/// which names exist.
static NOBODY: LazyLock<SecretString> = LazyLock::new(|| {
    hash_password(&SecretString::from("nobody has this password")).unwrap_or_default()
});

/// Whether a password matches a hash.
pub(crate) async fn verify(password: SecretString, hash: Option<SecretString>) -> bool {
    let Ok(_permit) = AT_ONCE.acquire().await else { return false };
    let check = move || {
        let known = hash.is_some();
        let hash = hash.as_ref().unwrap_or(&NOBODY);
        let password = password.expose_secret();
        let Ok(hash) = PasswordHash::new(hash.expose_secret()) else { return false };
        let same = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
        known && same && is_password(password)
    };
    tokio::task::spawn_blocking(check).await.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_itself_is_right() {
        let password = || SecretString::from("four blue lamps");
        let hash = hash_password(&password()).unwrap();
        assert!(hash.expose_secret().starts_with("$argon2id$"));
        assert!(!hash.expose_secret().contains("four blue"));
        assert!(verify(password(), Some(hash.clone())).await);
        assert!(!verify(SecretString::from("four blue lamp"), Some(hash)).await);
        assert!(!verify(password(), None).await);
        assert!(!verify(SecretString::from("nobody has this password"), None).await);
    }

    #[test]
    fn a_password_is_neither_short_nor_endless() {
        for (text, good) in [("short", false), ("ten chars!", true), (&"x".repeat(201), false)] {
            assert_eq!(hash_password(&SecretString::from(text)).is_ok(), good, "{text}");
        }
    }
}
