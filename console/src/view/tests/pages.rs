//! All pages, by their file names in the gallery.

use askama::Template;
use jiff::{SignedDuration, tz::TimeZone};
use serde_json::json;
use tenantry_core::{
    Text,
    model::{
        AccountStatus, AlertKind, Harm, Occasion, Reason, RejectCode, Resolution, Role, Status,
    },
    normalize::Grade,
};
use tenantry_store::{
    AlertRecord, ChangeRecord, Naming, Person, PropertyId, PropertyOverview, RunRecord,
};

use super::{
    super::*,
    sample::{self, ago},
};

/// The records that the pages show.
pub(crate) struct World {
    pub(crate) shell: Shell,
    pub(crate) alerts: Vec<AlertRecord>,
    pub(crate) settled: Vec<AlertRecord>,
    pub(crate) people: Vec<Person>,
    pub(crate) changes: Vec<ChangeRecord>,
    pub(crate) runs: Vec<RunRecord>,
    /// Text that comes from users, PMSs and errors.
    pub(crate) said: String,
}

pub(crate) fn world() -> World {
    World {
        shell: sample::shell(),
        alerts: sample::alerts(),
        settled: sample::settled(),
        people: sample::people(),
        changes: sample::changes(),
        runs: sample::runs(),
        said: "the server did not respond within 60 seconds; check the address, or ask the PMS's support".into(),
    }
}

fn calm() -> Freshness {
    Freshness { last_complete: Some(ago(12)), next: Some(ago(-48)), ..Freshness::default() }
}

fn failed(world: &World) -> Freshness {
    let trouble = Some(Trouble::Failed { at: ago(5), reason: world.said.clone() });
    Freshness { trouble, last_complete: Some(ago(65)), next: Some(ago(-3)), running: None }
}

fn held(world: &World) -> Freshness {
    let trouble = Some(Trouble::Held { at: ago(12), run: world.runs[0].id.clone() });
    Freshness { trouble, next: None, ..calm() }
}

fn found(world: &World) -> Found {
    Found {
        people: world.people.clone(),
        total: 9,
        everyone: 1250,
        units: ["101", "102", "207", "602"].map(str::to_owned).to_vec(),
        held_back: 5,
        next: Some("vega.5".into()),
        is_later: false,
    }
}

fn people(
    world: &World,
    shell: Shell,
    freshness: &Freshness,
    filter: PeopleFilter,
    found: Found,
) -> String {
    let open = world.alerts.iter().filter(|alert| alert.open);
    let named: Vec<Naming> = open
        .map(|alert| Naming {
            alert: alert.id,
            kind: alert.kind(),
            residents: alert.residents.clone(),
            accounts: alert.accounts.clone(),
        })
        .collect();
    let waiting = Waiting::new(sample::PROPERTY, &named);
    PeoplePage::new(shell, freshness, filter, found, &waiting).render().unwrap()
}

fn asked(world: &World, kinds: &[AlertKind]) -> Vec<Asked> {
    let of = |alert: &&AlertRecord| kinds.contains(&alert.kind());
    world
        .alerts
        .iter()
        .filter(of)
        .map(|alert| Asked { alert: alert.clone(), refusal: None })
        .collect()
}

fn wish(resolution: Resolution, delete_old: bool, account: Option<Text>) -> Wish {
    Wish { resolution, delete_old, account: account.map(Into::into), reason: None }
}

