use serde_json::Value;
use tenantry_core::{
    Date, Text,
    connector::{ConnectorError, Draft, ErrorKind, StatusWords, yes_or_no},
    model::{Reject, Resident},
};
use tenantry_xml::{Content, Document};

use crate::{
    refusal,
    words::{Facts, role},
};

/// An entry, as written in the response.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    name_id: String,
    property: String,
    building: String,
    unit: String,
    lease: String,
    name_group: String,
    first_name: String,
    last_name: String,
    status: String,
    is_current: String,
    email: String,
    phone: String,
    cell_phone: String,
    lease_start: String,
    lease_end: String,
    occupied: String,
    lease_move_out: String,
    vacated: String,
    notified: String,
    guarantor: String,
    minor: String,
}

impl Entry {
    /// Reads the current element.
    ///
    /// # Errors
    /// Those of the document, and the meaning of an `Error` in it.
    pub(crate) fn from_xml(document: &mut Document<'_>) -> Result<Self, ConnectorError> {
        let mut entry = Entry::default();
        document.children(|document, name| {
            if name == "error" {
                return no_error_in_xml(document);
            }
            if let Some(field) = entry.field(name) {
                document.text()?.clone_into(field);
            }
            Ok(())
        })?;
        Ok(entry)
    }

    /// Reads an element of the list.
    ///
    /// # Errors
    /// [`ErrorKind::Malformed`] if it is not an object, and the meaning of an
    /// `Error` in it.
    pub(crate) fn from_json(value: &Value) -> Result<Self, ConnectorError> {
        let Value::Object(members) = value else {
            return Err(ConnectorError::new(ErrorKind::Malformed, "an entry is not an object"));
        };
        let mut entry = Entry::default();
        for (name, value) in members {
            let name = name.to_ascii_lowercase();
            if name == "error" {
                no_error_in_json(value)?;
            }
            if let Some(field) = entry.field(&name) {
                *field = text_of(value);
            }
        }
        Ok(entry)
    }

    fn field(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "residentnameid" => &mut self.name_id,
            "propertyid" => &mut self.property,
            "buildingid" => &mut self.building,
            "unitid" => &mut self.unit,
            "leaseid" => &mut self.lease,
            "namegroup" => &mut self.name_group,
            "firstname" => &mut self.first_name,
            "lastname" => &mut self.last_name,
            "residentstatus" => &mut self.status,
            "iscurrent" => &mut self.is_current,
            "email" => &mut self.email,
            "phonenumber" => &mut self.phone,
            "cellphonenumber" => &mut self.cell_phone,
            "leasestart" => &mut self.lease_start,
            "leaseend" => &mut self.lease_end,
            "occupydate" => &mut self.occupied,
            "leasemoveout" => &mut self.lease_move_out,
            "residentvacatedate" => &mut self.vacated,
            "datenotified" => &mut self.notified,
            "guarantor" => &mut self.guarantor,
            "minor" => &mut self.minor,
            _ => return None,
        })
    }

    /// The resident of an entry that was requested for `property`. `location`
    /// describes its position.
    ///
    /// # Errors
    /// [`ErrorKind::Protocol`] if it belongs to another property: residents of
    /// other properties must not be imported.
    pub(crate) fn resident(
        &self,
        property: &str,
        statuses: &StatusWords,
        today: Date,
        location: impl FnOnce() -> String,
    ) -> Result<Result<Resident, Reject>, ConnectorError> {
        let own = self.property.trim();
        if !own.is_empty() && !own.eq_ignore_ascii_case(property.trim()) {
            return Err(ConnectorError::new(
                ErrorKind::Protocol,
                "an entry is for another property than the one requested",
            )
            .hint("check `properties`"));
        }
        let property = if own.is_empty() { property } else { own };
        let mut draft = Draft::default();
        let lease_id = self.lease_id(property, &mut draft);
        let group = draft.optional("household_id", &self.name_group);
        let heads = group.as_deref().is_none_or(|group| group == self.name_id.trim());
        let lease_start = draft.date("lease_start", &self.lease_start);
        let move_in = draft.date("move_in", &self.occupied);
        let lease_move_out = draft.date("move_out", &self.lease_move_out);
        let move_out = draft.date("move_out", &self.vacated).or(lease_move_out);
        let facts = Facts {
            word: &self.status,
            is_current: yes_or_no(&self.is_current),
            notified: draft.date("status", &self.notified).is_some(),
            starts: lease_start.max(move_in),
            move_out,
        };
        let phones = [&self.cell_phone, &self.phone];
        let phone = phones.into_iter().find(|phone| !phone.trim().is_empty());
        let resident = Resident {
            property_code: draft.text("property_code", property),
            external_id: draft.text("external_id", &self.name_id),
            household_id: group.or_else(|| lease_id.clone()),
            lease_id,
            role: role(&self.status, &self.guarantor, &self.minor, heads),
            // The word for the status is also the one for the role, and status words differ.
            pms_role: None,
            first_name: draft.text("first_name", &self.first_name),
            last_name: draft.text("last_name", &self.last_name),
            email: draft.optional("email", &self.email),
            phone: phone.and_then(|phone| draft.optional("phone", phone)),
            building: draft.optional("building", &self.building),
            unit: draft.optional("unit", &self.unit),
            pms_status: draft.text("pms_status", &self.status),
            status: facts.status(statuses, today),
            lease_start,
            lease_end: draft.date("lease_end", &self.lease_end),
            move_in,
            move_out,
            previous_external_id: None,
        };
        Ok(draft.finish(resident, location))
    }

    /// Leases are numbered within their unit, units within their building.
    fn lease_id(&self, property: &str, draft: &mut Draft) -> Option<Text> {
        let lease = draft.optional("lease_id", &self.lease)?;
        let building = draft.text("building", &self.building);
        let unit = draft.text("unit", &self.unit);
        Some(Text::from(format!("{property}/{building}/{unit}/{lease}")))
    }
}

