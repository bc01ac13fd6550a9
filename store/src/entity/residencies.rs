//! Where and when the people live.

use sea_orm::entity::prelude::*;
use tenantry_core::model::Status;

use super::named::Named;

/// A row of `residencies`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "residencies")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// Where.
    pub property_id: i64,
    /// The resident in the PMS; absent for a manual one.
    pub external_id: Option<String>,
    /// The lease in the PMS, blank where the id says it.
    pub lease_id: String,
    /// Building.
    pub building: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// The person's standing on the lease.
    pub status: Named<Status>,
    /// First day of the lease.
    pub lease_start: Option<TimeDate>,
    /// Last day of the lease.
    pub lease_end: Option<TimeDate>,
    /// Day of the move in.
    pub move_in: Option<TimeDate>,
    /// Day of the move out.
    pub move_out: Option<TimeDate>,
    /// The day it ended; absent while it is live.
    pub ended_on: Option<TimeDate>,
    /// What the PMS last said of the person, where that was applied.
    pub pms_first_name: String,
    /// See `pms_first_name`.
    pub pms_last_name: String,
    /// See `pms_first_name`.
    pub pms_email: Option<String>,
    /// See `pms_first_name`.
    pub pms_phone: Option<String>,
    /// Complete rosters in a row without the resident.
    pub missing_runs: i32,
}

/// No relation is followed through the entity: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
