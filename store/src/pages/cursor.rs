//! Positions in paged lists.

use std::{fmt, str::FromStr};

use crate::{Result, StoreError};

/// The position after the last row of a page. It is opaque: it comes from a page and is passed as
/// text in URLs. It contains the ID of a row and nothing personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(String);

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows of the page.
    pub rows: Vec<T>,
    /// Where the next page starts; `None` on the last page.
    pub next: Option<Cursor>,
}

impl Cursor {
    pub(super) fn after(id: impl fmt::Display) -> Self {
        Self(id.to_string())
    }

    pub(super) fn number(&self) -> Result<i64> {
        self.0.parse().map_err(|_| StoreError::NoSuchPage)
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Cursor {
    type Err = StoreError;

    /// # Errors
    ///
    /// [`StoreError::NoSuchPage`] for text that cannot come from a page.
    fn from_str(text: &str) -> Result<Self> {
        let plausible = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
        if text.is_empty() || text.len() > 36 || !text.bytes().all(plausible) {
            return Err(StoreError::NoSuchPage);
        }
        Ok(Self(text.to_owned()))
    }
}

impl<T> Page<T> {
    /// Creates a page from up to `limit` rows and, if there are more, one extra row.
    pub(super) fn of<I: fmt::Display>(mut rows: Vec<T>, limit: u32, id: impl Fn(&T) -> I) -> Self {
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|last| Cursor::after(id(last)));
        Self { rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_are_numbers_and_ids_of_runs() {
        for text in ["1", "0193a5b2-0000-7000-8000-00000000000a"] {
            assert_eq!(text.parse::<Cursor>().unwrap().to_string(), text);
        }
        for text in ["", "x", "1 OR 1=1", "../etc", &"1".repeat(37)] {
            assert_eq!(text.parse::<Cursor>(), Err(StoreError::NoSuchPage), "{text}");
        }
        assert_eq!(
            "99999999999999999999".parse::<Cursor>().unwrap().number(),
            Err(StoreError::NoSuchPage)
        );
    }

    #[test]
    fn a_page_goes_on_where_there_is_more() {
        let page = |rows: Vec<i64>| Page::of(rows, 2, |row| *row);
        assert_eq!(page(vec![3, 4, 5]), Page { rows: vec![3, 4], next: Some(Cursor("4".into())) });
        assert_eq!(page(vec![3, 4]), Page { rows: vec![3, 4], next: None });
        assert_eq!(page(vec![]), Page { rows: vec![], next: None });
    }
}
