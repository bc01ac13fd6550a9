//! What the pages show, as pure functions of records, without requests, database
//! or clock. Every page is a struct with a constructor that takes records and
//! plain values, and derives [`askama::Template`]; a handler calls `render()` on
//! it.
//!
//! Pages for signed-in operators take a [`Shell`]: the operator, the property,
//! the time, and what was just done.

mod account;
mod alert;
mod alerts;
mod answer;
mod card;
mod clock;
mod crowd;
mod differences;
mod effect;
mod error_page;
mod facts;
mod heading;
mod history;
mod kinds;
mod message;
mod people;
mod person;
mod properties;
mod provenance;
mod run;
mod runs;
mod setup;
mod shell;
mod sign_in;
mod strip;
mod sync;
pub(crate) mod url;
mod waiting;
mod why;
pub(crate) mod words;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use account::{AccountPage, Token};
pub(crate) use alert::AlertPage;
pub(crate) use alerts::{AlertFilter, AlertsPage};
pub(crate) use answer::{AnswerPage, Asked, Wish};
pub(crate) use clock::Clock;
pub(crate) use error_page::ErrorPage;
pub(crate) use people::{Found, PeopleFilter, PeoplePage};
pub(crate) use person::PersonPage;
pub(crate) use properties::{PropertiesPage, PropertyLine};
pub(crate) use run::RunPage;
pub(crate) use runs::RunsPage;
pub(crate) use setup::SetupPage;
pub(crate) use shell::{Notice, PropertyLink, Shell, Viewer};
pub(crate) use sign_in::SignInPage;
pub(crate) use strip::{Freshness, Progress, Trouble};
pub(crate) use sync::SyncPage;
pub(crate) use waiting::Waiting;
pub(crate) use why::WhyPage;
