//! The `engine-cli` binary with the connectors that come with the engine.

use std::process::ExitCode;

fn main() -> ExitCode {
    engine_cli::run(engine_cli::Registry::builtin())
}
