//! The buildings, and what the engine remembers of each between syncs.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use tenantry_core::reconcile::{Counts, Fingerprints};

use crate::{
    ReadTx, Result, StoreError, WriteTx,
    convert::{moment, timestamp},
    entity::{properties, property_fingerprints, property_states},
    ids::Numbers,
    records::json,
};

/// The number of a property in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PropertyId(pub i64);

/// What the engine remembers of a property between syncs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyState {
    /// Digest of the last roster; `None` where a change of the directory
    /// since then makes the next sync look.
    pub roster_digest: Option<u128>,
    /// Whether the same roster can ask for the same again on a later day.
    pub quiet: bool,
    /// Generation of the directory when the digest was stored.
    pub digest_generation: i64,
    /// Generation of the directory now. Where it has moved on, an account of
    /// another property may answer an open alert of this one.
    pub generation: i64,
    /// Open alerts of the property.
    pub open_alerts: u64,
    /// Numbers of the last complete sync.
    pub counts: Counts,
    /// The last complete sync.
    pub last_complete_run: Option<String>,
    /// When it finished.
    pub last_complete_at: Option<Timestamp>,
}

impl ReadTx {
    /// The number of a property; `None` before its first sync.
    pub async fn property(&self, code: &str) -> Result<Option<PropertyId>> {
        self.conn
            .one("SELECT id FROM properties WHERE code = ?", vec![code.into()])
            .await
            .map(|id| id.map(PropertyId))
    }

    /// Every property, with the id that the configuration gives it, by id.
    pub async fn properties(&self) -> Result<Vec<(PropertyId, String)>> {
        let rows =
            self.conn.rows("SELECT id, code FROM properties ORDER BY code", Vec::new()).await?;
        rows.iter()
            .map(|row| Ok((PropertyId(self.conn.column(row, 0)?), self.conn.column(row, 1)?)))
            .collect()
    }

    /// What is remembered of a property, but for its fingerprints.
    pub async fn state(&self, property: PropertyId) -> Result<PropertyState> {
        let sql = "SELECT s.roster_digest, s.quiet, s.generation, d.generation, \
                   (SELECT count(*) FROM alerts a WHERE a.property_id = s.property_id AND a.state = 'open'), \
                   s.counts, s.last_complete_run_id, s.last_complete_at \
                   FROM property_states s, directory d WHERE s.property_id = ? AND d.id = 1";
        let conn = &self.conn;
        let row = conn.row(sql, vec![property.0.into()]).await?;
        let row = row.ok_or_else(|| StoreError::damaged("a property without a state"))?;
        let digest: Option<Vec<u8>> = conn.column(&row, 0)?;
        let open: i64 = conn.column(&row, 4)?;
        let counts: String = conn.column(&row, 5)?;
        let at: Option<time::OffsetDateTime> = conn.column(&row, 7)?;
        Ok(PropertyState {
            roster_digest: digest.and_then(|bytes| bytes.try_into().ok()).map(u128::from_le_bytes),
            quiet: conn.column(&row, 1)?,
            digest_generation: conn.column(&row, 2)?,
            generation: conn.column(&row, 3)?,
            open_alerts: open.unsigned_abs(),
            counts: serde_json::from_str(&counts)
                .map_err(|_| StoreError::damaged("the counts of a sync"))?,
            last_complete_run: conn.column(&row, 6)?,
            last_complete_at: at.map(timestamp).transpose()?,
        })
    }

    /// The fingerprints of a property's linked residencies.
    pub async fn fingerprints(&self, property: PropertyId) -> Result<Fingerprints> {
        let sql = "SELECT fingerprints FROM property_fingerprints WHERE property_id = ?";
        let bytes: Option<Vec<u8>> = self.conn.one(sql, vec![property.0.into()]).await?;
        Fingerprints::from_bytes(&bytes.unwrap_or_default())
            .ok_or_else(|| StoreError::damaged("the fingerprints of a property"))
    }
}

impl WriteTx {
    /// The number of a property, which is made or renamed where needed.
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
        if let Some(row) = found.map_err(|error| self.conn.error(error))? {
            let id = row.id;
            if row.name != name || row.timezone != timezone {
                let mut row = row.into_active_model();
                (row.name, row.timezone) = (Set(name.to_owned()), Set(timezone.to_owned()));
                row.update(tx).await.map_err(|error| self.conn.error(error))?;
            }
            return Ok(PropertyId(id));
        }
        let mut numbers = Numbers::read(&self.conn).await?;
        let id = numbers.property;
        numbers.property += 1;
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
            generation: Set(0),
            counts: Set(json(&Counts::default())?),
            last_complete_run_id: Set(None),
            last_complete_at: Set(None),
        };
        property.insert(tx).await.map_err(|error| self.conn.error(error))?;
        state.insert(tx).await.map_err(|error| self.conn.error(error))?;
        let fingerprints = property_fingerprints::ActiveModel {
            property_id: Set(id),
            fingerprints: Set(Vec::new()),
        };
        fingerprints.insert(tx).await.map_err(|error| self.conn.error(error))?;
        Ok(PropertyId(id))
    }
}
