use tenantry_core::connector::ConnectorError;
use tenantry_http::Session;

use crate::{
    connector::Source,
    envelope::{self, Extent},
    people,
    settings::Version,
};

/// Verifies address, key, account and the properties. ResMan has no harmless
/// call: residents are requested, and as little as possible is read.
pub(crate) async fn check(source: &Source, session: &Session) -> Result<String, ConnectorError> {
    for property in &source.properties {
        probe(source, session, property).await?;
    }
    let responding = match &source.properties[..] {
        [] => return Ok("no properties".into()),
        [only] => format!("property {only} responds"),
        several => format!("properties {} respond", several.join(", ")),
    };
    let account = &source.service.account;
    Ok(format!("ResMan accepts the key for account {account}; {responding}"))
}

async fn probe(source: &Source, session: &Session, property: &str) -> Result<(), ConnectorError> {
    let service = &source.service;
    let ask = async {
        let answer = session.send(service.residents(property)).await?;
        let property = property.to_owned();
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
    ask.await.map(|_| ()).map_err(|error| error.of(&service.label(property)))
}
