//! The people of a property, page by page.

use sea_orm::{EntityTrait, FromQueryResult};

use super::{Cursor, PeopleFilter, filter::conditions};
use crate::{
    Person, PropertyId, ReadTx, Result, StoreError, entity::accounts, load::number, packed,
};

/// One page of the people of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeoplePage {
    /// The people, ordered by last name, first name and ID.
    pub people: Vec<Person>,
    /// Where the next page starts; `None` on the last page.
    pub next: Option<Cursor>,
    /// How many people there are on all pages together.
    pub total: u64,
}

/// The number of people found, and those of the page in packed form.
#[derive(FromQueryResult)]
struct Found {
    total: i64,
    page: Option<String>,
}

impl ReadTx {
    /// Up to `limit` people with a residency at a property, live or ended, in the order of
    /// [`people`](Self::people).
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchPage`] if the last person on the previous page has since been deleted.
    pub async fn people_page(
        &self,
        property: PropertyId,
        filter: &PeopleFilter,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<PeoplePage> {
        let after = self.place(after).await?;
        let conditions = conditions(self, property, filter).await?;
        let all = format!(
            "SELECT a.id, a.sort_key FROM (SELECT DISTINCT account_id FROM residencies WHERE property_id = ?) r \
             CROSS JOIN accounts a WHERE a.id = r.account_id{}",
            conditions.sql
        );
        // Searched once, then counted and cut. The key comes last, so that nothing follows it.
        let sql = format!(
            "WITH found AS MATERIALIZED ({all}) SELECT (SELECT count(*) FROM found) AS total, \
             (SELECT {} FROM (SELECT id, sort_key FROM found WHERE (sort_key, id) > (?, ?) \
             ORDER BY sort_key, id LIMIT ?) p) AS page",
            packed::expression(&["id", "sort_key"])
        );
        let mut values = vec![property.0.into()];
        values.extend(conditions.values);
        values.extend([after.0.into(), after.1.into(), (i64::from(limit) + 1).into()]);
        let found: Option<Found> = self.conn.first(&sql, values).await?;
        let Found { total, page } =
            found.ok_or_else(|| StoreError::damaged("a count without a row"))?;
        let mut ids = Vec::new();
        for row in packed::rows::<2>(&page.unwrap_or_default()) {
            let [id, key] = row?;
            ids.push((key.to_owned(), number(id)?));
        }
        ids.sort_unstable();
        let more = ids.len() > limit as usize;
        ids.truncate(limit as usize);
        let next = ids.last().filter(|_| more).map(|(_, id)| Cursor::after(*id));
        let people = self.in_order(ids.into_iter().map(|(_, id)| id).collect()).await?;
        Ok(PeoplePage { people, next, total: total.unsigned_abs() })
    }

    /// The sort key of a cursor, which holds the account's ID but not its name.
    async fn place(&self, after: Option<&Cursor>) -> Result<(String, i64)> {
        let Some(after) = after else { return Ok((String::new(), 0)) };
        let id = after.number();
        let row = self.conn.ok(accounts::Entity::find_by_id(id).one(&self.conn.tx).await)?;
        Ok((row.ok_or(StoreError::NoSuchPage)?.sort_key, id))
    }

    async fn in_order(&self, ids: Vec<i64>) -> Result<Vec<Person>> {
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        let people = self.persons(&sorted).await?;
        let mut people: Vec<Option<Person>> = people.into_iter().map(Some).collect();
        let at = |id: i64| sorted.binary_search(&id).ok();
        Ok(ids.into_iter().filter_map(|id| people.get_mut(at(id)?)?.take()).collect())
    }
}
