//! What Tenantry's connectors that speak HTTP share.
//!
//! A connector keeps one [`Client`] and opens a [`Session`] per fetch. The
//! way of an exchange, one module a step:
//!
//! 1. `request` says what is asked; its label names the exchange in errors,
//!    logs and recordings.
//! 2. `session` sends it, and again where that may help (`waits`): the rate
//!    limit, `redirect`s, `html` pages in place of documents and refusals
//!    (`failure`) are dealt with here.
//! 3. `answer` is what came back, its body still on the way; `body` holds it
//!    to its limits; `pump` hands it to a blocking parser.
//! 4. `tape` writes answers to a folder without credentials, and plays them
//!    back without a network.
//!
//! `feed` turns an async function into the stream a connector returns, and
//! [`Retrying`] fetches anew what broke half-way. Nothing here writes
//! credentials, query strings or what an answer says into an error or a log.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

mod answer;
mod batches;
mod body;
mod client;
mod exchange;
mod failure;
mod feed;
mod html;
pub mod json;
mod options;
mod pump;
mod redirect;
mod request;
mod retrying;
mod secrets;
mod session;
pub mod settings;
mod tape;
mod timeout;
mod waits;

pub use answer::Answer;
pub use batches::Batches;
pub use body::Body;
pub use client::{Client, transport};
pub use failure::status as status_error;
pub use feed::{Cancelled, Feed, Sink, stream};
pub use options::{Options, Retry};
pub use pump::{BodyReader, connector_error};
pub use request::{Document, Request};
pub use retrying::Retrying;
pub use secrets::hide;
pub use session::Session;
pub use timeout::Timeout;

// What a request is made of.
pub use reqwest::Method;
pub use secrecy::{ExposeSecret, SecretString};
pub use url::Url;
