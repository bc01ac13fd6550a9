//! The commands, one module each.

mod alerts;
mod check;
mod connectors;
mod explain;
mod fetch;
mod import;
mod init;
mod merge;
mod operators;
mod people;
mod plan;
mod properties;
mod resolve;
mod runs;
mod serve;
mod several;
mod stores;
mod sync;
mod undo;
mod unfed;

pub(crate) use properties::missing;

use std::process::ExitCode;

use jiff::Timestamp;
use serde::Serialize;
use tenantry_core::{Date, connector::Tape, model::AlertId};
use tenantry_engine::{AnswerRequest, Handle, Site, Within, document::counted, schedule};
use tenantry_store::{PropertyId, ReadTx, Store};

use self::{several::Several, stores::Stores};
use crate::{
    args::{AlertsCommand, Args, Command, PeopleCommand, RunsCommand},
    config::Portfolio,
    exit::Usage,
    output::{self, table::Page},
    registry::Registry,
};

/// Runs a command.
pub(crate) async fn run(args: Args, registry: &Registry) -> anyhow::Result<ExitCode> {
    let Args { config, property, json, today, command } = args;
    let command = match command {
        Command::Init { connector, profile, force } => {
            let [file] = &config[..] else {
                return Err(Usage("`init` writes one file; pass one --config".into()).into());
            };
            return init::run(file, &connector, profile.as_deref(), force, registry);
        }
        Command::Connectors { kind, profile } => {
            return connectors::run(kind.as_deref(), profile.as_deref(), registry, json);
        }
        command => command,
    };
    let mut portfolio = Portfolio::load(&config, registry)?;
    // With `operators`, `--property` says what an operator may see.
    if !matches!(command, Command::Operators { .. }) {
        portfolio.choose(&property)?;
    }
    if let Command::Serve { listen, url, .. } = command {
        return serve::run(portfolio.narrowed(), listen, url, today, json).await;
    }
    let stores = Stores::new(&portfolio);
    let done = with_stores(&portfolio, &stores, command, today, json).await;
    stores.close().await;
    Ok(ExitCode::from(done?))
}

async fn with_stores(
    portfolio: &Portfolio,
    stores: &Stores<'_>,
    command: Command,
    today: Option<Date>,
    json: bool,
) -> anyhow::Result<u8> {
    match command {
        Command::Operators { command } => operators::run(portfolio, stores, command, json).await,
        Command::Properties { command } => {
            properties::run(portfolio, stores, command, today, json).await
        }
        command if portfolio.is_several() && of_several(&command) => {
            on_several(&Several { portfolio, stores, json, today }, command).await
        }
        command => {
            let site = match &command {
                Command::Undo { run_id, .. } => undo::site_of(portfolio, stores, run_id).await?,
                _ => portfolio.only()?,
            };
            let job = Job { site, portfolio, stores, json, today, one_of_several: false };
            on_one(&job, command).await
        }
    }
}

/// Whether a command works on several properties.
fn of_several(command: &Command) -> bool {
    match command {
        Command::Plan { out, .. } => out.is_none(),
        Command::Sync { plan, confirm } => plan.is_none() && confirm.is_none(),
        Command::Alerts { command, .. } => command.is_none(),
        Command::People { command, .. } => command.is_none(),
        Command::Runs { command, .. } => command.is_none(),
        Command::Check => true,
        _ => false,
    }
}

async fn on_several(all: &Several<'_>, command: Command) -> anyhow::Result<u8> {
    match command {
        Command::Plan { detailed_exitcode, .. } => {
            all.reports(async |job| plan::run(&job, None, detailed_exitcode).await).await
        }
        Command::Sync { .. } => {
            all.reports(async |job| sync::run(&job, None, None, None).await).await
        }
        Command::Alerts { all: closed, .. } => {
            all.list(async |job| alerts::list(&job, closed).await).await
        }
        Command::People { search, .. } => {
            let search = search.as_deref();
            all.list(async |job| people::list(&job, search).await).await
        }
        Command::Runs { limit, .. } => all.list(async |job| runs::list(&job, limit).await).await,
        _ => all.checks(async |job| check::run(&job).await).await,
    }
}

