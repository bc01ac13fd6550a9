use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use tenantry_core::{
    Date,
    connector::{
        BaseDir, Capability, ConnectorError, ConnectorSettings, Context, Description, End,
        ErrorKind, FeedEvent, PmsConnector,
    },
};
use tenantry_files::{Brought, Origin};
use tokio::sync::mpsc;

use crate::{names::Named, reader::Reader, settings::CsvSettings};

/// Residents in one batch.
const BATCH: usize = 1000;

/// Events queued for the engine before reading pauses.
const WAITING: usize = 8;

/// Records that a check reads.
const CHECKED: usize = 100;

/// Reads residents from a CSV file.
#[derive(Debug)]
pub struct CsvConnector {
    origin: Arc<Origin>,
    settings: Arc<CsvSettings>,
}

type Event = Result<FeedEvent, ConnectorError>;

impl CsvConnector {
    /// A connector that reads the file named in the settings, relative to
    /// `base`.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] if the settings do not name one.
    pub fn new(settings: CsvSettings, base: &BaseDir) -> Result<Self, ConnectorError> {
        let origin = Arc::new(Origin::new(&settings.origin(), base)?);
        Ok(Self { origin, settings: Arc::new(settings) })
    }
}

#[async_trait]
impl PmsConnector for CsvConnector {
    fn describe(&self) -> Description {
        Description {
            kind: CsvSettings::KIND,
            name: "CSV file",
            version: env!("CARGO_PKG_VERSION"),
            capabilities: &[
                Capability::SeveralProperties,
                Capability::FutureResidents,
                Capability::ReportsPreviousIds,
            ],
        }
    }

    async fn check(&self, context: &Context) -> Result<String, ConnectorError> {
        let (settings, today) = (self.settings.clone(), context.today);
        let brought = self.origin.bring().await?;
        let work = tokio::task::spawn_blocking(move || check(brought, &settings, today));
        work.await.map_err(|error| {
            ConnectorError::new(ErrorKind::Unexpected, "the check did not finish").source(error)
        })?
    }

    fn properties(&self) -> Vec<String> {
        self.settings.properties.clone()
    }

    fn fetch(&self, context: Context) -> BoxStream<'static, Event> {
        let (origin, settings) = (self.origin.clone(), self.settings.clone());
        let start = async move {
            let (sender, receiver) = mpsc::channel(WAITING);
            let brought = origin.bring().await;
            tokio::task::spawn_blocking(move || {
                let read = brought.map_err(Stop::Failed);
                let read = read.and_then(|file| read_all(file, &settings, context.today, &sender));
                if let Err(Stop::Failed(error)) = read {
                    // If the engine is gone, nobody is left to tell.
                    let _ = sender.blocking_send(Err(error));
                }
            });
            receiver
        };
        let events = |mut receiver: mpsc::Receiver<Event>| async {
            receiver.recv().await.map(|event| (event, receiver))
        };
        // Nothing is read before the stream is first polled.
        stream::once(start).map(move |receiver| stream::unfold(receiver, events)).flatten().boxed()
    }
}

/// Why reading ended early.
enum Stop {
    /// The stream was dropped.
    Cancelled,
    Failed(ConnectorError),
}

impl From<ConnectorError> for Stop {
    fn from(error: ConnectorError) -> Self {
        Stop::Failed(error)
    }
}

fn read_all(
    brought: Brought,
    settings: &CsvSettings,
    today: Date,
    sender: &mpsc::Sender<Event>,
) -> Result<(), Stop> {
    let send = |event| sender.blocking_send(Ok(event)).map_err(|_| Stop::Cancelled);
    if !brought.found.is_empty() {
        send(FeedEvent::Note(brought.summary()))?;
    }
    let mut reader = open(brought, settings, today)?;
    let summary = reader.summary().map_or(String::new(), |summary| format!("; {summary}"));
    send(FeedEvent::Note(reader.recognized() + &summary))?;
    let mut batch = Vec::with_capacity(BATCH);
    while let Some(record) = reader.next_record()? {
        match record {
            Ok(resident) => batch.push(resident),
            Err(reject) => send(FeedEvent::Reject(reject))?,
        }
        for Named { code, name } in reader.take_names() {
            send(FeedEvent::Named { code, name })?;
        }
        if batch.len() == BATCH {
            send(FeedEvent::Batch(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))))?;
            let (done, total) = reader.progress();
            send(FeedEvent::Progress { done, total: Some(total) })?;
        }
    }
    if !batch.is_empty() {
        send(FeedEvent::Batch(batch))?;
    }
    if let Some(left_out) = reader.left_out() {
        send(FeedEvent::Note(left_out))?;
    }
    let (done, total) = reader.progress();
    send(FeedEvent::Progress { done, total: Some(total) })?;
    send(FeedEvent::End(End::COMPLETE))
}

