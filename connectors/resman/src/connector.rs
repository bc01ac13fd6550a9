use std::sync::Arc;

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use tenantry_core::connector::{
    Capability, ConnectorError, ConnectorSettings, Context, Description, FeedEvent, PmsConnector,
    StatusWords,
};
use tenantry_http::{Client, Options, stream};

use crate::{check::check, fetch::Fetch, service::Service, settings::ResManSettings};

/// Reads residents from ResMan.
#[derive(Debug)]
pub(crate) struct ResManConnector {
    client: Client,
    source: Arc<Source>,
}

/// What to request, and from where.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) service: Service,
    /// At least one.
    pub(crate) properties: Vec<String>,
    pub(crate) statuses: StatusWords,
}

impl ResManConnector {
    pub(crate) fn new(source: Source, options: Options) -> Self {
        Self { client: Client::new(options), source: Arc::new(source) }
    }
}

#[async_trait]
impl PmsConnector for ResManConnector {
    fn describe(&self) -> Description {
        Description {
            kind: ResManSettings::KIND,
            name: "ResMan",
            version: env!("CARGO_PKG_VERSION"),
            capabilities: &[
                Capability::SeveralProperties,
                Capability::FutureResidents,
                Capability::Records,
            ],
        }
    }

    async fn check(&self, context: &Context) -> Result<String, ConnectorError> {
        check(&self.source, &self.client.session(&context.tape)?).await
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
