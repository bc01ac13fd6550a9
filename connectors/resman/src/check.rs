use tenantry_core::connector::ConnectorError;
use tenantry_http::Session;

use crate::{
    connector::Source,
    envelope::{self, Extent},
    people,
    settings::Version,
};

/// Verifies address, key, account and the first property. ResMan has no
/// harmless call: residents are requested, and as little as possible is read.
pub(crate) async fn check(source: &Source, session: &Session) -> Result<String, ConnectorError> {
    let service = &source.service;
    let Some((first, others)) = source.properties.split_first() else {
        return Ok("no properties".into());
    };
    let ask = async {
        let answer = session.send(service.residents(first)).await?;
        let property = first.clone();
        match service.version {
            Version::V1 => {
                let read = move |reader: &mut _| {
                    envelope::read(reader, &property, Extent::Acceptance, &mut |_, _| Ok(()))
                };
                answer.body.parse(read).await
            }
            Version::V2 => answer.body.parse(|reader| people::probe(reader)).await,
        }
    };
    ask.await.map_err(|error| error.of(&service.label(first)))?;
    let mut found = format!(
        "ResMan accepts the key for account {}; property {first} responds",
        service.account
    );
    if !others.is_empty() {
        found += &format!("; not checked: {}", others.join(", "));
    }
    Ok(found)
}
