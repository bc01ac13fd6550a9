use std::borrow::Cow;

use tenantry_core::{
    Text,
    connector::clean,
    model::{RejectCode, Status},
};

use super::{Col, Entry, Layout, Line, Reading, State, line::is_nobody, people::people, why};

/// Yardi's headings, whether in one row or two.
pub(super) const HEADINGS: [(Col, &str); 20] = [
    (Col::Unit, "unit unitcode unitid"),
    (Col::Room, "room roomcode bed"),
    (Col::Mark, "unittype unitroomtype roomtype"),
    (Col::Mark, "unitsqft sqft unitsquarefeet squarefeet"),
    (Col::Id, "resident residentcode residentid tenantcode tcode"),
    (Col::Name, "name residentname tenantname"),
    (Col::Mark, "marketrent market"),
    (Col::Mark, "actualrent actual leaserent"),
    (Col::Mark, "residentdeposit securitydeposit deposit"),
    (Col::Mark, "otherdeposit otherdeposits"),
    (Col::Charge, "chargecode charge"),
    (Col::Mark, "amount chargeamount"),
    (Col::MoveIn, "movein moveindate"),
    (Col::LeaseStart, "leasefrom leasestart leasestartdate"),
    (Col::LeaseEnd, "leaseexpiration leaseto leaseend leaseexpirationdate leaseexp"),
    (Col::MoveOut, "moveout moveoutdate"),
    (Col::Mark, "balance"),
    (Col::Email, "email emailaddress"),
    (Col::Phone, "phone phonenumber"),
    (Col::Status, "tenantstatus residentstatus status"),
];

/// Letter codes for statuses.
pub(super) const LETTERS: [(Status, &str); 6] = [
    (Status::Applicant, "a"),
    (Status::Current, "c"),
    (Status::Eviction, "e"),
    (Status::Future, "f"),
    (Status::Notice, "n"),
    (Status::Past, "p"),
];

/// How the statistics that follow the totals begin.
pub(super) const STOPS: [&str; 7] = [
    "summarygroups",
    "summaryofcharges",
    "occupiedunits",
    "totalnonrevunits",
    "totalvacantunits",
    "totaloccupiedunits",
    "totalallproperties",
];

/// Yardi's Rent Roll, with or without lease charges, by unit or by bed.
///
/// It has no status: the section gives it, and a scheduled move-out means
/// notice. Charges have their own rows below a unit.
pub(super) const RENT_ROLL: Layout = Layout {
    name: "yardi-rent-roll",
    titles: &["rentroll"],
    headings: &HEADINGS,
    needs: &[&[Col::Unit], &[Col::Id, Col::Name], &[Col::MoveIn, Col::LeaseEnd, Col::MoveOut]],
    marks: 2,
    closes: true,
    totals_name: true,
    is_silent: true,
    stops: &STOPS,
    statuses: &LETTERS,
    read,
    ..Layout::PLAIN
};

fn read(line: &Line<'_>, state: &mut State) -> Reading {
    let above = state.unit(line);
    let unit = match line.unstarred(Col::Room) {
        "" => Cow::Borrowed(line.unstarred(Col::Unit)),
        room => Cow::Owned(with_room(above, room)),
    };
    if is_nobody(line.get(Col::Id)) || is_nobody(line.get(Col::Name)) {
        return Reading::Passed(why::VACANT);
    }
    if !line.is_about_somebody() {
        return Reading::Nothing;
    }
    if unit.is_empty() {
        return Reading::Passed(why::NO_UNIT);
    }
    let mut entry = Entry::of(line, state);
    entry.resident.unit = entry.draft.optional("unit", &unit);
    if entry.people.is_empty() {
        identify(line.get(Col::Id), &mut entry);
    }
    dated(entry, state).into()
}

/// The section's status, unless the row has its own.
pub(super) fn dated(entry: Entry, state: &State) -> Entry {
    if !entry.resident.pms_status.is_empty() {
        return entry;
    }
    let move_in = entry.resident.move_in;
    let status = match state.section {
        Some(section) => section,
        None if state.is_of_residents => state.from(move_in).unwrap_or(Status::Current),
        // Nothing says that they live there.
        None => Status::Unknown,
    };
    match status {
        Status::Current if entry.resident.move_out.is_some() => entry.with_status(Status::Notice),
        status => entry.with_status(status),
    }
}

/// Reads a cell that holds ID and name, such as `Alma Reyes (t0010001)`, only
/// an ID, or only a name, which gets a weak ID.
fn identify(cell: &str, entry: &mut Entry) {
    let (name, id) = match cell.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((name, id)) if is_code(id) => (name, id),
        _ if is_code(cell) => ("", cell),
        _ => (cell, ""),
    };
    entry.people = people(name);
    entry.has_ids = !id.is_empty();
    match clean(id) {
        Ok(id) => entry.resident.external_id = Text::from(id),
        Err(code) => entry.draft.reject(code, "external_id"),
    }
    if entry.people.is_empty() && id.is_empty() {
        entry.draft.reject(RejectCode::MissingId, "external_id");
    }
}

fn is_code(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) && !text.contains(char::is_whitespace)
}

/// Beds are told apart by unit and room; a room may already include its unit.
fn with_room(unit: &str, room: &str) -> String {
    match (unit, room) {
        (unit, "") => unit.to_owned(),
        ("", room) => room.to_owned(),
        (unit, room) if room.starts_with(unit) => room.to_owned(),
        (unit, room) => format!("{unit}-{room}"),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("101", "A", "101-A")]
    #[case("101", "101-A", "101-A")]
    #[case("101", "101A", "101A")]
    #[case("101", "", "101")]
    #[case("", "101A", "101A")]
    fn rooms(#[case] unit: &str, #[case] room: &str, #[case] expected: &str) {
        assert_eq!(with_room(unit, room), expected);
    }

    #[rstest]
    #[case("t0010001", true)]
    #[case("10001", true)]
    #[case("Reyes", false)]
    #[case("Alma Reyes 3", false)]
    fn codes(#[case] text: &str, #[case] code: bool) {
        assert_eq!(is_code(text), code);
    }
}
