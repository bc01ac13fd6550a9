//! Inserting new rows, which are created from residents.

use sea_orm::Value;
use tenantry_core::{
    Text,
    model::Resident,
    reconcile::{ChangeSet, Field, FieldChange},
};

use super::{NewRows, Origin, scan::Scan};
use crate::{
    Result, StoreError, bulk,
    conn::Conn,
    convert::{cell, column, maybe_cell, maybe_day, moment, text, value},
    keys::{email_key, name_key, sort_key},
};

/// How many values [`account`] adds, including the ID in front of them.
pub(super) const ACCOUNT_COLUMNS: usize = 10;

pub(super) async fn accounts(
    conn: &Conn,
    set: &ChangeSet<'_>,
    scan: &Scan<'_>,
    new: &NewRows,
    origin: &Origin<'_>,
) -> Result<()> {
    let head = "INSERT INTO accounts (id, email, email_key, first_name, last_name, name_key, sort_key, phone, kind, \
                status, created_at) SELECT v.column1, v.column2, v.column3, v.column4, v.column5, v.column6, \
                v.column7, v.column8, v.column9, v.column10, ? FROM";
    let fixed = [moment(origin.at)?.into()];
    let mut rows = 0..scan.accounts.len() as u32;
    let fill = |values: &mut Vec<Value>| {
        let Some(index) = rows.next() else { return Ok(false) };
        let resident = scan.maker(set, &scan.accounts, index);
        let fields = scan.new_account_fields.get(&index).map_or(&[][..], Vec::as_slice);
        values.push((new.first_account + i64::from(index)).into());
        account(values, set, resident, fields)?;
        Ok(true)
    };
    bulk::run(conn, head, &fixed, ACCOUNT_COLUMNS, "AS v", fill).await.map(drop)
}

pub(super) fn account(
    values: &mut Vec<Value>,
    set: &ChangeSet<'_>,
    resident: Option<&Resident>,
    fields: &[&FieldChange],
) -> Result<()> {
    let mut email = resident.and_then(|resident| resident.email.clone());
    let mut first_name = resident.map(|resident| resident.first_name.clone());
    let mut last_name = resident.map(|resident| resident.last_name.clone());
    let mut phone = resident.and_then(|resident| set.phone(resident));
    let (mut kind, mut status) = (Some("resident".into()), Some("active".into()));
    for field in fields {
        let to = field.to.clone();
        match field.field {
            Field::Email => email = to,
            Field::FirstName => first_name = to,
            Field::LastName => last_name = to,
            Field::Phone => phone = to,
            Field::Kind => kind = to,
            Field::AccountStatus => status = to,
            _ => {}
        }
    }
    let (first_name, last_name) = (first_name.unwrap_or_default(), last_name.unwrap_or_default());
    values.extend([
        maybe_cell(Field::Email, email.as_ref())?,
        Value::String(email.as_deref().map(email_key)),
        cell(Field::FirstName, &first_name)?,
        cell(Field::LastName, &last_name)?,
        Value::String(Some(name_key(&first_name, &last_name))),
        Value::String(Some(sort_key(&first_name, &last_name))),
        maybe_cell(Field::Phone, phone.as_ref())?,
        cell(Field::Kind, &kind.unwrap_or_default())?,
        cell(Field::AccountStatus, &status.unwrap_or_default())?,
    ]);
    Ok(())
}

/// The columns of a new residency in the order in which they are bound, without the ID.
pub(super) const FIELDS: [Field; 21] = [
    Field::Account,
    Field::ExternalId,
    Field::LeaseId,
    Field::Building,
    Field::Unit,
    Field::Status,
    Field::LeaseStart,
    Field::LeaseEnd,
    Field::MoveIn,
    Field::MoveOut,
    Field::EndedOn,
    Field::PropertyCode,
    Field::HouseholdId,
    Field::Role,
    Field::PmsStatus,
    Field::LastLiveStatus,
    Field::EndReason,
    Field::PmsFirstName,
    Field::PmsLastName,
    Field::PmsEmail,
    Field::PmsPhone,
];

