use std::{
    net::{SocketAddr, ToSocketAddrs},
    path::PathBuf,
};

use clap::{Parser, Subcommand};
use tenantry_core::{Date, model::Resolution};
use tenantry_store::access::Role;

/// Keeps a building's access directory in sync with its property management system.
#[derive(Debug, Parser)]
#[command(name = "engine-cli", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Args {
    /// A property's TOML file, or a folder of them; can be repeated
    #[arg(long, global = true, value_name = "FILE|DIR", default_value = "engine.toml")]
    pub(crate) config: Vec<PathBuf>,

    /// Only this property of the folder (its ID); can be repeated
    #[arg(long, global = true, value_name = "ID")]
    pub(crate) property: Vec<String>,

    /// Print one JSON document to stdout and nothing else
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Run as if this were today (YYYY-MM-DD), to see what a later day brings
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
        /// Which of its profiles, if it has any
        #[arg(long, value_name = "NAME")]
        profile: Option<String>,
        /// Overwrite an existing file
        #[arg(long)]
        force: bool,
    },
    /// List the connectors of this binary; with KIND, list its settings
    Connectors {
        /// Which connector
        kind: Option<String>,
        /// Show the settings of this profile
        #[arg(long, value_name = "NAME", requires = "kind")]
        profile: Option<String>,
    },
    /// Check the configuration, the source and the database; changes nothing
    Check,
    /// Print the normalized roster, one JSON object per line
    Fetch {
        /// Also save the PMS's raw responses in this folder, without credentials
        #[arg(long, value_name = "DIR", conflicts_with = "replay")]
        record: Option<PathBuf>,
        /// Read recorded responses instead of asking the PMS
        #[arg(long, value_name = "DIR")]
        replay: Option<PathBuf>,
    },
    /// Print what `sync` would do; changes nothing
    Plan {
        /// Also write the plan to a file for `sync --plan`
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Exit with 10 if there is something to do
        #[arg(long)]
        detailed_exitcode: bool,
    },
    /// Fetch, reconcile and apply in one transaction
    Sync {
        /// Apply exactly this plan; if something has changed since, list it and apply nothing
        #[arg(long, value_name = "FILE", conflicts_with = "confirm")]
        plan: Option<PathBuf>,
        /// Approve what this run held: what the PMS still asks for of it is applied
        #[arg(long, value_name = "RUN_ID")]
        confirm: Option<String>,
    },
    /// List the open alerts
    #[command(args_conflicts_with_subcommands = true)]
    Alerts {
        /// Include closed alerts
        #[arg(long)]
        all: bool,
        #[command(subcommand)]
        command: Option<AlertsCommand>,
    },
    /// List the people in the directory
    #[command(args_conflicts_with_subcommands = true)]
    People {
        /// Only people with this text in their name, email, phone, unit or ID
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        #[command(subcommand)]
        command: Option<PeopleCommand>,
    },
    /// List the properties in the database, and whether the configuration feeds them
    #[command(args_conflicts_with_subcommands = true)]
    Properties {
        #[command(subcommand)]
        command: Option<PropertiesCommand>,
    },
    /// Explain why a resident is linked, held or missing
    Explain {
        /// The resident's PMS ID
        external_id: String,
    },
    /// List past syncs, imports, merges and undos
    #[command(args_conflicts_with_subcommands = true)]
    Runs {
        /// How many runs to list, newest first
        #[arg(long, default_value_t = 20)]
        limit: u64,
        #[command(subcommand)]
        command: Option<RunsCommand>,
    },
    /// Serve the web console, and sync each property as often as its `sync.every` says
    Serve {
        /// The address to listen on, such as 127.0.0.1:8080 or localhost:8080
        #[arg(
            long,
            value_name = "ADDRESS:PORT",
            default_value = "127.0.0.1:8080",
            value_parser = listen
        )]
        listen: SocketAddr,
        /// The public URL, if the console is behind a proxy, e.g. https://doors.example.com
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        /// Log as JSON, one object per line
        #[arg(long)]
        json_logs: bool,
    },
    /// List and manage the people who can use the web console
    #[command(args_conflicts_with_subcommands = true)]
    Operators {
        #[command(subcommand)]
        command: Option<OperatorsCommand>,
    },
    /// Undo the changes of a run, except where something was changed again later
    Undo {
        /// The run's ID, or the beginning of it
        run_id: String,
        /// Your name, for the history (default: the system user)
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AlertsCommand {
    /// Show an alert with its facts and possible answers
    Show {
        /// The alert's ID
        #[arg(value_parser = alert_id)]
        id: i64,
    },
    /// Answer an alert
    Resolve {
        /// The alert's ID
        #[arg(value_parser = alert_id)]
        id: i64,
        /// One of the answers that `alerts show` lists, such as merge or dismiss
        #[arg(value_name = "ANSWER", value_parser = resolution)]
        resolution: Resolution,
        /// With create-separate: delete the old account
        #[arg(long)]
        delete_old: bool,
        /// The email or the ID of the account, if the alert names several; `alerts show` prints
        /// the ID of an account without an email
        #[arg(long, value_name = "EMAIL|ID")]
        account: Option<String>,
        /// The reason; required by `dismiss`
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        /// Your name, for the history (default: the system user)
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Undo an answer, unless something that it changed was changed again later
    Undo {
        /// The alert's ID
        #[arg(value_parser = alert_id)]
        id: i64,
        /// Your name, for the history (default: the system user)
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PeopleCommand {
    /// Show a person with residencies and history
    Show {
        /// The person's ID or email
        id: String,
    },
    /// Add people from a CSV file: email,first_name,last_name,phone,building,unit[,kind]
    Import {
        /// The CSV file
        file: PathBuf,
        /// Only print what would be imported and what would be left out; changes nothing
        #[arg(long)]
        dry_run: bool,
        /// Your name, for the history (default: the system user)
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Print the people of the property as CSV
    Export,
    /// Make two accounts of one person one; without --yes, only print it
    Merge {
        /// The account that stays: its email or ID
        keep: String,
        /// The account that is deleted, once the first has what belongs to it: its email or ID
        other: String,
        /// Apply it
        #[arg(long)]
        yes: bool,
        /// Your name, for the history (default: the system user)
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PropertiesCommand {
    /// Give a property another ID; its residencies, alerts and history stay
    Rename {
        /// The ID in the database
        old: String,
        /// The ID in the configuration
        new: String,
        /// Your name, for the history (default: the system user)
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// End what is live at a property that nothing feeds; without --yes, only print it
    Retire {
        /// The ID in the database
        id: String,
        /// Apply it
        #[arg(long)]
        yes: bool,
        /// Your name, for the history (default: the system user)
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum OperatorsCommand {
    /// Create an operator; prompts for the password, or reads it from stdin
    Add {
        /// The name to sign in with; it also appears in the history
        name: String,
        /// viewer can look, manager can also answer alerts and sync, admin can do everything
        #[arg(long, value_parser = role)]
        role: Role,
        /// Only this property (its ID); can be repeated
        #[arg(long, value_name = "ID")]
        property: Vec<String>,
        /// All properties, also those to come (the default)
        #[arg(long, conflicts_with = "property")]
        all_properties: bool,
    },
    /// Change an operator's role, or the properties that they may see
    Set {
        /// The operator's name
        name: String,
        /// viewer, manager or admin
        #[arg(long, value_parser = role)]
        role: Role,
        /// Only this property (its ID); can be repeated [default: as before]
        #[arg(long, value_name = "ID")]
        property: Vec<String>,
        /// All properties, also those to come
        #[arg(long, conflicts_with = "property")]
        all_properties: bool,
    },
    /// Change an operator's password, sign them out everywhere, and revoke their tokens
    Password {
        /// The operator's name
        name: String,
    },
    /// Remove an operator with their sessions and tokens
    Remove {
        /// The operator's name
        name: String,
    },
    /// Create a token for the HTTP API, which is printed only once; list and revoke tokens
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Token {
        #[command(subcommand)]
        command: Option<TokenCommand>,
        /// The operator that the token acts for
        #[arg(required = true)]
        name: Option<String>,
        /// What the token is for
        #[arg(long, required = true)]
        label: Option<String>,
        /// In how many days the token expires (1 to 366)
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=366))]
        days: u16,
        /// The token may only look
        #[arg(long)]
        read_only: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// List the tokens, of all operators or of one
    List {
        /// The operator's name
        name: Option<String>,
    },
    /// Revoke a token
    Revoke {
        /// The token's ID; `operators token list` shows it
        id: i64,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RunsCommand {
    /// Show a run with its changes
    Show {
        /// The run's ID, or the beginning of it
        id: String,
    },
}

/// Reads an address with a port; the host may be a name.
fn listen(text: &str) -> Result<SocketAddr, String> {
    let example = "write an address and a port, such as 127.0.0.1:8080";
    let (host, port) = text.rsplit_once(':').ok_or(example)?;
    if host.is_empty() {
        return Err(format!(
            "{example}; 0.0.0.0:{port} makes the console reachable from other machines"
        ));
    }
    port.parse::<u16>().map_err(|_| "the port is a number from 0 to 65535".to_owned())?;
    let found = text.to_socket_addrs().map_err(|_| format!("{host} cannot be found; {example}"))?;
    // A browser that is given a name tries both; a program that is given 127.0.0.1 does not.
    found.min_by_key(SocketAddr::is_ipv6).ok_or_else(|| format!("{host} has no address"))
}

fn alert_id(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "an alert's ID is a number; `alerts` lists them".to_owned())
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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("127.0.0.1:8080", "127.0.0.1:8080")]
    #[case("localhost:8080", "127.0.0.1:8080")]
    #[case("[::1]:0", "[::1]:0")]
    fn where_to_listen(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(listen(text).unwrap().to_string(), expected);
    }

    #[rstest]
    #[case("8080", "such as 127.0.0.1:8080")]
    #[case(":8080", "0.0.0.0:8080")]
    #[case("localhost", "such as 127.0.0.1:8080")]
    #[case("localhost:99999", "0 to 65535")]
    #[case("localhost:http", "0 to 65535")]
    #[case("nowhere.invalid:8080", "nowhere.invalid cannot be found")]
    fn where_not_to_listen(#[case] text: &str, #[case] says: &str) {
        let error = listen(text).unwrap_err();
        assert!(error.contains(says), "{error}");
    }
}
