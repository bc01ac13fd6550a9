//! IDs of new rows. They are given out by the one writer, so that no database
//! round trip and no sequence is needed: `directory`, the table of one row,
//! holds the next one of each kind.

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use crate::{Result, StoreError, conn::Conn, entity::directory};

/// The key of the only row.
const ONLY: i64 = 1;

impl directory::Model {
    pub(crate) async fn read(conn: &Conn) -> Result<Self> {
        let row = conn.ok(directory::Entity::find_by_id(ONLY).one(&conn.tx).await)?;
        row.ok_or_else(|| StoreError::damaged("the directory has no numbers"))
    }

    pub(crate) async fn write(self, conn: &Conn) -> Result<()> {
        let row = self.into_active_model().reset_all();
        conn.ok(row.update(&conn.tx).await).map(drop)
    }
}
