use std::borrow::Cow;

use serde_json::Value;
use tenantry_core::{
    Date, Text,
    connector::{Draft, yes_or_no},
    model::{Reject, RejectCode, Resident, Role},
};

/// The values of an element, whatever their JSON type.
pub(crate) struct Facts<'e> {
    element: &'e Value,
    draft: Draft,
}

impl<'e> Facts<'e> {
    pub(crate) fn new(element: &'e Value) -> Self {
        Self { element, draft: Draft::default() }
    }

    fn raw(&mut self, field: &'static str, key: &str) -> Cow<'e, str> {
        match self.element.get(key) {
            None | Some(Value::Null) => "".into(),
            Some(Value::String(text)) => text.as_str().into(),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string().into(),
            Some(Value::Array(_) | Value::Object(_)) => {
                self.draft.reject(RejectCode::BadValue, field);
                "".into()
            }
        }
    }

    pub(crate) fn text(&mut self, field: &'static str, key: &str) -> Text {
        let raw = self.raw(field, key);
        self.draft.text(field, &raw)
    }

    pub(crate) fn optional(&mut self, field: &'static str, key: &str) -> Option<Text> {
        Some(self.text(field, key)).filter(|text| !text.is_empty())
    }

    pub(crate) fn date(&mut self, field: &'static str, key: &str) -> Option<Date> {
        let raw = self.raw(field, key);
        self.draft.date(field, &raw)
    }

    fn flag(&mut self, key: &str) -> Option<bool> {
        let raw = self.raw("role", key);
        let flag = yes_or_no(&raw);
        if flag.is_none() && !raw.trim().is_empty() {
            self.draft.reject(RejectCode::BadValue, "role");
        }
        flag
    }

    /// The role in the lease, and whether it becomes `Primary` if nobody else
    /// in the household is.
    pub(crate) fn role(&mut self) -> (Role, bool) {
        let mut is = |key: &str| self.flag(key) == Some(true);
        if is("isGrantor") | is("isGuarantor") | is("isExcludedFromOccupancy") {
            return (Role::Guarantor, false);
        }
        if is("isDependent") {
            return (Role::Minor, false);
        }
        if is("isHeadOfHousehold") {
            return (Role::Primary, false);
        }
        let is_main_contact = is("isMainContact");
        match self.flag("isLeaseSigner") {
            Some(false) => (Role::Occupant, is_main_contact),
            _ => (Role::Roommate, is_main_contact),
        }
    }

    /// The resident, unless something could not be read.
    pub(crate) fn finish(
        self,
        resident: Resident,
        location: impl FnOnce() -> String,
    ) -> Result<Resident, Reject> {
        self.draft.finish(resident, location)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(json!({"isGrantor": true, "isHeadOfHousehold": true}), Role::Guarantor, false)]
    #[case(json!({"isGuarantor": 1, "isLeaseSigner": true}), Role::Guarantor, false)]
    #[case(json!({"isExcludedFromOccupancy": "yes", "isDependent": true}), Role::Guarantor, false)]
    #[case(json!({"isDependent": true, "isHeadOfHousehold": true}), Role::Minor, false)]
    #[case(json!({"isHeadOfHousehold": true, "isLeaseSigner": false}), Role::Primary, false)]
    #[case(json!({"isMainContact": true, "isLeaseSigner": true}), Role::Roommate, true)]
    #[case(json!({"isMainContact": true, "isLeaseSigner": "False"}), Role::Occupant, true)]
    #[case(json!({"isMainContact": false, "isLeaseSigner": 0}), Role::Occupant, false)]
    #[case(json!({"isLeaseSigner": null}), Role::Roommate, false)]
    fn roles(#[case] element: Value, #[case] role: Role, #[case] is_main_contact: bool) {
        assert_eq!(Facts::new(&element).role(), (role, is_main_contact));
    }
}