async fn on_one(job: &Job<'_>, command: Command) -> anyhow::Result<u8> {
    match command {
        Command::Init { .. }
        | Command::Connectors { .. }
        | Command::Serve { .. }
        | Command::Operators { .. }
        | Command::Properties { .. } => Ok(0),
        Command::Check => check::run(job).await?.print(job),
        Command::Fetch { record, replay } => {
            let tape = match (record, replay) {
                (Some(folder), _) => Tape::Record(folder),
                (_, Some(folder)) => Tape::Replay(folder),
                (None, None) => Tape::Off,
            };
            fetch::run(job, tape).await
        }
        Command::Plan { out, detailed_exitcode } => {
            plan::run(job, out.as_deref(), detailed_exitcode).await?.print(job)
        }
        Command::Sync { plan, confirm } => {
            let by = confirm.is_some().then(|| actor(None));
            sync::run(job, plan.as_deref(), confirm, by).await?.print(job)
        }
        Command::Alerts { command: Some(AlertsCommand::Show { id }), .. } => {
            alerts::show(job, id).await?.print(job)
        }
        Command::Alerts {
            command:
                Some(AlertsCommand::Resolve { id, resolution, delete_old, account, reason, by }),
            ..
        } => {
            let id = AlertId(id);
            let asked = AnswerRequest {
                id,
                resolution,
                delete_old,
                account,
                reason,
                version: None,
                within: Within::Everywhere,
            };
            resolve::run(job, asked, by).await
        }
        Command::Alerts { command: Some(AlertsCommand::Undo { id, by }), .. } => {
            resolve::undo(job, AlertId(id), by).await?.print(job)
        }
        Command::Alerts { all, command: None } => alerts::list(job, all).await?.print(job),
        Command::People { command: Some(PeopleCommand::Show { id }), .. } => {
            people::show(job, &id).await?.print(job)
        }
        Command::People { command: Some(PeopleCommand::Import { file, by, dry_run }), .. } => {
            import::run(job, &file, by, dry_run).await?.print(job)
        }
        Command::People { command: Some(PeopleCommand::Export), .. } => people::export(job).await,
        Command::People {
            command: Some(PeopleCommand::Merge { keep, other, yes, by }), ..
        } => merge::run(job, &keep, &other, yes, by).await?.print(job),
        Command::People { search, command: None } => {
            people::list(job, search.as_deref()).await?.print(job)
        }
        Command::Explain { external_id } => explain::run(job, &external_id).await?.print(job),
        Command::Runs { command: Some(RunsCommand::Show { id }), .. } => {
            runs::show(job, &id).await?.print(job)
        }
        Command::Runs { limit, command: None } => runs::list(job, limit).await?.print(job),
        Command::Undo { run_id, by } => undo::run(job, &run_id, by).await?.print(job),
    }
}

/// A command for one property.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Job<'a> {
    pub(crate) site: &'a Site,
    /// The whole configuration.
    pub(crate) portfolio: &'a Portfolio,
    pub(crate) stores: &'a Stores<'a>,
    pub(crate) json: bool,
    pub(crate) today: Option<Date>,
    /// Whether the output of other properties is printed next to this one's.
    pub(crate) one_of_several: bool,
}

impl Job<'_> {
    /// The directory for reading; empty if there is no database yet.
    async fn store(&self) -> anyhow::Result<Store> {
        Ok(self.stores.read(&self.site.database_url).await?)
    }

    /// The directory for changes; creates the database if needed and allowed.
    async fn writer(&self) -> anyhow::Result<Store> {
        Ok(self.stores.write(&self.site.database_url).await?)
    }

    /// The operations on the property.
    fn handle<'s>(&'s self, store: &'s Store) -> Handle<'s> {
        Handle::new(self.site, store, self.today)
    }

    async fn read(&self) -> anyhow::Result<(ReadTx, Option<PropertyId>)> {
        let tx = self.store().await?.read().await?;
        let property = tx.property(self.site.id()).await?;
        Ok((tx, property))
    }
}

/// The outcome of a command: a document for scripts, a page for people, and
/// the exit code.
#[derive(Debug)]
pub(crate) struct Done<T> {
    pub(crate) document: T,
    pub(crate) page: Page,
    pub(crate) code: u8,
}

impl<T: Serialize> Done<T> {
    /// Prints the document or the page.
    fn print(self, job: &Job<'_>) -> anyhow::Result<u8> {
        if job.json {
            output::json(&self.document)?;
        } else {
            self.page.print();
        }
        Ok(self.code)
    }
}

/// The first line of `people` and `alerts`: when the last complete sync ran,
/// and how many alerts are open.
async fn headline(
    page: &mut Page,
    tx: &ReadTx,
    property: Option<PropertyId>,
    site: &Site,
) -> anyhow::Result<()> {
    let name = site.name();
    let Some(property) = property else {
        page.line(format!("{name}: never synced."));
        return Ok(());
    };
    let state = tx.state(property).await?;
    let last = match state.last_complete_at {
        Some(at) if schedule::is_ahead(at, Timestamp::now()) => {
            format!("last complete sync {}", output::ahead(at))
        }
        Some(at) => format!("last complete sync {} ({})", output::time(at), ago(at)),
        None => "no complete sync yet".into(),
    };
    let open = match state.open_alerts {
        0 => "no open alerts".to_owned(),
        more => counted(more, "open alert", "open alerts"),
    };
    page.line(format!("{name}: {last}; {open}."));
    page.line("");
    Ok(())
}

fn ago(at: Timestamp) -> String {
    let minutes = (Timestamp::now().as_second() - at.as_second()).max(0) / 60;
    match minutes {
        0 => "just now".into(),
        1..=119 => format!("{minutes} min ago"),
        120..=2879 => format!("{} h ago", minutes / 60),
        _ => format!("{} days ago", minutes / 1440),
    }
}

/// Who makes a change: `--by`, otherwise the system user.
fn actor(by: Option<String>) -> String {
    let from = |name: &str| std::env::var(name).ok().filter(|user| !user.trim().is_empty());
    by.filter(|name| !name.trim().is_empty())
        .or_else(|| from("USER"))
        .or_else(|| from("LOGNAME"))
        .unwrap_or_else(|| "unknown".into())
}
