//! Reads the XML of property-management systems as a stream, in bounded memory,
//! and without trusting it.
//!
//! - [`decode`](Decoder) converts bytes into UTF-8, whatever encoding the
//!   document claims to have.
//! - [`Document`] walks elements by lower-case local names, since vendors agree
//!   neither on namespaces nor on letter case. What is not read is skipped;
//!   [`Document::skip`] skips the bulk of a response without parsing it.
//! - [`Document::inner`] reads a document that another one contains as escaped
//!   text or in CDATA.
//! - [`soap`] writes requests and finds results and faults.
//!
//! There are limits for a document's depth, the size of a tag or text, and the
//! number of attributes. Entities of a document type are never expanded. Errors
//! never quote the document.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

mod attributes;
mod character_data;
mod content;
mod decode;
mod document;
mod failure;
mod skip;
pub mod soap;
mod tags;
mod window;

pub use content::Content;
pub use decode::Decoder;
pub use document::Document;
