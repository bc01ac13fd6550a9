//! Shared code of Tenantry's HTTP connectors.
//!
//! A connector has one [`Client`] and opens a [`Session`] per fetch. An
//! exchange goes through these steps, one module per step:
//!
//! 1. `request` describes the request; its label names the exchange in errors,
//!    logs and recordings.
//! 2. `session` sends it, with retries (`waits`). It applies the rate limit,
//!    follows `redirect`s, and detects `html` pages in place of documents and
//!    refusals (`failure`).
//! 3. `answer` is the response, its body still being received; `body` enforces
//!    its limits; `pump` passes it to a blocking parser.
//! 4. `tape` records responses to a folder without credentials, and replays
//!    them without a network.
//!
//! `feed` turns an async function into the stream that a connector returns, and
//! [`Retrying`] fetches again what broke halfway. Nothing here writes
//! credentials, query strings or the content of a response into an error or a
//! log.

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
mod limits;
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
pub use secrets::{hide, is_secret};
pub use session::Session;
pub use timeout::Timeout;

// The method of a [`Request`].
pub use reqwest::Method;
pub use secrecy::{ExposeSecret, SecretString};
pub use url::Url;
