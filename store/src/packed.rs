//! Many rows as one text.
//!
//! Reading a row through the driver costs ten times what the database needs to
//! find it. So the database joins columns and rows with control characters,
//! which no value holds, and the text is split here.

use crate::{Result, StoreError};

const COLUMN: char = '\u{1f}';
const ROW: char = '\u{1e}';

/// The expression that packs the rows of a query; NULL becomes blank.
pub(crate) fn expression(columns: &[&str]) -> String {
    let columns: Vec<String> =
        columns.iter().map(|column| format!("coalesce(CAST({column} AS TEXT), '')")).collect();
    format!("string_agg({}, '{ROW}')", columns.join(&format!(" || '{COLUMN}' || ")))
}

/// The rows of a packed text, each with exactly `N` columns.
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

/// Numbers as a JSON array.
pub(crate) fn json_ids(ids: &[i64]) -> String {
    let mut text = String::with_capacity(ids.len() * 8 + 2);
    text.push('[');
    for (index, id) in ids.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&id.to_string());
    }
    text.push(']');
    text
}

/// Texts as a JSON array.
pub(crate) fn json_texts<T: AsRef<str>>(texts: &[T]) -> String {
    let mut json = String::from("[");
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        push_json(&mut json, Some(text.as_ref()));
    }
    json.push(']');
    json
}

/// Appends a text as JSON, or `null`.
pub(crate) fn push_json(json: &mut String, text: Option<&str>) {
    let Some(text) = text else { return json.push_str("null") };
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            character if character < ' ' => {
                json.push_str(&format!("\\u{:04x}", u32::from(character)))
            }
            character => json.push(character),
        }
    }
    json.push('"');
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

    #[test]
    fn json_is_json() {
        let texts = ["a\"b\\c\u{1}é", ""];
        let read: Vec<String> = serde_json::from_str(&json_texts(&texts)).unwrap();
        assert_eq!(read, texts);
        assert_eq!(json_ids(&[1, 22]), "[1,22]");
    }
}
