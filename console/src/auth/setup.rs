use std::sync::{Mutex, PoisonError};

use super::{Secret, same};

/// The one-time link for creating the first operator.
#[derive(Debug, Default)]
pub(crate) struct Setup(Mutex<Option<String>>);

impl Setup {
    /// Sets the link's secret; an earlier link stops working.
    pub(crate) fn open(&self, secret: &Secret) {
        *self.lock() = Some(secret.hash());
    }

    /// Whether a secret opens the link.
    pub(crate) fn is_open(&self, sent: &str) -> bool {
        let Some(sent) = Secret::sent(sent) else { return false };
        self.lock().as_ref().is_some_and(|hash| same(hash, &sent.hash()))
    }

    /// Disables the link.
    pub(crate) fn close(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_counts_once() {
        let (setup, secret) = (Setup::default(), Secret::new().unwrap());
        assert!(!setup.is_open(secret.text()) && !setup.is_open(""));
        setup.open(&secret);
        assert!(setup.is_open(secret.text()) && !setup.is_open("something else"));
        setup.close();
        assert!(!setup.is_open(secret.text()));
    }
}
