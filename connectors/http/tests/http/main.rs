//! What a connector sees of a PMS that answers as it should, and as it should
//! not: against servers that answer byte by byte as told.

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
