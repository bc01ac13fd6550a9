//! Buildings, and what the engine remembers about each between syncs.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DerivePartialModel, EntityTrait,
    FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr,
};
use tenantry_core::reconcile::Counts;
use time::OffsetDateTime;

use crate::{
    ReadTx, Result, StoreError, WriteTx,
    conn::Conn,
    convert::{moment, timestamp},
    entity::{directory, properties, property_fingerprints, property_states},
    records::json,
};

/// The ID of a property in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PropertyId(pub i64);

/// What the engine remembers about a property between syncs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyState {
    /// Digest of the last roster; `None` if a change to the directory since then means that the
    /// next sync must look at the roster.
    pub roster_digest: Option<u128>,
    /// Whether the same roster on a later day would call for exactly the same.
    pub quiet: bool,
    /// The directory's generation when the digest was stored.
    pub digest_generation: i64,
    /// The directory's generation now. If it differs, an account of another property may make an
    /// open alert of this one obsolete.
    pub generation: i64,
    /// The number of open alerts at the property.
    pub open_alerts: u64,
    /// The totals of the last complete sync.
    pub counts: Counts,
    /// The last complete sync.
    pub last_complete_run: Option<String>,
    /// When that sync finished.
    pub last_complete_at: Option<Timestamp>,
}

/// A property, with its ID in the configuration.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "properties::Entity")]
struct Coded {
    id: i64,
    code: String,
}

/// What is remembered about a property, and what has happened since.
#[derive(FromQueryResult)]
struct Remembered {
    roster_digest: Option<Vec<u8>>,
    quiet: bool,
    digest_generation: i64,
    generation: i64,
    open_alerts: i64,
    counts: String,
    last_complete_run_id: Option<String>,
    last_complete_at: Option<OffsetDateTime>,
}

impl ReadTx {
    /// The ID of a property; `None` before its first sync.
    pub async fn property(&self, code: &str) -> Result<Option<PropertyId>> {
        let query = properties::Entity::find().filter(properties::Column::Code.eq(code));
        let found = query.into_partial_model::<Coded>().one(&self.conn.tx).await;
        Ok(self.conn.ok(found)?.map(|row| PropertyId(row.id)))
    }

    /// Every property with its ID in the configuration, ordered by that ID.
    pub async fn properties(&self) -> Result<Vec<(PropertyId, String)>> {
        let query = properties::Entity::find().order_by_asc(properties::Column::Code);
        let rows = self.conn.ok(query.into_partial_model::<Coded>().all(&self.conn.tx).await)?;
        Ok(rows.into_iter().map(|row| (PropertyId(row.id), row.code)).collect())
    }

    /// What is remembered about a property, except its fingerprints.
    pub async fn state(&self, property: PropertyId) -> Result<PropertyState> {
        // One round trip for every sync: the property's row, the directory's row, and a count.
        let sql = "SELECT s.roster_digest, s.quiet, s.generation AS digest_generation, d.generation, \
                   (SELECT count(*) FROM alerts a WHERE a.property_id = s.property_id AND a.state = 'open') \
                   AS open_alerts, s.counts, s.last_complete_run_id, s.last_complete_at \
                   FROM property_states s, directory d WHERE s.property_id = ? AND d.id = 1";
        let row: Option<Remembered> = self.conn.first(sql, vec![property.0.into()]).await?;
        let row = row.ok_or_else(|| StoreError::damaged("a property without a state"))?;
        let digest = row.roster_digest.and_then(|bytes| bytes.try_into().ok());
        Ok(PropertyState {
            roster_digest: digest.map(u128::from_le_bytes),
            quiet: row.quiet,
            digest_generation: row.digest_generation,
            generation: row.generation,
            open_alerts: row.open_alerts.unsigned_abs(),
            counts: serde_json::from_str(&row.counts)
                .map_err(|_| StoreError::damaged("the counts of a sync"))?,
            last_complete_run: row.last_complete_run_id,
            last_complete_at: row.last_complete_at.map(timestamp).transpose()?,
        })
    }
}

/// Makes the next sync of a property look at its roster, even if it has not changed.
pub(crate) async fn look_again(conn: &Conn, property: PropertyId) -> Result<()> {
    let nothing: Option<Vec<u8>> = None;
    let update = property_states::Entity::update_many()
        .col_expr(property_states::Column::RosterDigest, Expr::value(nothing))
        .filter(property_states::Column::PropertyId.eq(property.0));
    conn.update(update).await.map(drop)
}

impl WriteTx {
    /// The ID of a property. Creates or renames the property if needed.
    pub async fn upsert_property(
        &self,
        code: &str,
        name: &str,
        timezone: &str,
        now: Timestamp,
    ) -> Result<PropertyId> {
        let tx = &self.conn.tx;
        let found =
            properties::Entity::find().filter(properties::Column::Code.eq(code)).one(tx).await;
        if let Some(row) = self.conn.ok(found)? {
            let id = row.id;
            if row.name != name || row.timezone != timezone {
                let mut row = row.into_active_model();
                (row.name, row.timezone) = (Set(name.to_owned()), Set(timezone.to_owned()));
                self.conn.ok(row.update(tx).await)?;
            }
            return Ok(PropertyId(id));
        }
        let mut numbers = directory::Model::read(&self.conn).await?;
        let id = numbers.next_property;
        numbers.next_property += 1;
        numbers.write(&self.conn).await?;
        let property = properties::ActiveModel {
            id: Set(id),
            code: Set(code.to_owned()),
            name: Set(name.to_owned()),
            timezone: Set(timezone.to_owned()),
            created_at: Set(moment(now)?),
        };
        let state = property_states::ActiveModel {
            property_id: Set(id),
            roster_digest: Set(None),
            quiet: Set(false),
            roster_columns: Set(0),
            generation: Set(0),
            counts: Set(json(&Counts::default())?),
            last_complete_run_id: Set(None),
            last_complete_at: Set(None),
        };
        self.conn.ok(property.insert(tx).await)?;
        self.conn.ok(state.insert(tx).await)?;
        let fingerprints = property_fingerprints::ActiveModel {
            property_id: Set(id),
            fingerprints: Set(Vec::new()),
        };
        self.conn.ok(fingerprints.insert(tx).await)?;
        Ok(PropertyId(id))
    }
}
