//! What a connector is, and how the engine gets residents from one.
//!
//! A connector crate has one settings struct that implements [`ConnectorSettings`] (its doc
//! comments are the manual that `engine-cli connectors KIND` prints) and one type that implements
//! [`PmsConnector`]. It reports what the PMS says. It does not match or decide anything, and it
//! does not retry: retries, limits and logging are wrapped around it.
//! not retry: retries, limits and logging are wrapped around it.

mod collect;
mod configured;
mod contact;
mod coverage;
mod date;
mod draft;
mod error;
mod event;
mod fit;
mod help;
mod names;
mod quote;
mod tape;
mod vocabulary;
mod words;

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use futures_core::stream::BoxStream;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::Date;

pub use collect::{Limits, Totals, collect, drain};
pub use configured::{ConfiguredWords, RoleWords, StatusWords};
pub use contact::{first_email, preferred_phone};
pub use coverage::{Coverage, fetch_asked};
pub use date::{BadDate, DateOrder, parse_date};
pub use draft::{Draft, clean};
pub use error::{ConnectorError, ErrorKind};
pub use event::{End, FeedEvent};
pub use help::{ProfileHelp, SettingHelp};
pub use names::{is_suffix, split_name};
pub use quote::{quote, quote_name};
pub use tape::Tape;
pub use words::{fold, fold_word, yes_or_no};

/// A source of residents.
///
/// # Contract
/// - [`fetch`](Self::fetch) yields exactly one [`FeedEvent::End`], last, and only after the source
///   itself has proved that nothing is missing. A stream that ends any other way is an incomplete
///   roster, which is not used.
/// - A record that cannot be read is a [`FeedEvent::Reject`]. It is never guessed at and never
///   silently dropped.
/// - A fetch that starts over after a failure first yields [`FeedEvent::Restart`].
/// - Dropping the stream cancels the fetch.
/// - No error text contains a resident's name, email or phone, or a credential.
#[async_trait]
pub trait PmsConnector: std::fmt::Debug + Send + Sync {
    /// What this connector is and can do. No I/O.
    fn describe(&self) -> Description;

    /// Sends the smallest harmless request that proves that the address, the credentials, the
    /// license and the property are right. Returns what was found, in one line.
    async fn check(&self, context: &Context) -> Result<String, ConnectorError>;

    /// The fields that the configuration itself says where to find, as a REST profile of one's own
    /// does: a check names those that never have a value. Default: none.
    fn reads(&self) -> Vec<ReadFrom> {
        Vec::new()
    }

    /// The properties that the settings ask for, by code or name. [`fetch_asked`] leaves out the
    /// records of others, and a check names those that no record is of. With the default, none, all
    /// records must be of one property.
    fn properties(&self) -> Vec<String> {
        Vec::new()
    }

    /// Starts a fetch of every resident of the property.
    fn fetch(&self, context: Context) -> BoxStream<'static, Result<FeedEvent, ConnectorError>>;
}

/// A field of a resident, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFrom {
    /// The field's name, as in [`Resident`](crate::model::Resident).
    pub field: &'static str,
    /// The place as the configuration writes it, such as `$.contact.email`.
    pub place: String,
}

/// What a connector is and can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The `kind` in the configuration.
    pub kind: &'static str,
    /// The name shown to people, such as `CSV file`.
    pub name: &'static str,
    /// The connector crate's version.
    pub version: &'static str,
    /// What it can do.
    pub capabilities: &'static [Capability],
}

/// What a connector or its PMS can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// Announces how many records there are, so that a truncated roster is noticed.
    AnnouncesCounts,
    /// Several PMS properties may feed one property.
    SeveralProperties,
    /// Delivers residents before they move in.
    FutureResidents,
    /// The PMS may give a departed person's ID to somebody else.
    ReusesIds,
    /// Reports a person's former ID after the PMS renumbered them.
    ReportsPreviousIds,
    /// Can record the PMS's responses and replay them (see [`Tape`]).
    Records,
}

impl Capability {
    /// The capability in words, for `connectors KIND`.
    pub fn explanation(self) -> &'static str {
        match self {
            Capability::AnnouncesCounts => "announces counts",
            Capability::SeveralProperties => "several properties",
            Capability::FutureResidents => "future residents",
            Capability::ReusesIds => "IDs can be reused",
            Capability::ReportsPreviousIds => "reports previous IDs",
            Capability::Records => "records and replays responses",
        }
    }
}

/// What the engine tells a connector about a fetch.
#[derive(Debug, Clone)]
pub struct Context {
    /// The property's ID in the configuration.
    pub property: String,
    /// The date of the run in the property's time zone.
    pub today: Date,
    /// Whether to record the PMS's responses or to replay a recording. Always [`Tape::Off`] for a
    /// connector without [`Capability::Records`].
    pub tape: Tape,
}

impl Context {
    /// The context for a run of this property on this date, without a recording.
    pub fn new(property: impl Into<String>, today: Date) -> Self {
        Self { property: property.into(), today, tape: Tape::Off }
    }
}

/// The settings of a connector: every key of `[connector]` except `kind`.
///
/// Derive `Deserialize` with `#[serde(deny_unknown_fields)]`, so that a mistyped key is an error,
/// and `JsonSchema`, so that the fields' doc comments become the manual.
pub trait ConnectorSettings: DeserializeOwned + JsonSchema + Send + 'static {
    /// The `kind` that selects this connector.
    const KIND: &'static str;

    /// What the connector reads, in one line.
    const SUMMARY: &'static str;

    /// The settings as a commented TOML fragment, without `kind`, for `init`.
    const EXAMPLE: &'static str;

    /// The profiles that the connector comes with, if its setting `profile` selects a PMS.
    /// Default: none.
    fn profiles() -> Vec<ProfileHelp> {
        Vec::new()
    }

    /// Builds the connector. Relative paths are relative to `base`.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] if settings contradict each other.
    fn build(self, base: &BaseDir) -> Result<Box<dyn PmsConnector>, ConnectorError>;
}

/// The folder that relative paths in a configuration are resolved against.
#[derive(Debug, Clone, Default)]
pub struct BaseDir(PathBuf);

impl BaseDir {
    /// The folder that holds the configuration file.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// `path` itself if it is absolute, otherwise `path` in this folder.
    pub fn join(&self, path: impl AsRef<Path>) -> PathBuf {
        self.0.join(path)
    }
}
