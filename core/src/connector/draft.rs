use std::borrow::Cow;

use super::{DateOrder, parse_date};
use crate::model::{Reject, RejectCode, Resident};
use crate::{Date, Text};

/// The longest value that is accepted, in characters.
const MAX_CHARS: usize = 1000;

/// Turns the raw text of one record into the values of a [`Resident`], and remembers the first
/// value that could not be read.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    problem: Option<(RejectCode, &'static str)>,
}

impl Draft {
    /// The value of a field, [cleaned](clean). Blank if it cannot be read;
    /// [`finish`](Self::finish) then reports it.
    pub fn text(&mut self, field: &'static str, raw: &str) -> Text {
        match clean(raw) {
            Ok(text) => Text::from(text.as_ref()),
            Err(code) => {
                self.reject(code, field);
                Text::default()
            }
        }
    }

    /// Like [`text`](Self::text), but `None` if blank.
    pub fn optional(&mut self, field: &'static str, raw: &str) -> Option<Text> {
        Some(self.text(field, raw)).filter(|text| !text.is_empty())
    }

    /// The date of a field. If the order is ambiguous, the month comes first.
    pub fn date(&mut self, field: &'static str, raw: &str) -> Option<Date> {
        match parse_date(raw.trim(), DateOrder::Mdy) {
            Ok(date) => date,
            Err(_) => {
                self.reject(RejectCode::BadDate, field);
                None
            }
        }
    }

    /// Marks the record as unusable. Only the first reason is kept.
    pub fn reject(&mut self, code: RejectCode, field: &'static str) {
        self.problem.get_or_insert((code, field));
    }

    /// Copies the problem of a record that this one belongs to, such as its household.
    pub fn inherit(&mut self, other: &Draft) {
        if let Some((code, field)) = other.problem {
            self.reject(code, field);
        }
    }

    /// Returns the resident, unless a value could not be read or the ID is missing. `location`
    /// says where the record is in the feed.
    ///
    /// # Errors
    /// The reject to report instead of the record.
    pub fn finish(
        mut self,
        resident: Resident,
        location: impl FnOnce() -> String,
    ) -> Result<Resident, Reject> {
        if resident.external_id.is_empty() {
            self.reject(RejectCode::MissingId, "external_id");
        }
        let Some((code, field)) = self.problem else { return Ok(resident) };
        let external_id = Some(resident.external_id).filter(|id| !id.is_empty());
        Err(Reject { location: location(), external_id, code, field: Some(field) })
    }
}

/// Removes surrounding white space. Inner white space that contains a line break or tab becomes
/// one space.
///
/// # Errors
/// [`RejectCode::BadText`] for control characters and U+FFFD, which decoders insert for damaged
/// text; [`RejectCode::TooLong`] above a thousand characters.
pub fn clean(raw: &str) -> Result<Cow<'_, str>, RejectCode> {
    // Fast path for nearly all values: nothing to trim and nothing to refuse.
    if let [first, .., last] | [first @ last] = raw.as_bytes()
        && *first > b' '
        && *last > b' '
        && raw.len() <= MAX_CHARS
        && raw.bytes().all(|byte| (b' '..0x7F).contains(&byte))
    {
        return Ok(Cow::Borrowed(raw));
    }
    clean_odd(raw)
}

fn clean_odd(raw: &str) -> Result<Cow<'_, str>, RejectCode> {
    let text =
        raw.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}'));
    let text = if text.contains(['\n', '\r', '\t']) {
        Cow::Owned(on_one_line(text))
    } else {
        Cow::Borrowed(text)
    };
    if text.chars().any(|c| c.is_control() || c == '\u{FFFD}') {
        return Err(RejectCode::BadText);
    }
    if text.len() > MAX_CHARS && text.chars().count() > MAX_CHARS {
        return Err(RejectCode::TooLong);
    }
    Ok(text)
}

fn on_one_line(text: &str) -> String {
    let lines = text.split(['\n', '\r', '\t']).map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("", "")]
    #[case("  B2-104 ", "B2-104")]
    #[case("\u{A0}Ada\u{FEFF}", "Ada")]
    #[case("Eun\n   ji", "Eun ji")]
    #[case("a\r\n\t b\n\nc", "a b c")]
    #[case("two  spaces", "two  spaces")]
    fn values(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(clean(raw).unwrap(), expected);
    }

    #[rstest]
    #[case("a\0b", RejectCode::BadText)]
    #[case("\u{1B}[31m", RejectCode::BadText)]
    #[case("Ren\u{FFFD}e", RejectCode::BadText)]
    #[case(&"é".repeat(1001), RejectCode::TooLong)]
    fn refused(#[case] raw: &str, #[case] code: RejectCode) {
        assert_eq!(clean(raw), Err(code));
    }

    #[test]
    fn a_reject_names_the_first_problem_and_the_id() {
        let mut draft = Draft::default();
        let external_id = draft.text("external_id", " t1 ");
        assert_eq!(draft.date("move_in", "2026-02-30"), None);
        assert_eq!(draft.optional("email", "a\0"), None);
        let resident = Resident { external_id, ..Resident::default() };
        let reject = draft.finish(resident, || "resident 3".into()).unwrap_err();
        assert_eq!((reject.code, reject.field), (RejectCode::BadDate, Some("move_in")));
        assert_eq!(reject.external_id.as_deref(), Some("t1"));
        assert_eq!(reject.location, "resident 3");
    }

    #[test]
    fn no_id_is_a_reject() {
        let reject = Draft::default().finish(Resident::default(), String::new).unwrap_err();
        assert_eq!((reject.code, reject.external_id), (RejectCode::MissingId, None));
    }
}
