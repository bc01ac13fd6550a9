use std::process::ExitCode;

use jiff::Timestamp;
use serde_json::json;
use tenantry_core::{
    model::{AlertId, Resident, Resolution},
    normalize::email_key,
    reconcile::{Answer, ChangeSet, Focus, Resolved, Snapshot, resolve},
};
use tenantry_store::{AlertRecord, OpenMode, Store};

use super::Job;
use crate::{
    engine::{actor, policy},
    exit::Usage,
    output::{self, table::println},
};

/// An answer as typed.
pub(crate) struct Asked {
    pub(crate) id: i64,
    pub(crate) resolution: Resolution,
    pub(crate) delete_old: bool,
    pub(crate) account: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) by: Option<String>,
}

/// Answers an alert, in one transaction.
pub(crate) async fn run(job: &Job, asked: Asked) -> anyhow::Result<ExitCode> {
    let store = Store::open(&job.site.database_url, OpenMode::Write).await?;
    let tx = store.begin().await?;
    let alert = tx.alert(AlertId(asked.id)).await?;
    check(&alert, &asked, &job.site.property.id)?;
    let actor = actor(asked.by.clone());
    let now = Timestamp::now();
    match asked.resolution {
        Resolution::Confirm => {
            let Some(run) = alert.opened_run.clone() else {
                return Err(Usage(format!(
                    "alert {} names no run; run `sync` and confirm that",
                    asked.id
                ))
                .into());
            };
            drop(tx);
            store.close().await?;
            return super::sync::run(job, None, Some(run)).await;
        }
        Resolution::Dismiss => tx.dismiss(alert.id, &actor, asked.reason.as_deref(), now).await?,
        resolution => {
            let Some(property) = tx.property(&alert.property).await? else {
                return Err(Usage(format!(
                    "the property {} is not in the database",
                    alert.property
                ))
                .into());
            };
            let (accounts, residencies) = tx.load(property, &focus(&alert)).await?;
            let snapshot = Snapshot { accounts, residencies, ..Snapshot::default() };
            let policy = policy(&job.site, now, job.today);
            let answer = Answer {
                resolution,
                details: &alert.details,
                account: asked.account.as_deref(),
                delete_old: asked.delete_old,
                property: &alert.property,
                today: policy.today,
            };
            let Resolved { residents, changes } =
                resolve(&answer, &snapshot).map_err(|refusal| {
                    anyhow::anyhow!("alert {} was not resolved: {refusal}", asked.id)
                })?;
            let set = ChangeSet {
                property: &alert.property,
                residents: &residents,
                changes: &changes,
                phone_key: policy.phone_key,
                country: &policy.country,
            };
            let answer = tenantry_store::Answer {
                alert: alert.id,
                actor: &actor,
                resolution,
                reason: asked.reason.as_deref(),
            };
            tx.apply_decision(property, &answer, &set, now).await?;
        }
    }
    tx.commit().await?;
    store.close().await?;
    let word = asked.resolution.as_str();
    if job.json {
        output::json(
            &json!({"id": asked.id.to_string(), "state": "closed", "resolution": word, "closed_by": actor}),
        )?;
    } else {
        println(&format!("Alert {} is closed: {word}, by {actor}.", asked.id));
    }
    Ok(ExitCode::SUCCESS)
}

fn check(alert: &AlertRecord, asked: &Asked, property: &str) -> anyhow::Result<()> {
    if alert.property != property {
        let message = format!(
            "alert {} is of the property {}; pass that property's file",
            asked.id, alert.property
        );
        return Err(Usage(message).into());
    }
    if !alert.open {
        anyhow::bail!(
            "alert {} is no longer open, so nothing was changed; see `alerts show {}`",
            asked.id,
            asked.id
        );
    }
    if !alert.kind.resolutions().contains(&asked.resolution) {
        let known: Vec<&str> =
            alert.kind.resolutions().iter().map(|known| known.as_str()).collect();
        let message = format!(
            "a {} alert cannot be answered with {}; it takes: {}",
            alert.kind.as_str(),
            asked.resolution.as_str(),
            known.join(", ")
        );
        return Err(Usage(message).into());
    }
    if asked.resolution == Resolution::Dismiss
        && asked.reason.as_deref().is_none_or(|reason| reason.trim().is_empty())
    {
        return Err(Usage("say why with --reason TEXT; it is remembered".into()).into());
    }
    if asked.delete_old && asked.resolution != Resolution::CreateSeparate {
        return Err(Usage("--delete-old goes with create-separate only".into()).into());
    }
    Ok(())
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
