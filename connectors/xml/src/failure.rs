use std::{io, sync::Arc};

use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use tenantry_core::connector::{ConnectorError, ErrorKind};

/// A document that breaks the rules of XML, at a position in bytes.
pub(crate) fn malformed(at: u64, what: &str) -> ConnectorError {
    ConnectorError::new(
        ErrorKind::Malformed,
        format!("the document is no well-formed XML: {what} (byte {at})"),
    )
    .hint("nothing was read; ask the PMS's support, and send them this message")
}

/// An end tag of another element than the last one opened.
pub(crate) fn crossed(at: u64) -> ConnectorError {
    malformed(at, "an element is closed that was not the last one opened")
}

/// A document that goes beyond a cap.
pub(crate) fn too_large(at: u64, what: &str) -> ConnectorError {
    ConnectorError::new(ErrorKind::TooLarge, format!("the document has {what} (byte {at})"))
        .hint("no answer of a PMS looks like this; check that `url` is the right address")
}

/// A document that ends too early.
pub(crate) fn cut_short(at: u64) -> ConnectorError {
    ConnectorError::new(
        ErrorKind::Incomplete,
        format!("the document is cut short: it ends within an element (byte {at})"),
    )
    .hint("nothing was changed; run again when the PMS delivers the whole answer")
}

/// A web page where a document should be: what servers send while they are
/// confused.
pub(crate) fn web_page() -> ConnectorError {
    ConnectorError::new(ErrorKind::Unavailable, "the answer is a web page, not XML")
        .hint("the server may be in maintenance; if it stays so, check `url`")
}

/// What the reader of the source reports: the connector's own error where the
/// source wrapped one.
pub(crate) fn io_failure(error: io::Error, at: u64) -> ConnectorError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => return cut_short(at),
        io::ErrorKind::FileTooLarge => return too_large(at, "a tag or text without end"),
        _ => {}
    }
    match error.downcast::<ConnectorError>() {
        Ok(error) => error,
        Err(error) => {
            ConnectorError::new(ErrorKind::Unavailable, "the document cannot be read").source(error)
        }
    }
}

/// What quick-xml reports, without the names that it quotes.
pub(crate) fn parse_failure(error: Error, at: u64) -> ConnectorError {
    match error {
        Error::Io(error) => {
            // Where somebody else holds it, its kind has to do.
            let error = Arc::try_unwrap(error).unwrap_or_else(|error| error.kind().into());
            io_failure(error, at)
        }
        Error::Syntax(SyntaxError::InvalidBangMarkup) => malformed(at, "unknown markup"),
        // A tag that the end of the document cuts.
        Error::Syntax(_) => cut_short(at),
        Error::IllFormed(IllFormedError::MismatchedEndTag { .. }) => crossed(at),
        Error::IllFormed(IllFormedError::UnmatchedEndTag(_)) => {
            malformed(at, "an element is closed that was never opened")
        }
        Error::InvalidAttr(_) => malformed(at, "an attribute cannot be read"),
        _ => malformed(at, "it breaks the rules of XML"),
    }
}
