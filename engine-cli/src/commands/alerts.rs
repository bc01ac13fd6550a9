use tenantry_core::model::AlertId;
use tenantry_engine::{
    document::{AlertDocument, AlertState, beyond, message},
    offer,
};
use tenantry_store::AlertRecord;

use super::{Done, Job, headline};
use crate::output::{self, table::Page};

/// Lists the property's alerts.
pub(crate) async fn list(job: &Job<'_>, all: bool) -> anyhow::Result<Done<Vec<AlertDocument>>> {
    let (_store, tx, property) = job.read().await?;
    let mut alerts = match property {
        Some(property) => tx.alerts(Some(property), all).await?,
        None => Vec::new(),
    };
    offer(&tx, &mut alerts).await?;
    let document = alerts.iter().map(AlertDocument::from).collect();
    let mut page = Page::default();
    headline(&mut page, &tx, property, job.site).await?;
    if alerts.is_empty() {
        return Ok(Done { document, page, code: 0 });
    }
    page.table(
        ["ID", "kind", "message", if all { "state" } else { "answers" }],
        alerts.iter().map(|alert| {
            let last = if all { state(alert).to_owned() } else { answers(alert).join(", ") };
            [alert.id.0.to_string(), alert.kind().as_str().to_owned(), message(&alert.facts), last]
        }),
    );
    page.line("\nUse `alerts show ID` for details and `alerts resolve ID ANSWER` to answer.");
    Ok(Done { document, page, code: 0 })
}

/// Prints an alert with its facts.
pub(crate) async fn show(job: &Job<'_>, id: i64) -> anyhow::Result<Done<AlertDocument>> {
    let (_store, tx, _) = job.read().await?;
    let mut alert = tx.alert(AlertId(id)).await?;
    offer(&tx, std::slice::from_mut(&mut alert)).await?;
    let document = AlertDocument::from(&alert);
    let mut page = Page::default();
    page.line(format!("Alert {id}: {} ({})", alert.kind().as_str(), state(&alert)));
    page.line(format!("  {}", message(&alert.facts)));
    page.line(format!("  opened {}", output::time(alert.opened_at)));
    if let (Some(at), Some(by)) = (alert.closed_at, &alert.closed_by) {
        let how = alert.resolution.map(|how| format!(" ({})", how.as_str())).unwrap_or_default();
        page.line(format!("  closed {} by {by}{how}", output::time(at)));
    }
    output::alert::facts(&mut page, &alert.facts);
    if alert.open && alert.reach.is_beyond() {
        page.line(format!("  This is {}.", beyond(&alert.reach)));
    }
    if alert.open {
        page.line(format!(
            "\nCorrect the PMS (the next sync closes the alert), or answer with one of: {}",
            answers(&alert).join(", ")
        ));
        page.line(format!(
            "  engine-cli --config {} alerts resolve {id} ANSWER",
            job.site.file.display()
        ));
    }
    Ok(Done { document, page, code: 0 })
}

fn state(alert: &AlertRecord) -> &'static str {
    AlertState::of(alert).as_str()
}

fn answers(alert: &AlertRecord) -> Vec<&'static str> {
    alert.offered.iter().map(|resolution| resolution.as_str()).collect()
}
