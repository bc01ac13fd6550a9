use std::process::ExitCode;

use serde_json::{Value, json};
use tenantry_core::model::{Residency, full_name};
use tenantry_store::Person;

use super::{Job, headline};
use crate::{
    engine::change_view,
    output::{
        self,
        table::{self, println},
    },
};

/// Lists the property's people.
pub(crate) async fn list(job: &Job, search: Option<&str>) -> anyhow::Result<ExitCode> {
    let (_store, tx, property) = job.read().await?;
    let people = match property {
        Some(property) => tx.people(Some(property), search).await?,
        None => Vec::new(),
    };
    if job.json {
        output::json(&people.iter().map(view).collect::<Vec<_>>())?;
        return Ok(ExitCode::SUCCESS);
    }
    headline(&tx, property, &job.site).await?;
    table::print(
        ["id", "name", "email", "phone", "units", "status"],
        people.iter().map(|person| {
            let account = &person.account;
            [
                account.id.0.to_string(),
                full_name(&account.first_name, &account.last_name),
                account.email.to_string(),
                account.phone.as_deref().unwrap_or("-").to_owned(),
                units(person, &job.site.property.id),
                account.status.as_str().to_owned(),
            ]
        }),
    );
    println(&format!(
        "\n{}.",
        if people.len() == 1 { "1 person".into() } else { format!("{} people", people.len()) }
    ));
    Ok(ExitCode::SUCCESS)
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

/// Prints one person with residencies and history.
pub(crate) async fn show(job: &Job, id: &str) -> anyhow::Result<ExitCode> {
    let (_store, tx, _) = job.read().await?;
    let Some(person) = tx.person(id).await? else {
        anyhow::bail!(
            "there is nobody with that number or email in the directory; `people --search TEXT` finds people"
        );
    };
    let history = tx.changes_of(person.account.id).await?;
    if job.json {
        let mut document = view(&person);
        document["history"] = history
            .iter()
            .map(|record| {
                let mut change = serde_json::to_value(change_view(record))?;
                change["at"] = json!(record.at.to_string());
                change["by"] = json!(record.actor);
                change["run_id"] = json!(record.run);
                Ok(change)
            })
            .collect::<Result<_, serde_json::Error>>()?;
        output::json(&document)?;
        return Ok(ExitCode::SUCCESS);
    }
    let account = &person.account;
    println(&format!(
        "{} ({}, {})",
        full_name(&account.first_name, &account.last_name),
        account.kind.as_str(),
        account.status.as_str()
    ));
    println(&format!(
        "  number {}, email {}, phone {}",
        account.id.0,
        account.email,
        account.phone.as_deref().unwrap_or("-")
    ));
    for residency in &person.residencies {
        let place = &residency.place;
        let date =
            |date: Option<tenantry_core::Date>| date.map_or("-".into(), |date| date.to_string());
        println(&format!(
            "  {}: {}, {}, lease {} to {}, moved in {}, out {}{}",
            residency.property,
            unit(residency),
            place.status.as_str(),
            date(place.lease_start),
            date(place.lease_end),
            date(place.move_in),
            date(place.move_out),
            residency.ended_on.map(|day| format!(", ended {day}")).unwrap_or_default()
        ));
    }
    println("");
    table::print(
        ["when", "by", "change", "why", "fields"],
        history.iter().map(|record| {
            let view = change_view(record);
            [
                output::time(record.at),
                record.actor.clone(),
                view.action.to_owned(),
                view.reason.replace('_', " "),
                view.fields_line(),
            ]
        }),
    );
    Ok(ExitCode::SUCCESS)
}

/// Prints the property's people as CSV; `--json` as the list does.
pub(crate) async fn export(job: &Job) -> anyhow::Result<ExitCode> {
    if job.json {
        return list(job, None).await;
    }
    let (_store, tx, property) = job.read().await?;
    let people = match property {
        Some(property) => tx.people(Some(property), None).await?,
        None => Vec::new(),
    };
    let mut out = csv::Writer::from_writer(std::io::stdout().lock());
    out.write_record([
        "email",
        "first_name",
        "last_name",
        "phone",
        "building",
        "unit",
        "kind",
        "account_status",
        "external_id",
        "lease_id",
        "status",
        "lease_start",
        "lease_end",
        "move_in",
        "move_out",
        "ended_on",
    ])?;
    for person in &people {
        let account = &person.account;
        for residency in
            person.residencies.iter().filter(|residency| residency.property == job.site.property.id)
        {
            let place = &residency.place;
            let date = |date: Option<tenantry_core::Date>| {
                date.map(|date| date.to_string()).unwrap_or_default()
            };
            let link = residency.link.as_ref();
            out.write_record([
                account.email.as_str(),
                &account.first_name,
                &account.last_name,
                account.phone.as_deref().unwrap_or_default(),
                place.building.as_deref().unwrap_or_default(),
                place.unit.as_deref().unwrap_or_default(),
                account.kind.as_str(),
                account.status.as_str(),
                link.map(|link| link.external_id.as_str()).unwrap_or_default(),
                link.and_then(|link| link.lease_id.as_deref()).unwrap_or_default(),
                place.status.as_str(),
                &date(place.lease_start),
                &date(place.lease_end),
                &date(place.move_in),
                &date(place.move_out),
                &date(residency.ended_on),
            ])?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn view(person: &Person) -> Value {
    let account = &person.account;
    let residencies: Vec<Value> = person
        .residencies
        .iter()
        .map(|residency| {
            let place = &residency.place;
            let link = residency.link.as_ref();
            json!({
                "property": residency.property,
                "external_id": link.map(|link| &link.external_id),
                "lease_id": link.and_then(|link| link.lease_id.as_ref()),
                "building": place.building,
                "unit": place.unit,
                "status": place.status,
                "lease_start": place.lease_start,
                "lease_end": place.lease_end,
                "move_in": place.move_in,
                "move_out": place.move_out,
                "ended_on": residency.ended_on,
            })
        })
        .collect();
    json!({
        "id": account.id.0.to_string(),
        "email": account.email,
        "first_name": account.first_name,
        "last_name": account.last_name,
        "phone": account.phone,
        "kind": account.kind,
        "status": account.status,
        "residencies": residencies,
    })
}