/// All pages as HTML, with their file names.
pub(crate) fn every_page(world: &World) -> Vec<(&'static str, String)> {
    let shell = || world.shell.clone();
    let onlooker = || {
        let mut shell = shell();
        shell.viewer.may_act = false;
        shell.viewer.role = "viewer".into();
        shell
    };
    let settled_calm = || Shell { waiting: 0, ..shell() };
    let done = || Notice::done(format!("Merged: {}", world.said)).undo_answer(sample::PROPERTY, 2);
    let all = AlertFilter::default();
    let mut pages = vec![
        ("people", people(world, shell(), &calm(), PeopleFilter::default(), found(world))),
        ("people-filtered", people(world, onlooker(), &held(world),
            PeopleFilter { search: world.said.clone(), unit: "207".into(), status: "active".into(), source: "pms".into(), waiting: true },
            Found { next: None, is_later: true, ..found(world) })),
        ("people-failed", people(world, shell(), &failed(world), PeopleFilter::default(), found(world))),
        ("people-nobody", people(world, shell(), &calm(), PeopleFilter { search: world.said.clone(), ..PeopleFilter::default() }, Found { everyone: 1250, ..Found::default() })),
        ("people-never", people(world, settled_calm(), &Freshness::default(), PeopleFilter::default(), Found::default())),
        ("people-running", people(world, shell(), &Freshness { running: Some(Progress::Fetching { records: 1250, done: Some((3, 8)) }), ..calm() }, PeopleFilter::default(), found(world))),
        ("person", PersonPage::new(shell(), &world.people[0], &world.changes, &[]).render().unwrap()),
        ("person-waiting", PersonPage::new(shell(), &world.people[6], &[], &world.alerts).render().unwrap()),
        ("person-several", PersonPage::new(shell(), &world.people[4], &[], &world.alerts).render().unwrap()),
        ("why", WhyPage::new(shell(), "t0001050", Some(1), Ok(vec![
            "In the PMS t0001050 is Nora Hansen, primary with status \"Current\" (current), unit 601, the email hansen.family@example.com.".into(),
            "The status gives access: the resident is in scope.".into(), world.said.clone(),
        ]), &world.changes).render().unwrap()),
        ("why-unknown", WhyPage::new(shell(), &world.said, None, Ok(Vec::new()), &[]).render().unwrap()),
        ("why-failed", WhyPage::new(shell(), &world.said, None, Err(world.said.clone()), &[]).render().unwrap()),
        ("alerts", AlertsPage::new(shell(), &world.alerts, &all).render().unwrap()),
        ("alerts-done", AlertsPage::new(Shell { notice: Some(done()), ..shell() }, &world.alerts, &AlertFilter { kind: Some("name_mismatch".into()), ..all.clone() }).render().unwrap()),
        ("alerts-refused", AlertsPage::new(Shell { notice: Some(Notice::error(world.said.clone())), ..onlooker() }, &world.alerts, &all).render().unwrap()),
        ("alerts-settled", AlertsPage::new(shell(), &world.settled, &AlertFilter { settled: true, ..all.clone() }).render().unwrap()),
        ("alerts-none", AlertsPage::new(settled_calm(), &[], &all).render().unwrap()),
        ("answer", AnswerPage::new(shell(), &asked(world, &[AlertKind::NameMismatch, AlertKind::MissingEmail]), &wish(Resolution::Merge, false, None)).render().unwrap()),
        ("answer-delete", AnswerPage::new(shell(), &asked(world, &[AlertKind::EmailMismatch])[..1], &wish(Resolution::CreateSeparate, true, world.alerts[3].accounts.first().cloned())).render().unwrap()),
        ("answer-dismiss", AnswerPage::new(shell(), &asked(world, &[AlertKind::AccountConflict, AlertKind::MissingFromPms]), &wish(Resolution::Dismiss, false, None)).render().unwrap()),
        ("answer-nothing", AnswerPage::new(shell(), &[], &wish(Resolution::Merge, false, None)).render().unwrap()),
        ("runs", RunsPage::new(shell(), &world.runs, false, Some("01a2")).render().unwrap()),
        ("runs-none", RunsPage::new(shell(), &[], false, None).render().unwrap()),
        ("run", RunPage::new(shell(), &world.runs[5], &world.changes, &[]).render().unwrap()),
        ("run-held", RunPage::new(shell(), &world.runs[0], &[], &world.alerts[world.alerts.len() - 1..]).render().unwrap()),
        ("run-failed", RunPage::new(shell(), &world.runs[1], &[], &[]).render().unwrap()),
        ("run-undo", RunPage::new(shell(), &world.runs[4], &world.changes, &[]).render().unwrap()),
        ("sync", SyncPage::new(shell(), &Freshness { running: Some(Progress::Applying), ..calm() }, None).render().unwrap()),
        ("sync-ended", SyncPage::new(shell(), &failed(world), world.runs.get(1)).render().unwrap()),
        ("properties", properties(world)),
        ("account", AccountPage::new(shell(), &[token(world)], Some(&[(world.said.clone(), token(world))]), Some("tny_3f9c1d0e7b".into()), 2).render().unwrap()),
        ("sign-in", SignInPage::new("c5f1", world.said.clone(), Some("/p/maple-court/alerts".into()), Some("Name or password is wrong.".into()), false).render().unwrap()),
        ("setup", SetupPage::new(&world.said, "c5f1", "", 12, None).render().unwrap()),
        ("error-409", ErrorPage::new(Some(shell()), 409, Some(world.said.clone()), Some("/p/maple-court/alerts".into())).render().unwrap()),
        ("error-404", ErrorPage::new(None, 404, None, None).render().unwrap()),
    ];
    let cards = world.alerts.iter().chain(&world.settled).zip(ALERT_PAGES);
    pages.extend(
        cards.map(|(alert, name)| (name, AlertPage::new(shell(), alert).render().unwrap())),
    );
    pages
}

