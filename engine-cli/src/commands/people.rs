use serde_json::{Value, json};
use tenantry_core::{
    Date,
    model::{Residency, full_name},
};
use tenantry_engine::document::{
    ChangeDocument, HistoryDocument, PersonDocument, counted, why_ended,
};
use tenantry_store::Person;

use super::{Done, Job, headline};
use crate::output::{self, plan, table::Page};

/// Lists the property's people.
pub(crate) async fn list(
    job: &Job<'_>,
    search: Option<&str>,
) -> anyhow::Result<Done<Vec<PersonDocument>>> {
    let (tx, property) = job.read().await?;
    let people = match property {
        Some(property) => tx.people(Some(property), search).await?,
        None => Vec::new(),
    };
    let document = people.iter().map(PersonDocument::from).collect();
    let mut page = Page::default();
    if job.json {
        return Ok(Done { document, page, code: 0 });
    }
    headline(&mut page, &tx, property, job.site).await?;
    if people.is_empty() {
        page.line(match search {
            Some(_) => "Nobody in the directory matches.",
            None => "Nobody is in the directory.",
        });
        return Ok(Done { document, page, code: 0 });
    }
    page.table(
        ["id", "name", "email", "phone", "units", "status"],
        people.iter().map(|person| {
            let account = &person.account;
            [
                account.id.0.to_string(),
                full_name(&account.first_name, &account.last_name),
                account.email.as_deref().unwrap_or("-").to_owned(),
                account.phone.as_deref().unwrap_or("-").to_owned(),
                units(person, job.site.id()),
                account.status.as_str().to_owned(),
            ]
        }),
    );
    page.line(format!("\n{}.", counted(people.len() as u64, "person", "people")));
    Ok(Done { document, page, code: 0 })
}

fn units(person: &Person, property: &str) -> String {
    let here = person.residencies.iter().filter(|residency| residency.property == property);
    let units: Vec<String> = here.map(unit).collect();
    units.join(", ")
}

fn unit(residency: &Residency) -> String {
    let building = residency
        .place
        .building
        .as_deref()
        .map(|building| format!("{building} "))
        .unwrap_or_default();
    let unit = format!("{building}{}", residency.place.unit.as_deref().unwrap_or("no unit"));
    match (residency.is_live(), &residency.link) {
        (false, _) => format!("{unit} (ended)"),
        (true, None) => format!("{unit} (manual)"),
        (true, Some(link)) => format!("{unit} ({})", link.external_id),
    }
}

/// Prints a person with residencies and history.
pub(crate) async fn show(job: &Job<'_>, id: &str) -> anyhow::Result<Done<Value>> {
    let (tx, _) = job.read().await?;
    let Some(person) = tx.person(id).await? else {
        anyhow::bail!(
            "nobody in the directory has that ID or email; `people --search TEXT` finds people"
        );
    };
    let history = tx.changes_of(person.account.id).await?;
    let mut document = json!(PersonDocument::from(&person));
    document["history"] =
        history.iter().map(|record| json!(HistoryDocument::from(record))).collect();
    let mut page = Page::default();
    let account = &person.account;
    page.line(format!(
        "{} ({}, {})",
        full_name(&account.first_name, &account.last_name),
        account.kind.as_str(),
        account.status.as_str()
    ));
    page.line(format!(
        "  ID {}, email {}, phone {}",
        account.id.0,
        account.email.as_deref().unwrap_or("-"),
        account.phone.as_deref().unwrap_or("-")
    ));
    for residency in &person.residencies {
        page.line(format!(
            "  {}: {}, {}{}{}{}",
            residency.property,
            unit(residency),
            residency.place.status.as_str(),
            part_in_lease(residency),
            dates(residency),
            residency.ended_on.map(|day| ended(residency, day)).unwrap_or_default()
        ));
    }
    page.line("");
    page.table(
        ["when", "by", "change", "why", "fields"],
        history.iter().map(|record| {
            let view = ChangeDocument::from(record);
            [
                output::time(record.at),
                record.actor.clone(),
                view.action.as_str().to_owned(),
                view.reason.as_str().replace('_', " "),
                plan::line(view.fields.iter()),
            ]
        }),
    );
    Ok(Done { document, page, code: 0 })
}

/// The dates of a residency that are known: `, lease 2026-01-01 to 2026-12-31, move-in 2026-01-03`.
fn dates(residency: &Residency) -> String {
    let place = &residency.place;
    let date = |date: Option<Date>| date.map_or("-".into(), |date| date.to_string());
    let has_lease = place.lease_start.is_some() || place.lease_end.is_some();
    let lease = has_lease
        .then(|| format!(", lease {} to {}", date(place.lease_start), date(place.lease_end)));
    let move_in = place.move_in.map(|day| format!(", move-in {day}"));
    let move_out = place.move_out.map(|day| format!(", move-out {day}"));
    [lease, move_in, move_out].into_iter().flatten().collect()
}

/// What the PMS says about the person's part in the lease:
/// ` ("Current resident" in the PMS), roommate role, household h7`.
fn part_in_lease(residency: &Residency) -> String {
    let place = &residency.place;
    let word = place.pms_status.as_deref();
    let word = word.filter(|word| !word.eq_ignore_ascii_case(place.status.as_str()));
    let word = word.map(|word| format!(" (\"{word}\" in the PMS)"));
    let role = place.role.map(|role| format!(", {} role", role.as_str()));
    let household = place.household_id.as_ref().map(|id| format!(", household {id}"));
    [word, role, household].into_iter().flatten().collect()
}

fn ended(residency: &Residency, day: Date) -> String {
    let why = why_ended(residency).map(|why| format!(" ({why})"));
    format!(", ended {day}{}", why.unwrap_or_default())
}

/// Prints the property's people as CSV, or as JSON like the list.
pub(crate) async fn export(job: &Job<'_>) -> anyhow::Result<u8> {
    if job.json {
        return list(job, None).await?.print(job);
    }
    let (tx, property) = job.read().await?;
    let people = match property {
        Some(property) => tx.people(Some(property), None).await?,
        None => Vec::new(),
    };
    tenantry_engine::export(&people, job.site.id(), std::io::stdout().lock())?;
    Ok(0)
}
