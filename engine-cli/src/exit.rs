//! Exit codes, and the one place where an error is printed.

use std::process::ExitCode;

use tenantry_core::connector::{ConnectorError, ErrorKind};

use crate::config::ConfigError;

/// Nothing was applied.
const FAILED: u8 = 1;
/// Wrong usage or configuration.
const USAGE: u8 = 2;
/// Held by safety.
pub(crate) const HELD: u8 = 3;
/// `plan --detailed-exitcode`: there is something to do.
pub(crate) const SOMETHING_TO_DO: u8 = 10;

/// Wrong usage that only the command itself can see.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

/// Prints an error with its hint, and says how to exit.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    anstream::eprintln!("error: {error:#}");
    if let Some(hint) = error.downcast_ref::<ConnectorError>().and_then(|error| error.hint.as_ref())
    {
        anstream::eprintln!("  hint: {hint}");
    }
    ExitCode::from(code(error))
}

fn code(error: &anyhow::Error) -> u8 {
    let misconfigured = error
        .downcast_ref::<ConnectorError>()
        .is_some_and(|error| error.kind == ErrorKind::ConfigInvalid);
    if misconfigured || error.is::<ConfigError>() || error.is::<Usage>() { USAGE } else { FAILED }
}
