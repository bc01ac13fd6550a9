//! Which answers to open alerts would succeed.

use jiff::tz::TimeZone;
use tenantry_core::{
    model::{AlertFacts, AlertId, Resolution},
    reconcile::{Answer, Focus, Offers, Snapshot},
};
use tenantry_store::{AlertRecord, PropertyId, ReadTx};

use crate::{Result, answer::focus};

/// Narrows what open alerts of one property [offer](AlertRecord::offered) down to the answers that
/// would succeed now, and finds out what their accounts mean beyond the property.
///
/// # Errors
/// A store error.
pub async fn offer(tx: &ReadTx, alerts: &mut [AlertRecord]) -> Result<()> {
    let Some(first) = alerts.first() else { return Ok(()) };
    let code = first.property.clone();
    let Some(property) = tx.property(&code).await? else { return Ok(()) };
    let open = open_questions(tx, property).await?;
    let mut all = focus_of_all(&open);
    for alert in alerts.iter() {
        match alert.open {
            true => add(&mut all, focus(&alert.facts, &alert.residents)),
            false => all.accounts.extend(alert.facts.accounts().iter().map(|shown| shown.id)),
        }
    }
    let (accounts, residencies) = tx.load(property, &all).await?;
    let snapshot = Snapshot { accounts, residencies, ..Snapshot::default() };
    let offers = Offers::new(&snapshot, &code);
    for alert in alerts {
        alert.reach = offers.reach(&alert.facts);
        if !alert.open {
            continue;
        }
        let about = Answer {
            resolution: Resolution::Dismiss,
            facts: &alert.facts,
            account: None,
            delete_old: false,
            property: &code,
            open: &open,
            today: alert.opened_at.to_zoned(TimeZone::UTC).date(),
        };
        alert.offered = offers.of(&about);
    }
    Ok(())
}

/// The open alerts that ask about the address of somebody who is linked. An answer may settle
/// several of them at once.
pub(crate) async fn open_questions(
    tx: &ReadTx,
    property: PropertyId,
) -> Result<Vec<(AlertId, AlertFacts)>> {
    let open = tx.alerts(Some(property), false).await?.into_iter();
    let linked = open.filter(|alert| alert.facts.linked().is_some());
    Ok(linked.map(|alert| (alert.id, alert.facts)).collect())
}

/// What these alerts need from the directory.
pub(crate) fn focus_of_all(open: &[(AlertId, AlertFacts)]) -> Focus {
    let mut all = Focus::default();
    for (_, facts) in open {
        add(&mut all, focus(facts, &facts.resident_ids()));
    }
    all
}

/// Adds what one alert needs from the directory to what others need.
pub(crate) fn add(all: &mut Focus, one: Focus) {
    all.external_ids.extend(one.external_ids);
    all.emails.extend(one.emails);
    all.accounts.extend(one.accounts);
    for keys in [&mut all.external_ids, &mut all.emails] {
        keys.sort_unstable();
        keys.dedup();
    }
    all.accounts.sort_unstable();
    all.accounts.dedup();
}
