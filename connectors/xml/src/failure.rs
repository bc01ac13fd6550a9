use std::{io, sync::Arc};

use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use tenantry_core::connector::{ConnectorError, ErrorKind};

/// A document that is not well-formed XML, at a position in bytes.
pub(crate) fn malformed(at: u64, what: &str) -> ConnectorError {
    ConnectorError::new(
        ErrorKind::Malformed,
        format!("the document is not well-formed XML: {what} (byte {at})"),
    )
    .hint("nothing was read; send this message to the PMS's support")
}

/// An end tag for an element other than the last one opened.
pub(crate) fn crossed(at: u64) -> ConnectorError {
    malformed(at, "an element is closed that was not the last one opened")
}

/// A document that exceeds a limit.
pub(crate) fn too_large(at: u64, what: &str) -> ConnectorError {
    ConnectorError::new(ErrorKind::TooLarge, format!("the document has {what} (byte {at})"))
        .hint("no PMS sends a response like this; check that `url` is the right address")
}

/// A document that ends too early.
pub(crate) fn cut_short(at: u64) -> ConnectorError {
    ConnectorError::new(
        ErrorKind::Incomplete,
        format!("the document is cut short: it ends within an element (byte {at})"),
    )
    .hint("nothing was changed; run again when the PMS delivers the complete response")
}

/// A web page in place of a document, which servers send when they have
/// problems.
pub(crate) fn web_page() -> ConnectorError {
    ConnectorError::new(ErrorKind::Unavailable, "the response is a web page, not XML")
        .hint("the server may be down for maintenance; if this persists, check `url`")
}

/// An error of the source: the connector's own error, if the source wrapped
/// one.
pub(crate) fn io_failure(error: io::Error, at: u64) -> ConnectorError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => return cut_short(at),
        io::ErrorKind::FileTooLarge => return too_large(at, "an endless tag or text"),
        _ => {}
    }
    match error.downcast::<ConnectorError>() {
        Ok(error) => error,
        Err(error) => {
            ConnectorError::new(ErrorKind::Unavailable, "the document cannot be read").source(error)
        }
    }
}

/// An error from quick-xml, without the names that it quotes.
pub(crate) fn parse_failure(error: Error, at: u64) -> ConnectorError {
    match error {
        Error::Io(error) => {
            // If the error is shared, its kind must do.
            let error = Arc::try_unwrap(error).unwrap_or_else(|error| error.kind().into());
            io_failure(error, at)
        }
        Error::Syntax(SyntaxError::InvalidBangMarkup) => malformed(at, "unknown markup"),
        // A tag that is cut by the end of the document.
        Error::Syntax(_) => cut_short(at),
        Error::IllFormed(IllFormedError::MismatchedEndTag { .. }) => crossed(at),
        Error::IllFormed(IllFormedError::UnmatchedEndTag(_)) => {
            malformed(at, "an element is closed that was never opened")
        }
        Error::InvalidAttr(_) => malformed(at, "an attribute cannot be read"),
        _ => malformed(at, "it is not valid XML"),
    }
}
