//! The web console of Tenantry: pages for property managers, and an HTTP API
//! that can do everything the pages do. It contains no rules; those are in the
//! engine.
//!
//! [`serve`] runs it. A request passes `guard`, is authenticated by `auth`,
//! gets its property from `app`, reads the database or calls the engine in
//! `pages` or `api`, and is rendered by `view`, a set of pure functions of
//! records.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

mod api;
mod app;
mod assets;
mod auth;
mod connections;
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
