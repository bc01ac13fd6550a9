//! The properties of the databases that a configuration uses, fed or not.

mod list;
mod rename;
mod retire;

use serde_json::Value;
use tenantry_core::Date;
use tenantry_engine::Site;

use super::{Done, stores::Stores};
use crate::{
    args::PropertiesCommand,
    config::{Portfolio, nearest},
    exit::Usage,
    output,
};

/// Lists the properties, or changes one.
pub(crate) async fn run(
    portfolio: &Portfolio,
    stores: &Stores<'_>,
    command: Option<PropertiesCommand>,
    today: Option<Date>,
    json: bool,
) -> anyhow::Result<u8> {
    let done = match command {
        None => list::run(portfolio, stores).await?,
        Some(PropertiesCommand::Rename { old, new, by }) => {
            rename::run(portfolio, stores, &old, &new, by).await?
        }
        Some(PropertiesCommand::Retire { id, yes, by }) => {
            retire::run(portfolio, stores, &id, yes, by, today).await?
        }
    };
    let Done::<Value> { document, page, code } = done;
    if json {
        output::json(&document)?;
    } else {
        page.print();
    }
    Ok(code)
}

/// A database, and the properties that the configuration feeds into it.
struct Shared<'a> {
    url: &'a str,
    sites: Vec<&'a Site>,
}

impl<'a> Shared<'a> {
    /// The databases of a portfolio, in the order of its files.
    fn all(portfolio: &'a Portfolio) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for site in &portfolio.sites {
            match all.iter_mut().find(|shared| shared.url == site.database_url) {
                Some(shared) => shared.sites.push(site),
                None => all.push(Self { url: &site.database_url, sites: vec![site] }),
            }
        }
        all
    }

    /// The database that has a property.
    ///
    /// # Errors
    /// None has it, or several do.
    async fn with(
        portfolio: &'a Portfolio,
        stores: &Stores<'_>,
        property: &str,
    ) -> anyhow::Result<Self> {
        let (mut found, mut known) = (Vec::new(), Vec::new());
        for shared in Self::all(portfolio) {
            let properties = stores.read(shared.url).await?.read().await?.properties().await?;
            if properties.iter().any(|(_, code)| code == property) {
                found.push(shared);
            }
            known.extend(properties.into_iter().map(|(_, code)| code));
        }
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(_), false) => Err(Usage(format!(
                "several databases have a property `{property}`; pass the file of one with --config"
            ))
            .into()),
            (None, _) => Err(Usage(missing(property, &known)).into()),
        }
    }

    /// The site that feeds a property.
    fn feeding(&self, property: &str) -> Option<&'a Site> {
        self.sites.iter().copied().find(|site| site.id() == property)
    }
}

/// Says that a property is not in the database, and what was probably meant.
pub(crate) fn missing(property: &str, known: &[String]) -> String {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    match nearest(property, &known) {
        Some(near) => {
            format!("there is no property `{property}` in the database; did you mean `{near}`?")
        }
        None => {
            format!("there is no property `{property}` in the database; `properties` lists them")
        }
    }
}

/// Refuses while nobody knows what the configuration feeds.
fn is_readable(portfolio: &Portfolio, property: &str) -> Result<(), Usage> {
    match &portfolio.broken[..] {
        [] => Ok(()),
        [broken, ..] => Err(Usage(format!(
            "a file of the configuration cannot be used, and it may feed `{property}`; correct it first: {broken}"
        ))),
    }
}
