use tenantry_core::connector::{ConnectorError, Context, ErrorKind, quote_name};
use tenantry_http::Session;

use crate::{
    connector::Fetch,
    roster::{self, Site},
    service::{SITE_LIST, label},
    sites::{self, KnownSite},
};

/// Verifies that a fetch can work: with the list of sites and one small
/// request, or with one request per site if the list is not allowed.
pub(crate) async fn check(
    fetch: &Fetch,
    session: &Session,
    context: &Context,
) -> Result<String, ConnectorError> {
    // The settings have at least one.
    let first = &fetch.sites[0];
    let known = match known_sites(fetch, session, first).await {
        Ok(known) => known,
        // License keys may be authorized for one method and not for another.
        Err(error) if cannot_list(error.kind) => None,
        Err(error) => return Err(error),
    };
    let (shown, probed) = match known {
        Some(known) => (found(&fetch.sites, &known)?, std::slice::from_ref(first)),
        None => (fetch.sites.clone(), fetch.sites.as_slice()),
    };
    for site in probed {
        probe(fetch, session, fetch.site(site, context)).await?;
    }
    let noun = if shown.len() == 1 { "site" } else { "sites" };
    Ok(format!("RealPage: credentials accepted; {noun} {}", shown.join(", ")))
}

fn cannot_list(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::PermissionDenied
            | ErrorKind::Unsupported
            | ErrorKind::Protocol
            | ErrorKind::ConfigInvalid
    )
}

async fn known_sites(
    fetch: &Fetch,
    session: &Session,
    site: &str,
) -> Result<Option<Vec<KnownSite>>, ConnectorError> {
    let ask = async {
        let answer = session.send(fetch.service.site_list(site)).await?;
        answer.body.parse(|reader| sites::read(reader)).await
    };
    ask.await.map_err(|error| error.of(&label(SITE_LIST, site)))
}

/// The sites with their names, all of which must be in the list.
fn found(sites: &[String], known: &[KnownSite]) -> Result<Vec<String>, ConnectorError> {
    let mut shown = Vec::new();
    let mut missing = Vec::new();
    for id in sites {
        match known.iter().find(|known| known.id == *id) {
            Some(site) => shown.push(format!("{id} {}", quote_name(&site.name)).trim().to_owned()),
            None => missing.push(id.as_str()),
        }
    }
    if missing.is_empty() {
        return Ok(shown);
    }
    let others = if shown.is_empty() { "none of `sites`".into() } else { shown.join(", ") };
    Err(ConnectorError::new(
        ErrorKind::PropertyNotFound,
        format!(
            "the management company's list has no site {}; it has {others}",
            missing.join(", ")
        ),
    )
    .hint("check `sites` and `pmc_id`"))
}

async fn probe(fetch: &Fetch, session: &Session, site: Site) -> Result<(), ConnectorError> {
    let operation = fetch.service.operation.name();
    let label = label(operation, &site.id);
    let ask = async {
        let answer = session.send(fetch.service.probe(&site.id)).await?;
        let read = move |reader: &mut _| roster::read(reader, operation, &site, &mut |_| Ok(()));
        answer.body.parse(read).await
    };
    ask.await.map(|_| ()).map_err(|error| error.of(&label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_site_must_be_known() {
        let known = [
            KnownSite { id: "1".into(), name: "Demo Court".into() },
            KnownSite { id: "2".into(), name: String::new() },
        ];
        let found = |sites: &[&str]| {
            found(&sites.iter().map(|site| site.to_string()).collect::<Vec<_>>(), &known)
        };
        assert_eq!(found(&["2", "1"]).unwrap(), ["2", "1 Demo Court"]);
        let error = found(&["1", "3", "4"]).unwrap_err();
        assert_eq!(error.kind, ErrorKind::PropertyNotFound);
        assert_eq!(
            error.message,
            "the management company's list has no site 3, 4; it has 1 Demo Court"
        );
    }
}
