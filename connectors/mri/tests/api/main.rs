//! The connector against a fake server.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

mod faults;
mod fixtures;
mod paging;
mod requests;

use serde_json::{Value, json};
use tenantry_core::{
    Date,
    connector::{
        BaseDir, ConnectorError, ConnectorSettings, Context, Limits, PmsConnector, collect,
    },
    model::Roster,
};
use tenantry_fakes::{Fake, Mri};
use tenantry_mri::MriSettings;

const FORMATS: [&str; 2] = ["xml", "json"];
const SECRETS: [&str; 2] = ["DEMO-PARTNER-KEY", "demo-password"];

fn connector(fake: &Fake<Mri>, more: &str) -> Box<dyn PmsConnector> {
    let text = format!(
        "url = '{}/mriapiservices/api.asp'\nclient_id = 'C000001'\ndatabase = 'DEMODB'\n\
         username = 'DEMOUSER'\npartner_key = 'DEMO-PARTNER-KEY'\npassword = 'demo-password'\n\
         {more}",
        fake.url()
    );
    let settings: MriSettings = toml::from_str(&text).unwrap();
    settings.build(&BaseDir::default()).unwrap()
}

/// A server whose property 500 has these entries, and a connector that uses
/// this format and requests two at a time.
fn server(format: &str, entries: &Value) -> (Fake<Mri>, Box<dyn PmsConnector>) {
    let mut mri = Mri::demo();
    mri.set("500", entries);
    let fake = Fake::start(mri);
    let settings = format!("properties = ['500']\npage_size = 2\nformat = '{format}'");
    let connector = connector(&fake, &settings);
    (fake, connector)
}

fn entries(count: usize) -> Value {
    let one = |number| json!({ "ResidentNameID": format!("{number:010}"), "PropertyID": "500" });
    json!({ "value": (1..=count).map(one).collect::<Vec<_>>() })
}

fn context() -> Context {
    Context::new("maple", Date::constant(2026, 11, 15))
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn fetch_in(context: Context, connector: &dyn PmsConnector) -> Result<Roster, ConnectorError> {
    wait(collect(connector.fetch(context), Limits::default(), |_| {}))
}

fn fetch(connector: &dyn PmsConnector) -> Result<Roster, ConnectorError> {
    fetch_in(context(), connector)
}
