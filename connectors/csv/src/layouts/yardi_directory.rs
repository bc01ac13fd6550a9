use tenantry_core::{
    Text,
    model::{Resident, Role, Status},
};

use super::{
    Col, Entry, Layout, Line, Reading, Sign, State, line::is_nobody, why, yardi_etl::is_guarantor,
    yardi_rent_roll::LETTERS,
};

/// Yardi's resident directory and its report of residents by status: each
/// tenant is followed by the roommates, whose codes begin with `r`.
pub(super) const DIRECTORY: Layout = Layout {
    name: "yardi-directory",
    titles: &["residentdirectory", "residentsbystatus", "residentlist", "tenantdirectory"],
    headings: &[
        (Col::Property, "property propertycode"),
        (Col::Unit, "unit unitcode"),
        (Col::Id, "tenantcode residentcode tcode tenantid residentid code resident tenant"),
        (Col::Name, "name tenantname residentname"),
        (Col::FirstName, "firstname"),
        (Col::LastName, "lastname"),
        (Col::Role, "relationship occupanttype"),
        (Col::Status, "status tenantstatus residentstatus"),
        (Col::MoveIn, "movein moveindate"),
        (Col::LeaseStart, "leasefrom leasestart leasefromdate"),
        (Col::LeaseEnd, "leaseto leaseend leasetodate leaseexpiration"),
        (Col::MoveOut, "moveout moveoutdate"),
        (Col::Phone, "phone phonenumber phones telephone"),
        (Col::Mobile, "mobile mobilephone cell cellphone"),
        (Col::Home, "homephone"),
        (Col::Work, "workphone officephone"),
        (Col::Email, "email emailaddress"),
    ],
    needs: &[
        &[Col::Unit],
        &[Col::Id],
        &[Col::Name, Col::LastName],
        &[Col::MoveIn, Col::LeaseStart, Col::LeaseEnd, Col::MoveOut],
    ],
    totals_name: true,
    sign: Some(sign),
    statuses: &LETTERS,
    read,
    ..Layout::PLAIN
};

fn read(line: &Line<'_>, state: &mut State) -> Reading {
    if is_nobody(line.get(Col::Id)) || is_nobody(line.get(Col::Name)) {
        return Reading::Passed(why::VACANT);
    }
    if !line.is_about_somebody() {
        return Reading::Nothing;
    }
    if is_guarantor(line.get(Col::Role)) {
        return Reading::Passed(why::GUARANTOR);
    }
    let mut entry = Entry::of(line, state);
    let resident = &mut entry.resident;
    if resident.pms_status.is_empty()
        && let Some(section) = state.section
    {
        resident.status = section;
        resident.pms_status = Text::const_new(section.as_str());
    }
    let is_roommate = is_roommate_code(&resident.external_id);
    match state.primary.as_ref() {
        Some(primary) if is_roommate && shares_unit(resident, primary) => {
            join(resident, primary, line.get(Col::Role).is_empty());
        }
        _ if is_roommate && resident.role == Role::Unknown => {}
        _ if is_roommate => resident.role = Role::Roommate,
        _ => {
            resident.household_id = Some(resident.external_id.clone()).filter(|id| !id.is_empty());
            state.primary = Some(resident.clone());
        }
    }
    if entry.resident.unit.is_none() {
        return Reading::Passed(why::NO_UNIT);
    }
    entry.into()
}

/// Whether roommates follow tenants: `t0010001`, `r0010002`. One code like `R1002` among others is
/// an ID like any other.
fn sign(ids: &[&str]) -> Sign {
    let is_tenant = |id: &str| is_code(id, ['t', 'T']);
    let begins = ids.first().is_some_and(|id| is_tenant(id));
    if !begins || !ids.iter().any(|id| is_roommate_code(id)) {
        return Sign::None;
    }
    let fit = ids.iter().filter(|id| is_tenant(id) || is_roommate_code(id)).count();
    Sign::of(fit, ids.len())
}

/// Whether an ID is a roommate's, such as `r0012345`, rather than a tenant's,
/// such as `t0012345`.
fn is_roommate_code(id: &str) -> bool {
    is_code(id, ['r', 'R'])
}

fn is_code(id: &str, letter: [char; 2]) -> bool {
    let number = id.strip_prefix(letter).unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a row can be about somebody in the household above it.
fn shares_unit(roommate: &Resident, primary: &Resident) -> bool {
    roommate.unit.is_none() || roommate.unit == primary.unit
}

/// A roommate gets the tenant's unit if the row has none, but not the tenant's
/// move-in date.
fn join(roommate: &mut Resident, primary: &Resident, is_plain: bool) {
    roommate.household_id = primary.household_id.clone();
    if is_plain {
        roommate.role = Role::Roommate;
    }
    roommate.unit = roommate.unit.take().or_else(|| primary.unit.clone());
    if roommate.property_code.is_empty() {
        roommate.property_code = primary.property_code.clone();
    }
    if roommate.pms_status.is_empty() && roommate.status == Status::Unknown {
        roommate.status = primary.status;
        roommate.pms_status = primary.pms_status.clone();
        roommate.move_out = roommate.move_out.or(primary.move_out);
    }
    roommate.lease_start = roommate.lease_start.or(primary.lease_start);
    roommate.lease_end = roommate.lease_end.or(primary.lease_end);
}
