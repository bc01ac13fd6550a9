//! The responses of a fake system.

/// An HTTP response: status, headers and body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers, without `Content-Length`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A response with a body of this content type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".into(), content_type.into())];
        Self { status, headers, body: body.into() }
    }

    /// XML with status 200.
    pub fn xml(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, "text/xml; charset=utf-8", body)
    }

    /// A JSON document.
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", body.to_string())
    }

    /// A small HTML page, as a web server would show a person.
    pub fn html(status: u16, text: &str) -> Self {
        let page =
            format!("<!DOCTYPE html><html><head><title>{text}</title></head><body>{text}</body>");
        Self::new(status, "text/html; charset=utf-8", page + "</html>")
    }

    /// The same response with an additional header.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}
