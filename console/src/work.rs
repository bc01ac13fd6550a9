//! What the pages and the HTTP API both do, once who asks and where is known.

use std::collections::HashSet;

use jiff::Timestamp;
use tenantry_core::model::{AccountId, AlertId, Residency};
use tenantry_engine::{AnswerRequest, Explanation, Unwatched, document::UndoDocument};
use tenantry_store::{
    AlertRecord, ChangeRecord, PeopleFilter, Person, ReadTx, RunRecord,
    access::{ApiToken, NewToken},
};

use crate::{
    app::{App, Property},
    auth::{Right, Secret, SignedIn, may},
    failure::Failure,
};

/// How many tokens an operator can have.
const MOST_TOKENS: usize = 50;

/// An alert of the property.
///
/// # Errors
/// There is none with that ID.
pub(crate) async fn alert(
    tx: &ReadTx,
    property: &Property,
    id: i64,
) -> Result<AlertRecord, Failure> {
    let alert = tx.alert(AlertId(id)).await?;
    if alert.property != property.id() {
        return Err(Failure::NotFound("there is no such alert".into()));
    }
    Ok(alert)
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

/// Confirms the sync that an alert is about: starts one that applies exactly
/// what was held.
///
/// # Errors
/// The alert cannot be answered like this, or a sync is running.
pub(crate) async fn confirm_alert(
    app: &App,
    property: &Property,
    request: &AnswerRequest,
    by: &str,
) -> Result<(), Failure> {
    let sync = app.handle(property).confirmation(request, by).await?;
    Ok(property.worker.start(sync)?)
}

/// Confirms a held run: starts the sync that applies exactly what it held.
///
/// # Errors
/// There is no such run, it cannot be confirmed, or a sync is running.
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
/// Something later is in the way; nothing was changed.
pub(crate) async fn undo_answer(
    app: &App,
    property: &Property,
    id: i64,
    actor: &str,
) -> Result<AlertRecord, Failure> {
    Ok(app.handle(property).undo_answer(AlertId(id), actor).await?.alert)
}

/// A run of the property.
///
/// # Errors
/// There is none with that ID.
pub(crate) async fn run(tx: &ReadTx, property: &Property, id: &str) -> Result<RunRecord, Failure> {
    let run = tx.run(id).await?;
    if run.property != property.id() {
        return Err(Failure::NotFound("there is no such run".into()));
    }
    Ok(run)
}

/// Undoes a run of the property.
///
/// # Errors
/// There is no such run, or it cannot be undone.
pub(crate) async fn undo_run(
    app: &App,
    property: &Property,
    id: &str,
    actor: &str,
) -> Result<UndoDocument, Failure> {
    Ok(app.handle(property).undo(id, actor).await?)
}

/// The person as an operator may see it: somebody of this property, with the
/// residencies of the properties that may be seen.
pub(crate) fn seen(mut person: Person, who: &SignedIn, property: &str) -> Option<Person> {
    let here = |place: &Residency| place.property == property;
    if !person.residencies.iter().any(here) {
        return None;
    }
    person.residencies.retain(|place| may(&who.operator, Right::Look, &place.property));
    Some(person)
}

/// What happened to an account, in the properties that an operator may see.
///
/// # Errors
/// The database's.
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
/// The database's.
pub(crate) async fn alerts_about(
    tx: &ReadTx,
    property: &Property,
    person: &Person,
) -> Result<Vec<AlertRecord>, Failure> {
    let Some(id) = tx.property(property.id()).await? else { return Ok(Vec::new()) };
    let here = person.residencies.iter().filter(|place| place.property == property.id());
    let ids: Vec<_> =
        here.filter_map(|place| Some(place.link.as_ref()?.external_id.as_str())).collect();
    Ok(tx.alerts_naming(id, &[person.account.email.as_str()], &ids).await?)
}

/// People of a property as CSV, and what the file is called.
///
/// # Errors
/// The database's.
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

/// Makes a token of the operator; its secret is seen this once.
///
/// # Errors
/// The label is blank or too long, or there are too many.
pub(crate) async fn new_token(
    app: &App,
    who: &SignedIn,
    label: &str,
) -> Result<(ApiToken, Secret), Failure> {
    let label = label.trim();
    if label.is_empty() || label.chars().count() > 100 {
        return Err(Failure::Wrong("a token needs a name of 1 to 100 characters".into()));
    }
    if app.access.tokens_of(who.operator.id).await?.len() >= MOST_TOKENS {
        return Err(Failure::Moved("there are too many tokens; revoke one first".into()));
    }
    let secret = Secret::new().map_err(|_| Failure::Broken("there is no randomness".into()))?;
    let new = NewToken { label, hash: &secret.hash(), expires_at: None };
    let token = app.access.add_token(who.operator.id, &new, Timestamp::now()).await?;
    Ok((token, secret))
}

/// Revokes a token of the operator.
///
/// # Errors
/// There is none with that ID.
pub(crate) async fn revoke_token(app: &App, who: &SignedIn, id: i64) -> Result<(), Failure> {
    match app.access.revoke_token(who.operator.id, id).await? {
        true => Ok(()),
        false => Err(Failure::NotFound("there is no such token".into())),
    }
}

/// Why a resident is linked, held, or not there. Asks the PMS, one question at
/// a time, however many people are curious.
///
/// # Errors
/// Nobody knows the ID, or the PMS could not be asked.
pub(crate) async fn explain(
    app: &App,
    property: &Property,
    external_id: &str,
) -> Result<Explanation, Failure> {
    let _turn = property.asking.lock().await;
    Ok(app.handle(property).explain(external_id, &mut Unwatched).await?)
}
