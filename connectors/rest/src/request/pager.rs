use std::collections::HashMap;

use serde_json::Value;
use tenantry_core::connector::{ConnectorError, ErrorKind};

use super::{
    paging::{Declared, Paging, Until},
    proof::Proof,
};

/// The most pages allowed for one request.
const MOST_PAGES: u64 = 100_000;

/// How to request a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Turn {
    /// Parameters that are added to the request.
    Params(Vec<(String, Value)>),
    /// The address, at the host of the first page.
    Link(String),
}

/// What a page says about itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// The number of records in the page.
    pub(crate) rows: u64,
    /// Whether there was a document, instead of an empty response or an error
    /// that means that there are no records.
    pub(crate) has_content: bool,
    /// The total number of records, if the page has it.
    pub(crate) total: Option<u64>,
    /// The cursor or the address of the next page.
    pub(crate) next: Option<String>,
    /// Whether the path of the next page is there, even if it is `null`.
    pub(crate) has_next: bool,
    /// A fingerprint of the records.
    pub(crate) print: u64,
    /// Fingerprints of the records' keys, if they have keys.
    pub(crate) keys: Vec<u64>,
}

/// Requests the pages of one request, and verifies that none is missing.
#[derive(Debug)]
pub(crate) struct Pager<'p> {
    paging: &'p Paging,
    proof: Proof<'p>,
    /// Records per page, if different from the profile's.
    rows: Option<u64>,
    pages: u64,
    read: u64,
    total: Option<u64>,
    /// Whether any page had exactly as many records as requested.
    has_full: bool,
    prints: HashMap<u64, u64>,
    keys: HashMap<u64, u64>,
    links: HashMap<String, u64>,
}

impl<'p> Pager<'p> {
    /// `rows` requests pages of another size, for a check of the first one.
    pub(crate) fn new(paging: &'p Paging, declared: &'p Declared, rows: Option<u64>) -> Self {
        Self {
            paging,
            proof: Proof::new(declared),
            rows,
            pages: 0,
            read: 0,
            total: None,
            has_full: false,
            prints: HashMap::new(),
            keys: HashMap::new(),
            links: HashMap::new(),
        }
    }

    /// The number of the page being requested, from 1.
    pub(crate) fn page(&self) -> u64 {
        self.pages + 1
    }

    /// The number of records read so far, and the total if it was announced.
    pub(crate) fn progress(&self) -> (u64, Option<u64>) {
        (self.read, self.total)
    }

    /// The first page.
    pub(crate) fn first(&self) -> Turn {
        match self.paging {
            Paging::Number { param, first, .. } | Paging::Offset { param, first, .. } => {
                self.numbered(param, *first)
            }
            Paging::None | Paging::Cursor { .. } | Paging::Link { .. } => {
                Turn::Params(self.size().into_iter().collect())
            }
        }
    }

    /// The page after one with these facts; `None` after the last.
    ///
    /// # Errors
    /// [`ErrorKind::Incomplete`] if pages repeat, go back to an earlier one, or
    /// do not add up to what was announced; [`ErrorKind::Protocol`] if no page
    /// has what would show that the list is whole.
    pub(crate) fn after(&mut self, facts: Facts) -> Result<Option<Turn>, ConnectorError> {
        let is_first_again = facts.rows > 0 && self.whole() == Some(facts.print);
        self.pages += 1;
        let page = self.pages;
        self.announced(facts.total)?;
        self.proof.add(&facts);
        if is_first_again && self.total.is_none() {
            return self.proof.verify(self.read, None).map(|()| None);
        }
        if facts.rows > 0
            && let Some(before) = self.prints.insert(facts.print, page)
        {
            return Err(incomplete(format!("page {page} repeats page {before}")));
        }
        for key in facts.keys {
            if let Some(before) = self.keys.insert(key, page).filter(|before| *before != page) {
                return Err(incomplete(format!(
                    "a record of page {before} appears again on page {page}: the list changed \
                     while it was read"
                )));
            }
        }
        self.read += facts.rows;
        let next = match self.paging {
            Paging::None => None,
            Paging::Number { param, first, until, .. } => {
                self.goes_on(facts.rows, *until).then(|| self.numbered(param, first + page))
            }
            Paging::Offset { param, first, until, .. } => {
                self.goes_on(facts.rows, *until).then(|| self.numbered(param, first + self.read))
            }
            Paging::Cursor { param, .. } => match self.unseen(facts.next)? {
                None => None,
                Some(cursor) => {
                    let mut params = vec![(param.clone(), Value::from(cursor))];
                    params.extend(self.size());
                    Some(Turn::Params(params))
                }
            },
            Paging::Link { .. } => self.unseen(facts.next)?.map(Turn::Link),
        };
        match (&next, self.total) {
            (Some(_), _) if page >= MOST_PAGES => Err(ConnectorError::new(
                ErrorKind::TooLarge,
                format!("there are more than {MOST_PAGES} pages"),
            )),
            (Some(_), Some(total)) if facts.rows == 0 => Err(incomplete(format!(
                "page {page} is empty after {} of {total} records",
                self.read
            ))),
            (None, Some(total)) if self.read != total => Err(incomplete(format!(
                "{total} records were announced, but {} arrived in {page} pages",
                self.read
            ))),
            (None, _) => self.proof.verify(self.read, self.total).map(|()| next),
            _ => Ok(next),
        }
    }

