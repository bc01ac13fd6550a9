//! Deleting rows. The audit keeps what was in them.

use tenantry_core::reconcile::{Change, describe_deletions, undescribed_deletions};

use super::scan::Scan;
use crate::{
    ReadTx, Result,
    conn::{Conn, list},
};

/// If any of the changes deletes an account without describing it, returns the changes with every
/// deletion described, so that the audit is complete. Otherwise `None`.
pub(super) async fn described(tx: &ReadTx, changes: &[Change]) -> Result<Option<Vec<Change>>> {
    let ids = undescribed_deletions(changes);
    if ids.is_empty() {
        return Ok(None);
    }
    let (accounts, residencies) = tx.accounts(&ids).await?;
    Ok(Some(describe_deletions(changes, &accounts, &residencies)))
}

/// Clears the email keys of accounts that are about to be deleted, so that others can get them.
pub(super) async fn release_addresses(conn: &Conn, scan: &Scan<'_>) -> Result<()> {
    let sql = format!("UPDATE accounts SET email_key = NULL WHERE id IN {}", conn.id_list());
    for chunk in scan.deleted_accounts.chunks(2000) {
        conn.execute(&sql, vec![list(chunk)?]).await?;
    }
    Ok(())
}

/// Clears the PMS IDs of residencies that are about to be deleted, so that others can get them.
pub(super) async fn release(conn: &Conn, scan: &Scan<'_>) -> Result<()> {
    let sql = format!("UPDATE residencies SET external_id = NULL WHERE id IN {}", conn.id_list());
    for chunk in scan.deleted_residencies.chunks(2000) {
        conn.execute(&sql, vec![list(chunk)?]).await?;
    }
    Ok(())
}

pub(super) async fn rows(conn: &Conn, scan: &Scan<'_>) -> Result<()> {
    for (sql, ids) in [
        ("DELETE FROM residencies WHERE id IN", &scan.deleted_residencies),
        ("DELETE FROM residencies WHERE account_id IN", &scan.deleted_accounts),
        ("DELETE FROM accounts WHERE id IN", &scan.deleted_accounts),
    ] {
        for chunk in ids.chunks(2000) {
            conn.execute(&format!("{sql} {}", conn.id_list()), vec![list(chunk)?]).await?;
        }
    }
    Ok(())
}
