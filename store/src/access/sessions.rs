//! Sessions of browsers.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};

use super::{Access, Operator, OperatorId, Session, operators::found};
use crate::{
    Result, StoreError,
    convert::{moment, text},
    entity::{api_tokens, sessions},
};

/// A session to be.
#[derive(Clone, Copy)]
pub struct NewSession<'a> {
    /// Hash of the secret that the browser gets.
    pub hash: &'a str,
    /// What its forms carry.
    pub csrf: &'a str,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Access {
    /// Begins a session of an operator, as it was read when its password was
    /// checked.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchOperator`] where it was removed, or has another
    /// password, since.
    pub async fn start_session(
        &self,
        operator: &Operator,
        new: &NewSession<'_>,
        now: Timestamp,
    ) -> Result<()> {
        // Made of the operator's row, in one statement: a password that changes at this moment
        // ends the session. PostgreSQL takes a parameter that is selected for a text, unless told.
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

    /// The session of a hash, with its operator; `None` once it has ended.
    pub async fn session(&self, hash: &str, now: Timestamp) -> Result<Option<(Session, Operator)>> {
        let query = sessions::Entity::find_by_id(hash);
        let row = self.reader.ok(query.one(&self.reader.tx).await)?;
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
        self.writer.update(update).await.map(drop)
    }

    /// Ends a session, if there is one of that hash.
    pub async fn end_session(&self, hash: &str) -> Result<()> {
        let delete = sessions::Entity::delete_many().filter(sessions::Column::Id.eq(hash));
        self.writer.delete(delete).await.map(drop)
    }

    /// How many browsers an operator is signed in with.
    pub async fn sessions_of(&self, operator: OperatorId, now: Timestamp) -> Result<u64> {
        let live = sessions::Entity::find()
            .filter(sessions::Column::OperatorId.eq(operator.0))
            .filter(sessions::Column::ExpiresAt.gt(moment(now)?));
        self.reader.ok(live.count(&self.reader.tx).await)
    }

    /// Ends every session of an operator.
    pub async fn end_sessions_of(&self, operator: OperatorId) -> Result<()> {
        self.writer.delete(of(operator)).await.map(drop)
    }

    /// Deletes sessions and tokens that have ended; returns how many.
    pub async fn purge_expired(&self, now: Timestamp) -> Result<u64> {
        // As text, fractions of a second sort wrongly; what ended just now is purged the next time.
        let before = now.checked_sub(SignedDuration::from_secs(1));
        let before = moment(before.map_err(|_| StoreError::damaged("a time"))?)?;
        let sessions =
            sessions::Entity::delete_many().filter(sessions::Column::ExpiresAt.lt(before));
        let tokens =
            api_tokens::Entity::delete_many().filter(api_tokens::Column::ExpiresAt.lt(before));
        Ok(self.writer.delete(sessions).await? + self.writer.delete(tokens).await?)
    }
}

/// The end of every session of an operator.
pub(super) fn of(operator: OperatorId) -> DeleteMany<sessions::Entity> {
    sessions::Entity::delete_many().filter(sessions::Column::OperatorId.eq(operator.0))
}
