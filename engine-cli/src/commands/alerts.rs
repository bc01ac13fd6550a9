use tenantry_core::model::{AlertId, AlertKind};
use tenantry_engine::{
    document::{AlertDocument, AlertState, beyond, capitalized, message},
    offer,
};
use tenantry_store::AlertRecord;

use super::{Done, Job, headline};
use crate::output::{self, table::Page};

/// Lists the property's alerts.
pub(crate) async fn list(job: &Job<'_>, all: bool) -> anyhow::Result<Done<Vec<AlertDocument>>> {
    let (tx, property) = job.read().await?;
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
    page.line(match alerts.iter().any(|alert| alert.open) {
        true => "\nUse `alerts show ID` for details and `alerts resolve ID ANSWER` to answer.",
        false => "\nUse `alerts show ID` for details.",
    });
    Ok(Done { document, page, code: 0 })
}

/// Prints an alert with its facts.
pub(crate) async fn show(job: &Job<'_>, id: i64) -> anyhow::Result<Done<AlertDocument>> {
    let (tx, _) = job.read().await?;
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
        page.line(format!("\n{}", what_to_do(&alert)));
        let config = output::pasted(&job.site.file);
        if let Some(answer) = one_command(&alert) {
            page.line(format!("  engine-cli --config {config} alerts resolve {id} {answer}"));
        }
    }
    Ok(Done { document, page, code: 0 })
}

/// What closes an open alert.
fn what_to_do(alert: &AlertRecord) -> String {
    let answers = answers(alert);
    let answer = match &answers[..] {
        [] => return "Correct the PMS; the next sync closes the alert.".to_owned(),
        [only] => format!("answer `{only}`"),
        several => format!("answer with one of: {}", several.join(", ")),
    };
    match alert.kind() {
        AlertKind::SafetyHold => {
            format!("If the PMS is wrong, correct it and sync again. If it is right, {answer}")
        }
        // The PMS does not know about what somebody entered by hand.
        AlertKind::ManualResidency => capitalized(&answer),
        _ => format!("Correct the PMS (the next sync closes the alert), or {answer}"),
    }
}

/// The end of the command that answers an alert, if there is an answer.
fn one_command(alert: &AlertRecord) -> Option<&'static str> {
    match &answers(alert)[..] {
        [] => None,
        ["dismiss"] => Some("dismiss --reason TEXT"),
        [only] => Some(only),
        _ => Some("ANSWER"),
    }
}

fn state(alert: &AlertRecord) -> &'static str {
    AlertState::of(alert).as_str()
}

fn answers(alert: &AlertRecord) -> Vec<&'static str> {
    alert.offered.iter().map(|resolution| resolution.as_str()).collect()
}
