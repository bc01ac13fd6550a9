use std::collections::VecDeque;

use tenantry_core::{
    Date, Text,
    connector::{Draft, first_email, parse_date, preferred_phone},
    model::{Reject, RejectCode, Resident, Role, Status, weak_id},
};

use super::{
    column::Col,
    line::Line,
    people::{Name, people},
    state::State,
};
use crate::reader::Record;

/// What a row says about its people, who share unit and dates.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// What could not be read.
    pub(crate) draft: Draft,
    /// Everything except the names, with the first person's ID.
    pub(crate) resident: Resident,
    /// The names. The row is about the first one.
    pub(crate) people: Vec<Name>,
    /// Whether the report has IDs, so that a blank one is an error.
    pub(crate) has_ids: bool,
}

impl Entry {
    /// Reads the cells that mean the same in every layout. The status is the
    /// one for the row's word, or unknown.
    pub(crate) fn of(line: &Line<'_>, state: &mut State) -> Self {
        let mut draft = Draft::default();
        let date = |draft: &mut Draft, col, field| {
            parse_date(line.get(col), state.order).unwrap_or_else(|_| {
                draft.reject(RejectCode::BadDate, field);
                None
            })
        };
        let (lease_start, lease_end) = (
            date(&mut draft, Col::LeaseStart, "lease_start"),
            date(&mut draft, Col::LeaseEnd, "lease_end"),
        );
        let (move_in, move_out) =
            (date(&mut draft, Col::MoveIn, "move_in"), date(&mut draft, Col::MoveOut, "move_out"));
        let word = line.unstarred(Col::Status);
        let phones = [Col::Mobile, Col::Home, Col::Phone, Col::Work]
            .map(|col| preferred_phone(line.get(col)));
        let phone = phones.into_iter().find(|phone| !phone.is_empty()).unwrap_or_default();
        let property_code = match line.get(Col::Property) {
            "" if state.property.is_empty() => {
                draft.text("property_code", line.property_names().next().unwrap_or_default())
            }
            "" => state.property.clone(),
            property => draft.text("property_code", property),
        };
        let resident = Resident {
            property_code,
            external_id: draft.text("external_id", line.get(Col::Id)),
            household_id: draft.optional("household_id", line.get(Col::Household)),
            email: draft
                .optional("email", first_email(&[line.get(Col::Email), line.get(Col::OtherEmail)])),
            phone: draft.optional("phone", phone),
            unit: draft.optional("unit", line.unstarred(Col::Unit)),
            pms_status: draft.text("status", word),
            status: state.statuses.status(word),
            role: state.role(line.get(Col::Role)),
            pms_role: draft.optional("role", line.get(Col::Role)),
            lease_start,
            lease_end,
            move_in,
            move_out,
            ..Resident::default()
        };
        let (first, last) = (line.get(Col::FirstName), line.get(Col::LastName));
        let people = if first.is_empty() && last.is_empty() {
            let mut names = people(line.unstarred(Col::Name));
            names.extend(people(line.get(Col::OtherNames)));
            names
        } else {
            vec![Name { first: first.to_owned(), last: last.to_owned() }]
        };
        Self { draft, resident, people, has_ids: line.places.has(Col::Id) }
    }

    /// The same with a different status, and the word for it if the report has
    /// none.
    pub(crate) fn with_status(mut self, status: Status) -> Self {
        self.resident.status = status;
        if self.resident.pms_status.is_empty() {
            self.resident.pms_status = Text::const_new(status.as_str());
        }
        self
    }

    /// The residents, one per person. A person without an ID in the report gets
    /// a weak one. Leases of a weak ID are told apart by their first day,
    /// because a renewal may be listed next to the earlier lease.
    pub(crate) fn records(
        mut self,
        today: Date,
        location: impl Fn() -> String,
        out: &mut VecDeque<Record>,
    ) {
        let leaving = matches!(self.resident.status, Status::Notice | Status::Eviction);
        if leaving && self.resident.move_out.is_some_and(|day| day < today) {
            self.resident.status = Status::Past;
        }
        if self.people.is_empty() {
            self.people.push(Name::default());
        }
        let people = std::mem::take(&mut self.people);
        let mut household = self.resident.household_id.take();
        for (number, name) in people.iter().enumerate() {
            let (mut draft, mut resident) = if number + 1 < people.len() {
                (self.draft.clone(), self.resident.clone())
            } else {
                (std::mem::take(&mut self.draft), std::mem::take(&mut self.resident))
            };
            resident.first_name = draft.text("first_name", &name.first);
            resident.last_name = draft.text("last_name", &name.last);
            if number > 0 {
                resident.external_id = Text::default();
                (resident.email, resident.phone) = (None, None);
                if resident.role == Role::Primary {
                    resident.role = Role::Roommate;
                }
            }
            if resident.external_id.is_empty() && (number > 0 || !self.has_ids) {
                weaken(&mut resident);
            }
            if people.len() > 1 && household.is_none() {
                household = Some(resident.external_id.clone());
            }
            resident.household_id = household.clone();
            out.push_back(draft.finish(resident, &location));
        }
    }

    /// The reject that replaces an unreadable row.
    pub(crate) fn reject(location: String, code: RejectCode) -> Reject {
        Reject { location, external_id: None, code, field: None }
    }
}

fn weaken(resident: &mut Resident) {
    let unit = resident.unit.as_deref().unwrap_or_default();
    resident.external_id =
        weak_id(resident.building.as_deref(), unit, &resident.first_name, &resident.last_name);
    resident.lease_id = resident.lease_start.map(|day| Text::from(day.to_string()));
}