pub(super) async fn residencies(
    conn: &Conn,
    set: &ChangeSet<'_>,
    scan: &Scan<'_>,
    new: &NewRows,
    origin: &Origin<'_>,
) -> Result<()> {
    let columns = FIELDS.map(column).join(", ");
    let head = format!(
        "INSERT INTO residencies (property_id, missing_runs, id, {columns}) SELECT ?, 0, {} FROM",
        bulk::columns(FIELDS.len() + 1)
    );
    let fixed = [origin.property.0.into()];
    let mut rows = 0..scan.residencies.len() as u32;
    let fill = |values: &mut Vec<Value>| {
        let Some(index) = rows.next() else { return Ok(false) };
        let resident = scan.maker(set, &scan.residencies, index);
        let resident = resident
            .ok_or_else(|| StoreError::damaged("a plan with a residency without a resident"))?;
        let change =
            scan.residencies.get(index as usize).and_then(|at| set.changes.get(*at as usize));
        let account = change.map(|change| new.account(change.account)).transpose()?;
        values.push((new.first_residency + i64::from(index)).into());
        let start = values.len();
        values.push(Value::BigInt(account));
        residency(values, resident)?;
        for field in scan.new_residency_fields.get(&index).into_iter().flatten() {
            let at = FIELDS.iter().position(|of| *of == field.field && *of != Field::Account);
            if let Some(slot) = at.and_then(|at| values.get_mut(start + at)) {
                *slot = value(field.field, field.to.as_ref())?;
            }
        }
        Ok(true)
    };
    bulk::run(conn, &head, &fixed, FIELDS.len() + 1, "AS v", fill).await.map(drop)
}

fn residency(values: &mut Vec<Value>, resident: &Resident) -> Result<()> {
    let manual = resident.external_id.is_empty();
    values.extend([
        maybe_cell(Field::ExternalId, (!manual).then_some(&resident.external_id))?,
        cell(Field::LeaseId, resident.lease_id.as_deref().unwrap_or_default())?,
        maybe_cell(Field::Building, resident.building.as_ref())?,
        maybe_cell(Field::Unit, resident.unit.as_ref())?,
        text(resident.status.as_str()),
        maybe_day(resident.lease_start),
        maybe_day(resident.lease_end),
        maybe_day(resident.move_in),
        maybe_day(resident.move_out),
        maybe_day(None),
    ]);
    // What the PMS said. Blank if a person created the residency.
    if manual {
        values.extend(vec![Value::String(None); 6]);
        return seen(values, ["", ""], [None, None]);
    }
    let optional =
        |field, text: Option<&str>| text.map_or(Ok(Value::String(None)), |text| cell(field, text));
    values.extend([
        optional(Field::PropertyCode, resident.code())?,
        optional(Field::HouseholdId, resident.household_id.as_deref())?,
        text(resident.role.as_str()),
        optional(Field::PmsStatus, resident.status_word())?,
        Value::String(None),
        Value::String(None),
    ]);
    let names = [resident.first_name.as_str(), resident.last_name.as_str()];
    seen(values, names, [resident.email.as_ref(), resident.phone.as_ref()])
}

/// What the PMS said about a person, for the columns of a residency: first name, last name, email,
/// phone.
pub(crate) fn seen(
    values: &mut Vec<Value>,
    [first_name, last_name]: [&str; 2],
    [email, phone]: [Option<&Text>; 2],
) -> Result<()> {
    values.extend([
        cell(Field::PmsFirstName, first_name)?,
        cell(Field::PmsLastName, last_name)?,
        maybe_cell(Field::PmsEmail, email)?,
        maybe_cell(Field::PmsPhone, phone)?,
    ]);
    Ok(())
}
