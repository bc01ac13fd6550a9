//! Recordings: a folder with two files for each response. `001-LABEL.toml`
//! describes the request and its outcome, `001-LABEL.xml` (or `.json`, `.html`,
//! `.txt`) contains the response as it was received, decompressed. Credentials
//! are replaced by `***` in both; residents are not.

mod entry;
mod forms;
mod record;
mod replay;
mod scrub;

use std::{collections::BTreeMap, time::Duration};

use record::Recorder;
pub(crate) use record::Recording;
pub(crate) use replay::Played;
use replay::Player;
use secrecy::SecretString;
use tenantry_core::connector::{ConnectorError, Tape};
use url::Url;

use crate::request::Request;

/// The part of a response before its body.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) location: Option<String>,
    /// The headers that the request asked to read, by lower-case name.
    pub(crate) told: BTreeMap<String, String>,
}

/// What a session does with its tape.
#[derive(Debug)]
pub(crate) enum Deck {
    Off,
    Records(Recorder),
    Replays(Player),
}

impl Deck {
    pub(crate) fn open(tape: &Tape, secrets: &[SecretString]) -> Result<Self, ConnectorError> {
        Ok(match tape {
            Tape::Off => Deck::Off,
            Tape::Record(folder) => Deck::Records(Recorder::open(folder, secrets)?),
            Tape::Replay(folder) => Deck::Replays(Player::open(folder)?),
        })
    }

    pub(crate) fn replays(&self) -> bool {
        matches!(self, Deck::Replays(_))
    }

    /// The next recorded response; `None` if nothing is replayed.
    pub(crate) fn play(&self, label: &str) -> Option<Result<(Head, Played), ConnectorError>> {
        match self {
            Deck::Replays(player) => Some(player.play(label)),
            Deck::Off | Deck::Records(_) => None,
        }
    }

    /// Starts recording a request; `None` if nothing is recorded.
    pub(crate) fn record(
        &self,
        request: &Request,
        url: &Url,
    ) -> Result<Option<Recording>, ConnectorError> {
        match self {
            Deck::Records(recorder) => recorder.begin(request, url).map(Some),
            Deck::Off | Deck::Replays(_) => Ok(None),
        }
    }
}
