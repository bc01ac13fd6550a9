use tenantry_core::{
    Text,
    model::AlertKind,
    reconcile::{Action, Field, FieldChange, Unmatched},
};
use tenantry_engine::{AlertMove, ChangeDocument, Report, document::counted};

use super::table::Page;

/// How many changes and alerts are shown before "and N more".
const SHOWN: usize = 40;

/// Writes the report of a plan (`would`) or of a sync.
pub(crate) fn write(page: &mut Page, report: &Report, would: bool) {
    let counts = &report.counts;
    page.line(format!(
        "{}: {} fetched, {} in scope.",
        report.property,
        counted(counts.fetched, "record", "records"),
        counted(counts.in_scope, "resident", "residents")
    ));
    for note in &report.notes {
        page.line(format!("  {note}"));
    }
    for unmatched in &report.unmatched_words {
        page.line(format!("  warning: {}", unmatched_word(unmatched, "no record has it")));
    }
    table(page, "change", &report.changes);
    table(page, "held", &report.held_changes);
    let moved: Vec<_> = report
        .alerts
        .iter()
        .filter(|alert| alert.kind != AlertKind::SafetyHold || alert.state == AlertMove::Closed)
        .filter(|alert| would || alert.state != AlertMove::Open)
        .collect();
    if !moved.is_empty() {
        page.line("");
        page.table(
            ["alert", "state", "message"],
            moved.iter().take(SHOWN).map(|alert| {
                [
                    alert.kind.as_str().to_owned(),
                    alert.state.as_str().to_owned(),
                    alert.message.clone(),
                ]
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
    let holds = report
        .alerts
        .iter()
        .filter(|alert| alert.kind == AlertKind::SafetyHold && alert.state != AlertMove::Closed);
    for hold in holds {
        page.line(format!("HELD: {}", hold.message));
    }
}

/// Says that a configured word is not used, and what was probably meant.
pub(crate) fn unmatched_word(unmatched: &Unmatched, why: &str) -> String {
    let Unmatched { setting, word, nearest } = unmatched;
    let meant = nearest.as_ref().map(|near| format!("; did you mean {near:?}?"));
    let meant = meant.unwrap_or_default();
    format!("{word:?} in `{}` does nothing: {why}{meant}", setting.as_str())
}

/// Writes changes that are planned or made, if there are any.
pub(crate) fn changes(page: &mut Page, changes: &[ChangeDocument]) {
    table(page, "change", changes);
}

/// The first changes; the first column is headed by what happens to them.
fn table(page: &mut Page, heading: &'static str, changes: &[ChangeDocument]) {
    if changes.is_empty() {
        return;
    }
    page.line("");
    page.table(
        [heading, "resident", "account", "what", "why"],
        changes.iter().take(SHOWN).map(|change| {
            [
                change.action.as_str().to_owned(),
                change.external_id.as_deref().unwrap_or("-").to_owned(),
                account(change).to_owned(),
                what(change),
                change.reason.as_str().replace('_', " "),
            ]
        }),
    );
    more(page, changes.len());
}

/// The account's email or ID; a new account may have neither.
fn account(change: &ChangeDocument) -> &str {
    if change.account.is_empty() { "no email" } else { &change.account }
}

fn more(page: &mut Page, all: usize) {
    if all > SHOWN {
        page.line(format!("... and {} more (--json prints all)", all - SHOWN));
    }
}

fn what(change: &ChangeDocument) -> String {
    let fields = &change.fields;
    if change.action == Action::Create {
        let name = [Field::FirstName, Field::LastName].map(|field| fields.to(field).unwrap_or(""));
        let unit = fields.to(Field::Unit).map(|unit| format!(", unit {unit}")).unwrap_or_default();
        return format!("{}{unit}", name.join(" ").trim());
    }
    // Linking a manual residency fills in the whole record.
    let news = fields.iter().filter(|field| change.action != Action::Link || field.from.is_some());
    line(news)
}

/// Fields with their old and new values, on one line.
pub(crate) fn line<'f>(fields: impl Iterator<Item = &'f FieldChange>) -> String {
    let text = |value: &'f Option<Text>| value.as_deref().unwrap_or("nothing");
    let fields: Vec<&FieldChange> = fields.collect();
    // The PMS's word says nothing new next to what it means.
    let has_status = fields.iter().any(|field| field.field == Field::Status);
    let changed: Vec<String> = fields
        .into_iter()
        .filter(|field| !has_status || field.field != Field::PmsStatus)
        .map(|field| {
            let name = field.field.as_str().replace('_', " ");
            format!("{name} {} -> {}", text(&field.from), text(&field.to))
        })
        .collect();
    changed.join("; ")
}
