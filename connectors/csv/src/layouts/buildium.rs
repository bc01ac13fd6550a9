use super::{
    Col, Entry, Layout, Line, Reading, State, line::is_nobody, people::listed, why,
    yardi_etl::is_guarantor,
};

/// Buildium's tenant list: one row per tenant and lease.
pub(super) const TENANTS: Layout = Layout {
    name: "buildium-tenants",
    titles: &["tenantlist", "tenants"],
    headings: &[
        (Col::FirstName, "firstname"),
        (Col::LastName, "lastname"),
        (Col::Email, "email"),
        (Col::OtherEmail, "alternateemail"),
        (Col::Mobile, "mobilephone cellphone"),
        (Col::Home, "homephone"),
        (Col::Work, "workphone officephone"),
        (Col::Property, "property"),
        (Col::Unit, "unit unitnumber"),
        (Col::LeaseStart, "leasestart leasestartdate"),
        (Col::LeaseEnd, "leaseend leaseenddate"),
        (Col::Status, "leasestatus"),
        (Col::Role, "tenanttype type"),
        (Col::Mark, "residentcenterstatus"),
    ],
    needs: &[
        &[Col::FirstName],
        &[Col::LastName],
        &[Col::Unit],
        &[Col::Status],
        &[Col::OtherEmail, Col::Mobile, Col::Home, Col::Work],
    ],
    read: tenant,
    ..Layout::PLAIN
};

/// Buildium's rent roll: one row per lease, with all its tenants in one cell.
/// It has no status; dates tell which leases are still in the future.
pub(super) const RENT_ROLL: Layout = Layout {
    name: "buildium-rent-roll",
    titles: &["rentroll"],
    headings: &[
        (Col::Property, "property"),
        (Col::Unit, "unit unitnumber"),
        (Col::Name, "lease tenants"),
        (Col::LeaseStart, "leasestart leasestartdate"),
        (Col::LeaseEnd, "leaseend leaseenddate"),
        (Col::Mark, "bedbath bedsbaths"),
        (Col::Mark, "rentcycle"),
        (Col::Mark, "rent"),
        (Col::Mark, "pastdue"),
        (Col::Mark, "prepayments"),
        (Col::Status, "leasestatus"),
    ],
    needs: &[&[Col::Unit], &[Col::Name], &[Col::LeaseStart, Col::LeaseEnd]],
    marks: 2,
    read: lease,
    ..Layout::PLAIN
};

fn tenant(line: &Line<'_>, state: &mut State) -> Reading {
    if is_nobody(line.get(Col::LastName)) {
        return Reading::Passed(why::VACANT);
    }
    if is_guarantor(line.get(Col::Role)) {
        return Reading::Passed(why::GUARANTOR);
    }
    if !line.is_about_somebody() {
        return Reading::Nothing;
    }
    if line.unstarred(Col::Unit).is_empty() {
        return Reading::Passed(why::NO_UNIT);
    }
    Entry::of(line, state).into()
}

fn lease(line: &Line<'_>, state: &mut State) -> Reading {
    let names = line.get(Col::Name);
    if is_nobody(names) {
        return Reading::Passed(why::VACANT);
    }
    let people = listed(names);
    if people.is_empty() {
        return Reading::Nothing;
    }
    if line.unstarred(Col::Unit).is_empty() {
        return Reading::Passed(why::NO_UNIT);
    }
    let mut entry = Entry::of(line, state);
    entry.people = people;
    if entry.resident.pms_status.is_empty() {
        // A lease past its end date continues month to month.
        let status = state.by_dates(entry.resident.lease_start, None);
        entry = entry.with_status(status);
    }
    entry.into()
}
