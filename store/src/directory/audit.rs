//! Audit rows: what was changed, and why.

use sea_orm::Value;
use serde::{Serialize, Serializer};
use tenantry_core::{
    Text,
    reconcile::{AccountRef, Action, Change, ChangeSet, Field, ResidencyRef},
};

use super::{NewRows, Origin, patch::resolved, scan::Scan};
use crate::{
    Result, bulk,
    conn::Conn,
    convert::{maybe_text, moment, text},
    records::json,
};

/// Takes the accounts' emails from the accounts table, at a point at which new accounts are
/// already inserted and deleted ones still exist.
const HEAD: &str = "INSERT INTO changes (property_id, run_id, actor, at, id, action, reason, external_id, account_id, \
    residency_id, new_account, new_residency, fields, account_email) SELECT ?, ?, ?, ?, v.column1, v.column2, \
    v.column3, v.column4, v.column5, v.column6, v.column7, v.column8, v.column9, \
    coalesce((SELECT a.email FROM accounts a WHERE a.id = v.column5), '') FROM";

pub(super) async fn changes(
    conn: &Conn,
    set: &ChangeSet<'_>,
    scan: &Scan<'_>,
    new: &NewRows,
    origin: &Origin<'_>,
    first: i64,
) -> Result<()> {
    let fixed = [
        origin.property.0.into(),
        Value::String(origin.run.map(str::to_owned)),
        origin.actor.into(),
        moment(origin.at)?.into(),
    ];
    let mut left = (0u32..).zip(set.changes);
    let fill = |values: &mut Vec<Value>| {
        let Some((index, change)) = left.next() else { return Ok(false) };
        let made = |rows: &[u32], new: u32| rows.get(new as usize) == Some(&index);
        let restored = change.action == Action::Restore;
        let new_account = match change.account {
            AccountRef::New(new) => made(&scan.accounts, new),
            AccountRef::Existing(_) => restored && change.residency.is_none(),
        };
        let new_residency = match change.residency {
            Some(ResidencyRef::New(new)) => made(&scan.residencies, new),
            Some(ResidencyRef::Existing(_)) => restored,
            None => false,
        };
        let residency = change.residency.map(|residency| new.residency(residency)).transpose()?;
        values.extend([
            (first + i64::from(index)).into(),
            text(change.action.as_str()),
            text(change.reason.as_str()),
            maybe_text(change.external_id.as_ref()),
            new.account(change.account)?.into(),
            Value::BigInt(residency),
            new_account.into(),
            new_residency.into(),
            Value::String(Some(fields(set, change, new)?)),
        ]);
        Ok(true)
    };
    bulk::run(conn, HEAD, &fixed, 9, "AS v", fill).await.map(drop)
}

/// The changed fields as JSON: `{"unit":[null,"101"]}`.
fn fields(set: &ChangeSet<'_>, change: &Change, new: &NewRows) -> Result<String> {
    let mut fields = Vec::new();
    for field in set.fields(change) {
        let to = resolved(&field, change.account, new)?;
        fields.push((field.field, (field.from, to)));
    }
    json(&Fields(fields))
}

/// Fields with their old and new values, serialized as a map in the order of the change.
struct Fields(Vec<(Field, Ends)>);

/// The old and the new value of a field.
type Ends = (Option<Text>, Option<Text>);

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(field, ends)| (field, ends)))
    }
}