fn open(brought: Brought, settings: &CsvSettings, today: Date) -> Result<Reader, ConnectorError> {
    let path = Path::new(&brought.name);
    if brought.table {
        Reader::new(path, brought.file, &settings.of_a_workbook(), today)
    } else {
        Reader::new(path, brought.file, settings, today)
    }
}

fn check(brought: Brought, settings: &CsvSettings, today: Date) -> Result<String, ConnectorError> {
    let found = brought.summary();
    let mut reader = open(brought, settings, today)?;
    let (mut read, mut unreadable) = (0, 0);
    while read < CHECKED
        && let Some(record) = reader.next_record()?
    {
        read += 1;
        unreadable += usize::from(record.is_err());
    }
    let mut line = format!("{found}: {}", reader.recognized());
    if unreadable > 0 {
        line += &format!("; {unreadable} of the first {read} records cannot be read");
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use tenantry_core::connector::{Limits, collect};

    use super::*;
    use crate::testing::{file, settings};

    const HEAD: &str = "id,name,status\n";

    fn context() -> Context {
        Context::new("maple", Date::constant(2026, 11, 2))
    }

    fn connector(text: &str) -> (tempfile::TempDir, CsvConnector) {
        let (folder, path) = file(text.as_bytes());
        let settings = CsvSettings { path: Some(path), ..settings("") };
        (folder, CsvConnector::new(settings, &BaseDir::default()).unwrap())
    }

    fn wait<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
    }

    #[test]
    fn a_whole_roster() {
        let text = format!("{HEAD}{},Nobody,Past\n", "1,Ada Okafor,Current\n".repeat(2_500));
        let (_folder, connector) = connector(&text);
        let mut notes = Vec::new();
        let mut done = 0;
        let roster =
            wait(collect(connector.fetch(context()), Limits::default(), |event| match event {
                FeedEvent::Note(note) => notes.push(note.clone()),
                FeedEvent::Progress { done: bytes, total } => {
                    assert_eq!(*total, Some(text.len() as u64));
                    done = *bytes;
                }
                _ => {}
            }))
            .unwrap();
        assert_eq!((roster.residents.len(), roster.rejects.len()), (2_500, 1));
        assert_eq!(roster.rejects[0].location, "line 2502");
        assert_eq!(done, text.len() as u64);
        assert_eq!(
            notes,
            [
                "UTF-8, comma, layout table: 3 of 3 columns recognized; reads external_id from \"id\", name, status"
            ]
        );
    }

    #[test]
    fn an_error_is_the_last_event() {
        let (_folder, connector) = connector(&format!("{HEAD}1,Ada Okafor,Current\n2,\"Kofi"));
        let events: Vec<Event> = wait(connector.fetch(context()).collect());
        assert_eq!(events.last().unwrap().as_ref().unwrap_err().kind, ErrorKind::Incomplete);
        assert!(!events.iter().any(|event| matches!(event, Ok(FeedEvent::End(_)))));
    }

    #[test]
    fn a_dropped_stream_stops_reading() {
        let (_folder, connector) =
            connector(&format!("{HEAD}{}", "1,Ada Okafor,Current\n".repeat(500_000)));
        // Leaving the runtime waits for its blocking tasks: this would hang if
        // the reader kept waiting for a stream that is gone.
        wait(async {
            let mut events = connector.fetch(context());
            assert!(matches!(events.next().await, Some(Ok(FeedEvent::Note(_)))));
        });
    }

    #[test]
    fn checking() {
        let (_folder, connector) =
            connector(&format!("{HEAD}1,Ada Okafor,Current\n,Kofi Osei,Past\n"));
        assert_eq!(
            wait(connector.check(&context())).unwrap(),
            "residents.csv: UTF-8, comma, layout table: 3 of 3 columns recognized; 1 of the first 2 records cannot be read"
        );
    }

    #[test]
    fn built_from_settings_beside_the_configuration() {
        let (folder, _) = connector(&format!("{HEAD}1,Ada Okafor,Current\n"));
        let connector = settings("").build(&BaseDir::new(folder.path())).unwrap();
        assert_eq!(connector.describe().kind, "csv");
        let line = wait(connector.check(&context())).unwrap();
        assert_eq!(line, "residents.csv: UTF-8, comma, layout table: 3 of 3 columns recognized");
    }
}
