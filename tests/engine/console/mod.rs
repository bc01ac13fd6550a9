//! The web console, over HTTP and in a browser.

mod bad_input;
mod client;
mod operations;
mod operators;
mod schedule;
mod server;
mod sessions;

use client::Client;
use server::Console;
