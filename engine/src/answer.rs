use jiff::Timestamp;
use tenantry_core::{
    Date,
    model::{AlertId, Resident, Resolution},
    normalize::email_key,
    reconcile::{Answer, ChangeSet, Focus, Policy, Resolved, Snapshot, resolve},
};
use tenantry_store::{AlertRecord, PropertyId, ReadTx, StoreError, WriteTx};

use crate::{ChangeDocument, Error, Result, Site, document::change_documents};

/// A person's answer to an alert.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The alert.
    pub id: AlertId,
    /// The answer.
    pub resolution: Resolution,
    /// With `create-separate`: delete the old account.
    pub delete_old: bool,
    /// Which account, by email, where the alert names several.
    pub account: Option<String>,
    /// Why; `dismiss` asks for it.
    pub reason: Option<String>,
    /// The facts that the person saw, where that is known.
    pub version: Option<u64>,
}

/// The longest reason that is remembered, in bytes.
const LONGEST_REASON: usize = 2000;

/// The alert, where it is of this property and can be answered like this.
///
/// # Errors
/// [`Error::Asked`] for what can never be, [`Error::Moved`] where the alert is
/// no longer open or shows something else by now.
pub async fn check_answer(tx: &ReadTx, site: &Site, asked: &Asked) -> Result<AlertRecord> {
    let alert = tx.alert(asked.id).await?;
    let id = asked.id.0;
    if alert.property != site.id() {
        return Err(Error::Asked(format!(
            "alert {id} is of the property {}; pass that property's file",
            alert.property
        )));
    }
    if !alert.open {
        let how = alert.resolution.map_or("closed", Resolution::as_str);
        let by = alert.closed_by.as_deref().unwrap_or("a sync");
        return Err(Error::Moved(format!(
            "alert {id} is no longer open ({how} by {by}), so nothing was changed"
        )));
    }
    if asked.version.is_some_and(|seen| seen != alert.facts) {
        return Err(Error::Moved(format!(
            "what alert {id} says has changed since it was shown, so nothing was changed; look at it again"
        )));
    }
    if !alert.kind.resolutions().contains(&asked.resolution) {
        let known: Vec<&str> =
            alert.kind.resolutions().iter().map(|known| known.as_str()).collect();
        return Err(Error::Asked(format!(
            "a {} alert cannot be answered with {}; it takes: {}",
            alert.kind.as_str(),
            asked.resolution.as_str(),
            known.join(", ")
        )));
    }
    let reason = asked.reason.as_deref().unwrap_or_default();
    if asked.resolution == Resolution::Dismiss && reason.trim().is_empty() {
        return Err(Error::Asked("say why (--reason TEXT); it is remembered".into()));
    }
    if reason.len() > LONGEST_REASON {
        return Err(Error::Asked(format!("the reason is longer than {LONGEST_REASON} bytes")));
    }
    if asked.delete_old && asked.resolution != Resolution::CreateSeparate {
        return Err(Error::Asked("--delete-old goes with create-separate only".into()));
    }
    Ok(alert)
}

/// Answers an alert: the changes, the decision and the closing, in this
/// transaction. Not `confirm`, which is a sync of the alert's run.
///
/// # Errors
/// As [`check_answer`]; [`Error::Moved`] where the directory is no longer as
/// the alert showed it.
pub async fn answer(
    tx: &WriteTx,
    site: &Site,
    asked: &Asked,
    actor: &str,
    today: Option<Date>,
) -> Result<AlertRecord> {
    let alert = check_answer(tx, site, asked).await?;
    let now = Timestamp::now();
    match asked.resolution {
        Resolution::Dismiss => tx.dismiss(alert.id, actor, asked.reason.as_deref(), now).await?,
        resolution => {
            let policy = site.policy(now, today);
            let (property, _, resolved) = resolved(tx, &alert, asked, &policy).await?;
            let answer = tenantry_store::Answer {
                alert: alert.id,
                actor,
                resolution,
                reason: asked.reason.as_deref(),
            };
            let set = set_of(&alert, &resolved, &policy);
            tx.apply_decision(property, &answer, &set, now).await?;
        }
    }
    Ok(tx.alert(asked.id).await?)
}

/// What an answer would change. Changes nothing.
///
/// # Errors
/// As [`answer`].
pub async fn preview(
    tx: &ReadTx,
    site: &Site,
    asked: &Asked,
    today: Option<Date>,
) -> Result<Vec<ChangeDocument>> {
    let alert = check_answer(tx, site, asked).await?;
    if matches!(asked.resolution, Resolution::Dismiss | Resolution::Confirm) {
        return Ok(Vec::new());
    }
    let policy = site.policy(Timestamp::now(), today);
    let (_, snapshot, resolved) = resolved(tx, &alert, asked, &policy).await?;
    Ok(change_documents(&set_of(&alert, &resolved, &policy), &snapshot.accounts))
}

async fn resolved(
    tx: &ReadTx,
    alert: &AlertRecord,
    asked: &Asked,
    policy: &Policy,
) -> Result<(PropertyId, Snapshot, Resolved)> {
    let property = tx.property(&alert.property).await?;
    let property = property
        .ok_or_else(|| StoreError::Damaged { what: "an alert without a property".into() })?;
    let (accounts, residencies) = tx.load(property, &focus(alert)).await?;
    let snapshot = Snapshot { accounts, residencies, ..Snapshot::default() };
    let answer = Answer {
        resolution: asked.resolution,
        details: &alert.details,
        account: asked.account.as_deref(),
        delete_old: asked.delete_old,
        property: &alert.property,
        today: policy.today,
    };
    let resolved = resolve(&answer, &snapshot).map_err(|refusal| {
        Error::Moved(format!("alert {} was not resolved: {refusal}", alert.id.0))
    })?;
    Ok((property, snapshot, resolved))
}

fn set_of<'a>(alert: &'a AlertRecord, resolved: &'a Resolved, policy: &'a Policy) -> ChangeSet<'a> {
    ChangeSet {
        property: &alert.property,
        residents: &resolved.residents,
        changes: &resolved.changes,
        phone_key: policy.phone_key,
        country: &policy.country,
    }
}

/// What an answer needs to see: the accounts that the alert names, those with
/// the resident's email, and those linked to the resident.
fn focus(alert: &AlertRecord) -> Focus {
    let residents: Vec<Resident> =
        serde_json::from_value(alert.details["residents"].clone()).unwrap_or_default();
    let mut focus = Focus { external_ids: alert.residents.clone(), ..Focus::default() };
    focus.emails.extend(alert.accounts.iter().filter_map(|email| email_key(email)));
    focus
        .emails
        .extend(residents.iter().filter_map(|resident| email_key(resident.email.as_deref()?)));
    let shown = alert.details["accounts"].as_array();
    focus.emails.extend(
        shown.into_iter().flatten().filter_map(|account| email_key(account["email"].as_str()?)),
    );
    focus.emails.sort();
    focus.emails.dedup();
    focus
}
