use std::time::Instant;

use tenantry_core::connector::ErrorKind;

/// One request and its response, for the log. Logs the outcome when it is
/// dropped.
pub(crate) struct Exchange {
    label: String,
    began: Instant,
    pub(crate) status: Option<u16>,
    pub(crate) bytes: u64,
    pub(crate) failure: Option<ErrorKind>,
}

impl Exchange {
    pub(crate) fn begin(label: &str) -> Self {
        Self { label: label.into(), began: Instant::now(), status: None, bytes: 0, failure: None }
    }

    pub(crate) fn label(&self) -> &str {
        &self.label
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        tracing::debug!(
            label = self.label,
            status = self.status,
            ms = self.began.elapsed().as_millis() as u64,
            bytes = self.bytes,
            failure = self.failure.map(tracing::field::debug),
            "exchange"
        );
    }
}
