use super::{Field, FieldChange, date_text};
use crate::{
    Date, Text,
    model::{AccountStatus, Identity, Link, Reason, Residency, Resident, Role, Status},
    reconcile::{Located, contradicts, effective_status},
};

/// Field changes, without those that change nothing.
#[derive(Debug, Default)]
pub(crate) struct Patch(pub(crate) Vec<FieldChange>);

impl Patch {
    pub(crate) fn set(&mut self, field: Field, from: Option<&str>, to: Option<&str>) {
        if from != to {
            self.0.push(FieldChange { field, from: from.map(Text::new), to: to.map(Text::new) });
        }
    }

    pub(crate) fn set_date(&mut self, field: Field, from: Option<Date>, to: Option<Date>) {
        if from != to {
            self.0.push(FieldChange { field, from: from.map(date_text), to: to.map(date_text) });
        }
    }

    /// Sets whether the account has access, if that changes.
    pub(crate) fn account_status(&mut self, from: AccountStatus, to: AccountStatus) {
        self.set(Field::AccountStatus, Some(from.as_str()), Some(to.as_str()));
    }

    /// Sets the status of a residency, if it changes.
    pub(crate) fn status(&mut self, from: Status, to: Status) {
        self.set(Field::Status, Some(from.as_str()), Some(to.as_str()));
    }

    /// Ends a residency on a day. If it has already ended, only the day changes.
    pub(crate) fn end(&mut self, residency: &Residency, day: Date, reason: Reason) {
        self.set_date(Field::EndedOn, residency.ended_on, Some(day));
        if residency.is_live() {
            let status = Some(residency.place.status).filter(|status| status.is_in_scope());
            self.end_facts(residency, status, Some(reason));
        }
    }

    /// Makes a residency live again, if it has ended.
    pub(crate) fn reopen(&mut self, residency: &Residency) {
        self.set_date(Field::EndedOn, residency.ended_on, None);
        self.end_facts(residency, None, None);
    }

    fn end_facts(&mut self, was: &Residency, status: Option<Status>, reason: Option<Reason>) {
        let before = was.last_live_status.map(Status::as_str);
        self.set(Field::LastLiveStatus, before, status.map(Status::as_str));
        let before = was.end_reason.map(Reason::as_str);
        self.set(Field::EndReason, before, reason.map(Reason::as_str));
    }

    /// Sets the place fields: building, unit, status, dates, and the part in the lease. A move-out date that contradicts
    /// the status is not taken over, or it would count as announced from then on.
    pub(crate) fn place(&mut self, residency: &Residency, resident: &Resident, today: Date) {
        let place = &residency.place;
        self.set(Field::Building, place.building.as_deref(), resident.building.as_deref());
        self.set(Field::Unit, place.unit.as_deref(), resident.unit.as_deref());
        let contradicts = contradicts(resident, residency, today);
        let status = if contradicts { resident.status } else { effective_status(resident, today) };
        self.status(place.status, status);
        self.set_date(Field::LeaseStart, place.lease_start, resident.lease_start);
        self.set_date(Field::LeaseEnd, place.lease_end, resident.lease_end);
        self.set_date(Field::MoveIn, place.move_in, resident.move_in);
        if !contradicts {
            self.set_date(Field::MoveOut, place.move_out, resident.move_out);
        }
        let role = place.role.map(Role::as_str);
        self.set(Field::PropertyCode, place.property_code.as_deref(), resident.code());
        self.set(
            Field::HouseholdId,
            place.household_id.as_deref(),
            resident.household_id.as_deref(),
        );
        self.set(Field::Role, role, Some(resident.role.as_str()));
        self.set(Field::PmsStatus, place.pms_status.as_deref(), resident.status_word());
    }

    /// Sets the move-out date if the PMS announces an earlier one, and nothing else.
    pub(crate) fn earlier_end(&mut self, residency: &Residency, resident: &Resident, today: Date) {
        if contradicts(resident, residency, today) {
            return;
        }
        let (before, now) = (residency.place.move_out, resident.move_out);
        if now.is_some_and(|now| before.is_none_or(|before| now < before)) {
            self.set_date(Field::MoveOut, before, now);
        }
    }

    /// Sets the PMS's IDs of the person and the lease.
    pub(crate) fn link(&mut self, before: Option<&Link>, resident: &Resident) {
        let id = before.map(|link| link.external_id.as_str());
        self.set(Field::ExternalId, id, Some(&resident.external_id));
        let lease = before.and_then(|link| link.lease_id.as_deref());
        self.set(Field::LeaseId, lease, resident.lease_id.as_deref());
    }

    /// Records what the PMS says about the person, now that it is applied.
    pub(crate) fn seen(&mut self, before: &Identity, resident: &Resident) {
        let text = |text: &'_ Text| (!text.is_empty()).then(|| text.clone());
        let names = [
            (Field::PmsFirstName, text(&before.first_name), text(&resident.first_name)),
            (Field::PmsLastName, text(&before.last_name), text(&resident.last_name)),
            (Field::PmsEmail, before.email.clone(), resident.email.clone()),
            (Field::PmsPhone, before.phone.clone(), resident.phone.clone()),
        ];
        for (field, from, to) in names {
            self.set(field, from.as_deref(), to.as_deref());
        }
    }

    /// Removes the PMS's IDs from the residency.
    pub(crate) fn unlink(&mut self, before: Option<&Link>) {
        self.set(Field::ExternalId, before.map(|link| link.external_id.as_str()), None);
        self.set(Field::LeaseId, before.and_then(|link| link.lease_id.as_deref()), None);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether any of the changes is visible to people.
    pub(crate) fn is_visible(&self) -> bool {
        self.0.iter().any(|change| !change.field.is_bookkeeping())
    }
}

/// A place, given as building and unit, after the changes to some fields.
pub(crate) fn located_after<'p>(
    patch: &'p [FieldChange],
    (mut building, mut unit): Located<'p>,
) -> Located<'p> {
    for change in patch {
        match change.field {
            Field::Building => building = change.to.as_deref(),
            Field::Unit => unit = change.to.as_deref(),
            _ => {}
        }
    }
    (building, unit)
}

/// What the PMS says about a person.
pub(crate) fn identity(resident: &Resident) -> Identity {
    Identity {
        first_name: resident.first_name.clone(),
        last_name: resident.last_name.clone(),
        email: resident.email.clone(),
        phone: resident.phone.clone(),
    }
}
