use super::{
    Col, Entry, Layout, Line, Reading, State,
    line::is_nobody,
    why,
    yardi_rent_roll::{LETTERS, STOPS, dated},
};

/// The list from MRI and Boston Post: it has the headings of Yardi's rent roll,
/// but is keyed by lease, and its resident code column is blank.
pub(super) const MRI: Layout = Layout {
    name: "mri",
    titles: &["rentroll"],
    headings: &[
        (Col::Id, "externalleaseid leaseid"),
        (Col::Unit, "unit unitcode unitid"),
        (Col::Mark, "unittype"),
        (Col::Mark, "unitsqft sqft unitsquarefeet"),
        (Col::Mark, "resident residentcode residentid"),
        (Col::Name, "name residentname tenantname"),
        (Col::Mark, "marketrent market"),
        (Col::Mark, "actualrent actual"),
        (Col::Mark, "residentdeposit securitydeposit deposit"),
        (Col::Mark, "otherdeposit otherdeposits"),
        (Col::MoveIn, "movein moveindate"),
        (Col::LeaseStart, "leasefrom leasestart leasestartdate"),
        (Col::LeaseEnd, "leaseexpiration leaseto leaseend leaseexpirationdate"),
        (Col::MoveOut, "moveout moveoutdate"),
        (Col::Mark, "balance"),
        (Col::Email, "email emailaddress"),
        (Col::Phone, "phone phonenumber"),
        (Col::Status, "tenantstatus residentstatus status"),
    ],
    needs: &[&[Col::Id], &[Col::Unit], &[Col::Name]],
    marks: 3,
    blank: Some("resident"),
    is_silent: true,
    stops: &STOPS,
    statuses: &LETTERS,
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
    if line.unstarred(Col::Unit).is_empty() {
        return Reading::Passed(why::NO_UNIT);
    }
    let entry = Entry::of(line, state);
    dated(entry, state).into()
}
