//! The web console, over HTTP and in a browser.

mod addresses;
mod api_account;
mod api_answers;
mod api_client;
mod api_described;
mod api_lists;
mod api_reach;
mod api_rights;
mod bad_input;
mod browser;
mod callers;
mod client;
mod clocks;
mod half_open;
mod merges;
mod operations;
mod operators;
mod read_only;
mod refusals;
mod schedule;
mod schemathesis;
mod server;
mod sessions;
mod several;
mod tokens;
mod unfed;
mod vanished;

pub(crate) use api_client::Caller;
pub(crate) use callers::{CALLERS, WHO, callers, hire};
pub(crate) use client::{Client, between};
pub(crate) use server::{Console, operator};
