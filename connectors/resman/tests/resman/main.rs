//! The connector against a fake ResMan, in both versions.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

mod faults;
mod fixtures;
mod requests;

use serde_json::{Value, json};
use tenantry_core::{
    Date,
    connector::{
        BaseDir, ConnectorError, ConnectorSettings, Context, FeedEvent, Limits, PmsConnector,
        collect,
    },
    model::Roster,
};
use tenantry_fakes::{Fake, ResMan};
use tenantry_resman::ResManSettings;

const PROPERTY: &str = "b0000000-0000-4000-8000-000000000001";
const KEY: &str = "demo-api-key";

fn connector(fake: &Fake<ResMan>, version: u8, properties: &[&str]) -> Box<dyn PmsConnector> {
    let text = format!(
        "version = {version}\nurl = '{}/'\nintegration_partner_id = '1001'\napi_key = '{KEY}'\n\
         account_id = '400'\nproperties = {properties:?}",
        fake.url()
    );
    let settings: ResManSettings = toml::from_str(&text).unwrap();
    settings.build(&BaseDir::default()).unwrap()
}

/// A ResMan whose only property has these people in both versions, and its
/// connector.
fn resman(version: u8, ids: &[u32]) -> (Fake<ResMan>, Box<dyn PmsConnector>) {
    let mut resman = ResMan::demo();
    resman.set_transactions(PROPERTY, &transactions(ids));
    resman.set_people(PROPERTY, people(ids));
    let fake = Fake::start(resman);
    let connector = connector(&fake, version, &[PROPERTY]);
    (fake, connector)
}

fn transactions(ids: &[u32]) -> String {
    let one = |id| {
        format!(
            "<RT_Customer><CustomerID>h{id}</CustomerID><Customers><Customer Type='current \
             resident'><CustomerID>{id}</CustomerID></Customer></Customers></RT_Customer>"
        )
    };
    let all: String = ids.iter().map(one).collect();
    format!("<ResidentTransactions><Property>{all}</Property></ResidentTransactions>")
}

fn people(ids: &[u32]) -> Value {
    let one = |id: &u32| json!({ "personId": id.to_string(), "residencyStatus": "Current" });
    json!({ "people": ids.iter().map(one).collect::<Vec<_>>() })
}

fn context() -> Context {
    Context::new("maple", Date::constant(2026, 11, 15))
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// The roster and the notes of a fetch.
fn fetch_in(
    context: Context,
    connector: &dyn PmsConnector,
) -> Result<(Roster, Vec<String>), ConnectorError> {
    let mut notes = Vec::new();
    let roster = wait(collect(connector.fetch(context), Limits::default(), |event| {
        if let FeedEvent::Note(note) = event {
            notes.push(note.clone());
        }
    }))?;
    Ok((roster, notes))
}

fn fetch(connector: &dyn PmsConnector) -> Result<Roster, ConnectorError> {
    fetch_in(context(), connector).map(|(roster, _)| roster)
}

fn ids(roster: &Roster) -> Vec<&str> {
    roster.residents.iter().map(|resident| resident.external_id.as_str()).collect()
}