/// Fails if the current element, an `Error`, is not empty.
pub(crate) fn no_error_in_xml(document: &mut Document<'_>) -> Result<(), ConnectorError> {
    if document.content()? == Content::Nothing {
        return Ok(());
    }
    let mut message = String::new();
    document.children(|document, name| {
        if name == "message" {
            document.text()?.clone_into(&mut message);
        }
        Ok(())
    })?;
    Err(refusal::of_message(&message))
}

/// Fails if an `Error` is not empty.
pub(crate) fn no_error_in_json(value: &Value) -> Result<(), ConnectorError> {
    let message = match value {
        Value::Object(members) => {
            let message = members.iter().find(|(name, _)| name.eq_ignore_ascii_case("message"));
            message.map(|(_, message)| text_of(message)).unwrap_or_default()
        }
        other if text_of(other).trim().is_empty() => return Ok(()),
        other => text_of(other),
    };
    Err(refusal::of_message(&message))
}

/// A value as text. An object or list becomes damaged text, so that it is
/// noticed.
fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => '\u{FFFD}'.into(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;
    use tenantry_core::model::RejectCode;

    use super::*;

    fn resident(value: Value) -> Result<Result<Resident, Reject>, ConnectorError> {
        let entry = Entry::from_json(&value)?;
        let today = Date::constant(2026, 11, 15);
        entry.resident("500", &StatusWords::default(), today, || "entry 1".into())
    }

    #[test]
    fn ids() {
        let entry = json!({
            "ResidentNameID": "0000000091", "PropertyID": "500 ", "BuildingID": "01",
            "UnitID": "101", "LeaseID": "2",
        });
        let found = resident(entry).unwrap().unwrap();
        assert_eq!(found.external_id, "0000000091");
        assert_eq!(found.lease_id.as_deref(), Some("500/01/101/2"));
        assert_eq!(found.household_id, found.lease_id);
        assert_eq!((found.building.as_deref(), found.unit.as_deref()), (Some("01"), Some("101")));

        let found = resident(json!({ "residentnameid": 91, "Namegroup": "7" })).unwrap().unwrap();
        assert_eq!((found.external_id.as_str(), found.property_code.as_str()), ("91", "500"));
        assert_eq!((found.lease_id, found.household_id), (None, Some("7".into())));
    }

    #[rstest]
    #[case(json!(null), None)]
    #[case(json!(""), None)]
    #[case(json!("2008-02-20T00:00:00.0000000"), Some("2008-02-20"))]
    #[case(json!("2008-02-20T00:00:00"), Some("2008-02-20"))]
    fn dates(#[case] value: Value, #[case] expected: Option<&str>) {
        let entry = json!({
            "ResidentNameID": "1", "OccupyDate": value, "ResidentVacateDate": value,
            "LeaseMoveOut": "2026-12-31",
        });
        let found = resident(entry).unwrap().unwrap();
        let text = |date: Option<Date>| date.map(|date| date.to_string());
        assert_eq!(text(found.move_in).as_deref(), expected);
        assert_eq!(text(found.move_out).as_deref(), expected.or(Some("2026-12-31")));
        assert_eq!(found.lease_start, None);
    }

    #[rstest]
    #[case(json!({ "OccupyDate": "soon", "ResidentNameID": "1" }), RejectCode::BadDate)]
    #[case(json!({ "ResidentNameID": { "a": 1 } }), RejectCode::BadText)]
    #[case(json!({ "FirstName": "Ada" }), RejectCode::MissingId)]
    fn unreadable(#[case] value: Value, #[case] code: RejectCode) {
        assert_eq!(resident(value).unwrap().unwrap_err().code, code);
    }

    #[rstest]
    #[case(json!({ "Error": { "Message": "Invalid property." } }), ErrorKind::PropertyNotFound)]
    #[case(json!({ "error": "Invalid credentials" }), ErrorKind::Unauthenticated)]
    #[case(json!({ "Error": {} }), ErrorKind::ConfigInvalid)]
    #[case(json!({ "ResidentNameID": "1", "PropertyID": "501" }), ErrorKind::Protocol)]
    #[case(json!("text"), ErrorKind::Malformed)]
    fn errors(#[case] value: Value, #[case] kind: ErrorKind) {
        assert_eq!(resident(value).unwrap_err().kind, kind);
    }

    #[test]
    fn an_empty_error_is_none() {
        resident(json!({ "ResidentNameID": "1", "Error": null })).unwrap().unwrap();
        let mut document =
            Document::new(&b"<entry><Error/><ResidentNameID>1</ResidentNameID></entry>"[..]);
        document.next_within(0).unwrap();
        assert_eq!(Entry::from_xml(&mut document).unwrap().name_id, "1");
    }
}