const ALERT_PAGES: [&str; 16] = [
    "alert-1",
    "alert-2",
    "alert-3",
    "alert-4",
    "alert-5",
    "alert-6",
    "alert-7",
    "alert-8",
    "alert-9",
    "alert-10",
    "alert-11",
    "alert-12",
    "alert-closed-1",
    "alert-closed-2",
    "alert-closed-3",
    "alert-closed-4",
];

fn token(world: &World) -> Token {
    let (created_at, last_used_at, expires_at) = (ago(90_000), Some(ago(3)), ago(-90_000));
    Token {
        id: 1,
        label: world.said.clone(),
        is_read_only: true,
        created_at,
        last_used_at,
        expires_at,
    }
}

fn properties(world: &World) -> String {
    let line = |id: &str, name: &str, freshness: Freshness, open_alerts| PropertyLine {
        id: id.into(),
        name: name.into(),
        zone: TimeZone::get("America/Chicago").unwrap(),
        freshness,
        every: Some(SignedDuration::from_hours(1)),
        open_alerts,
        people: 250,
    };
    let lines = vec![
        line("maple-court", "Maple Court", calm(), 12),
        line("harbor-view", "Harbor View", calm(), 0),
        line("the-elms", "The Elms", failed(world), 2),
        line("birch-lane", "Birch Lane", Freshness::default(), 0),
        line("new-quay", "New Quay", held(world), 1),
        line(
            "old-mill",
            "Old Mill",
            Freshness { last_complete: Some(ago(4000)), next: None, ..calm() },
            0,
        ),
    ];
    let shell = Shell { property: None, ..world.shell.clone() };
    let unfed = PropertyOverview {
        id: PropertyId(9),
        code: "maple".into(),
        name: "Maple".into(),
        timezone: "America/Chicago".into(),
        live_linked: 58,
        live_manual: 2,
        open_alerts: 1,
        last_complete_run: None,
        last_complete_at: Some(ago(60 * 24 * 3)),
    };
    PropertiesPage::new(shell, lines, &[unfed]).render().unwrap()
}

/// Puts a text into every value that a feed or a user can set.
pub(crate) fn poisoned(world: &mut World, poison: &str) {
    let text = || Text::from(poison);
    for alert in world.alerts.iter_mut().chain(&mut world.settled) {
        alert.subject = text();
        alert.residents.fill(text());
        alert.accounts.fill(text());
        let mut facts = serde_json::to_value(&alert.facts).unwrap();
        poison_value(&mut facts, poison);
        alert.facts = serde_json::from_value(facts).unwrap();
        alert.closed_by = alert.closed_by.as_ref().map(|_| poison.into());
    }
    for person in &mut world.people {
        let account = &mut person.account;
        (account.first_name, account.last_name, account.email) = (text(), text(), Some(text()));
        account.phone = Some(text());
        for home in &mut person.residencies {
            (home.place.unit, home.place.building) = (Some(text()), Some(text()));
            if let Some(link) = &mut home.link {
                (link.external_id, link.lease_id) = (text(), Some(text()));
            }
        }
    }
    for change in &mut world.changes {
        change.actor = poison.into();
        (change.external_id, change.account_email) = (Some(text()), Some(text()));
        for field in &mut change.fields {
            (field.from, field.to) = (Some(text()), Some(text()));
        }
    }
    for run in &mut world.runs {
        run.error = Some(poison.into());
        run.id = poison.into();
    }
    world.shell.viewer.name = poison.into();
    world.shell.viewer.role = poison.into();
    world.shell.viewer.csrf = poison.into();
    for property in world.shell.properties.iter_mut().chain(&mut world.shell.property).skip(1) {
        property.name = poison.into();
    }
    world.said = poison.into();
}

fn poison_value(value: &mut serde_json::Value, poison: &str) {
    match value {
        serde_json::Value::String(text)
            if !is_word(text) && !is_date(text) && text.parse::<i64>().is_err() =>
        {
            *value = json!(poison)
        }
        serde_json::Value::Array(items) => {
            items.iter_mut().for_each(|item| poison_value(item, poison))
        }
        serde_json::Value::Object(fields) => {
            fields.values_mut().for_each(|item| poison_value(item, poison))
        }
        _ => {}
    }
}

/// Whether a text is a value of an enum, which no feed can choose.
fn is_word(text: &str) -> bool {
    AlertKind::from_name(text).is_some()
        || AccountStatus::from_name(text).is_some()
        || Grade::from_name(text).is_some()
        || Occasion::from_name(text).is_some()
        || Harm::from_name(text).is_some()
        || Reason::from_name(text).is_some()
        || RejectCode::from_name(text).is_some()
        || Role::from_name(text).is_some()
        || Status::from_name(text).is_some()
}

fn is_date(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok()
}
