//! The CSV connector of Tenantry: residents from a file of comma-, semicolon-
//! or tab-separated values, as property-management systems and spreadsheets
//! write them.
//!
//! The way of a file, one module a step:
//!
//! 1. [`tenantry_files`] brings it from where it lies, unpacked, and a
//!    workbook as text; `source` refuses what is no text file; `encoding`
//!    finds out how its text is written and turns it into UTF-8.
//! 2. `dialect` finds the delimiter; `scan` and `rows` cut the text into rows
//!    of cells, within caps.
//! 3. `layouts` recognises the report of a PMS by its headings, and reads its
//!    rows: title lines, sections, totals, several rows or people in one.
//! 4. All else is a plain table: `layout` tells headings from records,
//!    `headings` resolves headings to fields, once, and `records` turns a row
//!    into a resident or a reject.
//! 5. Both share the rules of `cells` and `words`.
//! 6. `reader` strings these together and proves that the file was whole;
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
mod layouts;
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
