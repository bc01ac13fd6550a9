//! Adding, finding, changing and removing operators.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, TransactionTrait,
    sea_query::{Expr, ExprTrait},
};
use secrecy::{ExposeSecret, SecretString};

use super::{Access, NewOperator, Operator, OperatorId, Role, sessions, tokens};
use crate::{
    Result, StoreError,
    conn::Conn,
    convert::moment,
    entity::{named::Named, operators},
    records::json,
    sync::SYNC,
};

impl Access {
    /// Adds an operator.
    ///
    /// # Errors
    ///
    /// [`StoreError::OperatorExists`] if the name is taken, [`StoreError::OperatorName`] if it
    /// cannot be used.
    pub async fn add_operator(&self, new: &NewOperator<'_>, now: Timestamp) -> Result<Operator> {
        Self::insert(self.changing()?, new, now).await
    }

    /// Adds an operator if there is none. `None` if there is one, however many try at once.
    ///
    /// # Errors
    ///
    /// [`StoreError::OperatorName`] if the name cannot be used.
    pub async fn add_first_operator(
        &self,
        new: &NewOperator<'_>,
        now: Timestamp,
    ) -> Result<Option<Operator>> {
        let tx = self.begin().await?;
        // In SQLite, the one writing connection is taken; other processes wait for the lock.
        let lock = match tx.is_sqlite() {
            true => "UPDATE operators SET id = id WHERE FALSE",
            false => "LOCK TABLE operators IN SHARE ROW EXCLUSIVE MODE",
        };
        tx.ok(tx.tx.execute_unprepared(lock).await)?;
        if tx.ok(operators::Entity::find().one(&tx.tx).await)?.is_some() {
            return Ok(None);
        }
        let operator = Self::insert(&tx, new, now).await?;
        commit(tx).await?;
        Ok(Some(operator))
    }

    async fn begin(&self) -> Result<Conn> {
        let writer = self.changing()?;
        let begun = writer.ok(writer.tx.begin().await)?;
        Ok(Conn { tx: begun, place: writer.place.clone() })
    }

    async fn insert<C: ConnectionTrait>(
        to: &Conn<C>,
        new: &NewOperator<'_>,
        now: Timestamp,
    ) -> Result<Operator> {
        let name = new.name.trim();
        let refuse = |why| Err(StoreError::OperatorName { why });
        match key(name).as_str() {
            "" => return refuse("it is blank"),
            SYNC => return refuse("the audit uses it for the engine itself"),
            _ => {}
        }
        let row = operators::ActiveModel {
            id: ActiveValue::NotSet,
            name: Set(name.to_owned()),
            name_key: Set(key(name)),
            role: Set(Named(new.role)),
            properties: Set(new.properties.map(|ids| json(&ids)).transpose()?),
            password_hash: Set(new.password_hash.expose_secret().to_owned()),
            password_version: Set(1),
            created_at: Set(moment(now)?),
        };
        Operator::of(to.ok(row.insert(&to.tx).await)?)
    }

    /// Every operator, ordered by name.
    pub async fn operators(&self) -> Result<Vec<Operator>> {
        let query = operators::Entity::find().order_by_asc(operators::Column::NameKey);
        let rows = self.reader.ok(query.all(&self.reader.tx).await)?;
        rows.into_iter().map(Operator::of).collect()
    }

    /// The operator with a name, in any letter case.
    pub async fn operator_named(&self, name: &str) -> Result<Option<Operator>> {
        let query = operators::Entity::find().filter(operators::Column::NameKey.eq(key(name)));
        let row = self.reader.ok(query.one(&self.reader.tx).await)?;
        row.map(Operator::of).transpose()
    }

    /// The operator with an ID.
    pub async fn operator(&self, id: OperatorId) -> Result<Option<Operator>> {
        let query = operators::Entity::find_by_id(id.0);
        let row = self.reader.ok(query.one(&self.reader.tx).await)?;
        row.map(Operator::of).transpose()
    }

    /// Removes an operator and all of their sessions and tokens.
    pub async fn remove_operator(&self, id: OperatorId) -> Result<()> {
        let delete = operators::Entity::delete_many().filter(operators::Column::Id.eq(id.0));
        found(self.changing()?.delete(delete).await?)
    }

    /// Changes an operator's password and ends all of their sessions and tokens, including those
    /// that are being created with the old password at the same moment.
    pub async fn set_password(&self, id: OperatorId, hash: &SecretString) -> Result<()> {
        let tx = self.begin().await?;
        let next = Expr::col(operators::Column::PasswordVersion).add(1);
        let update = operators::Entity::update_many()
            .col_expr(operators::Column::PasswordHash, Expr::value(hash.expose_secret()))
            .col_expr(operators::Column::PasswordVersion, next)
            .filter(operators::Column::Id.eq(id.0));
        found(tx.update(update).await?)?;
        tx.delete(sessions::of(id)).await?;
        tx.delete(tokens::of(id)).await?;
        commit(tx).await
    }

    /// Changes what an operator may do, and at which properties. Existing sessions go on with the
    /// new rights.
    pub async fn set_rights(
        &self,
        id: OperatorId,
        role: Role,
        properties: Option<&[String]>,
    ) -> Result<()> {
        let properties = properties.map(|ids| json(&ids)).transpose()?;
        let update = operators::Entity::update_many()
            .col_expr(operators::Column::Role, Expr::value(Named(role)))
            .col_expr(operators::Column::Properties, Expr::value(properties))
            .filter(operators::Column::Id.eq(id.0));
        found(self.changing()?.update(update).await?)
    }
}

async fn commit(tx: Conn) -> Result<()> {
    let Conn { tx, place } = tx;
    tx.commit().await.map_err(|error| StoreError::of(&place, &error))
}

fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

pub(super) fn found(changed: u64) -> Result<()> {
    if changed == 0 { Err(StoreError::NoSuchOperator) } else { Ok(()) }
}
