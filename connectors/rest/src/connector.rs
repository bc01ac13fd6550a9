use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use tenantry_core::{
    Date,
    connector::{
        Capability, ConnectorError, ConnectorSettings, Context, Description, FeedEvent,
        PmsConnector, ReadFrom, RoleWords, StatusWords,
    },
};
use tenantry_http::{Client, Options, SecretString, Session, Url, hide, stream};

use crate::{
    check::check,
    fetch::Fetch,
    profile::Profile,
    request::{Exchange, Keys, Values},
    settings::RestSettings,
};

/// Reads residents as described by a profile.
#[derive(Debug)]
pub(crate) struct RestConnector {
    client: Client,
    source: Arc<Source>,
}

/// What to request, and from where.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) profile: Profile,
    pub(crate) base: Url,
    pub(crate) credentials: BTreeMap<String, SecretString>,
    pub(crate) properties: Vec<String>,
    pub(crate) statuses: StatusWords,
    pub(crate) roles: RoleWords,
    pub(crate) keys: Keys,
}

impl Source {
    /// The requests for one property, or for all of them together.
    pub(crate) fn exchange<'a>(
        &'a self,
        session: &'a Session,
        property: Option<&'a str>,
        today: Date,
    ) -> Exchange<'a> {
        Exchange {
            session,
            keys: &self.keys,
            base: &self.base,
            auth: &self.profile.auth,
            faults: &self.profile.faults,
            values: Values {
                credentials: &self.credentials,
                property,
                properties: &self.properties,
                today,
            },
        }
    }

    /// The error with the token removed, because a PMS may repeat it in an
    /// error message.
    async fn without_token(&self, mut error: ConnectorError) -> ConnectorError {
        hide(&mut error, &self.keys.current().await);
        error
    }

    /// The properties that are requested one by one; a single `None` if all are
    /// requested together.
    pub(crate) fn turns(&self) -> Vec<Option<&str>> {
        if self.profile.by_property() && !self.properties.is_empty() {
            self.properties.iter().map(|property| Some(property.as_str())).collect()
        } else {
            vec![None]
        }
    }
}

impl RestConnector {
    pub(crate) fn new(source: Source, options: Options) -> Self {
        Self { client: Client::new(options), source: Arc::new(source) }
    }
}

#[async_trait]
impl PmsConnector for RestConnector {
    fn describe(&self) -> Description {
        Description {
            kind: RestSettings::KIND,
            name: "JSON over HTTP",
            version: env!("CARGO_PKG_VERSION"),
            capabilities: &[
                Capability::AnnouncesCounts,
                Capability::SeveralProperties,
                Capability::FutureResidents,
                Capability::Records,
            ],
        }
    }

    async fn check(&self, context: &Context) -> Result<String, ConnectorError> {
        let checked =
            check(&self.source, &self.client.session(&context.tape)?, context.today).await;
        match checked {
            Err(error) => Err(self.source.without_token(error).await),
            found => found,
        }
    }

    fn reads(&self) -> Vec<ReadFrom> {
        // What a built-in profile reads is known to be there.
        if self.source.profile.is_builtin { Vec::new() } else { self.source.profile.reads.clone() }
    }

    fn properties(&self) -> Vec<String> {
        self.source.properties.clone()
    }

    fn fetch(&self, context: Context) -> BoxStream<'static, Result<FeedEvent, ConnectorError>> {
        let (client, source) = (self.client.clone(), self.source.clone());
        stream(move |feed| async move {
            let session = client.session(&context.tape)?;
            let fetch = Fetch { source: source.clone(), session, feed, today: context.today };
            match fetch.run().await {
                Err(error) => Err(source.without_token(error).await),
                end => end,
            }
        })
    }
}
