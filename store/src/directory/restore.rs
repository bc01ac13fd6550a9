//! Restoring deleted rows under their old IDs. The change holds their fields; whatever is not a
//! field is looked up in the audit row of their creation.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select, Value};
use tenantry_core::{
    model::AccountId,
    reconcile::{AccountRef, Action, Change, ChangeSet, Field, FieldChange, ResidencyRef},
};

use super::{
    Origin,
    insert::{self, ACCOUNT_COLUMNS, FIELDS},
    scan::Scan,
};
use crate::{
    Result, StoreError, bulk,
    conn::Conn,
    convert::{column, moment, value},
    entity::{changes, named::Named},
};

pub(super) async fn accounts(
    conn: &Conn,
    set: &ChangeSet<'_>,
    scan: &Scan<'_>,
    origin: &Origin<'_>,
) -> Result<()> {
    let mut rows = Vec::new();
    for change in restores(set, scan) {
        let (AccountRef::Existing(id), None) = (change.account, change.residency) else { continue };
        let made = first(conn, made_account(id)).await?;
        let fields: Vec<&FieldChange> = change.patch.iter().collect();
        let mut values: Vec<Value> = vec![id.0.into()];
        insert::account(&mut values, set, None, &fields)?;
        values.push(match made {
            Some(change) => change.at.into(),
            None => moment(origin.at)?.into(),
        });
        rows.push(values);
    }
    let head = "INSERT INTO accounts (id, email, email_key, first_name, last_name, name_key, sort_key, phone, kind, \
                status, created_at) SELECT * FROM";
    write(conn, head, ACCOUNT_COLUMNS + 1, rows).await
}

pub(super) async fn residencies(conn: &Conn, set: &ChangeSet<'_>, scan: &Scan<'_>) -> Result<()> {
    let mut rows = Vec::new();
    for change in restores(set, scan) {
        let (AccountRef::Existing(account), Some(ResidencyRef::Existing(id))) =
            (change.account, change.residency)
        else {
            continue;
        };
        let property = property_of(conn, account.0, id.0).await?;
        let mut values: Vec<Value> = vec![id.0.into(), property.into()];
        for field in FIELDS {
            values.push(match field {
                Field::Account => account.0.into(),
                _ => value(field, to(change, field))?,
            });
        }
        rows.push(values);
    }
    let columns = FIELDS.map(column).join(", ");
    let head = format!(
        "INSERT INTO residencies (missing_runs, id, property_id, {columns}) SELECT 0, v.* FROM"
    );
    write(conn, &head, FIELDS.len() + 2, rows).await
}

/// The property of a deleted residency, from the change that created it.
pub(crate) async fn property_of(conn: &Conn, account: i64, residency: i64) -> Result<i64> {
    let made = changes::Entity::find()
        .filter(changes::Column::ResidencyId.eq(residency))
        .filter(changes::Column::NewResidency.eq(true))
        .filter(changes::Column::Action.ne(Named(Action::Restore)));
    // Usually it is still under the account that it was created for, which is indexed.
    let of_account = made.clone().filter(changes::Column::AccountId.eq(account));
    let change = match first(conn, of_account).await? {
        Some(change) => Some(change),
        None => first(conn, made).await?,
    };
    let change = change.ok_or_else(|| StoreError::damaged("a residency that nothing created"))?;
    Ok(change.property_id)
}

/// The changes that created or restored an account.
fn made_account(account: AccountId) -> Select<changes::Entity> {
    changes::Entity::find()
        .filter(changes::Column::AccountId.eq(account.0))
        .filter(changes::Column::NewAccount.eq(true))
}

async fn first(conn: &Conn, query: Select<changes::Entity>) -> Result<Option<changes::Model>> {
    conn.ok(query.order_by_asc(changes::Column::Id).one(&conn.tx).await)
}

fn restores<'a>(set: &ChangeSet<'a>, scan: &Scan<'_>) -> impl Iterator<Item = &'a Change> {
    scan.restores.iter().filter_map(|at| set.changes.get(*at as usize))
}

fn to(change: &Change, of: Field) -> Option<&tenantry_core::Text> {
    change.patch.iter().find(|field| field.field == of)?.to.as_ref()
}

async fn write(conn: &Conn, head: &str, width: usize, rows: Vec<Vec<Value>>) -> Result<()> {
    let mut left = rows.into_iter();
    let fill = |values: &mut Vec<Value>| {
        let Some(row) = left.next() else { return Ok(false) };
        values.extend(row);
        Ok(true)
    };
    bulk::run(conn, head, &[], width, "AS v", fill).await.map(drop)
}
