//! Checks that each value of an enum has one text, wherever it is written.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

use serde::{Serialize, de::DeserializeOwned};
use tenantry_core::{
    model::{AccountKind, AccountStatus, AlertKind, Reason, RejectCode, Resolution, Role, Status},
    normalize::Grade,
    reconcile::{Action, Field},
};

fn agree<T: Copy + std::fmt::Debug + PartialEq + Serialize + DeserializeOwned>(
    all: &[T],
    as_str: fn(T) -> &'static str,
    from_name: fn(&str) -> Option<T>,
) {
    for value in all {
        let text = as_str(*value);
        assert_eq!(serde_json::to_value(value).unwrap(), text);
        assert_eq!(serde_json::from_value::<T>(text.into()).unwrap(), *value);
        assert_eq!(from_name(text), Some(*value), "{text}");
        assert_eq!(from_name(&format!("not {text}")), None);
    }
}

#[test]
fn json_the_database_and_the_command_line_write_the_same() {
    agree(AccountKind::ALL, AccountKind::as_str, AccountKind::from_name);
    agree(AccountStatus::ALL, AccountStatus::as_str, AccountStatus::from_name);
    agree(Action::ALL, Action::as_str, Action::from_name);
    agree(AlertKind::ALL, AlertKind::as_str, AlertKind::from_name);
    agree(Field::ALL, Field::as_str, Field::from_name);
    agree(Grade::ALL, Grade::as_str, Grade::from_name);
    agree(Reason::ALL, Reason::as_str, Reason::from_name);
    agree(RejectCode::ALL, RejectCode::as_str, RejectCode::from_name);
    agree(Resolution::ALL, Resolution::as_str, Resolution::from_name);
    agree(Role::ALL, Role::as_str, Role::from_name);
    agree(Status::ALL, Status::as_str, Status::from_name);
    assert_eq!(Role::from_name(" Roommate"), Some(Role::Roommate));
    assert_eq!(Field::AccountStatus.as_str(), "account_status");
    assert_eq!(Resolution::UsePmsEmail.as_str(), "use-pms-email");
}