    /// The fingerprint of the first page if the list is whole in case that the
    /// second page is the same: see [`Until::Short`].
    pub(crate) fn whole(&self) -> Option<u64> {
        let is_short = self.paging.size().is_some_and(|size| self.read < size.rows);
        let may_be = self.paging.until() == Until::Short && self.pages == 1 && self.total.is_none();
        if may_be && is_short { self.prints.keys().next().copied() } else { None }
    }

    fn announced(&mut self, total: Option<u64>) -> Result<(), ConnectorError> {
        match (self.total, total) {
            (Some(before), Some(now)) if before != now => Err(incomplete(format!(
                "{before} records were announced, then {now} on page {}: the list changed while it \
                 was read",
                self.pages
            ))),
            _ => {
                self.total = self.total.or(total);
                Ok(())
            }
        }
    }

    /// Whether another page follows a numbered page.
    fn goes_on(&mut self, rows: u64, until: Until) -> bool {
        if let Some(total) = self.total {
            return self.read < total;
        }
        let size = self.paging.size().map(|size| self.rows.unwrap_or(size.rows));
        let is_short = until == Until::Short && size.is_some_and(|size| rows < size);
        let is_last = rows == 0 || (is_short && self.has_full);
        self.has_full |= size == Some(rows);
        !is_last
    }

    /// The cursor or the link, unless it leads back to an earlier page.
    fn unseen(&mut self, next: Option<String>) -> Result<Option<String>, ConnectorError> {
        let Some(next) = next else { return Ok(None) };
        match self.links.insert(next.clone(), self.pages) {
            None => Ok(Some(next)),
            Some(before) => Err(incomplete(format!(
                "page {} points to the same next page as page {before}",
                self.pages
            ))),
        }
    }

    fn numbered(&self, param: &str, number: u64) -> Turn {
        let mut params = vec![(param.to_owned(), Value::from(number))];
        params.extend(self.size());
        Turn::Params(params)
    }

    fn size(&self) -> Option<(String, Value)> {
        let size = self.paging.size()?;
        Some((size.param.clone()?, self.rows.unwrap_or(size.rows).into()))
    }
}

