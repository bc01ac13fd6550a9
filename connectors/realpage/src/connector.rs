use std::sync::Arc;

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use tenantry_core::connector::{
    Capability, ConnectorError, ConnectorSettings, Context, Description, End, FeedEvent,
    PmsConnector, StatusWords,
};
use tenantry_http::{Batches, Client, Feed, Options, Session, stream};

use crate::{
    check::check,
    roster::{self, Site},
    service::{Service, label},
    settings::RealPageSettings,
    skipped::Skipped,
};

/// Reads the residents of sites through RealPage's gateway.
#[derive(Debug)]
pub(crate) struct RealPage {
    fetch: Arc<Fetch>,
    client: Client,
}

/// What a fetch requests, and how it reads the responses.
#[derive(Debug)]
pub(crate) struct Fetch {
    pub(crate) service: Service,
    pub(crate) sites: Vec<String>,
    pub(crate) statuses: StatusWords,
}

impl RealPage {
    pub(crate) fn new(fetch: Fetch, options: Options) -> Self {
        Self { fetch: Arc::new(fetch), client: Client::new(options) }
    }
}

#[async_trait]
impl PmsConnector for RealPage {
    fn describe(&self) -> Description {
        Description {
            kind: RealPageSettings::KIND,
            name: "RealPage OneSite",
            version: env!("CARGO_PKG_VERSION"),
            capabilities: &[
                Capability::SeveralProperties,
                Capability::FutureResidents,
                Capability::Records,
            ],
        }
    }

    async fn check(&self, context: &Context) -> Result<String, ConnectorError> {
        let session = self.client.session(&context.tape)?;
        check(&self.fetch, &session, context).await
    }

    fn properties(&self) -> Vec<String> {
        self.fetch.sites.clone()
    }

    fn fetch(&self, context: Context) -> BoxStream<'static, Result<FeedEvent, ConnectorError>> {
        let (fetch, client) = (self.fetch.clone(), self.client.clone());
        stream(move |feed| async move {
            let session = client.session(&context.tape)?;
            let mut skipped = Skipped::default();
            for id in &fetch.sites {
                skipped.add(fetch.read(&session, &feed, fetch.site(id, &context)).await?);
            }
            if let Some(note) = skipped.note() {
                feed.send(FeedEvent::Note(note)).await?;
            }
            Ok(End::COMPLETE)
        })
    }
}

impl Fetch {
    pub(crate) fn site(&self, id: &str, context: &Context) -> Site {
        Site { id: id.into(), today: context.today, statuses: self.statuses.clone() }
    }

    async fn read(
        &self,
        session: &Session,
        feed: &Feed,
        site: Site,
    ) -> Result<Skipped, ConnectorError> {
        let operation = self.service.operation.name();
        let label = label(operation, &site.id);
        let read = async {
            let answer = session.send(self.service.roster(&site.id)).await?;
            feed.parse(answer.body, move |reader, sink| {
                let mut batches = Batches::new(sink);
                let skipped =
                    roster::read(reader, operation, &site, &mut |record| batches.add(record))?;
                batches.finish()?;
                Ok(skipped)
            })
            .await
        };
        read.await.map_err(|error| error.of(&label))
    }
}
