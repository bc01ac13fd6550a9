//! Columns that store the names of enum values.
//!
//! Each enum defines its names in one place, in core or next to its definition. This is the only
//! place where names are converted to column values and back.

use std::{fmt, sync::Arc};

use sea_orm::{
    ColIdx, DbErr, QueryResult, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr},
};
use tenantry_core::{
    model::{AccountKind, AccountStatus, AlertKind, Resolution, Status},
    reconcile::{Action, Reason},
};

use super::alerts::State;
use crate::{
    Outcome, RunKind,
    access::{Role, Scope},
};

/// An enum whose values are stored by name.
pub trait Vocabulary: Copy + fmt::Debug + PartialEq {
    /// What is reported as damaged if a column contains an unknown name.
    const WHAT: &'static str;
    /// The name of a value.
    fn name(self) -> &'static str;
    /// The value of a name.
    fn of_name(name: &str) -> Option<Self>;
}

macro_rules! vocabulary {
    ($($enumeration:ty: $what:literal),+ $(,)?) => {$(
        impl Vocabulary for $enumeration {
            const WHAT: &'static str = $what;

            fn name(self) -> &'static str {
                self.as_str()
            }

            fn of_name(name: &str) -> Option<Self> {
                Self::from_name(name)
            }
        }
    )+};
}

vocabulary! {
    AccountKind: "the kind of an account",
    AccountStatus: "the status of an account",
    Action: "the action of a change",
    AlertKind: "the kind of an alert",
    Outcome: "the outcome of a run",
    Reason: "the reason of a change",
    Resolution: "the answer to an alert",
    Role: "the role of an operator",
    RunKind: "the kind of a run",
    Scope: "the scope of a token",
    State: "the state of an alert",
    Status: "the status of a residency",
}

/// An enum value in a column. If the enum has no such name, reading the row is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<E>(pub E);

impl<E: Vocabulary> From<Named<E>> for Value {
    fn from(Named(value): Named<E>) -> Self {
        Value::String(Some(value.name().to_owned()))
    }
}

impl<E: Vocabulary> TryGetable for Named<E> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let name = String::try_get_by(row, index)?;
        let unknown =
            || DbErr::TryIntoErr { from: "text", into: E::WHAT, source: Arc::new(UnknownName) };
        E::of_name(&name).map(Named).ok_or_else(|| TryGetError::DbErr(unknown()))
    }
}

/// The name itself is not reported: a damaged row may contain anything.
#[derive(Debug, thiserror::Error)]
#[error("an unknown name")]
struct UnknownName;

impl<E: Vocabulary> ValueType for Named<E> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        match value {
            Value::String(Some(name)) => E::of_name(&name).map(Named).ok_or(ValueTypeErr),
            _ => Err(ValueTypeErr),
        }
    }

    fn type_name() -> String {
        "Named".to_owned()
    }

    fn array_type() -> ArrayType {
        ArrayType::String
    }

    fn column_type() -> ColumnType {
        ColumnType::Text
    }
}

impl<E> Nullable for Named<E> {
    fn null() -> Value {
        Value::String(None)
    }
}
