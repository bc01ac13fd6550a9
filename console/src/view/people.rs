//! The list of people.

use askama::Template;
use tenantry_core::model::{AccountKind, AccountStatus};
use tenantry_store::Person;

use super::{
    facts::{email_or_none, name_or_email},
    shell::Shell,
    strip::{Freshness, Strip},
    url,
    waiting::Waiting,
    words::{self, counted},
};

/// The search and filters from the address.
#[derive(Debug, Clone, Default)]
pub(crate) struct PeopleFilter {
    /// A name, email, phone number, unit or PMS ID.
    pub(crate) search: String,
    /// Only this unit.
    pub(crate) unit: String,
    /// `active`, `inactive`, or all.
    pub(crate) status: String,
    /// `pms`, `hand`, or all.
    pub(crate) source: String,
    /// Only people named in an open alert.
    pub(crate) waiting: bool,
}

/// The result of a search.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// One page of people, in order.
    pub(crate) people: Vec<Person>,
    /// How many people match.
    pub(crate) total: u64,
    /// How many people the property has.
    pub(crate) everyone: u64,
    /// Every unit, in order.
    pub(crate) units: Vec<String>,
    /// Residents in the PMS who are held back by alerts.
    pub(crate) held_back: u64,
    /// The start of the next page.
    pub(crate) next: Option<String>,
    /// Whether this is not the first page.
    pub(crate) is_later: bool,
}

/// The page with the list of people.
#[derive(Debug, Template)]
#[template(path = "people.html", whitespace = "minimize")]
pub(crate) struct PeoplePage {
    shell: Shell,
    strip: Strip,
    filter: PeopleFilter,
    units: Vec<String>,
    rows: Vec<Row>,
    /// `12 of 250 people`.
    tally: String,
    is_filtered: bool,
    is_empty: bool,
    never_synced: bool,
    held_back: Option<String>,
    list_url: String,
    csv_url: String,
    next: Option<String>,
    is_later: bool,
}

#[derive(Debug)]
struct Row {
    url: String,
    name: String,
    email: String,
    phone: Option<String>,
    is_staff: bool,
    is_inactive: bool,
    places: Vec<Place>,
    alert: Option<String>,
}

#[derive(Debug)]
struct Place {
    unit: Option<String>,
    standing: String,
    tone: &'static str,
    elsewhere: Option<String>,
}

impl PeoplePage {
    /// The page for a search result, with the open alerts.
    pub(crate) fn new(
        shell: Shell,
        freshness: &Freshness,
        filter: PeopleFilter,
        found: Found,
        waiting: &Waiting,
    ) -> Self {
        let rows = found.people.iter().map(|person| row(&shell, person, waiting)).collect();
        let is_filtered = filter.is_set();
        let everyone = counted(found.everyone, "person", "people");
        let tally = match is_filtered {
            true => format!("{} of {everyone}", words::count(found.total)),
            false => everyone,
        };
        let held_back = (found.held_back > 0 && !is_filtered && !found.is_later).then(|| {
            let many = counted(found.held_back, "resident in the PMS", "residents in the PMS");
            let are = words::plural(found.held_back, "is", "are");
            format!("{many} {are} held back by an alert.")
        });
        let list_url = shell.url("people");
        Self {
            strip: Strip::new(&shell, freshness),
            rows,
            tally,
            is_filtered,
            is_empty: found.people.is_empty(),
            never_synced: freshness.last_complete.is_none(),
            held_back,
            csv_url: filter.url(&shell.url("people.csv"), ""),
            next: found.next.as_deref().map(|after| filter.url(&list_url, after)),
            is_later: found.is_later,
            units: found.units,
            list_url,
            filter,
            shell,
        }
    }

    fn has_unknown_unit(&self) -> bool {
        !self.filter.unit.is_empty() && !self.units.contains(&self.filter.unit)
    }

    /// Whether any filter besides the search is set.
    fn narrows(&self) -> bool {
        let filter = &self.filter;
        filter.waiting
            || [&filter.unit, &filter.status, &filter.source].iter().any(|value| !value.is_empty())
    }
}

impl PeopleFilter {
    /// Whether the search or any filter is set.
    pub(crate) fn is_set(&self) -> bool {
        self.waiting
            || [&self.search, &self.unit, &self.status, &self.source]
                .iter()
                .any(|value| !value.trim().is_empty())
    }

    fn url(&self, path: &str, after: &str) -> String {
        let waiting = if self.waiting { "1" } else { "" };
        url::query(
            path,
            &[
                ("search", &self.search),
                ("unit", &self.unit),
                ("status", &self.status),
                ("source", &self.source),
                ("waiting", waiting),
                ("after", after),
            ],
        )
    }
}

fn row(shell: &Shell, person: &Person, waiting: &Waiting) -> Row {
    let account = &person.account;
    let here = shell.property_id();
    let name = tenantry_core::model::full_name(&account.first_name, &account.last_name);
    let mut places: Vec<(bool, bool, Place)> = person
        .residencies
        .iter()
        .filter(|residency| {
            residency.property == here || shell.name_of(&residency.property).is_some()
        })
        .map(|residency| {
            let (standing, tone) = words::standing(residency, &shell.clock);
            let elsewhere = (residency.property != here)
                .then(|| shell.name_of(&residency.property).unwrap_or_default().to_owned());
            let place = &residency.place;
            let unit = words::unit(place.building.as_deref(), place.unit.as_deref());
            (elsewhere.is_some(), !residency.is_live(), Place { unit, standing, tone, elsewhere })
        })
        .collect();
    places.sort_by_key(|(elsewhere, ended, _)| (*ended, *elsewhere));
    Row {
        url: url::person(here, account.id.0),
        name: name_or_email(name, account.email.as_deref()),
        email: email_or_none(account.email.as_deref()),
        phone: account.phone.as_ref().map(ToString::to_string),
        is_staff: account.kind == AccountKind::Staff,
        is_inactive: account.status == AccountStatus::Inactive,
        places: places.into_iter().map(|(_, _, place)| place).collect(),
        alert: waiting.about(person).map(|id| url::alert(here, id.0)),
    }
}
