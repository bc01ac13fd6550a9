use tenantry_core::{
    Date,
    connector::parse_date,
    model::{RejectCode, Status},
};

use super::{Col, Entry, Layout, Line, Reading, State, line::is_nobody, why};
use crate::synonyms::fold;

/// OneSite's rent roll detail: several rows per unit, the later ones for people
/// who are moving in. It has no IDs.
pub(super) const RENT_ROLL: Layout = Layout {
    name: "onesite-rent-roll",
    titles: &["onesiterents", "rentrolldetail"],
    headings: &[
        (Col::Unit, "unit unitnumber"),
        (Col::Mark, "floorplan"),
        (Col::Mark, "unitdesignation designation"),
        (Col::Mark, "sqft squarefeet"),
        (Col::Status, "unitleasestatus leasestatus unitstatus status"),
        (Col::Name, "name residentname resident"),
        (Col::MoveInOut, "moveinmoveout"),
        (Col::MoveIn, "movein moveindate"),
        (Col::MoveOut, "moveout moveoutdate"),
        (Col::LeaseStart, "leasestart leasestartdate leasefrom"),
        (Col::LeaseEnd, "leaseend leaseenddate leaseto leaseexpiration"),
        (Col::Mark, "marketaddl market marketrent"),
        (Col::Mark, "subjournal"),
        (Col::Mark, "transcode"),
        (Col::Mark, "leaserent"),
        (Col::Mark, "otherchargescredits"),
        (Col::Mark, "totalbilling"),
        (Col::Mark, "deponhand deposithand depositonhand"),
        (Col::Mark, "balance"),
        (Col::Email, "email emailaddress"),
        (Col::Phone, "phone phonenumber"),
    ],
    needs: &[
        &[Col::Unit],
        &[Col::Status],
        &[Col::Name],
        &[Col::MoveInOut, Col::MoveIn, Col::LeaseStart],
    ],
    marks: 2,
    closes: true,
    stops: &["summary", "floorplan", "nonrevenue", "future"],
    statuses: &[
        (Status::Current, "o"),
        (Status::Notice, "nr nu occupiedntvleased"),
        (Status::Future, "pendingtransfer futurelease"),
        (Status::Past, "formerresident"),
        (Status::Applicant, "pendingapplicant"),
    ],
    read,
    ..Layout::PLAIN
};

fn read(line: &Line<'_>, state: &mut State) -> Reading {
    let unit = state.unit(line).to_owned();
    let (word, name) = (fold(line.get(Col::Status)), line.unstarred(Col::Name));
    if is_nobody(name) || is_vacant(&word) {
        return Reading::Passed(why::VACANT);
    }
    if !line.is_about_somebody() {
        return Reading::Nothing;
    }
    if word.contains("renewal") {
        return Reading::Passed(why::RENEWAL);
    }
    if unit.is_empty() {
        return Reading::Passed(why::NO_UNIT);
    }
    let mut entry = Entry::of(line, state);
    if entry.people.is_empty() {
        return Reading::Nothing;
    }
    entry.resident.unit = entry.draft.optional("unit", &unit);
    match both_dates(line.get(Col::MoveInOut), |day| parse_date(day, state.order)) {
        Ok((None, None)) => {}
        Ok((move_in, move_out)) => {
            (entry.resident.move_in, entry.resident.move_out) = (move_in, move_out);
        }
        Err(_) => entry.draft.reject(RejectCode::BadDate, "move_in"),
    }
    entry.into()
}

/// Whether nobody lives in a unit of this status, folded.
fn is_vacant(word: &str) -> bool {
    word.starts_with("vacant")
        || matches!(word, "vr" | "vu" | "admindown" | "admin" | "down" | "model")
}

/// A cell with a move-in and a move-out date. Either may be missing if a line
/// break shows which.
fn both_dates<E>(
    cell: &str,
    parse: impl Fn(&str) -> Result<Option<Date>, E>,
) -> Result<(Option<Date>, Option<Date>), E> {
    if let Ok(Some(day)) = parse(cell) {
        return Ok((Some(day), None));
    }
    let mut days = match cell.split_once('\n') {
        Some((from, until)) => vec![from.trim(), until.trim()],
        None => cell.split_whitespace().collect(),
    }
    .into_iter();
    let mut next = || days.next().map_or(Ok(None), &parse);
    let both = (next()?, next()?);
    // Anything else here is not a date.
    days.next().map_or(Ok(both), |more| parse(more).map(|_| both))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use tenantry_core::connector::DateOrder;

    use super::*;

    #[rstest]
    #[case("07/15/2024 12/31/2026", Some("2024-07-15"), Some("2026-12-31"))]
    #[case("07/15/2024\n12/31/2026", Some("2024-07-15"), Some("2026-12-31"))]
    #[case("07/15/2024", Some("2024-07-15"), None)]
    #[case("07/15/2024\n", Some("2024-07-15"), None)]
    #[case("07/15/2024 12:00:00 AM", Some("2024-07-15"), None)]
    #[case("\n12/31/2026", None, Some("2026-12-31"))]
    #[case("", None, None)]
    fn dates(#[case] cell: &str, #[case] from: Option<&str>, #[case] until: Option<&str>) {
        let day = |text: Option<&str>| text.map(|text| text.parse::<Date>().unwrap());
        let found = both_dates(cell, |day| parse_date(day, DateOrder::Mdy));
        assert_eq!(found, Ok((day(from), day(until))));
    }

    #[rstest]
    #[case("soon")]
    #[case("07/15/2024 soon")]
    #[case("07/15/2024 12/31/2026 soon")]
    fn no_dates(#[case] cell: &str) {
        assert!(both_dates(cell, |day| parse_date(day, DateOrder::Mdy)).is_err());
    }
}
