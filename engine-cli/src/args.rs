use std::path::PathBuf;

use clap::{Parser, Subcommand};
use tenantry_core::{Date, model::Resolution};

/// Keeps a building's access directory true to its property-management system.
#[derive(Debug, Parser)]
#[command(name = "engine-cli", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Args {
    /// The property's TOML file
    #[arg(long, global = true, value_name = "FILE", default_value = "engine.toml")]
    pub(crate) config: PathBuf,

    /// Print one JSON document to stdout and nothing else
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Take this day as the day of the run (YYYY-MM-DD), to rehearse what a later day brings
    #[arg(long, global = true, value_name = "DATE", hide = true)]
    pub(crate) today: Option<Date>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a commented TOML file to start from (to --config, or engine.toml)
    Init {
        /// Which connector
        #[arg(long, value_name = "KIND")]
        connector: String,
        /// Which profile of it, where it has any
        #[arg(long, value_name = "NAME")]
        profile: Option<String>,
        /// Overwrite a file that is there
        #[arg(long)]
        force: bool,
    },
    /// List the connectors of this binary; with KIND, its settings
    Connectors {
        /// Which connector
        kind: Option<String>,
        /// The settings of one of its profiles
        #[arg(long, value_name = "NAME", requires = "kind")]
        profile: Option<String>,
    },
    /// Check configuration, source and database; nothing is changed
    Check,
    /// Print the normalized roster, one JSON object a line
    Fetch {
        /// Also store the PMS's raw answers in this folder, credentials removed
        #[arg(long, value_name = "DIR", conflicts_with = "replay")]
        record: Option<PathBuf>,
        /// Read the answers of a recording instead of asking the PMS
        #[arg(long, value_name = "DIR")]
        replay: Option<PathBuf>,
    },
    /// Print what `sync` would do; nothing is changed
    Plan {
        /// Also write the plan to a file for `sync --plan`
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Exit with 10 where there is something to do
        #[arg(long)]
        detailed_exitcode: bool,
    },
    /// Fetch, reconcile and apply in one transaction
    Sync {
        /// Apply exactly this plan, or say what has moved since
        #[arg(long, value_name = "FILE", conflicts_with = "confirm")]
        plan: Option<PathBuf>,
        /// Apply the plan of this held run, once, if the roster still asks for exactly that
        #[arg(long, value_name = "RUN_ID")]
        confirm: Option<String>,
    },
    /// What waits for a decision
    #[command(args_conflicts_with_subcommands = true)]
    Alerts {
        /// Closed ones as well
        #[arg(long)]
        all: bool,
        #[command(subcommand)]
        command: Option<AlertsCommand>,
    },
    /// The people of the directory
    #[command(args_conflicts_with_subcommands = true)]
    People {
        /// Only people with this in name, email, phone, unit or id
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        #[command(subcommand)]
        command: Option<PeopleCommand>,
    },
    /// Why a resident is linked, held, or not there
    Explain {
        /// The resident's id in the PMS
        external_id: String,
    },
    /// The history of syncs
    #[command(args_conflicts_with_subcommands = true)]
    Runs {
        /// How many, the newest first
        #[arg(long, default_value_t = 20)]
        limit: u64,
        #[command(subcommand)]
        command: Option<RunsCommand>,
    },
    /// Take back one run's changes where nothing later has touched them
    Undo {
        /// The run, or the beginning of its id
        run_id: String,
        /// Who asks for it
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AlertsCommand {
    /// One alert with its facts and possible answers
    Show {
        /// The alert's number
        id: i64,
    },
    /// Answer an alert
    Resolve {
        /// The alert's number
        id: i64,
        /// merge, create-separate, use-pms-email, same-person, new-person, end-access, confirm or dismiss
        #[arg(value_parser = resolution)]
        resolution: Resolution,
        /// With create-separate: delete the old account
        #[arg(long)]
        delete_old: bool,
        /// Which account, where the alert names several
        #[arg(long, value_name = "EMAIL")]
        account: Option<String>,
        /// Why; `dismiss` asks for it
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        /// Who decides
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PeopleCommand {
    /// One person with residencies and history
    Show {
        /// Number or email
        id: String,
    },
    /// Add people from a CSV file: email,first_name,last_name,phone,building,unit
    Import {
        /// The file
        file: PathBuf,
        /// Who imports
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Print the property's people as CSV
    Export,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RunsCommand {
    /// One run with its changes
    Show {
        /// The run, or the beginning of its id
        id: String,
    },
}

fn resolution(word: &str) -> Result<Resolution, String> {
    Resolution::from_name(word).ok_or_else(|| {
        let known: Vec<&str> =
            Resolution::ALL.iter().map(|resolution| resolution.as_str()).collect();
        format!("one of {}", known.join(", "))
    })
}
