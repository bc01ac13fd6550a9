//! IDs of new rows. The one writer assigns them without a database sequence or round trip: the
//! single row of table `directory` holds the next ID of each kind.

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use crate::{Result, StoreError, conn::Conn, entity::directory};

/// The primary key of that row.
const ONLY: i64 = 1;

impl directory::Model {
    pub(crate) async fn read(conn: &Conn) -> Result<Self> {
        let row = conn.ok(directory::Entity::find_by_id(ONLY).one(&conn.tx).await)?;
        row.ok_or_else(|| StoreError::damaged("the directory has no row of counters"))
    }

    pub(crate) async fn write(self, conn: &Conn) -> Result<()> {
        let row = self.into_active_model().reset_all();
        conn.ok(row.update(&conn.tx).await).map(drop)
    }
}
