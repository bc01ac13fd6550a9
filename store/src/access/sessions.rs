//! Browser sessions.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseConnection, DeleteMany, EntityTrait,
    PaginatorTrait, QueryFilter, sea_query::Expr,
};

use super::{Access, Operator, OperatorId, Session, operators::found};
use crate::{
    Result, StoreError,
    conn::Conn,
    convert::{moment, text},
    entity::{api_tokens, sessions},
};

/// A session to start.
#[derive(Clone, Copy)]
pub struct NewSession<'a> {
    /// The hash of the secret in the browser's cookie.
    pub hash: &'a str,
    /// The token for the session's forms.
    pub csrf: &'a str,
    /// When the session expires.
    pub expires_at: Timestamp,
}

impl Access {
    /// Starts a session for an operator, given as it was read when the password was checked.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchOperator`] if the operator has since been removed, or the password has
    /// been changed.
    pub async fn start_session(
        &self,
        operator: &Operator,
        new: &NewSession<'_>,
        now: Timestamp,
    ) -> Result<()> {
        if let Some(memory) = &self.memory {
            return self.start_in(memory, operator, new, now).await;
        }
        // Inserted from the operator's row in one statement, so that a password change at the same
        // moment ends the session. Without a cast, PostgreSQL takes a selected parameter for text.
        let time = if self.writer.is_sqlite() { "?" } else { "CAST(? AS timestamptz)" };
        let sql = format!(
            "INSERT INTO sessions (id, operator_id, password_version, csrf, created_at, last_seen_at, expires_at) \
             SELECT ?, id, password_version, ?, {time}, {time}, {time} FROM operators \
             WHERE id = ? AND password_version = ?"
        );
        let values = vec![
            text(new.hash),
            text(new.csrf),
            moment(now)?.into(),
            moment(now)?.into(),
            moment(new.expires_at)?.into(),
            operator.id.0.into(),
            operator.password_version.into(),
        ];
        found(self.writer.execute(&sql, values).await?)
    }

    /// Starts a session in memory. [`Access::session`] compares the password with each use.
    async fn start_in(
        &self,
        memory: &Conn<DatabaseConnection>,
        operator: &Operator,
        new: &NewSession<'_>,
        now: Timestamp,
    ) -> Result<()> {
        let current = self.operator(operator.id).await?.ok_or(StoreError::NoSuchOperator)?;
        if current.password_version != operator.password_version {
            return Err(StoreError::NoSuchOperator);
        }
        let row = sessions::ActiveModel {
            id: Set(new.hash.to_owned()),
            operator_id: Set(operator.id.0),
            password_version: Set(operator.password_version),
            csrf: Set(new.csrf.to_owned()),
            created_at: Set(moment(now)?),
            last_seen_at: Set(moment(now)?),
            expires_at: Set(moment(new.expires_at)?),
        };
        memory.ok(row.insert(&memory.tx).await).map(drop)
    }

    /// The session with a hash, and its operator; `None` if it has expired.
    pub async fn session(&self, hash: &str, now: Timestamp) -> Result<Option<(Session, Operator)>> {
        let query = sessions::Entity::find_by_id(hash);
        let reader = self.session_reader();
        let row = reader.ok(query.one(&reader.tx).await)?;
        let Some(row) = row else { return Ok(None) };
        let version = row.password_version;
        let session = Session::of(row)?;
        if session.expires_at <= now {
            return Ok(None);
        }
        let operator = self.operator(session.operator).await?;
        let operator = operator.filter(|operator| operator.password_version == version);
        Ok(operator.map(|operator| (session, operator)))
    }

    /// Records that a session was used.
    pub async fn touch_session(&self, hash: &str, now: Timestamp) -> Result<()> {
        let update = sessions::Entity::update_many()
            .col_expr(sessions::Column::LastSeenAt, Expr::value(moment(now)?))
            .filter(sessions::Column::Id.eq(hash));
        self.session_writer().update(update).await.map(drop)
    }

    /// Ends the session with a hash, if there is one.
    pub async fn end_session(&self, hash: &str) -> Result<()> {
        let delete = sessions::Entity::delete_many().filter(sessions::Column::Id.eq(hash));
        self.session_writer().delete(delete).await.map(drop)
    }

    /// In how many browsers an operator is signed in.
    pub async fn sessions_of(&self, operator: OperatorId, now: Timestamp) -> Result<u64> {
        let live = sessions::Entity::find()
            .filter(sessions::Column::OperatorId.eq(operator.0))
            .filter(sessions::Column::ExpiresAt.gt(moment(now)?));
        let reader = self.session_reader();
        reader.ok(live.count(&reader.tx).await)
    }

    /// Ends every session of an operator.
    pub async fn end_sessions_of(&self, operator: OperatorId) -> Result<()> {
        self.session_writer().delete(of(operator)).await.map(drop)
    }

    /// Deletes expired sessions and tokens, and returns how many.
    pub async fn purge_expired(&self, now: Timestamp) -> Result<u64> {
        // As text, fractions of a second do not sort correctly. What has just expired is deleted
        // next time.
        let before = now.checked_sub(SignedDuration::from_secs(1));
        let before = moment(before.map_err(|_| StoreError::damaged("a time"))?)?;
        let sessions =
            sessions::Entity::delete_many().filter(sessions::Column::ExpiresAt.lt(before));
        let tokens =
            api_tokens::Entity::delete_many().filter(api_tokens::Column::ExpiresAt.lt(before));
        let ended = self.session_writer().delete(sessions).await?;
        match self.changing() {
            Ok(writer) => Ok(ended + writer.delete(tokens).await?),
            Err(_) => Ok(ended),
        }
    }
}

/// The statement that ends every session of an operator.
pub(super) fn of(operator: OperatorId) -> DeleteMany<sessions::Entity> {
    sessions::Entity::delete_many().filter(sessions::Column::OperatorId.eq(operator.0))
}
