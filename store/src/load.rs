//! Loading the part of the directory that is needed.

use std::collections::HashMap;

use sea_orm::Value;
use tenantry_core::{
    Text,
    model::{
        Account, AccountId, AccountKind, AccountStatus, Identity, Link, Place, Reason, Residency,
        ResidencyId, Role, Status,
    },
    reconcile::Focus,
};

use crate::{PropertyId, ReadTx, Result, StoreError, conn::list, convert::date, packed};

/// How many IDs or keys go into one statement.
const CHUNK: usize = 2000;

impl ReadTx {
    /// The accounts that a focus asks for and all of their residencies, both ordered by ID.
    pub async fn load(
        &self,
        property: PropertyId,
        focus: &Focus,
    ) -> Result<(Vec<Account>, Vec<Residency>)> {
        let mut ids = Vec::new();
        if self.is_empty().await? {
            return Ok((Vec::new(), Vec::new()));
        }
        let (id_list, text_list) = (self.conn.id_list(), self.conn.text_list());
        let of_residencies = format!("FROM residencies WHERE id IN {id_list}");
        for chunk in focus.residencies.chunks(CHUNK) {
            let chunk: Vec<i64> = chunk.iter().map(|id| id.0).collect();
            self.ids("account_id", &of_residencies, vec![list(&chunk)?], &mut ids).await?;
        }
        let of_links =
            format!("FROM residencies WHERE property_id = ? AND external_id IN {text_list}");
        for chunk in focus.external_ids.chunks(CHUNK) {
            let values = vec![property.0.into(), list(chunk)?];
            self.ids("account_id", &of_links, values, &mut ids).await?;
        }
        let of_emails = format!("FROM accounts WHERE email_key IN {text_list}");
        for chunk in focus.emails.chunks(CHUNK) {
            self.ids("id", &of_emails, vec![list(chunk)?], &mut ids).await?;
        }
        let of_names = format!(
            "FROM accounts a WHERE name_key IN {text_list} AND EXISTS (SELECT 1 FROM residencies r \
             WHERE r.account_id = a.id AND r.property_id = ?)"
        );
        for chunk in focus.names.chunks(CHUNK) {
            let values = vec![list(chunk)?, property.0.into()];
            self.ids("id", &of_names, values, &mut ids).await?;
        }
        ids.extend(focus.accounts.iter().map(|id| id.0));
        self.with_manual_homes(property, &mut ids).await?;
        ids.sort_unstable();
        ids.dedup();
        self.load_accounts(&ids).await
    }

    /// The accounts of residents and former residents who have a live manual residency at the
    /// property as well. There are few, and the rules ask about them at any sync.
    async fn with_manual_homes(&self, property: PropertyId, ids: &mut Vec<i64>) -> Result<()> {
        let from = "FROM residencies m WHERE m.property_id = ? AND m.external_id IS NULL AND m.ended_on IS NULL \
                    AND EXISTS (SELECT 1 FROM residencies r WHERE r.account_id = m.account_id \
                    AND r.property_id = m.property_id AND r.external_id IS NOT NULL)";
        self.ids("account_id", from, vec![property.0.into()], ids).await
    }

    /// The accounts with these IDs and all of their residencies, both ordered by ID. Unknown IDs
    /// are ignored.
    pub async fn accounts(&self, ids: &[AccountId]) -> Result<(Vec<Account>, Vec<Residency>)> {
        let mut ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        ids.sort_unstable();
        ids.dedup();
        self.load_accounts(&ids).await
    }

    pub(crate) async fn ids(
        &self,
        column: &str,
        from: &str,
        values: Vec<Value>,
        ids: &mut Vec<i64>,
    ) -> Result<()> {
        let sql = format!("SELECT {} {from}", packed::expression(&[column]));
        let packed: Option<String> = self.conn.one(&sql, values).await?;
        for row in packed::rows::<1>(&packed.unwrap_or_default()) {
            ids.push(number(row?[0])?);
        }
        Ok(())
    }

    /// `ids` must be sorted and unique.
    pub(crate) async fn load_accounts(
        &self,
        ids: &[i64],
    ) -> Result<(Vec<Account>, Vec<Residency>)> {
        let (mut accounts, mut residencies) =
            (Vec::with_capacity(ids.len()), Vec::with_capacity(ids.len()));
        if ids.is_empty() {
            return Ok((accounts, residencies));
        }
        let codes = self.codes().await?;
        let id_list = self.conn.id_list();
        let of_accounts =
            format!("SELECT {} FROM accounts WHERE id IN {id_list}", packed::expression(&ACCOUNT));
        let of_residencies = format!(
            "SELECT {} FROM residencies WHERE account_id IN {id_list}",
            packed::expression(&RESIDENCY)
        );
        // The next packed text is fetched while the current one is parsed.
        let mut chunks = ids.chunks(CHUNK).map(list);
        let mut texts = (String::new(), String::new());
        loop {
            let chunk = chunks.next().transpose()?;
            let done = chunk.is_none();
            let fetch = async {
                let Some(ids) = chunk else { return Ok::<_, StoreError>(Default::default()) };
                let first: Option<String> = self.conn.one(&of_accounts, vec![ids.clone()]).await?;
                let second: Option<String> = self.conn.one(&of_residencies, vec![ids]).await?;
                Ok((first.unwrap_or_default(), second.unwrap_or_default()))
            };
            let (next, read) = tokio::join!(fetch, async {
                for row in packed::rows(&texts.0) {
                    accounts.push(account(row?)?);
                }
                for row in packed::rows(&texts.1) {
                    residencies.push(residency(row?, &codes)?);
                }
                Ok::<_, StoreError>(())
            });
            read?;
            texts = next?;
            if done {
                break;
            }
        }
        accounts.sort_unstable_by_key(|account| account.id);
        residencies.sort_unstable_by_key(|residency| residency.id);
        Ok((accounts, residencies))
    }

