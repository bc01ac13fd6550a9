use tenantry_core::model::Status;

use super::{
    Col, Entry, Layout, Line, Reading, State, line::is_nobody, why, yardi_etl::is_guarantor,
};
use crate::synonyms::fold;

const STATUSES: [(Status, &str); 2] =
    [(Status::Notice, "noticeunrented noticerented vacating"), (Status::Eviction, "evict")];

/// AppFolio's Rent Roll: one row per unit, with the tenant who is named first.
pub(super) const RENT_ROLL: Layout = Layout {
    name: "appfolio-rent-roll",
    titles: &["rentroll"],
    headings: &[
        (Col::Property, "property propertyname"),
        (Col::PropertyName, "propertyname"),
        (Col::PropertyId, "propertyid"),
        (Col::Unit, "unit unitname"),
        (Col::Mark, "tags unittags"),
        (Col::Mark, "bdba bedbath bedsbaths"),
        (Col::Name, "tenant tenants"),
        (Col::OtherNames, "additionaltenants"),
        (Col::Id, "tenantid"),
        (Col::Household, "occupancyid"),
        (Col::Status, "status"),
        (Col::Mark, "sqft"),
        (Col::Mark, "marketrent"),
        (Col::Mark, "rent"),
        (Col::Mark, "deposit"),
        (Col::LeaseStart, "leasefrom leasestart"),
        (Col::LeaseEnd, "leaseto leaseend"),
        (Col::MoveIn, "movein moveindate"),
        (Col::MoveOut, "moveout moveoutdate"),
        (Col::Mark, "pastdue"),
        (Col::Mark, "nsfcount"),
        (Col::Mark, "latecount"),
        (Col::Email, "emails email"),
        (Col::Phone, "phonenumbers phonenumber phone"),
    ],
    needs: &[&[Col::Unit], &[Col::Name], &[Col::Status]],
    marks: 2,
    closes: true,
    statuses: &STATUSES,
    read,
    ..Layout::PLAIN
};

/// AppFolio's Tenant Directory: one row per tenant.
pub(super) const TENANT_DIRECTORY: Layout = Layout {
    name: "appfolio-tenant-directory",
    titles: &["tenantdirectory"],
    headings: &[
        (Col::Property, "property propertyname"),
        (Col::PropertyName, "propertyname"),
        (Col::PropertyId, "propertyid"),
        (Col::Unit, "unit unitname"),
        (Col::Name, "tenant tenants"),
        (Col::Id, "tenantid selectedtenantid"),
        (Col::Household, "occupancyid"),
        (Col::Status, "status"),
        (Col::Email, "emails email"),
        (Col::Phone, "phonenumbers phonenumber phone"),
        (Col::MoveIn, "movein moveindate"),
        (Col::MoveOut, "moveout moveoutdate"),
        (Col::LeaseStart, "leasefrom leasestart"),
        (Col::LeaseEnd, "leaseto leaseend"),
        (Col::Role, "tenanttype"),
        (Col::Mark, "tenanttags tags"),
    ],
    needs: &[&[Col::Unit], &[Col::Name], &[Col::Status], &[Col::Email, Col::Phone, Col::Role]],
    closes: true,
    statuses: &STATUSES,
    read,
    ..Layout::PLAIN
};

fn read(line: &Line<'_>, state: &mut State) -> Reading {
    let name = line.get(Col::Name);
    if is_nobody(name) || fold(line.get(Col::Status)).starts_with("vacant") {
        return Reading::Passed(why::VACANT);
    }
    if !line.is_about_somebody() {
        return Reading::Nothing;
    }
    if is_guarantor(line.get(Col::Role)) {
        return Reading::Passed(why::GUARANTOR);
    }
    if line.unstarred(Col::Unit).is_empty() {
        return Reading::Passed(why::NO_UNIT);
    }
    Entry::of(line, state).into()
}
