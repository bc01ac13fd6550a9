//! What a connector sees of a PMS that responds as it should, and as it should
//! not: against servers that send scripted bytes.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

mod body;
mod certificate;
mod feed;
mod html;
mod json;
mod logs;
mod recording;
mod redirects;
mod replaying;
mod retrying;
mod sending;
mod server;
mod statuses;
