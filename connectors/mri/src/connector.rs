use std::sync::Arc;

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use tenantry_core::connector::{
    Capability, ConnectorError, ConnectorSettings, Context, Description, End, FeedEvent,
    PmsConnector, StatusWords,
};
use tenantry_http::{
    Batches, Client, ExposeSecret, Feed, Options, Request, SecretString, Session, Url, stream,
};

use crate::{format::Format, page, pages::Pages, settings::MriSettings};

/// Reads the residents of properties through MRI's API.
#[derive(Debug)]
pub(crate) struct Mri {
    fetch: Arc<Fetch>,
    client: Client,
}

/// What a fetch requests, and how it reads the responses.
#[derive(Debug)]
pub(crate) struct Fetch {
    pub(crate) url: Url,
    pub(crate) user: SecretString,
    pub(crate) password: SecretString,
    pub(crate) format: Format,
    pub(crate) properties: Vec<String>,
    pub(crate) page_size: u32,
    pub(crate) statuses: StatusWords,
}

impl Mri {
    pub(crate) fn new(fetch: Fetch, options: Options) -> Self {
        Self { fetch: Arc::new(fetch), client: Client::new(options) }
    }
}

#[async_trait]
impl PmsConnector for Mri {
    fn describe(&self) -> Description {
        Description {
            kind: MriSettings::KIND,
            name: "MRI Residential Management",
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
        for property in &self.fetch.properties {
            self.fetch.check(&session, property, context).await?;
        }
        let properties = &self.fetch.properties;
        let noun = if properties.len() == 1 { "property" } else { "properties" };
        Ok(format!("MRI: credentials accepted; {noun} {}", properties.join(", ")))
    }

    fn properties(&self) -> Vec<String> {
        self.fetch.properties.clone()
    }

    fn fetch(&self, context: Context) -> BoxStream<'static, Result<FeedEvent, ConnectorError>> {
        let (fetch, client) = (self.fetch.clone(), self.client.clone());
        stream(move |feed| async move {
            let session = client.session(&context.tape)?;
            for property in &fetch.properties {
                fetch.property(&session, &feed, property, &context).await?;
            }
            Ok(End::COMPLETE)
        })
    }
}

impl Fetch {
    /// Reads all pages of a property.
    async fn property(
        &self,
        session: &Session,
        feed: &Feed,
        property: &str,
        context: &Context,
    ) -> Result<(), ConnectorError> {
        let mut pages = Pages::new(&self.url, self.format, property, self.page_size);
        loop {
            let number = pages.number();
            let label = format!("residents {property} page {number}");
            let request = self.request(&label, pages.url());
            let (format, asked, today) = (self.format, property.to_owned(), context.today);
            let statuses = self.statuses.clone();
            let read = async {
                let answer = session.send(request).await?;
                let link = feed.parse(answer.body, move |reader, sink| {
                    let mut batches = Batches::new(sink);
                    let mut entries = 0;
                    let link = page::read(reader, format, &mut |entry| {
                        entries += 1;
                        let location = || format!("{asked}, page {number}, entry {entries}");
                        batches.add(entry.resident(&asked, &statuses, today, location)?)
                    })?;
                    batches.finish()?;
                    Ok(link)
                });
                link.await?.map(|link| pages.follow(&link)).transpose()
            };
            if read.await.map_err(|error| error.of(&label))?.is_none() {
                return Ok(());
            }
        }
    }

    /// Reads one entry of a property.
    async fn check(
        &self,
        session: &Session,
        property: &str,
        context: &Context,
    ) -> Result<(), ConnectorError> {
        let label = format!("residents {property} check");
        let first = Pages::new(&self.url, self.format, property, 1);
        let request = self.request(&label, first.url());
        let (format, asked, today) = (self.format, property.to_owned(), context.today);
        let statuses = self.statuses.clone();
        let read = async {
            let answer = session.send(request).await?;
            answer
                .body
                .parse(move |reader| {
                    page::read(reader, format, &mut |entry| {
                        entry.resident(&asked, &statuses, today, String::new).map(|_| ())
                    })
                })
                .await
        };
        read.await.map(|_| ()).map_err(|error| error.of(&label))
    }

    fn request(&self, label: &str, url: Url) -> Request {
        Request::get(label, url)
            .basic(self.user.expose_secret(), self.password.clone())
            .header("accept", self.format.media_type())
            .expects(self.format.document())
    }
}
