//! Fetches an export file for a connector: from a path, HTTPS, S3 or SFTP,
//! picked out of a drop folder, unpacked, and converted to text if it is a
//! workbook.
//!
//! A file is processed in these steps, one module per step:
//!
//! 1. `place` reads from the settings where files are; `secrets` are the
//!    credentials for it.
//! 2. `pick` chooses one file in a folder, `settle` and `marker` verify that
//!    nobody is still writing to it, `age` that it is recent. These are rules;
//!    `folder` is the interface they need, and `local`, `s3` and `sftp`
//!    implement it. An HTTPS address (`web`) has only one file.
//! 3. Remote files are copied to an unnamed temporary file (`spool`), which
//!    disappears with the process, however that ends.
//! 4. `content` tells the type of a file by its first bytes. `unpack` extracts
//!    it from gzip or an `archive`, `workbook` writes a sheet as CSV.
//!
//! Every step has a limit. Errors name the file or its address without
//! credentials and query, and never quote its content.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

mod age;
mod archive;
mod bring;
mod content;
mod failure;
mod folder;
mod local;
mod marker;
mod pick;
mod place;
mod retry;
mod s3;
mod secrets;
mod settings;
mod settle;
#[cfg(unix)]
mod sftp;
mod spool;
mod unpack;
mod web;
mod workbook;

pub use bring::{Brought, Origin};
pub use local::open;
pub use settings::{Credentials, Pick, Settings, span};

/// The largest file allowed, in bytes, packed or unpacked.
pub const MAX_FILE: u64 = 4 << 30;
