//! What a connector is, and how the engine takes residents from one.
//!
//! A connector crate has one settings struct that implements
//! [`ConnectorSettings`] (its doc comments are the manual that `engine-cli
//! connectors KIND` prints), and one type that implements [`PmsConnector`].
//! It yields what the PMS said; it neither matches nor decides, and it does
//! not retry: retries, limits and logging are wrapped around it.

mod collect;
mod contact;
mod date;
mod draft;
mod error;
mod event;
mod help;
mod names;
mod quote;
mod status_words;
mod tape;
mod words;

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use futures_core::stream::BoxStream;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::Date;

pub use collect::{Limits, Totals, collect, drain};
pub use contact::{first_email, preferred_phone};
pub use date::{BadDate, DateOrder, parse_date};
pub use draft::{Draft, clean};
pub use error::{ConnectorError, ErrorKind};
pub use event::{End, FeedEvent};
pub use help::{ProfileHelp, SettingHelp};
pub use names::{is_suffix, split_name};
pub use quote::quote;
pub use status_words::StatusWords;
pub use tape::Tape;
pub use words::{fold, yes_or_no};

/// A source of residents.
///
/// # Contract
/// - [`fetch`](Self::fetch) yields exactly one [`FeedEvent::End`], last, and
///   only after the source itself has proved that nothing is missing. A
///   stream that ends otherwise is an incomplete roster, and is not used.
/// - A record that cannot be read is a [`FeedEvent::Reject`], never a guess
///   and never silently left out.
/// - A fetch that begins anew after a failure says so with
///   [`FeedEvent::Restart`].
/// - Dropping the stream cancels the fetch.
/// - No error text holds a resident's name, email or phone, or a credential.
#[async_trait]
pub trait PmsConnector: std::fmt::Debug + Send + Sync {
    /// What this connector is and can do. No I/O.
    fn describe(&self) -> Description;

    /// The smallest harmless request that proves address, credentials,
    /// licence and property. Returns what was found, in one line.
    async fn check(&self, context: &Context) -> Result<String, ConnectorError>;

    /// Starts a fetch of every resident of the property.
    fn fetch(&self, context: Context) -> BoxStream<'static, Result<FeedEvent, ConnectorError>>;
}

/// What a connector is and can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The `kind` of the configuration.
    pub kind: &'static str,
    /// The name for people, such as `CSV file`.
    pub name: &'static str,
    /// The connector crate's version.
    pub version: &'static str,
    /// What it can do.
    pub capabilities: &'static [Capability],
}

/// What a connector or its PMS can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// Announces how many records there are, so that a short roster shows.
    AnnouncesCounts,
    /// Several PMS properties may feed one property.
    SeveralProperties,
    /// Delivers residents before they move in.
    FutureResidents,
    /// The PMS gives a departed person's id to somebody else.
    ReusesIds,
    /// Reports the former id of a person whom it renumbered.
    ReportsPreviousIds,
    /// Can record the PMS's answers and replay them (see [`Tape`]).
    Records,
}

impl Capability {
    /// The capability in words.
    pub fn explanation(self) -> &'static str {
        match self {
            Capability::AnnouncesCounts => "announces counts",
            Capability::SeveralProperties => "several properties",
            Capability::FutureResidents => "future residents",
            Capability::ReusesIds => "ids can be re-used",
            Capability::ReportsPreviousIds => "reports previous ids",
            Capability::Records => "records and replays answers",
        }
    }
}

/// What the engine tells a connector about the fetch.
#[derive(Debug, Clone)]
pub struct Context {
    /// The property's id in the configuration.
    pub property: String,
    /// The day of the run in the property's time zone.
    pub today: Date,
    /// Whether the PMS's answers are to be recorded, or a recording replayed.
    /// A connector without [`Capability::Records`] never sees but
    /// [`Tape::Off`].
    pub tape: Tape,
}

impl Context {
    /// The context of a run of this property on this day.
    pub fn new(property: impl Into<String>, today: Date) -> Self {
        Self { property: property.into(), today, tape: Tape::Off }
    }
}

/// The settings of a connector: every key of `[connector]` but `kind`.
///
/// Derive `Deserialize` with `#[serde(deny_unknown_fields)]`, so that a
/// mistyped key is an error, and `JsonSchema`, so that the doc comments of the
/// fields become the manual.
pub trait ConnectorSettings: DeserializeOwned + JsonSchema + Send + 'static {
    /// The `kind` that selects this connector.
    const KIND: &'static str;

    /// One line on what the connector reads.
    const SUMMARY: &'static str;

    /// A commented TOML fragment of the settings, without `kind`, for `init`.
    const EXAMPLE: &'static str;

    /// What comes with a connector that one setting, `profile`, turns into one
    /// for this or that PMS; nothing for all others.
    fn profiles() -> Vec<ProfileHelp> {
        Vec::new()
    }

    /// Builds the connector. Relative paths are relative to `base`.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] where settings contradict each other.
    fn build(self, base: &BaseDir) -> Result<Box<dyn PmsConnector>, ConnectorError>;
}

/// The folder that relative paths of a configuration start from.
#[derive(Debug, Clone, Default)]
pub struct BaseDir(PathBuf);

impl BaseDir {
    /// The folder of the configuration file.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// `path` itself where it is absolute, else `path` within this folder.
    pub fn join(&self, path: impl AsRef<Path>) -> PathBuf {
        self.0.join(path)
    }
}
