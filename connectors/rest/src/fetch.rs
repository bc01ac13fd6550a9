use std::{collections::HashMap, sync::Arc};

use tenantry_core::{
    Date,
    connector::{ConnectorError, End, ErrorKind, FeedEvent},
};
use tenantry_http::{Feed, Session};

use crate::{
    connector::Source,
    profile::Join,
    request::Exchange,
    roster::{Mapper, Table, Tables, Tally},
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
        let mut households = HashMap::new();
        let mut tables = Tables::default();
        for (turn, property) in self.source.turns().into_iter().enumerate() {
            let exchange = self.source.exchange(&self.session, property, self.today);
            tables = self.tables(&exchange, tables, turn == 0).await?;
            let shared = Arc::new(tables);
            let mapper = self.mapper(property, shared.clone(), households, tally);
            let mapper = exchange.read(self.from(), mapper, &self.feed).await?;
            (households, tally) = (mapper.households, mapper.tally);
            // The mapper's sender is the only other one, and it is gone.
            drop(mapper.tables);
            tables = Arc::into_inner(shared).unwrap_or_default();
        }
        if let Some(note) = tally.note() {
            self.feed.send(FeedEvent::Note(note)).await?;
        }
        Ok(End::COMPLETE)
    }

    fn from(&self) -> &Arc<crate::request::Endpoint> {
        &self.source.profile.endpoints[self.source.profile.from]
    }

    fn mapper(
        &self,
        property: Option<&str>,
        tables: Arc<Tables>,
        households: HashMap<u64, u64>,
        tally: Tally,
    ) -> Mapper {
        Mapper {
            rules: self.source.profile.rules.clone(),
            tables,
            statuses: self.source.statuses.clone(),
            roles: self.source.roles.clone(),
            today: self.today,
            properties: match property {
                Some(property) => vec![property.to_owned()],
                None => self.source.properties.clone(),
            },
            request: self.from().name.as_str().into(),
            households,
            tally,
        }
    }

    /// The tables that records are joined with. Tables that do not depend on
    /// the property are read only once.
    async fn tables(
        &self,
        exchange: &Exchange<'_>,
        before: Tables,
        first: bool,
    ) -> Result<Tables, ConnectorError> {
        let mut before = before.0.into_iter();
        let mut tables = Tables::default();
        for join in &self.source.profile.joins {
            let kept = before.next();
            let by_property = self.source.profile.endpoints[join.endpoint].by_property();
            tables.0.push(match kept {
                Some(table) if !by_property => table,
                _ => self.table(exchange, join, first).await?,
            });
        }
        Ok(tables)
    }

    async fn table(
        &self,
        exchange: &Exchange<'_>,
        join: &Join,
        first: bool,
    ) -> Result<Table, ConnectorError> {
        let endpoint = &self.source.profile.endpoints[join.endpoint];
        let table = Table::new(join.on.clone());
        match exchange.read(endpoint, table, &self.feed).await {
            Err(error) if endpoint.optional && is_not_covered(&error) => {
                if first {
                    let note = format!(
                        "{}: not available to these credentials; its data stays unknown",
                        endpoint.name
                    );
                    self.feed.send(FeedEvent::Note(note)).await?;
                }
                Ok(Table::not_covered(join.on.clone()))
            }
            read => read,
        }
    }
}

/// Whether an error says that the credentials, or the PMS, do not have this at
/// all. Any other error fails the fetch: if units came and went, people would
/// be moved.
pub(crate) fn is_not_covered(error: &ConnectorError) -> bool {
    matches!(
        error.kind,
        ErrorKind::PermissionDenied | ErrorKind::Unsupported | ErrorKind::ConfigInvalid
    )
}
