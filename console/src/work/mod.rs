//! Actions shared by the pages and the HTTP API, after authentication.

mod tokens;

pub(crate) use tokens::{
    TOKEN_DAYS, TokenWish, administered, administers, new_token, revoke_token,
};

use std::collections::HashSet;

use tenantry_core::model::{AccountId, AlertId, Residency, Resolution};
use tenantry_engine::{AnswerRequest, Explanation, Unwatched, document::UndoDocument, offer};
use tenantry_store::{
    AlertRecord, ChangeRecord, PeopleFilter, Person, PropertyOverview, ReadTx, RunKind, RunRecord,
    access::Operator,
};

use crate::{
    app::{App, Property},
    auth::{Right, SignedIn, may, may_everywhere, within},
    failure::Failure,
};

/// Finds an alert of the property.
///
/// # Errors
/// The property does not have it.
pub(crate) async fn alert(
    tx: &ReadTx,
    who: &Operator,
    property: &Property,
    id: i64,
) -> Result<AlertRecord, Failure> {
    let mut alert = tx.alert(AlertId(id)).await?;
    if alert.property != property.id() {
        return Err(Failure::NotFound("this alert does not exist".into()));
    }
    look(tx, who, std::slice::from_mut(&mut alert)).await?;
    Ok(alert)
}

/// Finds out which answers to alerts would succeed, and removes what the operator may not see: what
/// they say about accounts that also belong to properties of others, or to staff.
///
/// # Errors
/// The database failed.
pub(crate) async fn look(
    tx: &ReadTx,
    who: &Operator,
    alerts: &mut [AlertRecord],
) -> Result<(), Failure> {
    offer(tx, alerts).await?;
    let within = within(who);
    for alert in alerts.iter_mut().filter(|alert| !within.covers(&alert.reach)) {
        alert.facts = alert.facts.clone().veiled();
        alert.accounts.clear();
        alert.offered.retain(|answer| *answer == Resolution::Dismiss);
        alert.is_veiled = true;
    }
    Ok(())
}

/// Answers an alert.
///
/// # Errors
/// Nothing was changed.
pub(crate) async fn answer(
    app: &App,
    property: &Property,
    request: &AnswerRequest,
    actor: &str,
) -> Result<AlertRecord, Failure> {
    let alert = app.handle(property).answer(request, actor).await?;
    tracing::info!(property = property.id(), alert = request.id.0, "answered");
    Ok(alert)
}

/// Confirms the held sync behind an alert: starts a sync that applies exactly
/// what was held.
///
/// # Errors
/// The alert cannot be answered this way, or a sync is running.
pub(crate) async fn confirm_alert(
    app: &App,
    property: &Property,
    request: &AnswerRequest,
    by: &str,
) -> Result<(), Failure> {
    let sync = app.handle(property).confirmation(request, by).await?;
    Ok(property.worker.start(sync)?)
}

/// Confirms everything that a run held: starts a sync that applies it.
///
/// # Errors
/// The run does not exist or cannot be confirmed, or a sync is running.
pub(crate) async fn confirm_run(
    app: &App,
    property: &Property,
    run: &str,
    by: &str,
) -> Result<(), Failure> {
    let sync = app.handle(property).confirmation_of(run, by).await?;
    Ok(property.worker.start(sync)?)
}

/// Undoes the answer to an alert.
///
/// # Errors
/// A later change is in the way; nothing was changed.
pub(crate) async fn undo_answer(
    app: &App,
    property: &Property,
    id: i64,
    actor: &str,
) -> Result<AlertRecord, Failure> {
    Ok(app.handle(property).undo_answer(AlertId(id), actor).await?.alert)
}

/// Finds a run of the property.
///
/// # Errors
/// The property does not have it.
pub(crate) async fn run(tx: &ReadTx, property: &Property, id: &str) -> Result<RunRecord, Failure> {
    let run = tx.run(id).await?;
    if run.property != property.id() {
        return Err(Failure::NotFound("this sync does not exist".into()));
    }
    Ok(run)
}

