use std::collections::BTreeMap;

use tenantry_core::connector::{ConnectorError, ErrorKind};

use crate::{body::Body, failure::failed, html, request::Document};

/// A 2xx response of the PMS.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The content type, as it was sent.
    pub content_type: Option<String>,
    pub(crate) told: BTreeMap<String, String>,
    /// The body, unread.
    pub body: Body,
}

impl Answer {
    /// A header that the request asked to read, if the PMS sent it.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.told.get(&name.to_ascii_lowercase()).map(String::as_str)
    }

    /// The response, unless it is an HTML page, such as a portal's or a
    /// maintenance notice.
    ///
    /// # Errors
    /// [`ErrorKind::Unavailable`] for an HTML page, and those of
    /// [`Body::chunk`].
    pub(crate) async fn unless_html(mut self, expected: Document) -> Result<Self, ConnectorError> {
        if html::declared(self.content_type.as_deref()) || self.body.is_html().await? {
            let what = format!("an HTML page instead of {}", expected.name());
            return Err(failed(self.body.label(), ErrorKind::Unavailable, what)
                .hint("the PMS may be down for maintenance; otherwise check `url`"));
        }
        Ok(self)
    }
}
