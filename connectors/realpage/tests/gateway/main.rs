//! The connector against a fake gateway.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

mod faults;
mod fixtures;
mod requests;

use tenantry_core::{
    Date,
    connector::{
        BaseDir, ConnectorError, ConnectorSettings, Context, FeedEvent, Limits, PmsConnector,
        collect,
    },
    model::Roster,
};
use tenantry_fakes::{Fake, RealPage};
use tenantry_realpage::RealPageSettings;

const SITE: &str = "2000001";
const OPERATION: &str = "getresidentlistinfo";
const KEY: &str = "00000000-0000-4000-8000-000000000001";

fn connector(fake: &Fake<RealPage>, more: &str) -> Box<dyn PmsConnector> {
    let text = format!(
        "url = '{}/rpxgateway/partner/Demo/Demo.svc'\npmc_id = '1000001'\nlicense_key = '{KEY}'\n\
         {more}",
        fake.url()
    );
    let settings: RealPageSettings = toml::from_str(&text).unwrap();
    settings.build(&BaseDir::default()).unwrap()
}

/// A gateway whose only site sends this response, and its connector.
fn gateway(inner: &str) -> (Fake<RealPage>, Box<dyn PmsConnector>) {
    let mut realpage = RealPage::demo(SITE);
    realpage.set(OPERATION, SITE, inner);
    let fake = Fake::start(realpage);
    let connector = connector(&fake, &format!("sites = ['{SITE}']"));
    (fake, connector)
}

/// A list of residents with these IDs.
fn residents(ids: impl IntoIterator<Item = u32>) -> String {
    let one = |id| {
        format!(
            "<resident><residentmemberid>{id}</residentmemberid><unitid>{id}</unitid>\
             <leasestatus>Current</leasestatus></resident>"
        )
    };
    format!("<residentlist>{}</residentlist>", ids.into_iter().map(one).collect::<String>())
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
