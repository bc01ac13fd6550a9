//! The CSV connector of Tenantry: residents from files of comma-, semicolon- or
//! tab-separated values, as property-management systems and spreadsheets write
//! them.
//!
//! A file is processed in these steps, one module per step:
//!
//! 1. [`tenantry_files`] fetches and unpacks it, and turns a workbook into
//!    text; `source` refuses files that are not text; `encoding` detects the
//!    text's encoding and converts it to UTF-8.
//! 2. `dialect` detects the delimiter; `scan` and `rows` split the text into
//!    rows of cells, within limits.
//! 3. `layouts` recognizes a PMS's report by its headings, and reads its rows:
//!    title lines, sections, totals, several rows or people in one.
//! 4. Anything else is a plain table: `layout` tells headings from records,
//!    `headings` resolves headings to fields, once, and `records` turns each
//!    row into a resident or a reject.
//! 5. Both share the rules in `cells` and `words`.
//! 6. `reader` combines these and verifies that the file was complete;
//!    `connector` streams the result to the engine.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod cells;
mod columns;
mod connector;
mod dialect;
mod encoding;
mod failure;
mod field;
mod headings;
mod layout;
mod layouts;
mod names;
mod reader;
mod records;
mod rows;
mod scan;
mod settings;
mod source;
mod synonyms;
mod words;

#[cfg(test)]
mod testing;

pub use connector::CsvConnector;
pub use field::Field;
pub use layouts::LayoutChoice;
pub use settings::{CsvSettings, Delimiter, Encoding};
