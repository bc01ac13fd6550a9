//! The words that pages use for values of the model.

use tenantry_core::{
    model::{Residency, Resolution, Role, Status},
    reconcile::Field,
};
use tenantry_engine::document::capitalized;
pub(crate) use tenantry_engine::document::{count, counted, plural};

use super::clock::{Clock, day};

/// What was done to a number of things: `1 change was undone`, `12 changes were undone`.
pub(crate) fn were(number: u64, one: &str, many: &str, done: &str) -> String {
    format!("{} {} {done}", counted(number, one, many), plural(number, "was", "were"))
}

/// How many alerts are open: `No open alerts`, `5 open alerts`.
pub(crate) fn open_alerts(number: u64) -> String {
    match number {
        0 => "No open alerts".into(),
        more => counted(more, "open alert", "open alerts"),
    }
}

/// A list within a sentence: `a, b and c`.
pub(crate) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// A text with a capital letter and a period.
pub(crate) fn sentence(text: &str) -> String {
    format!("{}.", capitalized(text.trim_end_matches('.')))
}

/// A status as a tag.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Applicant => "applicant",
        Status::Future => "moving in",
        Status::Current => "current",
        Status::Notice => "on notice",
        Status::Eviction => "eviction",
        Status::Past => "moved out",
        Status::Cancelled => "cancelled",
        Status::Denied => "denied",
        Status::Unknown => "unknown status",
    }
}

/// A role on the lease.
pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::Primary => "primary resident",
        Role::Roommate => "roommate",
        Role::Occupant => "occupant",
        Role::Guarantor => "guarantor",
        Role::Minor => "minor",
        Role::Unknown => "unknown role",
    }
}

/// The state of a residency, with the color of its tag.
pub(crate) fn standing(residency: &Residency, clock: &Clock) -> (String, &'static str) {
    let place = &residency.place;
    let today = clock.today();
    if let Some(ended) = residency.ended_on {
        let verb = if ended > today { "ends" } else { "ended" };
        return (format!("{verb} {}", day(ended)), "past");
    }
    if residency.link.is_none() {
        return ("added manually".into(), "hand");
    }
    match (place.status, place.move_in, place.move_out) {
        (Status::Future, Some(date), _) if date > today => {
            (format!("moves in {}", day(date)), "coming")
        }
        (Status::Future, ..) => ("moving in".into(), "coming"),
        (Status::Notice, _, Some(date)) => (format!("on notice until {}", day(date)), "leaving"),
        (Status::Notice | Status::Eviction, ..) => (status(place.status).into(), "leaving"),
        (other, ..) => (status(other).into(), "here"),
    }
}

/// A unit, with its building if known.
pub(crate) fn unit(building: Option<&str>, unit: Option<&str>) -> Option<String> {
    match (building, unit) {
        (Some(building), Some(unit)) => Some(format!("{building} {unit}")),
        (one, other) => other.or(one).map(str::to_owned),
    }
}

/// A field within a sentence.
pub(crate) fn field(field: Field) -> &'static str {
    match field {
        Field::Email => "email",
        Field::FirstName => "first name",
        Field::LastName => "last name",
        Field::Phone => "phone",
        Field::Kind => "kind",
        Field::AccountStatus => "account",
        Field::Account => "account ID",
        Field::ExternalId => "PMS ID",
        Field::LeaseId => "lease ID",
        Field::Building => "building",
        Field::Unit => "unit",
        Field::Status => "status",
        Field::LeaseStart => "lease start",
        Field::LeaseEnd => "lease end",
        Field::MoveIn => "move-in",
        Field::MoveOut => "move-out",
        Field::EndedOn => "access ended",
        Field::PropertyCode => "property code in the PMS",
        Field::HouseholdId => "household",
        Field::Role => "role",
        Field::PmsStatus => "status in the PMS",
        Field::LastLiveStatus => "status until access ended",
        Field::EndReason => "why access ended",
        Field::PmsFirstName => "first name in the PMS",
        Field::PmsLastName => "last name in the PMS",
        Field::PmsEmail => "email in the PMS",
        Field::PmsPhone => "phone in the PMS",
    }
}

/// The label of an answer's button.
pub(crate) fn button(resolution: Resolution) -> &'static str {
    match resolution {
        Resolution::OnePerson => "One person",
        Resolution::Merge => "Merge",
        Resolution::CreateSeparate => "Create separate",
        Resolution::UsePmsEmail => "Use PMS email",
        Resolution::ReleaseAddress => "Release address",
        Resolution::SamePerson => "Same person",
        Resolution::NewPerson => "New person",
        Resolution::EndAccess => "End access",
        Resolution::KeepAccess => "Keep access",
        Resolution::End => "End",
        Resolution::Keep => "Keep",
        Resolution::Confirm => "Confirm",
        Resolution::Dismiss => "Dismiss",
    }
}

/// How a closed alert was resolved, after the name: `ana: merged`.
pub(crate) fn answered(answer: Resolution) -> &'static str {
    match answer {
        Resolution::OnePerson => "one person",
        Resolution::Merge => "merged",
        Resolution::CreateSeparate => "created a separate account",
        Resolution::UsePmsEmail => "used the PMS's email",
        Resolution::ReleaseAddress => "released the address",
        Resolution::SamePerson => "same person",
        Resolution::NewPerson => "new person",
        Resolution::EndAccess => "ended access",
        Resolution::KeepAccess => "kept access",
        Resolution::End => "ended",
        Resolution::Keep => "kept",
        Resolution::Confirm => "confirmed",
        Resolution::Dismiss => "dismissed",
    }
}
