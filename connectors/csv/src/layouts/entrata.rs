use super::{
    Col, Entry, Layout, Line, Reading, State, line::is_nobody, why, yardi_etl::is_guarantor,
};

/// Entrata's resident directory, whose units include the building: `1-101`.
pub(super) const DIRECTORY: Layout = Layout {
    name: "entrata-directory",
    titles: &["residentdata", "residentdirectory", "directory"],
    headings: &[
        (Col::Property, "property propertyname"),
        (Col::Unit, "bldgunit buildingunit"),
        (Col::Name, "name residentname resident"),
        (Col::Status, "status leasestatus residentstatus"),
        (Col::Role, "relationship customertype"),
        (Col::Email, "email emailaddress"),
        (Col::Phone, "phone phonenumber"),
        (Col::Mobile, "mobilephone cellphone mobile"),
        (Col::MoveIn, "movein moveindate"),
        (Col::MoveOut, "moveout moveoutdate"),
        (Col::LeaseStart, "leasestart leasestartdate"),
        (Col::LeaseEnd, "leaseend leaseenddate"),
        (Col::Id, "residentid customerid"),
        (Col::Household, "leaseid"),
    ],
    needs: &[&[Col::Unit], &[Col::Name], &[Col::Status]],
    read,
    ..Layout::PLAIN
};

fn read(line: &Line<'_>, state: &mut State) -> Reading {
    if is_nobody(line.get(Col::Name)) {
        return Reading::Passed(why::VACANT);
    }
    if !line.is_about_somebody() {
        return Reading::Nothing;
    }
    if is_guarantor(line.get(Col::Role)) {
        return Reading::Passed(why::GUARANTOR);
    }
    let cell = line.unstarred(Col::Unit);
    if cell.is_empty() {
        return Reading::Passed(why::NO_UNIT);
    }
    let (building, unit) = apart(cell);
    let mut entry = Entry::of(line, state);
    entry.resident.building = entry.draft.optional("building", building);
    entry.resident.unit = entry.draft.optional("unit", unit);
    entry.into()
}

/// Splits `1-101` into building and unit.
fn apart(cell: &str) -> (&str, &str) {
    match cell.split_once('-').map(|(building, unit)| (building.trim(), unit.trim())) {
        Some((building, unit)) if !unit.is_empty() => (building, unit),
        _ => ("", cell),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1-101", ("1", "101"))]
    #[case("B 2 - 104", ("B 2", "104"))]
    #[case("1-101-A", ("1", "101-A"))]
    #[case("101", ("", "101"))]
    #[case("101-", ("", "101-"))]
    #[case("-101", ("", "101"))]
    fn buildings_and_units(#[case] cell: &str, #[case] expected: (&str, &str)) {
        assert_eq!(apart(cell), expected);
    }
}
