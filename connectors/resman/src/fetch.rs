use std::sync::Arc;

use tenantry_core::{
    Date,
    connector::{ConnectorError, End, FeedEvent},
};
use tenantry_http::{Batches, BodyReader, Feed, Session, Sink};
use tenantry_mits::{Dialect, LeaseIds, Reader, Tally};

use crate::{
    connector::Source,
    envelope::{self, Extent},
    people::People,
    person::Asked,
    refusal,
    settings::Version,
};

/// One fetch of all properties.
pub(crate) struct Fetch {
    pub(crate) source: Arc<Source>,
    pub(crate) session: Session,
    pub(crate) feed: Feed,
    pub(crate) today: Date,
}

impl Fetch {
    pub(crate) async fn run(self) -> Result<End, ConnectorError> {
        let mut tally = Tally::default();
        for property in &self.source.properties {
            let read = match self.source.service.version {
                Version::V1 => self.transactions(property).await,
                Version::V2 => self.people(property).await,
            };
            tally.add(read.map_err(|error| error.of(&self.source.service.label(property)))?);
        }
        if let Some(note) = tally.note() {
            self.feed.send(FeedEvent::Note(note)).await?;
        }
        Ok(End::COMPLETE)
    }

    async fn transactions(&self, property: &str) -> Result<Tally, ConnectorError> {
        let mut mits = Reader::new(Dialect {
            today: self.today,
            property_code: property.into(),
            lease_ids: LeaseIds::Household,
            pseudo_units: &[],
            statuses: self.source.statuses.clone(),
            on_error: |text| Some(refusal::of_text(text)),
        });
        let asked = property.to_owned();
        self.ask(property, move |reader, sink| {
            let mut batches = Batches::new(sink);
            envelope::read(reader, &asked, Extent::Whole, &mut |document, name| {
                mits.read(document, name, &mut |record| batches.add(record)).map(drop)
            })?;
            mits.finish()?;
            batches.finish()?;
            Ok(mits.tally())
        })
        .await
    }

    async fn people(&self, property: &str) -> Result<Tally, ConnectorError> {
        let asked = Asked {
            property: property.into(),
            today: self.today,
            statuses: self.source.statuses.clone(),
        };
        self.ask(property, move |reader, sink| {
            let mut batches = Batches::new(sink);
            People::new(asked).read(reader, &mut |record| batches.add(record))?;
            batches.finish()?;
            Ok(Tally::default())
        })
        .await
    }

    /// Requests a property, and reads the response on its own thread.
    async fn ask(
        &self,
        property: &str,
        read: impl FnOnce(&mut BodyReader, &Sink) -> Result<Tally, ConnectorError> + Send + 'static,
    ) -> Result<Tally, ConnectorError> {
        let answer = self.session.send(self.source.service.residents(property)).await?;
        self.feed.parse(answer.body, read).await
    }
}
