use tenantry_core::connector::{ConnectorError, ErrorKind};

use super::{pager::Facts, paging::Declared};

/// Whether the pages of a list had what the profile says about its end. If a
/// path is misspelled, the first page looks like the last one.
#[derive(Debug)]
pub(super) struct Proof<'p> {
    declared: &'p Declared,
    /// Whether any page had a document.
    has_content: bool,
    /// Whether any page had the path of the next one.
    has_next: bool,
}

impl<'p> Proof<'p> {
    pub(super) fn new(declared: &'p Declared) -> Self {
        Self { declared, has_content: false, has_next: false }
    }

    pub(super) fn add(&mut self, page: &Facts) {
        self.has_content |= page.has_content;
        self.has_next |= page.has_next;
    }

    /// After the last page of a list with `read` records, of which `total` were
    /// announced.
    ///
    /// # Errors
    /// [`ErrorKind::Protocol`] with the path that no page has.
    pub(super) fn verify(&self, read: u64, total: Option<u64>) -> Result<(), ConnectorError> {
        let (key, place) = match (total, &self.declared.total, &self.declared.next) {
            _ if !self.has_content => return Ok(()),
            (None, Some(place), _) => ("total", place),
            // No records, or as many as announced, are a proof, too.
            (None, None, Some(place)) if read > 0 && !self.has_next => ("next", place),
            _ => return Ok(()),
        };
        let what = format!("no page has a value for `{key}` ({place}), so the list may be cut off");
        Err(ConnectorError::new(ErrorKind::Protocol, what)
            .hint(format!("nothing was changed; correct `{key}` in the profile, or remove it")))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const TOTAL: Option<&str> = Some("$.total");
    const NEXT: Option<&str> = Some("$.next");

    /// Which pages have content and the path of the next page.
    #[rstest]
    #[case(TOTAL, None, &[(true, true)], 1, None, Some("`total` ($.total)"))]
    #[case(TOTAL, None, &[(true, false)], 0, None, Some("`total` ($.total)"))]
    #[case(TOTAL, None, &[(true, false)], 1, Some(1), None)]
    #[case(TOTAL, None, &[(false, false)], 0, None, None)]
    #[case(TOTAL, None, &[(true, false), (false, false)], 1, None, Some("`total` ($.total)"))]
    #[case(None, NEXT, &[(true, false)], 1, None, Some("`next` ($.next)"))]
    #[case(None, NEXT, &[(true, false)], 0, None, None)]
    #[case(None, NEXT, &[(true, true)], 1, None, None)]
    #[case(None, NEXT, &[(true, true), (true, false)], 2, None, None)]
    #[case(TOTAL, NEXT, &[(true, false)], 1, Some(1), None)]
    #[case(TOTAL, NEXT, &[(true, true)], 1, None, Some("`total` ($.total)"))]
    #[case(None, None, &[(true, false)], 1, None, None)]
    fn a_declared_path_has_a_value(
        #[case] total: Option<&str>,
        #[case] next: Option<&str>,
        #[case] pages: &[(bool, bool)],
        #[case] read: u64,
        #[case] announced: Option<u64>,
        #[case] says: Option<&str>,
    ) {
        let declared = Declared { total: total.map(Into::into), next: next.map(Into::into) };
        let mut proof = Proof::new(&declared);
        for (has_content, has_next) in pages {
            let (has_content, has_next) = (*has_content, *has_next);
            proof.add(&Facts { has_content, has_next, ..Facts::default() });
        }
        let error = proof.verify(read, announced).err().map(|error| error.message);
        assert_eq!(error.is_some(), says.is_some(), "{error:?}");
        assert!(error.unwrap_or_default().contains(says.unwrap_or_default()));
    }
}
