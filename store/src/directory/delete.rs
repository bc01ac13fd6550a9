//! Deleted rows. The audit keeps what they were.

use super::scan::Scan;
use crate::{Result, conn::Conn, packed::json_ids};

/// Takes the ids of residencies that are about to be deleted out of the way of
/// those that get them.
pub(super) async fn release(conn: &Conn, scan: &Scan<'_>) -> Result<()> {
    let sql = format!("UPDATE residencies SET external_id = NULL WHERE id IN {}", conn.id_list());
    for chunk in scan.deleted_residencies.chunks(2000) {
        conn.execute(&sql, vec![json_ids(chunk).into()]).await?;
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
            conn.execute(&format!("{sql} {}", conn.id_list()), vec![json_ids(chunk).into()])
                .await?;
        }
    }
    Ok(())
}
