//! Positions in paged lists.

use std::{fmt, str::FromStr};

use crate::{Result, StoreError};

/// The position after the last row of a page. It is opaque: it comes from a page and is passed as
/// text in URLs. It contains the number of a row and nothing personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(i64);

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows of the page.
    pub rows: Vec<T>,
    /// Where the next page starts; `None` on the last page.
    pub next: Option<Cursor>,
}

impl Cursor {
    pub(super) fn after(row: i64) -> Self {
        Self(row)
    }

    pub(super) fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Cursor {
    type Err = StoreError;

    /// # Errors
    ///
    /// [`StoreError::NoSuchPage`] for text that cannot come from a page.
    fn from_str(text: &str) -> Result<Self> {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(StoreError::NoSuchPage);
        }
        text.parse().map(Self).map_err(|_| StoreError::NoSuchPage)
    }
}

impl<T> Page<T> {
    /// Creates a page from up to `limit` rows and, if there are more, one extra row.
    pub(super) fn of(mut rows: Vec<T>, limit: u32, number: impl Fn(&T) -> i64) -> Self {
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|last| Cursor::after(number(last)));
        Self { rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_are_numbers() {
        for text in ["1", "9223372036854775807"] {
            assert_eq!(text.parse::<Cursor>().unwrap().to_string(), text);
        }
        let id = "0193a5b2-0000-7000-8000-00000000000a";
        for text in ["", "x", "1 OR 1=1", "../etc", "-1", "+1", "99999999999999999999", id] {
            assert_eq!(text.parse::<Cursor>(), Err(StoreError::NoSuchPage), "{text}");
        }
    }

    #[test]
    fn a_page_goes_on_where_there_is_more() {
        let page = |rows: Vec<i64>| Page::of(rows, 2, |row| *row);
        assert_eq!(page(vec![3, 4, 5]), Page { rows: vec![3, 4], next: Some(Cursor(4)) });
        assert_eq!(page(vec![3, 4]), Page { rows: vec![3, 4], next: None });
        assert_eq!(page(vec![]), Page { rows: vec![], next: None });
    }
}