    async fn is_empty(&self) -> Result<bool> {
        let any: Option<i64> = self.conn.one("SELECT id FROM accounts LIMIT 1", Vec::new()).await?;
        Ok(any.is_none())
    }

    pub(crate) async fn codes(&self) -> Result<HashMap<i64, Text>> {
        let properties = self.properties().await?;
        Ok(properties.into_iter().map(|(id, code)| (id.0, code.into())).collect())
    }
}

const ACCOUNT: [&str; 7] = ["id", "email", "first_name", "last_name", "phone", "kind", "status"];

const RESIDENCY: [&str; 24] = [
    "id",
    "account_id",
    "property_id",
    "external_id",
    "lease_id",
    "building",
    "unit",
    "status",
    "lease_start",
    "lease_end",
    "move_in",
    "move_out",
    "ended_on",
    "property_code",
    "household_id",
    "role",
    "pms_status",
    "last_live_status",
    "end_reason",
    "pms_first_name",
    "pms_last_name",
    "pms_email",
    "pms_phone",
    "missing_runs",
];

fn account(row: [&str; 7]) -> Result<Account> {
    let [id, email, first_name, last_name, phone, kind, status] = row;
    Ok(Account {
        id: AccountId(number(id)?),
        email: some(email),
        first_name: first_name.into(),
        last_name: last_name.into(),
        phone: some(phone),
        kind: AccountKind::from_name(kind)
            .ok_or_else(|| StoreError::damaged("the kind of an account"))?,
        status: AccountStatus::from_name(status)
            .ok_or_else(|| StoreError::damaged("the status of an account"))?,
    })
}

fn residency(row: [&str; 24], codes: &HashMap<i64, Text>) -> Result<Residency> {
    let [id, account, property, external_id, lease_id, building, unit, status, rest @ ..] = row;
    let [lease_start, lease_end, move_in, move_out, ended_on, rest @ ..] = rest;
    let [code, household_id, role, pms_status, last_live_status, end_reason, rest @ ..] = rest;
    let [first_name, last_name, email, phone, missing_runs] = rest;
    let property = codes.get(&number(property)?);
    Ok(Residency {
        id: ResidencyId(number(id)?),
        account: AccountId(number(account)?),
        property: property
            .cloned()
            .ok_or_else(|| StoreError::damaged("a residency without a property"))?,
        link: some(external_id).map(|external_id| Link { external_id, lease_id: some(lease_id) }),
        place: Place {
            building: some(building),
            unit: some(unit),
            status: Status::from_name(status)
                .ok_or_else(|| StoreError::damaged("the status of a residency"))?,
            lease_start: date(lease_start)?,
            lease_end: date(lease_end)?,
            move_in: date(move_in)?,
            move_out: date(move_out)?,
            property_code: some(code),
            household_id: some(household_id),
            role: maybe(role, Role::from_name, "the role of a residency")?,
            pms_status: some(pms_status),
        },
        ended_on: date(ended_on)?,
        end_reason: maybe(end_reason, Reason::from_name, "why a residency ended")?,
        last_live_status: maybe(
            last_live_status,
            Status::from_name,
            "the last live status of a residency",
        )?,
        seen: Identity {
            first_name: first_name.into(),
            last_name: last_name.into(),
            email: some(email),
            phone: some(phone),
        },
        missing_runs: missing_runs.parse().map_err(|_| StoreError::damaged("a number"))?,
    })
}

/// The value with a name; `None` if the name is blank.
fn maybe<E>(name: &str, of_name: impl Fn(&str) -> Option<E>, what: &str) -> Result<Option<E>> {
    match name {
        "" => Ok(None),
        name => of_name(name).map(Some).ok_or_else(|| StoreError::damaged(what)),
    }
}

/// The text, unless it is blank.
pub(crate) fn some(text: &str) -> Option<Text> {
    (!text.is_empty()).then(|| text.into())
}

pub(crate) fn number(text: &str) -> Result<i64> {
    text.parse().map_err(|_| StoreError::damaged("a number"))
}
