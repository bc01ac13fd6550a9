//! One file a command.

mod alerts;
mod check;
mod connectors;
mod explain;
mod fetch;
mod import;
mod init;
mod people;
mod plan;
mod resolve;
mod runs;
mod sync;
mod undo;

use std::process::ExitCode;

use jiff::Timestamp;
use tenantry_core::{Date, connector::Tape};
use tenantry_store::{OpenMode, PropertyId, ReadTx, Store};

use crate::{
    args::{AlertsCommand, Args, Command, PeopleCommand, RunsCommand},
    config::{Site, load},
    exit::Usage,
    output::{self, table::println},
    registry::Registry,
};

/// Runs a command.
pub(crate) async fn run(args: Args, registry: &Registry) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Init { connector, profile, force } => {
            return init::run(&args.config, &connector, profile.as_deref(), force, registry);
        }
        Command::Connectors { kind, profile } => {
            return connectors::run(kind.as_deref(), profile.as_deref(), registry, args.json);
        }
        _ => {}
    }
    if args.config.is_dir() {
        let message = format!(
            "{} is a folder; pass one property's file with --config FILE",
            args.config.display()
        );
        return Err(Usage(message).into());
    }
    let job = Job { site: load(&args.config, registry)?, json: args.json, today: args.today };
    match args.command {
        Command::Init { .. } | Command::Connectors { .. } => Ok(ExitCode::SUCCESS),
        Command::Check => check::run(&job).await,
        Command::Fetch { record, replay } => {
            let tape = match (record, replay) {
                (Some(folder), _) => Tape::Record(folder),
                (_, Some(folder)) => Tape::Replay(folder),
                (None, None) => Tape::Off,
            };
            fetch::run(&job, tape).await
        }
        Command::Plan { out, detailed_exitcode } => {
            plan::run(&job, out.as_deref(), detailed_exitcode).await
        }
        Command::Sync { plan, confirm } => sync::run(&job, plan.as_deref(), confirm).await,
        Command::Alerts { command: Some(AlertsCommand::Show { id }), .. } => {
            alerts::show(&job, id).await
        }
        Command::Alerts {
            command:
                Some(AlertsCommand::Resolve { id, resolution, delete_old, account, reason, by }),
            ..
        } => {
            resolve::run(&job, resolve::Asked { id, resolution, delete_old, account, reason, by })
                .await
        }
        Command::Alerts { all, command: None } => alerts::list(&job, all).await,
        Command::People { command: Some(PeopleCommand::Show { id }), .. } => {
            people::show(&job, &id).await
        }
        Command::People { command: Some(PeopleCommand::Import { file, by }), .. } => {
            import::run(&job, &file, by).await
        }
        Command::People { command: Some(PeopleCommand::Export), .. } => people::export(&job).await,
        Command::People { search, command: None } => people::list(&job, search.as_deref()).await,
        Command::Explain { external_id } => explain::run(&job, &external_id).await,
        Command::Runs { command: Some(RunsCommand::Show { id }), .. } => {
            runs::show(&job, &id).await
        }
        Command::Runs { limit, command: None } => runs::list(&job, limit).await,
        Command::Undo { run_id, by } => undo::run(&job, &run_id, by).await,
    }
}

/// A command on a property.
pub(crate) struct Job {
    pub(crate) site: Site,
    pub(crate) json: bool,
    pub(crate) today: Option<Date>,
}

impl Job {
    /// The directory, to read. One that is not there yet is an empty one.
    pub(crate) async fn read(&self) -> anyhow::Result<(Store, ReadTx, Option<PropertyId>)> {
        let store = Store::open(&self.site.database_url, OpenMode::Read).await?;
        let tx = store.read().await?;
        let property = tx.property(&self.site.property.id).await?;
        Ok((store, tx, property))
    }
}

/// The lines that `people` and `alerts` open with: when the last complete sync
/// ran, and how many alerts wait.
async fn headline(tx: &ReadTx, property: Option<PropertyId>, site: &Site) -> anyhow::Result<()> {
    let name = site.property.name.as_deref().unwrap_or(&site.property.id);
    let Some(property) = property else {
        println(&format!("{name}: never synced."));
        return Ok(());
    };
    let state = tx.state(property).await?;
    let last = match state.last_complete_at {
        Some(at) => format!("last complete sync {} ({})", output::time(at), ago(at)),
        None => "never synced completely".into(),
    };
    let waiting = match state.open_alerts {
        0 => "no alerts wait".to_owned(),
        1 => "1 alert waits".to_owned(),
        more => format!("{more} alerts wait"),
    };
    println(&format!("{name}: {last}; {waiting}."));
    println("");
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
