use tenantry_core::model::Role;

use super::{
    Col, Entry, Layout, Line, Reading, State, line::is_nobody, why, yardi_rent_roll::LETTERS,
};

/// Yardi's ETL file `ResTenants`: one tenant per row.
pub(super) const TENANTS: Layout = Layout {
    name: "yardi-etl-tenants",
    titles: &["restenants"],
    headings: &[
        (Col::Id, "tenantcode"),
        (Col::Property, "propertycode"),
        (Col::Unit, "unitcode"),
        (Col::FirstName, "firstname tenantfirstname"),
        (Col::LastName, "lastname tenantlastname"),
        (Col::Email, "email tenantemail"),
        (Col::OtherEmail, "altemail tenantaltemail alternateemail"),
        (Col::Status, "status tenantstatus"),
        (Col::LeaseStart, "leasefromdate leasefrom tenantleasefrom tenantleasefromdate"),
        (Col::LeaseEnd, "leasetodate leaseto tenantleaseto tenantleasetodate"),
        (Col::MoveIn, "moveindate movein tenantmovein tenantmoveindate"),
        (Col::MoveOut, "moveoutdate moveout tenantmoveout tenantmoveoutdate"),
        (Col::Phone, "phonenumber1 tenantphonenumber1"),
        (Col::Home, "phonenumber2 tenantphonenumber2"),
        (Col::Work, "phonenumber3 tenantphonenumber3"),
        (Col::Mark, "phonenumber4 tenantphonenumber4"),
        (Col::Mark, "exttenantid extreftenantid"),
        (Col::Mark, "refpropertyid"),
        (Col::Mark, "refunitid extrefunitid"),
        (Col::Mark, "salutation tenantsalutation"),
    ],
    needs: &[
        &[Col::Id],
        &[Col::Unit],
        &[Col::LastName],
        &[Col::Property, Col::Status, Col::MoveIn],
    ],
    statuses: &LETTERS,
    read: tenant,
    ..Layout::PLAIN
};

/// Yardi's ETL file `ResRoommates`: everybody else on the leases. It has no
/// status; only dates tell who has left.
pub(super) const ROOMMATES: Layout = Layout {
    name: "yardi-etl-roommates",
    titles: &["resroommates"],
    headings: &[
        (Col::Id, "roommatecode"),
        (Col::Household, "tenantcode"),
        (Col::Property, "propertycode"),
        (Col::Unit, "unitcode"),
        (Col::FirstName, "roommatefirstname"),
        (Col::LastName, "roommatelastname"),
        (Col::Email, "roommateemail"),
        (Col::OtherEmail, "roommatealtemail"),
        (Col::Phone, "roommatephonenumber1"),
        (Col::Home, "roommatephonenumber2"),
        (Col::Work, "roommatephonenumber3"),
        (Col::MoveIn, "roommatemovein"),
        (Col::MoveOut, "roommatemoveout"),
        (Col::OccupantType, "occupanttype"),
        (Col::Occupant, "roommateoccupant"),
        (Col::Relationship, "roommaterelationship"),
        (Col::Mark, "extreftenantid"),
        (Col::Mark, "extrefroommateid"),
        (Col::Mark, "roommatesalutation"),
    ],
    needs: &[&[Col::Id], &[Col::Household], &[Col::Unit], &[Col::LastName]],
    read: roommate,
    ..Layout::PLAIN
};

fn tenant(line: &Line<'_>, state: &mut State) -> Reading {
    if let Some(passed) = without_place(line) {
        return passed;
    }
    let mut entry = Entry::of(line, state);
    entry.resident.household_id =
        Some(entry.resident.external_id.clone()).filter(|id| !id.is_empty());
    if !line.places.has(Col::Status) {
        let (from, until) = (entry.resident.move_in, entry.resident.move_out);
        entry = entry.with_status(state.by_dates(from, until));
    }
    entry.into()
}

fn roommate(line: &Line<'_>, state: &mut State) -> Reading {
    if let Some(passed) = without_place(line) {
        return passed;
    }
    if is_guarantor(line.get(Col::Relationship)) {
        return Reading::Passed(why::GUARANTOR);
    }
    let mut entry = Entry::of(line, state);
    entry.resident.role = match (line.get(Col::OccupantType), line.get(Col::Occupant)) {
        ("2", _) => Role::Minor,
        (_, "0") => Role::Roommate,
        (_, "") if !line.places.has(Col::Occupant) => Role::Roommate,
        _ => Role::Occupant,
    };
    let relationship = line.get(Col::Relationship);
    entry.resident.pms_role = entry.draft.optional("role", relationship);
    let (from, until) = (entry.resident.move_in, entry.resident.move_out);
    entry.with_status(state.by_dates(from, until)).into()
}

/// Handles a row about nobody, or about somebody without a unit.
fn without_place(line: &Line<'_>) -> Option<Reading> {
    if is_nobody(line.get(Col::LastName)) || is_nobody(line.get(Col::Id)) {
        Some(Reading::Passed(why::VACANT))
    } else if !line.is_about_somebody() {
        Some(Reading::Nothing)
    } else if line.unstarred(Col::Unit).is_empty() {
        Some(Reading::Passed(why::NO_UNIT))
    } else {
        None
    }
}

/// Whether a word for a role means a guarantor, who does not live there.
pub(super) fn is_guarantor(word: &str) -> bool {
    !word.is_empty() && crate::words::role_of(word) == Some(Role::Guarantor)
}
