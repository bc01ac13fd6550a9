//! The engine with every built-in connector, and Acme's.

use std::process::ExitCode;

use acme_connector::AcmeSettings;
use engine_cli::{Registry, run};

fn main() -> ExitCode {
    run(Registry::builtin().with::<AcmeSettings>())
}
