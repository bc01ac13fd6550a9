//! Deleted rows. The audit keeps what they were.

use super::scan::Scan;
use crate::{Result, conn::Conn, packed::json_ids};

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
