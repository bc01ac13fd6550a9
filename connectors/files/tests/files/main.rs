//! Files from servers: each test starts the server it needs on this machine.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

mod bucket;
mod https;
mod local;
mod sftp;

use std::io::Read;

use tenantry_core::connector::{BaseDir, ConnectorError};
use tenantry_files::{Brought, Origin, Settings};

const TEXT: &str = "Unit,Name\n101,Ada Okafor\n";

/// Fetches the file that the settings name.
async fn bring(settings: &Settings) -> Result<Brought, ConnectorError> {
    Origin::new(settings, &BaseDir::default())?.bring().await
}

/// The text of a fetched file.
fn text(mut brought: Brought) -> String {
    let mut text = String::new();
    brought.file.read_to_string(&mut text).unwrap();
    text
}
