//! The page of one person: account, homes, the source of each value, history.

use askama::Template;
use tenantry_core::{
    model::{AccountKind, AccountStatus, Residency, full_name},
    reconcile::Field,
};
use tenantry_engine::document::why_ended;
use tenantry_store::{AlertRecord, ChangeRecord, Person};

use super::{
    clock::{When, day},
    facts::{email_or_none, name_or_email},
    heading::heading,
    history::Event,
    kinds,
    message::message,
    provenance::{Provenance, origin},
    shell::Shell,
    url, words,
};

/// How many events are listed; the rest are only counted.
const EVENTS: usize = 100;

/// The page of a person.
#[derive(Debug, Template)]
#[template(path = "person.html", whitespace = "minimize")]
pub(crate) struct PersonPage {
    shell: Shell,
    name: String,
    is_staff: bool,
    is_inactive: bool,
    facts: Vec<Value>,
    homes: Vec<Home>,
    waiting: Vec<Waits>,
    events: Vec<Event>,
    earlier: Option<String>,
    people_url: String,
}

/// A value, with its source and time.
#[derive(Debug)]
struct Value {
    label: &'static str,
    value: String,
    origin: Option<(String, When)>,
}

#[derive(Debug)]
struct Home {
    title: String,
    property: Option<String>,
    standing: String,
    tone: &'static str,
    is_linked: bool,
    why: Option<String>,
    values: Vec<Value>,
}

#[derive(Debug)]
struct Waits {
    url: String,
    kind: &'static str,
    title: String,
    message: String,
}

impl PersonPage {
    /// `changes` are all changes of the account in order. `alerts` are the open
    /// alerts of the property; those about other people are left out.
    pub(crate) fn new(
        shell: Shell,
        person: &Person,
        changes: &[ChangeRecord],
        alerts: &[AlertRecord],
    ) -> Self {
        let account = &person.account;
        let provenance = Provenance::new(changes);
        let name = full_name(&account.first_name, &account.last_name);
        let may_see = |property: &str| shell.name_of(property).is_some();
        let seen: Vec<&ChangeRecord> =
            changes.iter().rev().filter(|change| may_see(&change.property)).collect();
        let earlier = seen.len().saturating_sub(EVENTS) as u64;
        let mut homes: Vec<&Residency> =
            person.residencies.iter().filter(|home| may_see(&home.property)).collect();
        homes.sort_by_key(|home| {
            (!home.is_live(), home.property != shell.property_id(), std::cmp::Reverse(home.id))
        });
        Self {
            name: name_or_email(name, account.email.as_deref()),
            is_staff: account.kind == AccountKind::Staff,
            is_inactive: account.status == AccountStatus::Inactive,
            facts: facts(&shell, person, &provenance),
            homes: homes.into_iter().map(|home| self::home(&shell, home, &provenance)).collect(),
            waiting: alerts
                .iter()
                .filter(|alert| alert.open && names(alert, person))
                .map(waits)
                .collect(),
            events: seen.iter().take(EVENTS).map(|change| Event::of(&shell, change)).collect(),
            earlier: (earlier > 0)
                .then(|| words::counted(earlier, "earlier change", "earlier changes")),
            people_url: shell.url("people"),
            shell,
        }
    }
}

fn names(alert: &AlertRecord, person: &Person) -> bool {
    alert.accounts.contains(&person.account.handle())
        || person.residencies.iter().filter(|home| home.property == alert.property).any(|home| {
            home.link.as_ref().is_some_and(|link| alert.residents.contains(&link.external_id))
        })
}

fn waits(alert: &AlertRecord) -> Waits {
    let (title, _) = heading(alert);
    Waits {
        url: url::alert(&alert.property, alert.id.0),
        kind: kinds::group(alert.kind()).title,
        title,
        message: message(&alert.facts),
    }
}

fn told(shell: &Shell, change: Option<&ChangeRecord>) -> Option<(String, When)> {
    change.map(|change| (origin(change), shell.clock.when(change.at)))
}

fn facts(shell: &Shell, person: &Person, provenance: &Provenance) -> Vec<Value> {
    let account = &person.account;
    let value = |label, value: String, fields: &[Field]| Value {
        label,
        value,
        origin: told(shell, provenance.of_account(fields)),
    };
    let name = full_name(&account.first_name, &account.last_name);
    let phone = account.phone.as_ref().map(ToString::to_string).unwrap_or_default();
    let status = match (account.kind, account.status) {
        (AccountKind::Staff, AccountStatus::Active) => "active, staff",
        (_, AccountStatus::Active) => "active",
        (_, AccountStatus::Inactive) => "inactive: opens no doors",
    };
    vec![
        value("Name", name, &[Field::FirstName, Field::LastName]),
        value("Email", email_or_none(account.email.as_deref()), &[Field::Email]),
        value("Phone", phone, &[Field::Phone]),
        value("Account", status.into(), &[Field::AccountStatus]),
    ]
}

fn home(shell: &Shell, home: &Residency, provenance: &Provenance) -> Home {
    let place = &home.place;
    let (standing, tone) = words::standing(home, &shell.clock);
    let unit = words::unit(place.building.as_deref(), place.unit.as_deref());
    let mut values: Vec<Value> = Vec::new();
    let mut add = |label, value: Option<String>, fields: &[Field]| {
        if let Some(value) = value {
            let origin = told(shell, provenance.of_residency(home.id, fields));
            values.push(Value { label, value, origin });
        }
    };
    let link = home.link.as_ref();
    add("PMS ID", link.map(|link| link.external_id.to_string()), &[Field::ExternalId]);
    let lease_id = link.and_then(|link| link.lease_id.as_ref()).map(ToString::to_string);
    add("Lease ID", lease_id, &[Field::LeaseId]);
    add("Unit", unit.clone(), &[Field::Unit, Field::Building]);
    add("Status", Some(words::status(place.status).into()), &[Field::Status]);
    let word = place.pms_status.as_ref().map(ToString::to_string);
    add("Status in the PMS", word, &[Field::PmsStatus]);
    add("Role", place.role.map(|role| words::role(role).into()), &[Field::Role]);
    let household = place.household_id.as_ref().map(ToString::to_string);
    add("Household", household, &[Field::HouseholdId]);
    let lease = match (place.lease_start, place.lease_end) {
        (Some(start), Some(end)) => Some(format!("{} to {}", day(start), day(end))),
        (Some(start), None) => Some(format!("from {}", day(start))),
        (None, Some(end)) => Some(format!("until {}", day(end))),
        (None, None) => None,
    };
    add("Lease", lease, &[Field::LeaseStart, Field::LeaseEnd]);
    add("Move-in", place.move_in.map(day), &[Field::MoveIn]);
    add("Move-out", place.move_out.map(day), &[Field::MoveOut]);
    let why = why_ended(home).map(|why| format!(" ({why})")).unwrap_or_default();
    let ended = home.ended_on.map(|on| format!("{}{why}", day(on)));
    add("Access ended", ended, &[Field::EndedOn]);
    let elsewhere = home.property != shell.property_id();
    Home {
        title: unit.map_or_else(|| "No unit".into(), |unit| format!("Unit {unit}")),
        property: elsewhere.then(|| shell.name_of(&home.property).unwrap_or_default().to_owned()),
        standing,
        tone,
        is_linked: link.is_some(),
        why: link.map(|link| url::why(&home.property, &link.external_id)),
        values,
    }
}
