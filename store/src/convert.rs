//! Conversions between the model's values and the database's.

use jiff::Timestamp;
use sea_orm::Value;
use tenantry_core::{Date, Text, reconcile::Field};
use time::{Month, OffsetDateTime};

use crate::{Result, StoreError};

/// A timestamp for the database, truncated to microseconds, which is what PostgreSQL stores.
pub(crate) fn moment(at: Timestamp) -> Result<OffsetDateTime> {
    let nanos = i128::from(at.as_microsecond()) * 1000;
    OffsetDateTime::from_unix_timestamp_nanos(nanos).map_err(|_| StoreError::damaged("a time"))
}

/// A timestamp from the database.
pub(crate) fn timestamp(at: OffsetDateTime) -> Result<Timestamp> {
    Timestamp::from_nanosecond(at.unix_timestamp_nanos()).map_err(|_| StoreError::damaged("a time"))
}

/// A date for the database.
pub(crate) fn day(date: Date) -> Option<time::Date> {
    let month = Month::try_from(date.month() as u8).ok()?;
    time::Date::from_calendar_date(date.year().into(), month, date.day() as u8).ok()
}

/// Parses `YYYY-MM-DD`; `None` if blank.
pub(crate) fn date(text: &str) -> Result<Option<Date>> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| StoreError::damaged("a date"))
}

pub(crate) fn text(text: &str) -> Value {
    Value::String(Some(text.to_owned()))
}

pub(crate) fn maybe_text(text: Option<&Text>) -> Value {
    Value::String(text.map(|text| text.as_str().to_owned()))
}

/// Text for an account or a residency. Such rows are read back in packed form, in which a control
/// character would make the whole row unreadable, so control characters are refused here, wherever
/// they come from.
pub(crate) fn cell(field: Field, value: &str) -> Result<Value> {
    if value.bytes().any(|byte| byte.is_ascii_control()) {
        return Err(StoreError::ControlCharacter { field });
    }
    Ok(text(value))
}

pub(crate) fn maybe_cell(field: Field, value: Option<&Text>) -> Result<Value> {
    value.map_or(Ok(Value::String(None)), |value| cell(field, value))
}

pub(crate) fn maybe_day(date: Option<Date>) -> Value {
    Value::TimeDate(date.and_then(day))
}

/// The column for a field.
pub(crate) fn column(field: Field) -> &'static str {
    match field {
        Field::AccountStatus => "status",
        Field::Account => "account_id",
        field => field.as_str(),
    }
}

/// The value for a field's column.
pub(crate) fn value(field: Field, to: Option<&Text>) -> Result<Value> {
    Ok(match field {
        Field::Account => {
            let id = to.and_then(|id| id.parse().ok());
            Value::BigInt(Some(id.ok_or_else(|| StoreError::damaged("the ID of an account"))?))
        }
        Field::LeaseStart | Field::LeaseEnd | Field::MoveIn | Field::MoveOut | Field::EndedOn => {
            maybe_day(date(to.map_or("", Text::as_str))?)
        }
        Field::Email
        | Field::Phone
        | Field::ExternalId
        | Field::Building
        | Field::Unit
        | Field::PropertyCode
        | Field::HouseholdId
        | Field::Role
        | Field::PmsStatus
        | Field::LastLiveStatus
        | Field::EndReason
        | Field::PmsEmail
        | Field::PmsPhone => maybe_cell(field, to)?,
        // The other columns are blank rather than NULL.
        _ => cell(field, to.map_or("", Text::as_str))?,
    })
}
