//! An element of `people` in the responses of version 2. Its other data,
//! especially social security number and date of birth, is never read.

use serde_json::Value;
use tenantry_core::{
    Date, Text,
    connector::StatusWords,
    model::{Reject, Resident, Status},
};

use crate::{facts::Facts, words};

/// The request that a person was received for.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) property: Text,
    pub(crate) today: Date,
    pub(crate) statuses: StatusWords,
}

/// A person in the response.
pub(crate) struct Person {
    pub(crate) record: Result<Resident, Reject>,
    /// Whether the person is the household's main contact, who is its head if
    /// nobody else is.
    pub(crate) is_main_contact: bool,
}

impl Person {
    /// The person that an element of `people` describes.
    pub(crate) fn read(element: &Value, asked: &Asked, location: impl FnOnce() -> String) -> Self {
        let mut facts = Facts::new(element);
        let residency = facts.text("status", "residencyStatus");
        let word = match residency.is_empty() {
            true => facts.text("status", "leaseStatus"),
            false => residency,
        };
        let mut status = asked.statuses.get(&word).unwrap_or_else(|| words::status(&word));
        let dates = Dates::read(&mut facts);
        let move_out = dates.move_out(status, asked.today);
        // A notice or an eviction stays until the move-out is posted.
        let leaves = matches!(status, Status::Notice | Status::Eviction);
        if leaves && move_out.is_some_and(|out| out < asked.today) {
            status = Status::Past;
        }
        let (role, is_main_contact) = facts.role();
        let phones = ["mobilePhone", "homePhone", "workPhone"];
        let resident = Resident {
            property_code: asked.property.clone(),
            external_id: facts.text("external_id", "personId"),
            lease_id: facts.optional("lease_id", "leaseId"),
            household_id: facts.optional("household_id", "billingAccountId"),
            role,
            pms_role: None,
            first_name: facts.text("first_name", "firstName"),
            last_name: facts.text("last_name", "lastName"),
            email: facts.optional("email", "email"),
            phone: phones.into_iter().find_map(|key| facts.optional("phone", key)),
            building: facts.optional("building", "building"),
            unit: facts.optional("unit", "unit"),
            pms_status: word,
            status,
            lease_start: dates.lease_start,
            lease_end: dates.lease_end,
            move_in: dates.move_in.or(dates.scheduled_in),
            move_out,
            previous_external_id: None,
        };
        Self { record: facts.finish(resident, location), is_main_contact }
    }
}

/// The dates of a person's lease.
#[derive(Debug, Clone, Copy)]
struct Dates {
    lease_start: Option<Date>,
    lease_end: Option<Date>,
    scheduled_in: Option<Date>,
    move_in: Option<Date>,
    scheduled_out: Option<Date>,
    move_out: Option<Date>,
}

impl Dates {
    fn read(facts: &mut Facts<'_>) -> Self {
        Self {
            lease_start: facts.date("lease_start", "leaseStartDate"),
            lease_end: facts.date("lease_end", "leaseEndDate"),
            scheduled_in: facts.date("move_in", "scheduledMoveInDate"),
            move_in: facts.date("move_in", "moveInDate"),
            scheduled_out: facts.date("move_out", "scheduledMoveOutDate"),
            move_out: facts.date("move_out", "moveOutDate"),
        }
    }

