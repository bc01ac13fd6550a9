use serde_json::{Value, json};
use tenantry_core::model::AlertId;
use tenantry_engine::document::AlertDocument;
use tenantry_store::AlertRecord;

use super::{Done, Job, headline};
use crate::output::{self, table::Page};

/// Lists the property's alerts.
pub(crate) async fn list(job: &Job<'_>, all: bool) -> anyhow::Result<Done<Vec<AlertDocument>>> {
    let (_store, tx, property) = job.read().await?;
    let alerts = match property {
        Some(property) => tx.alerts(Some(property), all).await?,
        None => Vec::new(),
    };
    let document = alerts.iter().map(AlertDocument::from).collect();
    let mut page = Page::default();
    headline(&mut page, &tx, property, job.site).await?;
    if alerts.is_empty() {
        return Ok(Done { document, page, code: 0 });
    }
    page.table(
        ["id", "kind", "what it says", if all { "state" } else { "answers" }],
        alerts.iter().map(|alert| {
            let last = if all { state(alert).to_owned() } else { answers(alert).join(", ") };
            [alert.id.0.to_string(), alert.kind.as_str().to_owned(), alert.message.clone(), last]
        }),
    );
    page.line("\nLook at one with `alerts show ID`, answer with `alerts resolve ID ANSWER`.");
    Ok(Done { document, page, code: 0 })
}

/// Prints one alert with its facts.
pub(crate) async fn show(job: &Job<'_>, id: i64) -> anyhow::Result<Done<AlertDocument>> {
    let (_store, tx, _) = job.read().await?;
    let alert = tx.alert(AlertId(id)).await?;
    let document = AlertDocument::from(&alert);
    let mut page = Page::default();
    page.line(format!("Alert {id}: {} ({})", alert.kind.as_str(), state(&alert)));
    page.line(format!("  {}", alert.message));
    page.line(format!("  opened {}", output::time(alert.opened_at)));
    if let (Some(at), Some(by)) = (alert.closed_at, &alert.closed_by) {
        let how = alert.resolution.map(|how| format!(" ({})", how.as_str())).unwrap_or_default();
        page.line(format!("  closed {} by {by}{how}", output::time(at)));
    }
    people(
        &mut page,
        "In the PMS",
        &alert.details["residents"],
        &["external_id", "first_name", "last_name", "email", "phone", "unit", "status"],
    );
    people(
        &mut page,
        "In the directory",
        &alert.details["accounts"],
        &["id", "first_name", "last_name", "email", "phone", "units", "evidence"],
    );
    for (name, value) in alert.details.as_object().into_iter().flatten() {
        if !["residents", "accounts", "linked_account", "residency"].contains(&name.as_str()) {
            page.line(format!("  {}: {}", name.replace('_', " "), plain(value)));
        }
    }
    if alert.open {
        page.line(format!(
            "\nAnswers: correct the PMS (it closes in the next sync), or one of: {}",
            answers(&alert).join(", ")
        ));
        page.line(format!(
            "  engine-cli --config {} alerts resolve {id} ANSWER",
            job.site.file.display()
        ));
    }
    Ok(Done { document, page, code: 0 })
}

fn people(page: &mut Page, heading: &str, people: &Value, keys: &[&str]) {
    for person in people.as_array().into_iter().flatten() {
        let facts: Vec<String> = keys
            .iter()
            .filter(|key| {
                !person[**key].is_null() && person[**key] != json!([]) && person[**key] != json!({})
            })
            .map(|key| format!("{} {}", key.replace('_', " "), plain(&person[*key])))
            .collect();
        page.line(format!("  {heading}: {}", facts.join(", ")));
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
