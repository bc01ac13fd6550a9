//! Finding people in the directory.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};
use tenantry_core::model::AccountId;

use crate::{
    Person, PropertyId, ReadTx, Result,
    entity::accounts,
    keys::{email_key, name_key},
    load::number,
    packed, search,
};

impl ReadTx {
    /// People ordered by last and first name: those with a residency at a property, live or ended,
    /// or everybody. With a search text, only those whose name, email or phone number contains it,
    /// or who have that unit or PMS ID.
    pub async fn people(
        &self,
        property: Option<PropertyId>,
        search: Option<&str>,
    ) -> Result<Vec<Person>> {
        let mut conditions = vec!["1 = 1".to_owned()];
        let mut values: Vec<Value> = Vec::new();
        if let Some(property) = property {
            let lives = "EXISTS (SELECT 1 FROM residencies r WHERE r.account_id = a.id AND r.property_id = ?)";
            conditions.push(lives.to_owned());
            values.push(property.0.into());
        }
        if let Some((condition, sought)) = search::condition(search, None, "") {
            conditions.push(condition);
            values.extend(sought);
        }
        let mut ids = Vec::new();
        let from = format!("FROM accounts a WHERE {}", conditions.join(" AND "));
        self.ids("id", &from, values, &mut ids).await?;
        ids.sort_unstable();
        let mut people = self.persons(&ids).await?;
        people.sort_by(|a, b| {
            let key =
                |person: &Person| (name_key(&person.account.last_name, ""), person.account.id);
            let first = |person: &Person| name_key(&person.account.first_name, "");
            let ((a_last, a_id), (b_last, b_id)) = (key(a), key(b));
            a_last.cmp(&b_last).then_with(|| first(a).cmp(&first(b))).then(a_id.cmp(&b_id))
        });
        Ok(people)
    }

    /// The person with an ID or an email.
    pub async fn person(&self, id_or_email: &str) -> Result<Option<Person>> {
        let id = match id_or_email.trim().parse::<i64>() {
            Ok(id) => Some(id),
            Err(_) => {
                let key = accounts::Column::EmailKey.eq(email_key(id_or_email));
                let query = accounts::Entity::find().filter(key).one(&self.conn.tx);
                self.conn.ok(query.await)?.map(|account| account.id)
            }
        };
        let Some(id) = id else { return Ok(None) };
        Ok(self.persons(&[id]).await?.pop())
    }

    /// The accounts of a property that have a residency with a PMS ID.
    pub async fn accounts_of(
        &self,
        property: PropertyId,
        external_id: &str,
    ) -> Result<Vec<AccountId>> {
        let sql = format!(
            "SELECT {} FROM residencies WHERE property_id = ? AND external_id = ?",
            packed::expression(&["account_id"])
        );
        let packed: Option<String> =
            self.conn.one(&sql, vec![property.0.into(), external_id.into()]).await?;
        let packed = packed.unwrap_or_default();
        let mut ids = Vec::new();
        for row in packed::rows::<1>(&packed) {
            ids.push(AccountId(number(row?[0])?));
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    pub(crate) async fn persons(&self, ids: &[i64]) -> Result<Vec<Person>> {
        let (accounts, mut residencies) = self.load_accounts(ids).await?;
        residencies.sort_by_key(|residency| residency.account);
        let mut left = residencies.into_iter().peekable();
        let mut people = Vec::with_capacity(accounts.len());
        for account in accounts {
            let mut residencies = Vec::new();
            while let Some(residency) = left.next_if(|residency| residency.account <= account.id) {
                residencies.push(residency);
            }
            people.push(Person { account, residencies });
        }
        Ok(people)
    }
}
