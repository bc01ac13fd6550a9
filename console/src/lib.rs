//! The web console of Tenantry: pages for property managers, and an HTTP API
//! for everything that the pages do. It holds no rules: what it shows and does
//! comes from the engine.
//!
//! [`serve`] runs it. A request passes `guard`, is somebody's (`auth`), gets
//! its property from `app`, reads or asks the engine in `pages` or `api`, and
//! is shown by `view`, which are pure functions of records.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

mod api;
mod app;
mod assets;
mod auth;
mod failure;
mod form;
mod guard;
mod metrics;
mod origin;
mod pages;
mod schedule;
mod server;
mod view;
mod work;

pub use auth::{WeakPassword, hash_password, new_token};
pub use server::{Ready, ServeError, Settings, serve};
