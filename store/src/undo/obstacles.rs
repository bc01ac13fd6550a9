//! What stands in the way of taking back an answer, besides later changes of
//! the same rows: other rows that have since taken the place of what comes
//! back.

use std::collections::HashSet;

use tenantry_core::{
    Text,
    reconcile::{AccountRef, Action, Change, Field, ResidencyRef},
};

use crate::{
    ReadTx, Result,
    convert::text,
    directory::restore,
    keys::email_key,
    packed::{json_ids, json_texts},
};

/// The first obstacle, in words.
pub(super) async fn obstacle(tx: &ReadTx, changes: &[Change]) -> Result<Option<&'static str>> {
    if email_taken(tx, changes).await? {
        return Ok(Some("another account has the email by now"));
    }
    if resident_taken(tx, changes).await? {
        return Ok(Some("another residency stands for the resident by now"));
    }
    if !living_elsewhere(tx, changes).await?.is_empty() {
        return Ok(Some("the account has another residency by now"));
    }
    Ok(None)
}

async fn email_taken(tx: &ReadTx, changes: &[Change]) -> Result<bool> {
    let emails: Vec<String> = changes
        .iter()
        .filter(|change| change.action != Action::Delete)
        .filter_map(|change| Some(email_key(to(change, Field::Email)?)))
        .collect();
    let sql = format!(
        "SELECT count(*) FROM accounts WHERE email_key IN {} AND id NOT IN {}",
        tx.conn.text_list(),
        tx.conn.id_list()
    );
    let own: Vec<i64> = changes.iter().filter_map(account).collect();
    some(tx, &sql, vec![json_texts(&emails).into(), json_ids(&own).into()]).await
}

async fn resident_taken(tx: &ReadTx, changes: &[Change]) -> Result<bool> {
    let own: Vec<i64> = changes.iter().filter_map(residency).collect();
    let sql = format!(
        "SELECT count(*) FROM residencies WHERE property_id = ? AND external_id = ? AND lease_id = ? \
         AND id NOT IN {}",
        tx.conn.id_list()
    );
    for change in changes.iter().filter(|change| change.action == Action::Restore) {
        let (Some(account), Some(id)) = (account(change), residency(change)) else { continue };
        let Some(external_id) = to(change, Field::ExternalId) else { continue };
        let lease_id = to(change, Field::LeaseId).map_or("", Text::as_str);
        let property = restore::property_of(&tx.conn, account, id).await?;
        let values =
            vec![property.into(), text(external_id), text(lease_id), json_ids(&own).into()];
        if some(tx, &sql, values).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Leaves accounts active that would become inactive while somebody lives by
/// them: no undo locks anybody out of another home.
pub(super) async fn keep_active(tx: &ReadTx, changes: &mut Vec<Change>) -> Result<()> {
    let living = living_elsewhere(tx, changes).await?;
    changes.retain_mut(|change| {
        if account(change).is_none_or(|id| !living.contains(&id)) {
            return true;
        }
        change.patch.retain(|field| field.field != Field::AccountStatus);
        change.action == Action::Delete || change.residency.is_some() || !change.patch.is_empty()
    });
    Ok(())
}

/// The accounts that would become inactive while somebody lives by them.
async fn living_elsewhere(tx: &ReadTx, changes: &[Change]) -> Result<HashSet<i64>> {
    let inactive: Vec<i64> = changes
        .iter()
        .filter(|change| change.action != Action::Delete)
        .filter(|change| to(change, Field::AccountStatus).is_some_and(|to| to == "inactive"))
        .filter_map(account)
        .collect();
    if inactive.is_empty() {
        return Ok(HashSet::new());
    }
    let own: Vec<i64> = changes.iter().filter_map(residency).collect();
    let sql = format!(
        "SELECT DISTINCT account_id FROM residencies WHERE account_id IN {list} \
         AND ended_on IS NULL AND id NOT IN {list}",
        list = tx.conn.id_list()
    );
    let rows = tx.conn.rows(&sql, vec![json_ids(&inactive).into(), json_ids(&own).into()]).await?;
    rows.iter().map(|row| tx.conn.column(row, 0)).collect()
}

async fn some(tx: &ReadTx, sql: &str, values: Vec<sea_orm::Value>) -> Result<bool> {
    Ok(tx.conn.one::<i64>(sql, values).await?.unwrap_or_default() > 0)
}

fn to(change: &Change, of: Field) -> Option<&Text> {
    change.patch.iter().find(|field| field.field == of)?.to.as_ref()
}

fn account(change: &Change) -> Option<i64> {
    match change.account {
        AccountRef::Existing(id) => Some(id.0),
        AccountRef::New(_) => None,
    }
}

fn residency(change: &Change) -> Option<i64> {
    match change.residency? {
        ResidencyRef::Existing(id) => Some(id.0),
        ResidencyRef::New(_) => None,
    }
}
