use tenantry_core::{Date, connector::ConnectorError};
use tenantry_http::Session;

use crate::{connector::Source, fetch::is_not_covered};

/// Verifies address, credentials, properties and every request of the profile,
/// with a first page as short as each request allows.
pub(crate) async fn check(
    source: &Source,
    session: &Session,
    today: Date,
) -> Result<String, ConnectorError> {
    let mut found = Vec::new();
    for property in source.turns() {
        let exchange = source.exchange(session, property, today);
        for (at, endpoint) in source.profile.endpoints.iter().enumerate() {
            let is_read = at == source.profile.from
                || source.profile.joins.iter().any(|join| join.endpoint == at);
            // Data that does not depend on the property is requested only once.
            let seen = property.is_some_and(|property| source.properties[0] != property)
                && !endpoint.by_property();
            if !is_read || seen {
                continue;
            }
            let name = match property.filter(|_| endpoint.by_property()) {
                Some(property) => format!("{} of {property}", endpoint.name),
                None => endpoint.name.clone(),
            };
            found.push(match exchange.probe(endpoint).await {
                Ok((_, Some(total))) => format!("{total} {name}"),
                Ok((0, None)) => format!("no {name}"),
                Ok((_, None)) => format!("{name}: OK"),
                Err(error) if endpoint.optional && is_not_covered(&error) => {
                    format!("{name}: not available to these credentials")
                }
                Err(error) => return Err(error),
            });
        }
    }
    Ok(format!("{}: {}", source.profile.name, found.join(", ")))
}
