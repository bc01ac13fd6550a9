use std::{borrow::Cow, io::Write};

use tenantry_core::{
    Date,
    model::{Reason, Role, Status},
};
use tenantry_store::Person;

/// The column headings of an export.
const HEADINGS: [&str; 22] = [
    "email",
    "first_name",
    "last_name",
    "phone",
    "building",
    "unit",
    "kind",
    "account_status",
    "external_id",
    "lease_id",
    "status",
    "lease_start",
    "lease_end",
    "move_in",
    "move_out",
    "ended_on",
    "pms_status",
    "role",
    "household_id",
    "property_code",
    "end_reason",
    "last_live_status",
];

/// Writes people as CSV, one row per residency in the property.
///
/// A cell that a spreadsheet would run as a formula gets a leading apostrophe.
///
/// # Errors
/// `out` cannot be written.
pub fn export(people: &[Person], property: &str, out: impl Write) -> std::io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(HEADINGS)?;
    for person in people {
        let account = &person.account;
        for residency in person.residencies.iter().filter(|place| place.property == property) {
            let place = &residency.place;
            let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
            let link = residency.link.as_ref();
            let cells: [&str; 22] = [
                account.email.as_deref().unwrap_or_default(),
                &account.first_name,
                &account.last_name,
                account.phone.as_deref().unwrap_or_default(),
                place.building.as_deref().unwrap_or_default(),
                place.unit.as_deref().unwrap_or_default(),
                account.kind.as_str(),
                account.status.as_str(),
                link.map(|link| link.external_id.as_str()).unwrap_or_default(),
                link.and_then(|link| link.lease_id.as_deref()).unwrap_or_default(),
                place.status.as_str(),
                &date(place.lease_start),
                &date(place.lease_end),
                &date(place.move_in),
                &date(place.move_out),
                &date(residency.ended_on),
                place.pms_status.as_deref().unwrap_or_default(),
                place.role.map(Role::as_str).unwrap_or_default(),
                place.household_id.as_deref().unwrap_or_default(),
                place.property_code.as_deref().unwrap_or_default(),
                residency.end_reason.map(Reason::as_str).unwrap_or_default(),
                residency.last_live_status.map(Status::as_str).unwrap_or_default(),
            ];
            out.write_record(cells.map(|cell| harmless(cell).into_owned()))?;
        }
    }
    out.flush()
}

/// Makes a cell safe to open in a spreadsheet. Numbers and phone numbers stay
/// as they are.
fn harmless(cell: &str) -> Cow<'_, str> {
    let number = |character: char| character.is_ascii_digit() || " +-().".contains(character);
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula && !cell.chars().all(number) {
        return Cow::Owned(format!("'{cell}"));
    }
    Cow::Borrowed(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text() {
        for (cell, written) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2+3+cmd|x", "'-2+3+cmd|x"),
            ("+15550101001", "+15550101001"),
            ("-12", "-12"),
            ("Ana", "Ana"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), written);
        }
    }
}