fn incomplete(what: String) -> ConnectorError {
    ConnectorError::new(ErrorKind::Incomplete, what)
        .hint("nothing was changed; run again, and ask the PMS's support if it persists")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::{
        path::Steps,
        request::paging::{Next, Send, Size},
    };

    fn offset(until: Until) -> Paging {
        let size = Some(Size { param: Some("limit".into()), rows: 2 });
        Paging::Offset { param: "offset".into(), first: 0, size, until, send: Send::Query }
    }

    fn facts(rows: u64, total: Option<u64>, print: u64) -> Facts {
        Facts { rows, total, print, has_content: true, has_next: true, ..Facts::default() }
    }

    fn paged(paging: &Paging) -> Pager<'_> {
        static NOTHING: Declared = Declared { total: None, next: None };
        Pager::new(paging, &NOTHING, None)
    }

    /// The offsets that are requested if pages have these numbers of records.
    fn turn(paging: &Paging, pages: &[(u64, Option<u64>)]) -> Result<Vec<u64>, String> {
        let mut pager = paged(paging);
        let mut turn = Some(pager.first());
        let mut asked = Vec::new();
        for (print, (rows, total)) in pages.iter().enumerate() {
            let Some(Turn::Params(params)) = turn else { return Err("it ended early".into()) };
            asked.push(params[0].1.as_u64().unwrap());
            assert_eq!(params[1], ("limit".to_owned(), Value::from(2)));
            let after = pager.after(facts(*rows, *total, print as u64));
            turn = after.map_err(|error| {
                assert_eq!(error.kind, ErrorKind::Incomplete);
                error.message
            })?;
        }
        if turn.is_none() { Ok(asked) } else { Err("it did not end".into()) }
    }

    #[rstest]
    #[case(Until::Short, &[(2, None), (1, None)], &[0, 2])]
    #[case(Until::Short, &[(2, None), (0, None)], &[0, 2])]
    #[case(Until::Short, &[(0, None)], &[0])]
    // Nothing shows that the server returns as many records as requested.
    #[case(Until::Short, &[(1, None), (0, None)], &[0, 1])]
    #[case(Until::Short, &[(1, None), (2, None), (1, None)], &[0, 1, 3])]
    #[case(Until::Short, &[(3, None), (1, None), (0, None)], &[0, 3, 4])]
    #[case(Until::Empty, &[(2, None), (1, None), (0, None)], &[0, 2, 3])]
    // The total comes late.
    #[case(Until::Empty, &[(2, None), (1, Some(3))], &[0, 2])]
    #[case(Until::Empty, &[(1, None), (1, None), (0, None)], &[0, 1, 2])]
    #[case(Until::Short, &[(2, Some(2))], &[0])]
    #[case(Until::Short, &[(0, Some(0))], &[0])]
    // The server returns fewer records than requested.
    #[case(Until::Short, &[(1, Some(3)), (1, Some(3)), (1, Some(3))], &[0, 1, 2])]
    fn whole(#[case] until: Until, #[case] pages: &[(u64, Option<u64>)], #[case] asked: &[u64]) {
        assert_eq!(turn(&offset(until), pages).unwrap(), asked);
    }

    #[rstest]
    #[case(&[(2, Some(3)), (0, Some(3))], "page 2 is empty after 2 of 3 records")]
    #[case(&[(2, Some(3)), (1, Some(4))], "3 records were announced, then 4 on page 2")]
    #[case(&[(2, Some(1))], "1 records were announced, but 2 arrived")]
    fn incomplete_lists(#[case] pages: &[(u64, Option<u64>)], #[case] says: &str) {
        let message = turn(&offset(Until::Short), pages).unwrap_err();
        assert!(message.contains(says), "{message}");
    }

    #[test]
    fn a_page_that_repeats() {
        let paging = offset(Until::Empty);
        let mut pager = paged(&paging);
        pager.after(facts(2, None, 7)).unwrap();
        pager.after(facts(2, None, 8)).unwrap();
        assert_eq!(pager.after(facts(2, None, 7)).unwrap_err().message, "page 3 repeats page 1");
    }

    /// A server that does not page returns the same for every page.
    #[rstest]
    #[case(Until::Short, 1, 1, true)]
    #[case(Until::Empty, 1, 1, false)]
    // It has as many records as requested, so there may be more.
    #[case(Until::Short, 2, 1, false)]
    fn the_first_page_again(
        #[case] until: Until,
        #[case] rows: u64,
        #[case] print: u64,
        #[case] is_whole: bool,
    ) {
        let paging = offset(until);
        let mut pager = paged(&paging);
        pager.after(facts(rows, None, print)).unwrap();
        assert_eq!(pager.whole(), is_whole.then_some(print));
        let end = pager.after(facts(rows, None, print));
        assert_eq!(end.is_ok(), is_whole, "{end:?}");
        assert_eq!(pager.progress().0, rows);
    }

    #[test]
    fn a_record_that_comes_again() {
        let paging = offset(Until::Empty);
        let mut pager = paged(&paging);
        let with = |print, keys: &[u64]| Facts { keys: keys.to_vec(), ..facts(2, None, print) };
        // Duplicates on one page are for the engine to judge.
        pager.after(with(1, &[5, 5])).unwrap();
        let error = pager.after(with(2, &[6, 5])).unwrap_err();
        assert!(error.message.starts_with("a record of page 1 appears again on page 2"));
    }

    #[test]
    fn links() {
        let paging = Paging::Link { next: Next::Header("link".into()), size: None };
        let mut pager = paged(&paging);
        assert_eq!(pager.first(), Turn::Params(Vec::new()));
        let with = |print, next: &str, total| Facts {
            next: Some(next.to_owned()).filter(|next| !next.is_empty()),
            ..facts(1, total, print)
        };
        let second = pager.after(with(1, "/b", Some(3))).unwrap();
        assert_eq!(second, Some(Turn::Link("/b".into())));
        // Pages after the first may omit the total.
        pager.after(with(2, "/c", None)).unwrap();
        let mut looping = paged(&paging);
        looping.after(with(1, "/b", None)).unwrap();
        assert!(looping.after(with(2, "/b", None)).is_err());
        assert_eq!(pager.after(with(3, "", None)).unwrap(), None);
        assert_eq!(pager.progress(), (3, Some(3)));
    }

    #[test]
    fn cursors() {
        let paging = Paging::Cursor {
            param: "after".into(),
            next: Steps::default(),
            size: None,
            send: Send::Body,
        };
        let mut pager = paged(&paging);
        let next = pager.after(Facts { next: Some("x".into()), ..facts(1, None, 1) }).unwrap();
        assert_eq!(next, Some(Turn::Params(vec![("after".into(), Value::from("x"))])));
        assert_eq!(pager.after(facts(1, None, 2)).unwrap(), None);
    }

    #[test]
    fn a_look_at_the_first_page() {
        let paging = offset(Until::Short);
        let Turn::Params(params) = Pager::new(&paging, &Declared::default(), Some(1)).first()
        else {
            unreachable!()
        };
        assert_eq!(params[1], ("limit".to_owned(), Value::from(1)));
    }
}
