//! Acme's format: a header, one line per resident, a trailer.
//!
//! ```text
//! #ACME/1 property=acme-lofts count=1
//! T:0017|N:Okafor^Ada|E:ada@example.com|P:303-555-0117|U:B2-104|S:LIV|L:20260101-20261231
//! #END 1
//! ```
//!
//! The trailer proves that a feed is complete.

use tenantry_core::connector::{ConnectorError, End, ErrorKind, FeedEvent};
use tenantry_core::model::{Reject, RejectCode, Resident, Status};
use tenantry_core::{Date, Text};

/// The first line of a feed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// Acme's property code.
    pub(crate) property: String,
    /// How many records Acme announces.
    pub(crate) count: u64,
}

impl Header {
    /// Reads the header of a feed.
    ///
    /// # Errors
    /// [`ErrorKind::Malformed`] if the first line is not a header.
    pub(crate) fn parse(text: &str) -> Result<Self, ConnectorError> {
        let read = || {
            let (property, count) =
                text.lines().next()?.strip_prefix("#ACME/1 property=")?.split_once(" count=")?;
            Some(Self { property: property.to_owned(), count: count.trim().parse().ok()? })
        };
        read().ok_or_else(|| {
            ConnectorError::new(
                ErrorKind::Malformed,
                "does not begin with a header of Acme, version 1",
            )
            .hint("set `path` to the feed that Acme writes")
        })
    }
}

/// The events for a feed.
///
/// # Errors
/// [`ErrorKind::Malformed`] without a header, [`ErrorKind::Incomplete`] without
/// a trailer that repeats the header's count. The engine compares the count
/// with the records delivered.
pub(crate) fn events(text: &str) -> Result<Vec<FeedEvent>, ConnectorError> {
    let header = Header::parse(text)?;
    let mut residents = Vec::new();
    let mut events = Vec::new();
    let mut trailer = None;
    for (number, line) in (1..).zip(text.lines()).skip(1) {
        if trailer.is_some() && !line.is_empty() {
            return Err(ConnectorError::new(ErrorKind::Malformed, "continues after its trailer"));
        } else if let Some(count) = line.strip_prefix("#END ") {
            trailer = Some(count.trim().parse::<u64>().ok());
        } else if !line.is_empty() {
            match resident(line, &header.property) {
                Ok(resident) => residents.push(resident),
                Err(problem) => events.push(FeedEvent::Reject(problem.at(number))),
            }
        }
    }
    if trailer != Some(Some(header.count)) {
        return Err(ConnectorError::new(ErrorKind::Incomplete, "lacks the trailer for its header")
            .hint("nothing was changed; run again when Acme has written the complete feed"));
    }
    events.push(FeedEvent::Batch(residents));
    events.push(FeedEvent::End(End { complete: true, announced: Some(header.count) }));
    Ok(events)
}

/// What is wrong with a record.
#[derive(Debug)]
struct Problem {
    external_id: Option<Text>,
    code: RejectCode,
    field: Option<&'static str>,
}

impl Problem {
    fn at(self, line: usize) -> Reject {
        let Self { external_id, code, field } = self;
        Reject { location: format!("line {line}"), external_id, code, field }
    }
}

fn resident(line: &str, property: &str) -> Result<Resident, Problem> {
    let mut resident = Resident { property_code: property.into(), ..Resident::default() };
    let mut outcome = Ok(());
    for part in line.split('|') {
        let read = part.split_once(':').map(|(key, value)| set(&mut resident, key, value.trim()));
        // Reading continues, so that a reject can say whose record it is.
        outcome = outcome.and(read.unwrap_or(Err((RejectCode::BadValue, None))));
    }
    let external_id = (!resident.external_id.is_empty()).then(|| resident.external_id.clone());
    match (outcome, external_id) {
        (Ok(()), Some(_)) => Ok(resident),
        (_, None) => Err(Problem {
            external_id: None,
            code: RejectCode::MissingId,
            field: Some("external_id"),
        }),
        (Err((code, field)), external_id) => Err(Problem { external_id, code, field }),
    }
}

fn set(
    resident: &mut Resident,
    key: &str,
    value: &str,
) -> Result<(), (RejectCode, Option<&'static str>)> {
    let optional = |value: &str| (!value.is_empty()).then(|| Text::from(value));
    match key {
        "T" => resident.external_id = value.into(),
        "N" => {
            let (last, first) = value.split_once('^').unwrap_or((value, ""));
            resident.first_name = first.into();
            resident.last_name = last.into();
        }
        "E" => resident.email = optional(value),
        "P" => resident.phone = optional(value),
        "U" => {
            let (building, unit) = value.split_once('-').unwrap_or(("", value));
            resident.building = optional(building);
            resident.unit = optional(unit);
        }
        "S" => {
            resident.pms_status = value.into();
            resident.status = status(value);
        }
        "L" => {
            let (start, end) = value.split_once('-').unwrap_or((value, ""));
            resident.lease_start = date(start).ok_or((RejectCode::BadDate, Some("lease_start")))?;
            resident.lease_end = date(end).ok_or((RejectCode::BadDate, Some("lease_end")))?;
        }
        _ => return Err((RejectCode::BadValue, None)),
    }
    Ok(())
}

