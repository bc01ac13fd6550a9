//! Operators, sessions and API tokens, as the console sees them.

use std::fmt;

use jiff::Timestamp;
use secrecy::SecretString;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{
    Result, StoreError,
    convert::timestamp,
    entity::{api_tokens, operators, sessions},
};

/// The ID of an operator in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OperatorId(pub i64);

/// Somebody who can sign in to the console.
#[derive(Debug, Clone)]
pub struct Operator {
    /// The ID in the database.
    pub id: OperatorId,
    /// The name, as it appears in the audit. Unique regardless of letter case.
    pub name: String,
    /// What the operator may do.
    pub role: Role,
    /// The properties that the operator may see, by their IDs in the configuration; `None` for
    /// all.
    pub properties: Option<Vec<String>>,
    /// The hash of the password, as a PHC string.
    pub password_hash: SecretString,
    /// When the operator was created.
    pub created_at: Timestamp,
    /// Which password the hash belongs to. A session is valid for that password only.
    pub(crate) password_version: i64,
}

/// An operator to add.
#[derive(Debug, Clone)]
pub struct NewOperator<'a> {
    /// The name, as it will appear in the audit.
    pub name: &'a str,
    /// What the operator may do.
    pub role: Role,
    /// The properties that the operator may see; `None` for all.
    pub properties: Option<&'a [String]>,
    /// The hash of the password, as a PHC string.
    pub password_hash: &'a SecretString,
}

/// What an operator may do. Each role may do everything that the previous one may.
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
    /// May look at everything.
    Viewer,
    /// May also answer alerts, sync, confirm and undo.
    Manager,
    /// May do everything, including managing operators.
    Admin,
}

tenantry_core::words!(Role);

/// What a token may do, at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Scope {
    /// Whatever its operator may do, except creating tokens and operators.
    Full,
    /// Only look.
    ReadOnly,
}

tenantry_core::words!(Scope);

/// A signed-in browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// The hash of the secret in the browser's cookie.
    pub id: String,
    /// The operator who signed in.
    pub operator: OperatorId,
    /// The token in our forms, which proves that a request comes from one of our pages.
    pub csrf: String,
    /// When the operator signed in.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_seen_at: Timestamp,
    /// When the session expires.
    pub expires_at: Timestamp,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut session = f.debug_struct("Session");
        session.field("operator", &self.operator).field("expires_at", &self.expires_at);
        session.finish_non_exhaustive()
    }
}

/// A token that a program signs in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// The ID in the database.
    pub id: i64,
    /// The operator it belongs to.
    pub operator: OperatorId,
    /// The owner's name for it.
    pub label: String,
    /// What it may do.
    pub scope: Scope,
    /// When the token was created.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When the token expires.
    pub expires_at: Timestamp,
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
            scope: row.scope.0,
            created_at: timestamp(row.created_at)?,
            last_used_at: row.last_used_at.map(timestamp).transpose()?,
            expires_at: timestamp(row.expires_at)?,
        })
    }
}
