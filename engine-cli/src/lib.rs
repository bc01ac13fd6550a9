//! The command line of Tenantry as a library: a third-party binary calls
//! [`run`] with the built-in connectors and its own.
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     engine_cli::run(engine_cli::Registry::builtin())
//! }
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

mod args;
mod commands;
mod config;
mod exit;
mod output;
mod registry;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
pub use crate::registry::Registry;

// A large sync allocates and frees many small strings on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs the command given by the process's arguments, with these connectors.
///
/// Exit codes: 0 done; 1 failed, nothing applied; 2 wrong usage or
/// configuration; 3 held for safety; 4 some properties of a portfolio failed;
/// 10 (`plan --detailed-exitcode`) there is something to do.
pub fn run(registry: Registry) -> ExitCode {
    keep_files_private();
    let args = Args::parse();
    // The console serves several people at once.
    let mut runtime = match args.command {
        Command::Serve { json_logs, .. } => {
            output::log::init_for_server(json_logs);
            tokio::runtime::Builder::new_multi_thread()
        }
        _ => {
            output::log::init();
            tokio::runtime::Builder::new_current_thread()
        }
    };
    let runtime = match runtime.enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return exit::report(&anyhow::Error::new(error).context("the program cannot start"));
        }
    };
    let result = runtime.block_on(commands::run(args, &registry));
    // An abandoned fetch may still be blocked on a slow source.
    runtime.shutdown_background();
    match result {
        Ok(code) => code,
        Err(error) => exit::report(&error),
    }
}

/// Databases, plans, exports and recordings are about people: whatever this process creates is its
/// owner's only.
fn keep_files_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}
