//! Reading the XML of property-management systems: as it comes, in bounded
//! memory, and without trust.
//!
//! - [`decode`](Decoder) turns bytes into UTF-8, whatever the document claims
//!   of its encoding.
//! - [`Document`] walks elements by their local names in lower case, since
//!   vendors agree neither on namespaces nor on letter case. What is not asked
//!   for is passed over; [`Document::skip`] passes over the bulk of an answer
//!   without parsing it.
//! - [`Document::inner`] reads a document that stands in another one as
//!   escaped text or in CDATA.
//! - [`soap`] writes requests and finds results and faults.
//!
//! Every document is capped in depth, in the size of a tag or text, and in the
//! number of attributes. Entities of a document type are never expanded. No
//! error quotes the document.

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
