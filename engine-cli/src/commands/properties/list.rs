//! `properties`: what is in the databases, and what is fed.

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use serde_json::{Value, json};
use tenantry_engine::Site;
use tenantry_store::PropertyOverview;

use super::Shared;
use crate::{
    commands::{Done, stores::Stores, unfed::unfed},
    config::Portfolio,
    exit::{self, SOME_FAILED},
    output::{self, table::Page},
};

/// A property in a database, in the configuration, or in both.
#[derive(Debug, Serialize)]
struct PropertyDocument {
    property: String,
    name: String,
    timezone: String,
    in_database: bool,
    /// Whether the configuration feeds it; `None` if a file that cannot be used may do so.
    fed: Option<bool>,
    /// The file that feeds it.
    fed_by: Option<String>,
    live_residencies: u64,
    live_linked: u64,
    live_manual: u64,
    open_alerts: u64,
    last_complete_run: Option<String>,
    last_complete_at: Option<String>,
    #[serde(skip)]
    last: String,
}

pub(super) async fn run(portfolio: &Portfolio, stores: &Stores<'_>) -> anyhow::Result<Done<Value>> {
    let is_whole = portfolio.broken.is_empty();
    let (mut documents, mut warnings) = (Vec::new(), Vec::new());
    for shared in Shared::all(portfolio) {
        let tx = stores.read(shared.url).await?.read().await?;
        for property in tx.overviews().await? {
            let site = shared.feeding(&property.code);
            documents.push(known(property, site, is_whole));
        }
        for site in &shared.sites {
            if tx.property(site.id()).await?.is_none() {
                documents.push(new(site));
            }
        }
        if is_whole {
            warnings.extend(unfed(&tx, &shared.sites).await?);
        }
    }
    for broken in &portfolio.broken {
        exit::report_of(&broken.file.display().to_string(), &broken.error.clone().into());
    }
    documents.retain(|document| portfolio.is_chosen(&document.property));
    warnings.retain(|unfed| portfolio.is_chosen(&unfed.property.code));
    let mut page = Page::default();
    page.table(
        ["property", "name", "live residencies", "last complete sync", "open alerts", "fed by"],
        documents.iter().map(|document| {
            [
                document.property.clone(),
                document.name.clone(),
                live(document),
                document.last.clone(),
                document.open_alerts.to_string(),
                match (&document.fed_by, document.fed) {
                    (Some(file), _) => file.clone(),
                    (None, Some(_)) => "nothing".into(),
                    (None, None) => "unknown".into(),
                },
            ]
        }),
    );
    for warning in warnings {
        page.line("");
        page.line(warning.message());
        page.line(format!("  hint: {}", warning.hint()));
    }
    let code = if is_whole { 0 } else { SOME_FAILED };
    Ok(Done { document: json!(documents), page, code })
}

fn live(document: &PropertyDocument) -> String {
    match document.live_manual {
        0 => document.live_residencies.to_string(),
        manual => format!("{} ({manual} manual)", document.live_residencies),
    }
}

fn known(property: PropertyOverview, site: Option<&Site>, is_whole: bool) -> PropertyDocument {
    let zone = TimeZone::get(&property.timezone).unwrap_or(TimeZone::UTC);
    let now = Timestamp::now();
    let last = property.last_complete_at.map(|at| output::in_words(at, now, &zone));
    PropertyDocument {
        in_database: true,
        fed: if site.is_some() || is_whole { Some(site.is_some()) } else { None },
        fed_by: site.map(|site| site.file.display().to_string()),
        live_residencies: property.live(),
        live_linked: property.live_linked,
        live_manual: property.live_manual,
        open_alerts: property.open_alerts,
        last_complete_run: property.last_complete_run,
        last_complete_at: property.last_complete_at.map(|at| at.to_string()),
        last: last.unwrap_or_else(|| "none yet".into()),
        property: property.code,
        name: property.name,
        timezone: property.timezone,
    }
}

/// A property that is configured and has not been synced yet.
fn new(site: &Site) -> PropertyDocument {
    PropertyDocument {
        property: site.id().to_owned(),
        name: site.name().to_owned(),
        timezone: site.property.timezone.clone(),
        in_database: false,
        fed: Some(true),
        fed_by: Some(site.file.display().to_string()),
        live_residencies: 0,
        live_linked: 0,
        live_manual: 0,
        open_alerts: 0,
        last_complete_run: None,
        last_complete_at: None,
        last: "not in the database yet".into(),
    }
}