    /// The move-out date. For people who live there or will, two dates are
    /// ignored because they would lock them out: a move-out before this lease
    /// or this move-in, which ended an earlier one, and a scheduled one that
    /// has passed.
    fn move_out(&self, status: Status, today: Date) -> Option<Date> {
        let stays = status.is_in_scope() || status == Status::Applicant;
        let begin = self.lease_start.max(self.move_in);
        let actual = self.move_out.filter(|out| !stays || begin.is_none_or(|begin| *out >= begin));
        actual.or(self.scheduled_out.filter(|out| !stays || *out >= today))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rstest::rstest;
    use serde_json::json;
    use tenantry_core::model::{RejectCode, Role};

    use super::*;

    fn read_with(statuses: StatusWords, mut element: Value) -> Person {
        if element.get("personId").is_none() {
            element["personId"] = "pe-1".into();
        }
        let today = Date::constant(2026, 11, 15);
        Person::read(&element, &Asked { property: "p-1".into(), today, statuses }, || {
            "person 1".into()
        })
    }

    fn read(element: Value) -> Person {
        read_with(StatusWords::default(), element)
    }

    fn resident(element: Value) -> Resident {
        read(element).record.unwrap()
    }

    #[test]
    fn every_value() {
        let resident = resident(json!({
            "billingAccountId": 7, "personId": "pe-9", "leaseId": "le-9", "firstName": " Ada ",
            "lastName": "Reyes", "unit": 101, "building": "B", "email": "ada@example.com",
            "homePhone": "5550100001", "workPhone": "5550100002", "mobilePhone": " ",
            "isHeadOfHousehold": "true", "leaseStartDate": "2026-01-01T00:00:00",
            "leaseEndDate": "2026-12-31", "moveInDate": "1/2/2026", "moveOutDate": null,
            "leaseStatus": "Former", "residencyStatus": "Current", "rent": {"unread": []},
            "socialSecurityNumber": ["unread"], "birthdate": "unread",
        }));
        let day = |month, day| Some(Date::constant(2026, month, day));
        let expected = Resident {
            property_code: "p-1".into(),
            external_id: "pe-9".into(),
            lease_id: Some("le-9".into()),
            household_id: Some("7".into()),
            role: Role::Primary,
            first_name: "Ada".into(),
            last_name: "Reyes".into(),
            email: Some("ada@example.com".into()),
            phone: Some("5550100001".into()),
            building: Some("B".into()),
            unit: Some("101".into()),
            pms_status: "Current".into(),
            status: Status::Current,
            lease_start: day(1, 1),
            lease_end: day(12, 31),
            move_in: day(1, 2),
            ..Resident::default()
        };
        assert_eq!(resident, expected);
    }

    #[rstest]
    #[case(json!({"residencyStatus": "Notice to Vacate", "leaseStatus": "Current"}), Status::Notice)]
    #[case(json!({"residencyStatus": " ", "leaseStatus": "Under Eviction"}), Status::Eviction)]
    #[case(json!({"leaseStatus": "Pending"}), Status::Future)]
    #[case(json!({"residencyStatus": "On Leave", "leaseStatus": "Current"}), Status::Unknown)]
    #[case(json!({"residencyStatus": "Visitor"}), Status::Past)]
    #[case(json!({}), Status::Unknown)]
    fn whose_status_counts(#[case] element: Value, #[case] status: Status) {
        let configured = BTreeMap::from([("visitor".to_owned(), Status::Past)]);
        let statuses = StatusWords::new(&configured).unwrap();
        assert_eq!(read_with(statuses, element).record.unwrap().status, status);
    }

    #[rstest]
    #[case("Current", "", "", None, Status::Current)]
    #[case("Current", "", "2026-12-31", Some("2026-12-31"), Status::Current)]
    #[case("Current", "", "2026-11-14", None, Status::Current)]
    #[case("Current", "2025-12-31", "2026-12-31", Some("2026-12-31"), Status::Current)]
    #[case("Notice to Vacate", "2026-12-15", "2026-12-31", Some("2026-12-15"), Status::Notice)]
    #[case("Notice to Vacate", "", "2026-11-14", None, Status::Notice)]
    #[case("Notice to Vacate", "2026-11-15", "", Some("2026-11-15"), Status::Notice)]
    #[case("Notice to Vacate", "2026-11-14", "", Some("2026-11-14"), Status::Past)]
    #[case("Under Eviction", "2026-11-14", "", Some("2026-11-14"), Status::Past)]
    #[case("Former", "2025-12-31", "", Some("2025-12-31"), Status::Past)]
    #[case("Former", "", "2026-11-14", Some("2026-11-14"), Status::Past)]
    fn move_outs(
        #[case] word: &str,
        #[case] actual: &str,
        #[case] scheduled: &str,
        #[case] expected: Option<&str>,
        #[case] status: Status,
    ) {
        let resident = resident(json!({
            "residencyStatus": word, "leaseStartDate": "2026-01-01", "moveInDate": "2026-01-02",
            "moveOutDate": actual, "scheduledMoveOutDate": scheduled,
        }));
        let move_out = resident.move_out.map(|day| day.to_string());
        assert_eq!((move_out.as_deref(), resident.status), (expected, status));
    }

    #[test]
    fn a_scheduled_move_in() {
        let resident = resident(json!({"scheduledMoveInDate": "2026-12-01"}));
        assert_eq!(resident.move_in, Some(Date::constant(2026, 12, 1)));
    }

    #[rstest]
    #[case(json!({"personId": null}), RejectCode::MissingId, "external_id")]
    #[case(json!({"moveInDate": "soon"}), RejectCode::BadDate, "move_in")]
    #[case(json!({"unit": {"number": 5}}), RejectCode::BadValue, "unit")]
    #[case(json!({"isDependent": "perhaps"}), RejectCode::BadValue, "role")]
    #[case(json!({"firstName": "a\u{0}"}), RejectCode::BadText, "first_name")]
    fn rejects(#[case] element: Value, #[case] code: RejectCode, #[case] field: &'static str) {
        let reject = read(element).record.unwrap_err();
        assert_eq!((reject.code, reject.field), (code, Some(field)));
        assert_eq!(reject.location, "person 1");
    }
}