/// Undoes a run of the property. A merge moved residencies of every property, so whoever is
/// limited to some cannot undo it.
///
/// # Errors
/// The run does not exist, or cannot be undone at all or by this operator.
pub(crate) async fn undo_run(
    app: &App,
    who: &SignedIn,
    property: &Property,
    id: &str,
) -> Result<UndoDocument, Failure> {
    let found = run(&property.store.read().await?, property, id).await?;
    if found.kind == RunKind::Merge && !may_everywhere(&who.operator) {
        return Err(Failure::LimitedToSome);
    }
    Ok(app.handle(property).undo(&found.id, &who.operator.name).await?)
}

/// The properties with live residencies that no configuration feeds, as far as the operator may
/// see them. Nobody knows while a file that cannot be used may feed them.
///
/// # Errors
/// A database failed.
pub(crate) async fn unfed(app: &App, who: &SignedIn) -> Result<Vec<PropertyOverview>, Failure> {
    let mut unfed = Vec::new();
    if !app.broken.is_empty() {
        return Ok(unfed);
    }
    let mut looked: Vec<&str> = Vec::new();
    for property in &app.properties {
        let url = property.site().database_url.as_str();
        if looked.contains(&url) {
            continue;
        }
        looked.push(url);
        let same = app.properties.iter().filter(|other| other.site().database_url == url);
        let fed: Vec<&str> = same.map(Property::id).collect();
        unfed.extend(property.store.read().await?.unfed(&fed).await?);
    }
    unfed.retain(|property| may(&who.operator, Right::Look, &property.code));
    Ok(unfed)
}

/// A person as the operator may see them: somebody of this property, with
/// residencies only in properties that the operator may see.
pub(crate) fn seen(mut person: Person, who: &SignedIn, property: &str) -> Option<Person> {
    let here = |place: &Residency| place.property == property;
    if !person.residencies.iter().any(here) {
        return None;
    }
    person.residencies.retain(|place| may(&who.operator, Right::Look, &place.property));
    Some(person)
}

/// The history of an account, in the properties that the operator may see.
///
/// # Errors
/// The database failed.
pub(crate) async fn history(
    tx: &ReadTx,
    who: &SignedIn,
    account: AccountId,
) -> Result<Vec<ChangeRecord>, Failure> {
    let mut changes = tx.changes_of(account).await?;
    let places: HashSet<_> = changes.iter().map(|change| change.property.clone()).collect();
    let hidden: HashSet<_> =
        places.into_iter().filter(|id| !may(&who.operator, Right::Look, id)).collect();
    changes.retain(|change| !hidden.contains(&change.property));
    Ok(changes)
}

/// The open alerts of a property that are about a person.
///
/// # Errors
/// The database failed.
pub(crate) async fn alerts_about(
    tx: &ReadTx,
    who: &Operator,
    property: &Property,
    person: &Person,
) -> Result<Vec<AlertRecord>, Failure> {
    let Some(id) = tx.property(property.id()).await? else { return Ok(Vec::new()) };
    let here = person.residencies.iter().filter(|place| place.property == property.id());
    let ids: Vec<_> =
        here.filter_map(|place| Some(place.link.as_ref()?.external_id.as_str())).collect();
    let mut alerts = tx.alerts_naming(id, &[person.account.handle().as_str()], &ids).await?;
    look(tx, who, &mut alerts).await?;
    Ok(alerts)
}

/// The people of a property as CSV, with the file's name.
///
/// # Errors
/// The database failed.
pub(crate) async fn people_csv(
    tx: &ReadTx,
    property: &Property,
    filter: &PeopleFilter,
) -> Result<(String, Vec<u8>), Failure> {
    let people = match tx.property(property.id()).await? {
        Some(id) => tx.people_page(id, filter, None, u32::MAX - 1).await?.people,
        None => Vec::new(),
    };
    let mut csv = Vec::new();
    tenantry_engine::export(&people, property.id(), &mut csv)
        .map_err(|_| Failure::Broken("the export could not be written".into()))?;
    let safe = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let name: String = property.id().chars().map(safe).collect();
    Ok((format!("{name}-people.csv"), csv))
}

/// Explains why a resident is linked, held or missing. Asks the PMS; only one
/// request per property runs at a time.
///
/// # Errors
/// Nobody knows the ID, or the PMS could not be reached.
pub(crate) async fn explain(
    app: &App,
    property: &Property,
    external_id: &str,
) -> Result<Explanation, Failure> {
    let _turn = property.asking.lock().await;
    Ok(app.handle(property).explain(external_id, &mut Unwatched).await?)
}
