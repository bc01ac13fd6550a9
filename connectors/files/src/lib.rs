//! Brings an export file to a connector: from a path, HTTPS, S3 or SFTP, picked
//! out of a drop folder, unpacked, and as text where it is a workbook.
//!
//! The way of a file, one module a step:
//!
//! 1. `place` reads from the settings where files are; `secrets` are what it
//!    takes to be let in.
//! 2. `pick` chooses the one file of a folder, `settle` and `marker` prove
//!    that nobody writes it any more, `age` that it is not yesterday's. They
//!    are rules; `folder` is what they need to know, and `local`, `s3` and
//!    `sftp` are the folders there are. An address (`web`) has one file.
//! 3. What is far away is brought into a file without a name (`spool`), which
//!    is gone with the process, however that ends.
//! 4. `content` tells by its first bytes what a file is. `unpack` takes it out
//!    of gzip or an `archive`, `workbook` writes a sheet as CSV.
//!
//! Every step has its cap. Errors name the file or its address without
//! credentials and query, never what is in it.

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

/// The most bytes that a file may have, packed or not.
pub const MAX_FILE: u64 = 4 << 30;
