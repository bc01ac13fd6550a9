use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use tenantry_core::{
    Text,
    connector::{
        Capability, ConnectorError, ConnectorSettings, Context, Description, End, ErrorKind,
        FeedEvent, Limits, PmsConnector, StatusWords, drain, quote,
    },
};
use tenantry_http::{
    Batches, Client, Options, Request, SecretString, Sink, Url, is_secret, stream,
};
use tenantry_xml::Document;

use crate::{
    dialect::{Dialect, LeaseIds},
    reader::Reader,
    settings::MitsSettings,
    tally::Tally,
};

/// Where the document is.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    File(PathBuf),
    Url { url: Url, login: Option<(String, SecretString)> },
}

/// Reads residents from a single MITS document.
#[derive(Debug)]
pub(crate) struct MitsConnector {
    place: Arc<Place>,
    client: Client,
    statuses: StatusWords,
}

impl MitsConnector {
    pub(crate) fn new(place: Place, mut options: Options, statuses: StatusWords) -> Self {
        if let Place::Url { url, login } = &place {
            options.secrets.extend(login.iter().map(|(_, password)| password.clone()));
            options.secrets.extend(secrets_in(url));
        }
        Self { place: Arc::new(place), client: Client::new(options), statuses }
    }

    fn dialect(&self, context: &Context) -> Dialect {
        Dialect {
            today: context.today,
            property_code: Text::default(),
            lease_ids: LeaseIds::Household,
            pseudo_units: &[],
            statuses: self.statuses.clone(),
            on_error,
        }
    }
}

/// The shortest part of a query that is a secret whatever its name.
const LONG: usize = 16;

/// The secrets in an address: `https://KEY@host/residents.xml?token=TOKEN`.
fn secrets_in(url: &Url) -> Vec<SecretString> {
    let is_alone = url.password().is_none() && !url.username().is_empty();
    let user = is_alone.then(|| url.username().to_owned());
    let query = url.query_pairs().filter(|(name, value)| is_secret(name) || value.len() >= LONG);
    let query = query.map(|(_, value)| value.into_owned());
    user.into_iter().chain(url.password().map(str::to_owned)).chain(query).map(Into::into).collect()
}

#[async_trait]
impl PmsConnector for MitsConnector {
    fn describe(&self) -> Description {
        Description {
            kind: MitsSettings::KIND,
            name: "MITS document",
            version: env!("CARGO_PKG_VERSION"),
            capabilities: match *self.place {
                Place::File(_) => &[Capability::FutureResidents],
                Place::Url { .. } => &[Capability::FutureResidents, Capability::Records],
            },
        }
    }

    async fn check(&self, context: &Context) -> Result<String, ConnectorError> {
        let totals = drain(self.fetch(context.clone()), Limits::default(), |_| Ok(())).await?;
        Ok(format!("the document is complete: {} residents", totals.residents))
    }

    fn fetch(&self, context: Context) -> BoxStream<'static, Result<FeedEvent, ConnectorError>> {
        let (place, client, dialect) =
            (self.place.clone(), self.client.clone(), self.dialect(&context));
        stream(move |feed| async move {
            match &*place {
                Place::File(path) => {
                    let path = path.clone();
                    feed.work(move |sink| read_file(&path, dialect, sink)).await?;
                }
                Place::Url { url, login } => {
                    let session = client.session(&context.tape)?;
                    let mut request = Request::get("MITS document", url.clone());
                    if let Some((user, password)) = login {
                        request = request.basic(user, password.clone());
                    }
                    let answer = session.send(request).await?;
                    feed.parse(answer.body, move |reader, sink| read(reader, dialect, sink))
                        .await?;
                }
            }
            Ok(End::COMPLETE)
        })
    }
}

fn read_file(path: &Path, dialect: Dialect, sink: &Sink) -> Result<(), ConnectorError> {
    let at = |error: ConnectorError| error.of(&path.display().to_string());
    let failed = |error: std::io::Error| {
        at(ConnectorError::new(ErrorKind::Unavailable, format!("cannot be opened: {error}")))
            .hint("check `path`, which is relative to the configuration file's folder")
    };
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(at(ConnectorError::new(ErrorKind::Unavailable, "is not a regular file"))
            .hint("set `path` to a MITS document"));
    }
    let source = Watched { file, done: 0, told: 0, total: metadata.len(), sink };
    read(source, dialect, sink).map_err(at)
}

/// A file that reports how far it has been read.
struct Watched<'s> {
    file: File,
    done: u64,
    told: u64,
    total: u64,
    sink: &'s Sink,
}

impl Watched<'_> {
    /// Bytes between two progress reports.
    const STEP: u64 = 4 << 20;
}

impl Read for Watched<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(out)?;
        self.done += count as u64;
        if self.done >= self.told + Self::STEP || count == 0 && self.done > self.told {
            self.told = self.done;
            let progress = FeedEvent::Progress { done: self.done, total: Some(self.total) };
            self.sink.send(progress).map_err(std::io::Error::other)?;
        }
        Ok(count)
    }
}

fn read(source: impl Read, dialect: Dialect, sink: &Sink) -> Result<(), ConnectorError> {
    let mut document = Document::new(source);
    let mut reader = Reader::new(dialect);
    let mut batches = Batches::new(sink);
    let mut root = false;
    while let Some(name) = document.next_within(0)? {
        root |= Reader::is_root(&name);
        if !root && document.depth() > 8 {
            break;
        }
        if root {
            reader.read(&mut document, &name, &mut |record| batches.add(record))?;
        }
    }
    if !root {
        return Err(no_mits());
    }
    reader.finish()?;
    batches.finish()?;
    note(reader.tally(), sink)
}

/// Reports what was left out.
fn note(tally: Tally, sink: &Sink) -> Result<(), ConnectorError> {
    match tally.note() {
        Some(note) => Ok(sink.send(FeedEvent::Note(note))?),
        None => Ok(()),
    }
}

fn on_error(text: &str) -> Option<ConnectorError> {
    Some(
        ConnectorError::new(
            ErrorKind::Protocol,
            format!("the document reports a failure: {}", quote(text)),
        )
        .hint("ask the PMS's support what it means"),
    )
}

fn no_mits() -> ConnectorError {
    ConnectorError::new(ErrorKind::Malformed, "the document is not a MITS document").hint(
        "its root element must be ResidentTransactions, MITS-ResidentData or LeaseApplication",
    )
}
