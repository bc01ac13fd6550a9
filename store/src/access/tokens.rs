//! API tokens.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use super::{Access, ApiToken, Operator, OperatorId, Scope};
use crate::{
    Result, StoreError,
    convert::{moment, text},
    entity::api_tokens,
};

/// A token to add.
#[derive(Clone, Copy)]
pub struct NewToken<'a> {
    /// The owner's name for it.
    pub label: &'a str,
    /// The hash of the token.
    pub hash: &'a str,
    /// What the token may do.
    pub scope: Scope,
    /// When the token expires.
    pub expires_at: Timestamp,
}

impl Access {
    /// Creates a token for an operator, given as it was read when the request was checked.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchOperator`] if the operator has since been removed, or the password has
    /// been changed.
    pub async fn add_token(
        &self,
        operator: &Operator,
        new: &NewToken<'_>,
        now: Timestamp,
    ) -> Result<ApiToken> {
        let writer = self.changing()?;
        let time = if writer.is_sqlite() { "?" } else { "CAST(? AS timestamptz)" };
        // Inserted from the operator's row, so that no token is created for an operator who is
        // gone, and a password change at the same moment ends the token.
        let sql = format!(
            "INSERT INTO api_tokens (operator_id, password_version, label, hash, scope, created_at, expires_at) \
             SELECT id, password_version, ?, ?, ?, {time}, {time} FROM operators \
             WHERE id = ? AND password_version = ? RETURNING id"
        );
        let values = vec![
            text(new.label),
            text(new.hash),
            text(new.scope.as_str()),
            moment(now)?.into(),
            moment(new.expires_at)?.into(),
            operator.id.0.into(),
            operator.password_version.into(),
        ];
        let id = writer.one(&sql, values).await?.ok_or(StoreError::NoSuchOperator)?;
        Ok(ApiToken {
            id,
            operator: operator.id,
            label: new.label.to_owned(),
            scope: new.scope,
            created_at: now,
            last_used_at: None,
            expires_at: new.expires_at,
        })
    }

    /// The tokens of an operator, ordered by ID.
    pub async fn tokens_of(&self, operator: OperatorId) -> Result<Vec<ApiToken>> {
        let query = api_tokens::Entity::find()
            .filter(api_tokens::Column::OperatorId.eq(operator.0))
            .order_by_asc(api_tokens::Column::Id);
        let rows = self.reader.ok(query.all(&self.reader.tx).await)?;
        rows.into_iter().map(ApiToken::of).collect()
    }

    /// The tokens of all operators, ordered by operator and ID.
    pub async fn tokens(&self) -> Result<Vec<ApiToken>> {
        let query = api_tokens::Entity::find()
            .order_by_asc(api_tokens::Column::OperatorId)
            .order_by_asc(api_tokens::Column::Id);
        let rows = self.reader.ok(query.all(&self.reader.tx).await)?;
        rows.into_iter().map(ApiToken::of).collect()
    }

    /// The token with a hash, and its operator; `None` if it has expired.
    pub async fn token(&self, hash: &str, now: Timestamp) -> Result<Option<(ApiToken, Operator)>> {
        let query = api_tokens::Entity::find().filter(api_tokens::Column::Hash.eq(hash));
        let row = self.reader.ok(query.one(&self.reader.tx).await)?;
        let Some(row) = row else { return Ok(None) };
        let version = row.password_version;
        let token = ApiToken::of(row)?;
        if token.expires_at <= now {
            return Ok(None);
        }
        let operator = self.operator(token.operator).await?;
        let operator = operator.filter(|operator| operator.password_version == version);
        Ok(operator.map(|operator| (token, operator)))
    }

    /// Records that a token was used, if the database can be written.
    pub async fn touch_token(&self, id: i64, now: Timestamp) -> Result<()> {
        let Ok(writer) = self.changing() else { return Ok(()) };
        let update = api_tokens::Entity::update_many()
            .col_expr(api_tokens::Column::LastUsedAt, Expr::value(moment(now)?))
            .filter(api_tokens::Column::Id.eq(id));
        writer.update(update).await.map(drop)
    }

    /// Deletes a token of an operator. Returns false if the operator has no token with that ID.
    pub async fn revoke_token(&self, operator: OperatorId, id: i64) -> Result<bool> {
        let delete = api_tokens::Entity::delete_many()
            .filter(api_tokens::Column::Id.eq(id))
            .filter(api_tokens::Column::OperatorId.eq(operator.0));
        Ok(self.changing()?.delete(delete).await? > 0)
    }
}

/// The statement that deletes every token of an operator.
pub(super) fn of(operator: OperatorId) -> DeleteMany<api_tokens::Entity> {
    api_tokens::Entity::delete_many().filter(api_tokens::Column::OperatorId.eq(operator.0))
}