/// The meaning of Acme's words.
fn status(word: &str) -> Status {
    match word {
        "APP" => Status::Applicant,
        "FUT" => Status::Future,
        "LIV" => Status::Current,
        "NTC" => Status::Notice,
        "OUT" => Status::Past,
        _ => Status::Unknown,
    }
}

/// `20260101`; blank means no date, `None` that the date cannot be read.
fn date(text: &str) -> Option<Option<Date>> {
    if text.is_empty() {
        return Some(None);
    }
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, month, day) =
        (text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?);
    Date::new(year, month, day).ok().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        "T:0017|N:Okafor^Ada|E:ada@example.com|P:303-555-0117|U:B2-104|S:LIV|L:20260101-20261231";

    fn feed(records: &[&str]) -> String {
        let count = records.len();
        format!("#ACME/1 property=acme-lofts count={count}\n{}\n#END {count}\n", records.join("\n"))
    }

    fn one(record: &str) -> Result<Resident, Reject> {
        match events(&feed(&[record])).unwrap().swap_remove(0) {
            FeedEvent::Reject(reject) => Err(reject),
            FeedEvent::Batch(mut residents) => Ok(residents.remove(0)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_part_of_a_record() {
        let expected = Resident {
            property_code: "acme-lofts".into(),
            external_id: "0017".into(),
            first_name: "Ada".into(),
            last_name: "Okafor".into(),
            email: Some("ada@example.com".into()),
            phone: Some("303-555-0117".into()),
            building: Some("B2".into()),
            unit: Some("104".into()),
            pms_status: "LIV".into(),
            status: Status::Current,
            lease_start: Some(Date::constant(2026, 1, 1)),
            lease_end: Some(Date::constant(2026, 12, 31)),
            ..Resident::default()
        };
        assert_eq!(one(GOOD), Ok(expected));
    }

    #[test]
    fn what_may_be_left_out() {
        let resident = one("T:1|N:Osei|E:|U:7|S:XYZ|L:20260101-").unwrap();
        assert_eq!((resident.first_name.as_str(), resident.last_name.as_str()), ("", "Osei"));
        assert_eq!((resident.email, resident.building), (None, None));
        assert_eq!((resident.status, resident.lease_end), (Status::Unknown, None));
    }

    #[test]
    fn records_that_cannot_be_read() {
        for (record, code, field, id) in [
            ("T:|N:Osei^Kofi", RejectCode::MissingId, Some("external_id"), None),
            ("N:Osei^Kofi|L:soon", RejectCode::MissingId, Some("external_id"), None),
            ("L:20260230-|T:7", RejectCode::BadDate, Some("lease_start"), Some("7")),
            ("T:7|L:20260101-2026", RejectCode::BadDate, Some("lease_end"), Some("7")),
            ("T:7|Z:9", RejectCode::BadValue, None, Some("7")),
            ("T:7|Osei", RejectCode::BadValue, None, Some("7")),
        ] {
            let external_id = id.map(Text::from);
            let expected = Reject { location: "line 2".into(), external_id, code, field };
            assert_eq!(one(record), Err(expected), "{record}");
        }
    }

    #[test]
    fn only_a_trailer_proves_that_a_feed_is_whole() {
        let whole = feed(&[GOOD]);
        assert!(events(&whole).is_ok());
        for cut in 0..whole.len() - "1\n".len() {
            let error = events(&whole[..cut]).unwrap_err();
            assert!(matches!(error.kind, ErrorKind::Malformed | ErrorKind::Incomplete));
        }
        assert_eq!(
            events(&whole.replace("#END 1", "#END 2")).unwrap_err().kind,
            ErrorKind::Incomplete
        );
        assert_eq!(events(&format!("{whole}{GOOD}\n")).unwrap_err().kind, ErrorKind::Malformed);
        assert_eq!(events("id,name\n").unwrap_err().kind, ErrorKind::Malformed);
    }

    #[test]
    fn the_announced_count_is_passed_on() {
        let announced = |text: &str| match events(text).unwrap().pop() {
            Some(FeedEvent::End(end)) => end.announced,
            other => panic!("{other:?}"),
        };
        assert_eq!(announced(&feed(&[GOOD, GOOD])), Some(2));
        // A record is missing: the engine compares the count with what was
        // delivered.
        assert_eq!(announced(&feed(&[GOOD, ""])), Some(2));
    }
}
