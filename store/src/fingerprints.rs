//! The fingerprints of a property's linked residencies, stored as one value.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use tenantry_core::reconcile::Fingerprints;

use crate::{
    PropertyId, ReadTx, Result, StoreError, conn::Conn, entity::property_fingerprints as table,
};

impl ReadTx {
    /// The fingerprints of a property's linked residencies.
    pub async fn fingerprints(&self, property: PropertyId) -> Result<Fingerprints> {
        read(&self.conn, property).await
    }
}

pub(crate) async fn read(conn: &Conn, property: PropertyId) -> Result<Fingerprints> {
    let row = conn.ok(table::Entity::find_by_id(property.0).one(&conn.tx).await)?;
    let bytes = row.map(|row| row.fingerprints).unwrap_or_default();
    Fingerprints::from_bytes(&bytes)
        .ok_or_else(|| StoreError::damaged("the fingerprints of a property"))
}

pub(crate) async fn write(
    conn: &Conn,
    property: PropertyId,
    fingerprints: &Fingerprints,
) -> Result<()> {
    let update = table::Entity::update_many()
        .col_expr(table::Column::Fingerprints, Expr::value(fingerprints.to_bytes()))
        .filter(table::Column::PropertyId.eq(property.0));
    conn.update(update).await.map(drop)
}
