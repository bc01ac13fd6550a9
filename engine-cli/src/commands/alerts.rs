use std::process::ExitCode;

use serde_json::{Value, json};
use tenantry_core::model::AlertId;
use tenantry_store::AlertRecord;

use super::{Job, headline};
use crate::output::{
    self,
    table::{self, println},
};

/// Lists the property's alerts.
pub(crate) async fn list(job: &Job, all: bool) -> anyhow::Result<ExitCode> {
    let (_store, tx, property) = job.read().await?;
    let alerts = match property {
        Some(property) => tx.alerts(Some(property), all).await?,
        None => Vec::new(),
    };
    if job.json {
        output::json(&alerts.iter().map(view).collect::<Vec<_>>())?;
        return Ok(ExitCode::SUCCESS);
    }
    headline(&tx, property, &job.site).await?;
    if alerts.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    table::print(
        ["id", "kind", "what it says", if all { "state" } else { "answers" }],
        alerts.iter().map(|alert| {
            let last = if all { state(alert).to_owned() } else { answers(alert).join(", ") };
            [alert.id.0.to_string(), alert.kind.as_str().to_owned(), alert.message.clone(), last]
        }),
    );
    println("\nLook at one with `alerts show ID`, answer with `alerts resolve ID ANSWER`.");
    Ok(ExitCode::SUCCESS)
}

/// Prints one alert with its facts.
pub(crate) async fn show(job: &Job, id: i64) -> anyhow::Result<ExitCode> {
    let (_store, tx, _) = job.read().await?;
    let alert = tx.alert(AlertId(id)).await?;
    if job.json {
        output::json(&view(&alert))?;
        return Ok(ExitCode::SUCCESS);
    }
    println(&format!("Alert {id}: {} ({})", alert.kind.as_str(), state(&alert)));
    println(&format!("  {}", alert.message));
    println(&format!("  opened {}", output::time(alert.opened_at)));
    if let (Some(at), Some(by)) = (alert.closed_at, &alert.closed_by) {
        let how = alert.resolution.as_deref().map(|how| format!(" ({how})")).unwrap_or_default();
        println(&format!("  closed {} by {by}{how}", output::time(at)));
    }
    people(
        "In the PMS",
        &alert.details["residents"],
        &["external_id", "first_name", "last_name", "email", "phone", "unit", "status"],
    );
    people(
        "In the directory",
        &alert.details["accounts"],
        &["id", "first_name", "last_name", "email", "phone", "units", "evidence"],
    );
    for (name, value) in alert.details.as_object().into_iter().flatten() {
        if !["residents", "accounts", "linked_account", "residency"].contains(&name.as_str()) {
            println(&format!("  {}: {}", name.replace('_', " "), plain(value)));
        }
    }
    if alert.open {
        println(&format!(
            "\nAnswers: correct the PMS (it closes in the next sync), or one of: {}",
            answers(&alert).join(", ")
        ));
        println(&format!(
            "  engine-cli --config {} alerts resolve {id} ANSWER",
            job.site.file.display()
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn people(heading: &str, people: &Value, keys: &[&str]) {
    for person in people.as_array().into_iter().flatten() {
        let facts: Vec<String> = keys
            .iter()
            .filter(|key| {
                !person[**key].is_null() && person[**key] != json!([]) && person[**key] != json!({})
            })
            .map(|key| format!("{} {}", key.replace('_', " "), plain(&person[*key])))
            .collect();
        println(&format!("  {heading}: {}", facts.join(", ")));
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| format!("{}: {}", name.replace('_', " "), plain(value)))
            .collect::<Vec<_>>()
            .join(", "),
        Value::Null => "-".into(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        other => other.to_string(),
    }
}

fn state(alert: &AlertRecord) -> &'static str {
    if alert.open { "open" } else { "closed" }
}

fn answers(alert: &AlertRecord) -> Vec<&'static str> {
    if !alert.open {
        return Vec::new();
    }
    alert.kind.resolutions().iter().map(|resolution| resolution.as_str()).collect()
}

fn view(alert: &AlertRecord) -> Value {
    json!({
        "id": alert.id.0.to_string(),
        "property": alert.property,
        "kind": alert.kind,
        "state": state(alert),
        "residents": alert.residents,
        "accounts": alert.accounts,
        "message": alert.message,
        "details": alert.details,
        "resolutions": answers(alert),
        "opened_at": alert.opened_at.to_string(),
        "closed_at": alert.closed_at.map(|at| at.to_string()),
        "closed_by": alert.closed_by,
        "resolution": alert.resolution,
    })
}
