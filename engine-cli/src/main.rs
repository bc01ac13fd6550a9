//! The `engine-cli` binary with the built-in connectors.

use std::process::ExitCode;

fn main() -> ExitCode {
    engine_cli::run(engine_cli::Registry::builtin())
}
