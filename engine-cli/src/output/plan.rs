use serde_json::Value;
use tenantry_engine::Report;

use super::table::Page;

/// Changes and alerts shown before "and N more".
const SHOWN: usize = 40;

/// Writes a plan or a sync for people. `would` says that nothing was applied.
pub(crate) fn write(page: &mut Page, report: &Report, would: bool) {
    let counts = &report.counts;
    page.line(format!(
        "{}: {} records fetched, {} residents in scope.",
        report.property, counts.fetched, counts.in_scope
    ));
    for note in &report.notes {
        page.line(format!("  {note}"));
    }
    let changes =
        if report.held_changes.is_empty() { &report.changes } else { &report.held_changes };
    if !changes.is_empty() {
        page.line("");
        page.table(
            ["change", "resident", "account", "what", "why"],
            changes.iter().take(SHOWN).map(|change| {
                [
                    change.action.to_owned(),
                    change.external_id.as_deref().unwrap_or("-").to_owned(),
                    change.account.to_string(),
                    what(change.action, &change.fields),
                    change.reason.replace('_', " "),
                ]
            }),
        );
        more(page, changes.len());
    }
    let moved: Vec<_> =
        report.alerts.iter().filter(|alert| would || alert.state != "open").collect();
    if !moved.is_empty() {
        page.line("");
        page.table(
            ["alert", "state", "what it says"],
            moved.iter().take(SHOWN).map(|alert| {
                [alert.kind.as_str().to_owned(), alert.state.to_owned(), alert.message.clone()]
            }),
        );
        more(page, moved.len());
    }
    page.line("");
    let verb = if would { "would be " } else { "" };
    page.line(format!(
        "{} {verb}created, {} {verb}linked, {} {verb}updated, {} {verb}ended, {} unchanged, {} held back by alerts.",
        counts.created,
        counts.linked,
        counts.updated,
        counts.ended,
        counts.unchanged,
        counts.held_back
    ));
}

fn more(page: &mut Page, all: usize) {
    if all > SHOWN {
        page.line(format!("... and {} more (--json prints all)", all - SHOWN));
    }
}

fn what(action: &str, fields: &serde_json::Map<String, Value>) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("nothing").to_owned();
    if action == "create" {
        let name = ["first_name", "last_name"]
            .map(|key| fields.get(key).map(|pair| text(&pair[1])).unwrap_or_default());
        let unit =
            fields.get("unit").map(|pair| format!(", unit {}", text(&pair[1]))).unwrap_or_default();
        return format!("{}{unit}", name.join(" ").trim());
    }
    // What a manual residency gains by its link is the whole record.
    let news = fields.iter().filter(|(_, pair)| action != "link" || !pair[0].is_null());
    let changed: Vec<String> = news
        .map(|(name, pair)| {
            format!("{} {} -> {}", name.replace('_', " "), text(&pair[0]), text(&pair[1]))
        })
        .collect();
    changed.join("; ")
}
