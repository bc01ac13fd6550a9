//! Operators, sessions and tokens, as the console sees them.

use std::fmt;

use jiff::Timestamp;
use secrecy::SecretString;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{
    Result, StoreError,
    convert::timestamp,
    entity::{api_tokens, operators, sessions},
};

/// The number of an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OperatorId(pub i64);

/// Somebody who may sign in.
#[derive(Debug, Clone)]
pub struct Operator {
    /// Its number.
    pub id: OperatorId,
    /// As it stands in the audit; unique in any letter case.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The properties that it may see, by their ids in the configuration;
    /// `None` for all.
    pub properties: Option<Vec<String>>,
    /// Of the password.
    pub password_hash: SecretString,
    /// When it was made.
    pub created_at: Timestamp,
    /// Which of its passwords that hash is of: a session is good for no other.
    pub(crate) password_version: i64,
}

/// An operator to be.
#[derive(Debug, Clone)]
pub struct NewOperator<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it may do.
    pub role: Role,
    /// The properties that it may see; `None` for all.
    pub properties: Option<&'a [String]>,
    /// Of the password.
    pub password_hash: &'a SecretString,
}

/// What an operator may do; each may do what the one before it may.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// Looks.
    Viewer,
    /// Answers alerts, syncs and undoes.
    Manager,
    /// Everything.
    Admin,
}

tenantry_core::words!(Role);

/// A browser that is signed in.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the secret that the browser holds.
    pub id: String,
    /// Whose it is.
    pub operator: OperatorId,
    /// What forms carry to prove that they come from our pages.
    pub csrf: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_seen_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut session = f.debug_struct("Session");
        session.field("operator", &self.operator).field("expires_at", &self.expires_at);
        session.finish_non_exhaustive()
    }
}

/// What a program signs in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub operator: OperatorId,
    /// What its owner calls it.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it ends; `None` where it does not.
    pub expires_at: Option<Timestamp>,
}

impl Operator {
    pub(super) fn of(row: operators::Model) -> Result<Self> {
        let properties = row.properties.as_deref().map(serde_json::from_str).transpose();
        Ok(Self {
            id: OperatorId(row.id),
            name: row.name,
            role: row.role.0,
            properties: properties
                .map_err(|_| StoreError::damaged("the properties of an operator"))?,
            password_hash: row.password_hash.into(),
            created_at: timestamp(row.created_at)?,
            password_version: row.password_version,
        })
    }
}

impl Session {
    pub(super) fn of(row: sessions::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            operator: OperatorId(row.operator_id),
            csrf: row.csrf,
            created_at: timestamp(row.created_at)?,
            last_seen_at: timestamp(row.last_seen_at)?,
            expires_at: timestamp(row.expires_at)?,
        })
    }
}

impl ApiToken {
    pub(super) fn of(row: api_tokens::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            operator: OperatorId(row.operator_id),
            label: row.label,
            created_at: timestamp(row.created_at)?,
            last_used_at: row.last_used_at.map(timestamp).transpose()?,
            expires_at: row.expires_at.map(timestamp).transpose()?,
        })
    }
}
