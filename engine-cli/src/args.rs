use std::{net::SocketAddr, path::PathBuf};

use clap::{Parser, Subcommand};
use tenantry_core::{Date, model::Resolution};
use tenantry_store::access::Role;

/// Keeps a building's access directory true to its property-management system.
#[derive(Debug, Parser)]
#[command(name = "engine-cli", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Args {
    /// A property's TOML file, or a folder of them; may be given several times
    #[arg(long, global = true, value_name = "FILE|DIR", default_value = "engine.toml")]
    pub(crate) config: Vec<PathBuf>,

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
    /// Serve the web console, and sync each property by its `sync.every`
    Serve {
        /// Where to listen
        #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// What people type, where a proxy stands before it: https://doors.example.com
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        /// Log as JSON, an object a line
        #[arg(long)]
        json_logs: bool,
    },
    /// Who may use the web console
    #[command(args_conflicts_with_subcommands = true)]
    Operators {
        #[command(subcommand)]
        command: Option<OperatorsCommand>,
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
    /// Take an answer back, where nothing later has touched the same
    Undo {
        /// The alert's number
        id: i64,
        /// Who asks for it
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
pub(crate) enum OperatorsCommand {
    /// Make an operator; the password is asked for, or read from stdin
    Add {
        /// The name to sign in with; it stands in the audit
        name: String,
        /// viewer looks, manager answers alerts and syncs, admin may do everything
        #[arg(long, value_parser = role)]
        role: Role,
        /// Only this property (its id); may be given several times
        #[arg(long, value_name = "ID")]
        property: Vec<String>,
    },
    /// Give an operator other rights
    Set {
        /// The operator
        name: String,
        /// viewer, manager or admin
        #[arg(long, value_parser = role)]
        role: Role,
        /// Only this property (its id); may be given several times
        #[arg(long, value_name = "ID")]
        property: Vec<String>,
    },
    /// Give an operator another password, which signs it out everywhere
    Password {
        /// The operator
        name: String,
    },
    /// Remove an operator, its sessions and its tokens
    Remove {
        /// The operator
        name: String,
    },
    /// Make a token for the HTTP API; it is printed this once
    Token {
        /// The operator for whom it acts
        name: String,
        /// What it is for
        #[arg(long)]
        label: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RunsCommand {
    /// One run with its changes
    Show {
        /// The run, or the beginning of its id
        id: String,
    },
}

fn role(word: &str) -> Result<Role, String> {
    let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    Role::from_name(word).ok_or_else(|| format!("one of {}", known.join(", ")))
}

fn resolution(word: &str) -> Result<Resolution, String> {
    Resolution::from_name(word).ok_or_else(|| {
        let known: Vec<&str> =
            Resolution::ALL.iter().map(|resolution| resolution.as_str()).collect();
        format!("one of {}", known.join(", "))
    })
}
