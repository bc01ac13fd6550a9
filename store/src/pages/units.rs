//! The units of a property.

use crate::{PropertyId, ReadTx, Result};

impl ReadTx {
    /// The units in which somebody lives, as they are written, in order.
    pub async fn units(&self, property: PropertyId) -> Result<Vec<String>> {
        let sql = "SELECT DISTINCT unit FROM residencies \
                   WHERE property_id = ? AND unit IS NOT NULL AND ended_on IS NULL ORDER BY unit";
        let rows = self.conn.rows(sql, vec![property.0.into()]).await?;
        rows.iter().map(|row| self.conn.column(row, 0)).collect()
    }
}
