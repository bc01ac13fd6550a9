//! Exit codes, and the only place that prints errors.

use std::{fmt, process::ExitCode};

use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_engine::{Error, RefusalClass};

use crate::{
    config::ConfigError,
    output::{refused::refused, stored, tell},
};

/// The command failed; nothing was applied.
pub(crate) const FAILED: u8 = 1;
/// Wrong usage or configuration.
pub(crate) const USAGE: u8 = 2;
/// The sync was held for safety.
pub(crate) const HELD: u8 = 3;
/// Some properties of a portfolio failed, others did not.
pub(crate) const SOME_FAILED: u8 = 4;
/// `plan --detailed-exitcode`: there is something to do.
pub(crate) const SOMETHING_TO_DO: u8 = 10;

/// Wrong usage that only the command can detect, not the argument parser.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

/// Prints an error with its hint and returns the exit code.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    print(format_args!("error: {}", line(error)), error);
    ExitCode::from(code(error))
}

/// Prints the error of one of several properties with its hint.
pub(crate) fn report_of(property: &str, error: &anyhow::Error) {
    print(format_args!("{property}: error: {}", line(error)), error);
}

fn print(sentence: fmt::Arguments<'_>, error: &anyhow::Error) {
    tell(sentence);
    if let Some(hint) = connector(error).and_then(|error| error.hint.as_ref()) {
        tell(format_args!("  hint: {hint}"));
    }
}

/// The whole error on one line.
pub(crate) fn line(error: &anyhow::Error) -> String {
    let of_engine = error.downcast_ref::<Error>();
    if let Some(refusal) = of_engine.and_then(Error::refused) {
        return refused(refusal);
    }
    let line = of_engine.map_or_else(|| format!("{error:#}"), Error::line);
    let of_store = of_engine.and_then(Error::store).or_else(|| error.downcast_ref());
    match of_store.and_then(stored::hint) {
        Some(hint) => format!("{line}; {hint}"),
        None => line,
    }
}

/// The exit code of an error.
pub(crate) fn code(error: &anyhow::Error) -> u8 {
    let misconfigured =
        connector(error).is_some_and(|error| error.kind == ErrorKind::ConfigInvalid);
    let refused = error.downcast_ref::<Error>().and_then(Error::refused);
    let asked = refused.is_some_and(|refused| refused.class() == RefusalClass::Wrong);
    if misconfigured || asked || error.is::<ConfigError>() || error.is::<Usage>() {
        USAGE
    } else {
        FAILED
    }
}

fn connector(error: &anyhow::Error) -> Option<&ConnectorError> {
    let of_engine = error.downcast_ref::<Error>().and_then(Error::connector);
    of_engine.or_else(|| error.downcast_ref())
}
