use jiff::Timestamp;
use tenantry_core::{
    Date, Text,
    model::{AlertFacts, AlertId, Resolution},
    normalize::email_key,
    reconcile::{Answer, Focus, Reach, Resolved, Snapshot, resolve},
};
use tenantry_store::{AlertRecord, PropertyId, ReadTx, StoreError};

use crate::{
    ChangeDocument, Handle, Refused, Result, Site,
    document::change_documents,
    offer::{add, focus_of_all, offer, open_questions},
};

/// A person's answer to an alert.
#[derive(Debug, Clone)]
pub struct AnswerRequest {
    /// The alert to answer.
    pub id: AlertId,
    /// How to answer it.
    pub resolution: Resolution,
    /// With [`Resolution::CreateSeparate`]: delete the old account.
    pub delete_old: bool,
    /// The email of the account to use, or its ID, if the alert names several.
    pub account: Option<String>,
    /// The reason; required by [`Resolution::Dismiss`].
    pub reason: Option<String>,
    /// The version of the facts that the person saw, if known. If the facts have
    /// changed since, the answer is refused.
    pub version: Option<u64>,
    /// Where the person may change something.
    pub within: Within,
}

/// The properties at which a person may change something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Within {
    /// All of them, now and in the future, and staff accounts.
    #[default]
    Everywhere,
    /// These, by ID, and no staff accounts.
    Properties(Vec<String>),
}

impl Within {
    /// Whether a person may change accounts that mean this beyond a property.
    pub fn covers(&self, reach: &Reach) -> bool {
        match self {
            Within::Everywhere => true,
            Within::Properties(allowed) => {
                let may = |property: &Text| allowed.iter().any(|id| id == property.as_str());
                !reach.staff && reach.properties.iter().all(may)
            }
        }
    }
}

/// The longest reason that is stored, in bytes.
const LONGEST_REASON: usize = 2000;

/// Returns the alert if it belongs to this property and can be answered this way.
pub(crate) async fn check(
    tx: &ReadTx,
    site: &Site,
    request: &AnswerRequest,
) -> Result<AlertRecord> {
    let mut alert = tx.alert(request.id).await?;
    if !alert.facts.resolutions().contains(&request.resolution) {
        offer(tx, std::slice::from_mut(&mut alert)).await?;
    }
    fits(&alert, site, request)?;
    Ok(alert)
}

fn fits(
    alert: &AlertRecord,
    site: &Site,
    request: &AnswerRequest,
) -> std::result::Result<(), Refused> {
    let (id, kind, answer) = (alert.id, alert.kind(), request.resolution);
    if alert.property != site.id() {
        return Err(Refused::AlertElsewhere { alert: id, property: alert.property.clone() });
    }
    if !alert.open {
        let by = alert.closed_by.clone().unwrap_or_else(|| "sync".into());
        return Err(Refused::AlertClosed { alert: id, answer: alert.resolution, by });
    }
    if request.version.is_some_and(|seen| seen != alert.version) {
        return Err(Refused::AlertChanged { alert: id });
    }
    if !alert.facts.resolutions().contains(&answer) {
        return Err(Refused::NotAnAnswer { kind, answer, offered: alert.offered.clone() });
    }
    if request.reason.as_ref().is_some_and(|reason| reason.len() > LONGEST_REASON) {
        return Err(Refused::ReasonTooLong { most: LONGEST_REASON });
    }
    if request.delete_old && answer != Resolution::CreateSeparate {
        return Err(Refused::NothingToDelete);
    }
    Ok(())
}

pub(crate) async fn answer(
    handle: &Handle<'_>,
    request: &AnswerRequest,
    by: &str,
) -> Result<AlertRecord> {
    let tx = handle.store.begin().await?;
    let alert = check(&tx, handle.site, request).await?;
    let now = Timestamp::now();
    let reason = request.reason.as_deref().filter(|reason| !reason.trim().is_empty());
    if request.resolution == Resolution::Dismiss && reason.is_none() {
        return Err(Refused::ReasonMissing.into());
    }
    let policy = handle.policy(now);
    let (property, _, resolved) = resolved(&tx, &alert, request, policy.today).await?;
    let answer = tenantry_store::Answer {
        alert: alert.id,
        actor: by,
        resolution: request.resolution,
        reason: request.reason.as_deref(),
    };
    tx.apply_decision(property, &answer, &resolved.change_set(&policy), now).await?;
    let answered = tx.alert(request.id).await?;
    tx.commit().await?;
    Ok(answered)
}

pub(crate) async fn preview(
    handle: &Handle<'_>,
    request: &AnswerRequest,
) -> Result<Vec<ChangeDocument>> {
    let tx = handle.store.read().await?;
    let alert = check(&tx, handle.site, request).await?;
    if matches!(request.resolution, Resolution::Dismiss | Resolution::Confirm) {
        return Ok(Vec::new());
    }
    let policy = handle.policy(Timestamp::now());
    let (_, snapshot, resolved) = resolved(&tx, &alert, request, policy.today).await?;
    Ok(change_documents(&resolved.change_set(&policy), &snapshot.accounts))
}

async fn resolved(
    tx: &ReadTx,
    alert: &AlertRecord,
    request: &AnswerRequest,
    today: Date,
) -> Result<(PropertyId, Snapshot, Resolved)> {
    let property = tx.property(&alert.property).await?;
    let property = property
        .ok_or_else(|| StoreError::Damaged { what: "an alert without a property".into() })?;
    let open = open_questions(tx, property).await?;
    let mut wanted = focus_of_all(&open);
    add(&mut wanted, focus(&alert.facts, &alert.residents));
    let (accounts, residencies) = tx.load(property, &wanted).await?;
    let snapshot = Snapshot { accounts, residencies, ..Snapshot::default() };
    let answer = Answer {
        resolution: request.resolution,
        facts: &alert.facts,
        account: request.account.as_deref(),
        delete_old: request.delete_old,
        property: &alert.property,
        open: &open,
        today,
    };
    let resolved =
        resolve(&answer, &snapshot).map_err(|why| Refused::Answer { alert: alert.id, why })?;
    if !request.within.covers(&resolved.reach) {
        return Err(Refused::BeyondRights { alert: alert.id, reach: resolved.reach }.into());
    }
    Ok((property, snapshot, resolved))
}

/// What an answer needs from the directory: the accounts that the alert shows, the one with the
/// resident's email, and those linked to the resident.
pub(crate) fn focus(facts: &AlertFacts, residents: &[Text]) -> Focus {
    let external_ids = residents.to_vec();
    let residents = facts.residents().iter().filter_map(|resident| resident.email.as_deref());
    let mut emails: Vec<_> = residents.filter_map(email_key).collect();
    emails.sort();
    emails.dedup();
    let accounts = facts.accounts().iter().map(|account| account.id).collect();
    Focus { external_ids, emails, accounts, ..Focus::default() }
}
