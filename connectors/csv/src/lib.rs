//! The CSV connector of Tenantry: residents from a file of comma-, semicolon-
//! or tab-separated values, as property-management systems and spreadsheets
//! write them.
//!
//! The way of a file, one module a step:
//!
//! 1. `source` opens it and refuses what is no text file; `encoding` finds
//!    out how its text is written and turns it into UTF-8.
//! 2. `dialect` finds the delimiter; `scan` and `rows` cut the text into rows
//!    of cells, within caps.
//! 3. `layout` tells headings from records; `headings` resolves headings to
//!    fields, once.
//! 4. `records` turns a row into a resident or a reject, with the rules of
//!    `cells`, `names` and `words`.
//! 5. `reader` strings these together and proves that the file was whole;
//!    `connector` streams the outcome to the engine.

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
pub use settings::{CsvSettings, Delimiter, Encoding};
