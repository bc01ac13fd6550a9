//! Reading the rows that core asks for before an undo.

use sea_orm::FromQueryResult;
use tenantry_core::{
    model::{AccountId, ResidencyId},
    reconcile::{Needs, Neighbors, Returning},
};

use crate::{ReadTx, Result, conn::list, convert::text, directory::restore, keys::email_key};

#[derive(FromQueryResult)]
struct Live {
    account_id: i64,
    id: i64,
}

pub(super) async fn neighbors(tx: &ReadTx, needs: &Needs) -> Result<Neighbors> {
    let mut linked = Vec::new();
    for returning in &needs.returning {
        linked.extend(same_link(tx, returning).await?);
    }
    let (asleep, awake) = arriving(tx, needs).await?;
    let (holders, live) = (holders(tx, needs).await?, live(tx, needs).await?);
    Ok(Neighbors { holders, linked, live, asleep, awake })
}

/// The inactive accounts to which a residency comes, and the live residencies that come.
async fn arriving(tx: &ReadTx, needs: &Needs) -> Result<(Vec<AccountId>, Vec<ResidencyId>)> {
    if needs.arriving.is_empty() {
        return Ok(Default::default());
    }
    let (accounts, residencies): (Vec<i64>, Vec<i64>) =
        needs.arriving.iter().map(|(account, residency)| (account.0, residency.0)).unzip();
    let list_of = tx.conn.id_list();
    let (mut asleep, mut awake) = (Vec::new(), Vec::new());
    let from = format!("FROM accounts WHERE status = 'inactive' AND id IN {list_of}");
    tx.ids("id", &from, vec![list(&accounts)?], &mut asleep).await?;
    let from = format!("FROM residencies WHERE ended_on IS NULL AND id IN {list_of}");
    tx.ids("id", &from, vec![list(&residencies)?], &mut awake).await?;
    let awake = awake.into_iter().map(ResidencyId).collect();
    Ok((asleep.into_iter().map(AccountId).collect(), awake))
}

async fn holders(tx: &ReadTx, needs: &Needs) -> Result<Vec<AccountId>> {
    if needs.emails.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<String> = needs.emails.iter().map(|email| email_key(email)).collect();
    let from = format!("FROM accounts WHERE email_key IN {}", tx.conn.text_list());
    let mut ids = Vec::new();
    tx.ids("id", &from, vec![list(&keys)?], &mut ids).await?;
    Ok(ids.into_iter().map(AccountId).collect())
}

async fn same_link(tx: &ReadTx, returning: &Returning) -> Result<Option<ResidencyId>> {
    let Returning { account, residency, link } = returning;
    let property = restore::property_of(&tx.conn, account.0, residency.0).await?;
    let sql =
        "SELECT id FROM residencies WHERE property_id = ? AND external_id = ? AND lease_id = ?";
    let lease_id = link.lease_id.as_deref().unwrap_or_default();
    let values = vec![property.into(), text(&link.external_id), text(lease_id)];
    Ok(tx.conn.one(sql, values).await?.map(ResidencyId))
}

async fn live(tx: &ReadTx, needs: &Needs) -> Result<Vec<(AccountId, ResidencyId)>> {
    if needs.inactive.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT account_id, id FROM residencies WHERE account_id IN {} AND ended_on IS NULL",
        tx.conn.id_list()
    );
    let ids: Vec<i64> = needs.inactive.iter().map(|id| id.0).collect();
    let rows: Vec<Live> = tx.conn.all(&sql, vec![list(&ids)?]).await?;
    Ok(rows.into_iter().map(|row| (AccountId(row.account_id), ResidencyId(row.id))).collect())
}
