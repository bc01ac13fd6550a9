use std::sync::Arc;

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use tenantry_core::connector::{
    Capability, ConnectorError, ConnectorSettings, Context, Description, FeedEvent, PmsConnector,
    StatusWords,
};
use tenantry_http::{Client, Options, stream};

use crate::{call::Service, check, fetch::Fetch, operation::Operation, settings::YardiSettings};

/// Reads residents from Yardi Voyager.
#[derive(Debug)]
pub(crate) struct YardiConnector {
    client: Client,
    source: Arc<Source>,
}

/// What to request, and from where.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) service: Service,
    /// The operations to read residents with, the best first.
    pub(crate) operations: Vec<Operation>,
    pub(crate) properties: Vec<String>,
    pub(crate) tenant_codes: Vec<String>,
    pub(crate) join_units: bool,
    pub(crate) statuses: StatusWords,
}

impl YardiConnector {
    pub(crate) fn new(source: Source, options: Options) -> Self {
        Self { client: Client::new(options), source: Arc::new(source) }
    }
}

#[async_trait]
impl PmsConnector for YardiConnector {
    fn describe(&self) -> Description {
        Description {
            kind: YardiSettings::KIND,
            name: "Yardi Voyager",
            version: env!("CARGO_PKG_VERSION"),
            capabilities: &[
                Capability::SeveralProperties,
                Capability::FutureResidents,
                Capability::ReusesIds,
                Capability::ReportsPreviousIds,
                Capability::Records,
            ],
        }
    }

    async fn check(&self, context: &Context) -> Result<String, ConnectorError> {
        check::check(&self.source, &self.client.session(&context.tape)?).await
    }

    fn properties(&self) -> Vec<String> {
        self.source.properties.clone()
    }

    fn fetch(&self, context: Context) -> BoxStream<'static, Result<FeedEvent, ConnectorError>> {
        let (client, source) = (self.client.clone(), self.source.clone());
        stream(move |feed| async move {
            let session = client.session(&context.tape)?;
            Fetch { source, session, feed, today: context.today }.run().await
        })
    }
}
