use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// 256 random bits that a browser or a program holds. Only the hash is stored.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// Generates a secret.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub(crate) fn new() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Reads a secret from a request; `None` if it is far too long.
    pub(crate) fn sent(text: &str) -> Option<Self> {
        (text.len() <= 128 && !text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The secret as it is handed out.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// The stored hash: SHA-256 in hexadecimal.
    pub(crate) fn hash(&self) -> String {
        let digest = Sha256::digest(self.0.as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Creates a token for the HTTP API. Returns the token and the hash to store.
///
/// # Errors
/// The system has no random numbers.
pub fn new_token() -> Result<(String, String), getrandom::Error> {
    let secret = Secret::new()?;
    Ok((secret.text().to_owned(), secret.hash()))
}

/// Compares two texts in constant time.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_new_and_their_hash_is_not_they() {
        let (a, b) = (Secret::new().unwrap(), Secret::new().unwrap());
        assert_ne!(a.text(), b.text());
        assert_eq!(a.text().len(), 43);
        assert_eq!(a.hash().len(), 64);
        assert_ne!(a.hash(), b.hash());
        assert_eq!(a.hash(), Secret::sent(a.text()).unwrap().hash());
        assert!(!format!("{a:?}").contains(a.text()));
        assert!(Secret::sent(&"x".repeat(129)).is_none());
        assert!(same("abc", "abc") && !same("abc", "abd") && !same("abc", "ab"));
    }
}
