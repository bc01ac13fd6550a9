//! Updating fields of existing rows. Rows in which the same columns change share a statement, so
//! that no other column and no other index is written.

use std::collections::HashMap;

use sea_orm::Value;
use tenantry_core::{
    Text,
    reconcile::{AccountRef, Field, FieldChange},
};

use super::{NewRows, scan::Scan};
use crate::{
    Result, StoreError, bulk,
    conn::{Conn, list},
    convert::{column, value},
    keys::{email_key, name_key, sort_key},
    load::number,
    packed,
};

/// One row, with its new values by field.
struct Row {
    id: i64,
    fields: Vec<(Field, Option<Text>)>,
}

pub(super) async fn accounts(conn: &Conn, scan: &Scan<'_>) -> Result<()> {
    let mut rows =
        rows(scan.account_fields.iter().map(|(id, change)| (*id, change.field, change.to.clone())));
    complete_names(conn, &mut rows).await?;
    let moving: Vec<i64> =
        rows.iter().filter(|row| row.sets(Field::Email)).map(|row| row.id).collect();
    if moving.len() > 1 {
        // Two accounts may swap emails, but the unique index checks every row as it is written.
        // In the meantime they have none, which conflicts with nothing.
        let sql = format!("UPDATE accounts SET email_key = NULL WHERE id IN {}", conn.id_list());
        conn.execute(&sql, vec![list(&moving)?]).await?;
    }
    write(conn, "accounts", rows).await
}

pub(super) async fn residencies(conn: &Conn, scan: &Scan<'_>, new: &NewRows) -> Result<()> {
    let mut fields = Vec::with_capacity(scan.residency_fields.len());
    for (id, account, change) in &scan.residency_fields {
        fields.push((*id, change.field, resolved(change, *account, new)?));
    }
    let rows = rows(fields.into_iter());
    let moving: Vec<i64> = rows
        .iter()
        .filter(|row| row.sets(Field::ExternalId) || row.sets(Field::LeaseId))
        .map(|row| row.id)
        .collect();
    if moving.len() > 1 {
        // Two residencies may swap PMS IDs. A residency without one conflicts with nothing.
        let relinked: Vec<i64> =
            rows.iter().filter(|row| row.sets(Field::ExternalId)).map(|row| row.id).collect();
        let sql =
            format!("UPDATE residencies SET external_id = NULL WHERE id IN {}", conn.id_list());
        conn.execute(&sql, vec![list(&relinked)?]).await?;
    }
    write(conn, "residencies", rows).await
}

/// The new value of a field. If a residency moves to a new account, that is the account of the
/// change.
pub(super) fn resolved(
    change: &FieldChange,
    account: AccountRef,
    new: &NewRows,
) -> Result<Option<Text>> {
    match (change.field, account) {
        (Field::Account, AccountRef::New(_)) => Ok(Some(new.account(account)?.to_string().into())),
        _ => Ok(change.to.clone()),
    }
}

/// One row per ID. If a field is set more than once, the last value counts.
fn rows(fields: impl Iterator<Item = (i64, Field, Option<Text>)>) -> Vec<Row> {
    let mut fields: Vec<_> = fields.collect();
    fields.sort_by_key(|(id, field, _)| (*id, *field));
    let mut rows: Vec<Row> = Vec::new();
    for (id, field, to) in fields {
        match rows.last_mut() {
            Some(row) if row.id == id => match row.fields.last_mut() {
                Some(last) if last.0 == field => last.1 = to,
                _ => row.fields.push((field, to)),
            },
            _ => rows.push(Row { id, fields: vec![(field, to)] }),
        }
    }
    rows
}

impl Row {
    fn sets(&self, field: Field) -> bool {
        self.fields.iter().any(|(of, _)| *of == field)
    }

    /// The new value of a field that changes.
    fn to(&self, field: Field) -> Option<Option<&str>> {
        let (_, to) = self.fields.iter().find(|(of, _)| *of == field)?;
        Some(to.as_deref())
    }

    /// Like [`to`](Self::to), for a field that is blank rather than absent.
    fn field(&self, field: Field) -> Option<&str> {
        self.to(field).map(Option::unwrap_or_default)
    }

    fn columns(&self) -> impl Iterator<Item = Field> {
        self.fields.iter().map(|(field, _)| *field)
    }
}

/// The key of a name depends on both names, so the one that does not change is looked up.
async fn complete_names(conn: &Conn, rows: &mut [Row]) -> Result<()> {
    let half = |row: &Row| row.sets(Field::FirstName) != row.sets(Field::LastName);
    let ids: Vec<i64> = rows.iter().filter(|row| half(row)).map(|row| row.id).collect();
    let columns = packed::expression(&["id", "first_name", "last_name"]);
    let sql = format!("SELECT {columns} FROM accounts WHERE id IN {}", conn.id_list());
    let mut names: HashMap<i64, [Text; 2]> = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(2000) {
        let packed: Option<String> = conn.one(&sql, vec![list(chunk)?]).await?;
        for row in packed::rows::<3>(&packed.unwrap_or_default()) {
            let [id, first, last] = row?;
            names.insert(number(id)?, [first.into(), last.into()]);
        }
    }
    for row in rows.iter_mut().filter(|row| half(row)) {
        let [first, last] = names.remove(&row.id).unwrap_or_default();
        let (field, name) = if row.sets(Field::FirstName) {
            (Field::LastName, last)
        } else {
            (Field::FirstName, first)
        };
        row.fields.push((field, Some(name)));
        row.fields.sort_by_key(|(field, _)| *field);
    }
    Ok(())
}

async fn write(conn: &Conn, table: &str, mut rows: Vec<Row>) -> Result<()> {
    rows.sort_by(|a, b| a.columns().cmp(b.columns()).then(a.id.cmp(&b.id)));
    for group in rows.chunk_by(|a, b| a.columns().eq(b.columns())) {
        let Some(first) = group.first() else { continue };
        let mut columns: Vec<&str> = first.columns().map(column).collect();
        if first.sets(Field::Email) {
            columns.push("email_key");
        }
        if first.sets(Field::FirstName) {
            columns.extend(["name_key", "sort_key"]);
        }
        let set: Vec<String> =
            (2..).zip(&columns).map(|(at, column)| format!("{column} = v.column{at}")).collect();
        let head = format!("UPDATE {table} SET {} FROM", set.join(", "));
        let tail = format!("AS v WHERE {table}.id = v.column1");
        let mut left = group.iter();
        let fill = |values: &mut Vec<Value>| {
            let Some(row) = left.next() else { return Ok(false) };
            values.push(row.id.into());
            for (field, to) in &row.fields {
                values.push(value(*field, to.as_ref())?);
            }
            if let Some(email) = row.to(Field::Email) {
                values.push(Value::String(email.map(email_key)));
            }
            if let (Some(first), Some(last)) =
                (row.field(Field::FirstName), row.field(Field::LastName))
            {
                values.extend([name_key(first, last).into(), sort_key(first, last).into()]);
            }
            Ok(true)
        };
        let changed = bulk::run(conn, &head, &[], columns.len() + 1, &tail, fill).await?;
        if changed != group.len() as u64 {
            return Err(StoreError::damaged(format!(
                "a plan with rows that are no longer among the {table}"
            )));
        }
    }
    Ok(())
}
