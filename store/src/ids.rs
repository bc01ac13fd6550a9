//! Numbers of new rows. They are given out by the one writer, so that no
//! database round trip and no sequence is needed.

use crate::{Result, StoreError, conn::Conn};

/// The directory's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbers {
    pub(crate) generation: i64,
    pub(crate) property: i64,
    pub(crate) account: i64,
    pub(crate) residency: i64,
    pub(crate) change: i64,
    pub(crate) alert: i64,
    pub(crate) decision: i64,
}

impl Numbers {
    pub(crate) async fn read(conn: &Conn) -> Result<Self> {
        let sql = "SELECT generation, next_property, next_account, next_residency, next_change, next_alert, \
                   next_decision FROM directory WHERE id = 1";
        let row = conn.row(sql, Vec::new()).await?;
        let row = row.ok_or_else(|| StoreError::damaged("the directory has no numbers"))?;
        Ok(Self {
            generation: conn.column(&row, 0)?,
            property: conn.column(&row, 1)?,
            account: conn.column(&row, 2)?,
            residency: conn.column(&row, 3)?,
            change: conn.column(&row, 4)?,
            alert: conn.column(&row, 5)?,
            decision: conn.column(&row, 6)?,
        })
    }

    pub(crate) async fn write(self, conn: &Conn) -> Result<()> {
        let sql = "UPDATE directory SET generation = ?, next_property = ?, next_account = ?, \
                   next_residency = ?, next_change = ?, next_alert = ?, next_decision = ? WHERE id = 1";
        let values = [
            self.generation,
            self.property,
            self.account,
            self.residency,
            self.change,
            self.alert,
            self.decision,
        ];
        conn.execute(sql, values.into_iter().map(Into::into).collect()).await.map(drop)
    }
}
