//! Packing many rows into one text.
//!
//! Reading a row through the driver takes ten times as long as the database needs to find it. So
//! the database joins columns (with U+001F) and rows with control characters, and the text is
//! split here. Packed values never contain one: `convert::cell` refuses to write them to an
//! account or a residency, keys are derived from what it accepts, and JSON escapes them.

use crate::{Result, StoreError};

const COLUMN: char = '\u{1f}';
const ROW: char = '\u{1e}';

/// The SQL expression that packs the rows of a query. NULL becomes blank.
pub(crate) fn expression(columns: &[&str]) -> String {
    let columns: Vec<String> =
        columns.iter().map(|column| format!("coalesce(CAST({column} AS TEXT), '')")).collect();
    format!("string_agg({}, '{ROW}')", columns.join(&format!(" || '{COLUMN}' || ")))
}

/// The rows of a packed text. Each must have exactly `N` columns.
pub(crate) fn rows<const N: usize>(packed: &str) -> impl Iterator<Item = Result<[&str; N]>> {
    let rows = if packed.is_empty() { None } else { Some(packed.split(ROW)) };
    rows.into_iter().flatten().map(|row| {
        let mut columns = [""; N];
        let mut parts = row.split(COLUMN);
        for column in &mut columns {
            *column = parts.next().ok_or_else(|| StoreError::damaged("a control character"))?;
        }
        if parts.next().is_some() {
            return Err(StoreError::damaged("a control character"));
        }
        Ok(columns)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_split() {
        let found: Vec<_> = rows::<2>("1\u{1f}a\u{1e}2\u{1f}").collect::<Result<_>>().unwrap();
        assert_eq!(found, [["1", "a"], ["2", ""]]);
        assert_eq!(rows::<2>("").count(), 0);
        assert!(rows::<2>("1").next().unwrap().is_err());
        assert!(rows::<1>("1\u{1f}2").next().unwrap().is_err());
    }
}
