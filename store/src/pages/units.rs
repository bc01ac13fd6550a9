//! The units of a property.

use sea_orm::FromQueryResult;

use crate::{PropertyId, ReadTx, Result};

#[derive(FromQueryResult)]
struct Unit {
    unit: String,
}

impl ReadTx {
    /// How many people have a residency at a property, live or ended.
    pub async fn people_count(&self, property: PropertyId) -> Result<u64> {
        let sql = "SELECT count(DISTINCT account_id) FROM residencies WHERE property_id = ?";
        let count: Option<i64> = self.conn.one(sql, vec![property.0.into()]).await?;
        Ok(count.unwrap_or_default().unsigned_abs())
    }

    /// Up to `most` units in which somebody lives, as they are written, in order.
    pub async fn units(&self, property: PropertyId, most: u32) -> Result<Vec<String>> {
        let sql = "SELECT DISTINCT unit FROM residencies \
                   WHERE property_id = ? AND unit IS NOT NULL AND ended_on IS NULL ORDER BY unit LIMIT ?";
        let values = vec![property.0.into(), i64::from(most).into()];
        let rows: Vec<Unit> = self.conn.all(sql, values).await?;
        Ok(rows.into_iter().map(|row| row.unit).collect())
    }
}
