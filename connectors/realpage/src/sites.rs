use std::io::Read;

use tenantry_core::connector::ConnectorError;
use tenantry_xml::{Document, soap};

use crate::{refusal, service::SITE_LIST};

/// A site that the credentials have access to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct KnownSite {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// Reads the response to `getsitelist`; `None` if it contains no such list.
///
/// # Errors
/// Those of the document, and the meaning of a fault.
pub(crate) fn read(source: impl Read) -> Result<Option<Vec<KnownSite>>, ConnectorError> {
    let mut document = Document::new(source);
    soap::read_result(&mut document, SITE_LIST, refusal::of_fault, |document, depth| {
        let mut sites = None;
        while let Some(name) = document.next_within(depth)? {
            match name.as_str() {
                "sitelist" => {
                    sites.get_or_insert_default();
                }
                "site" => {
                    let site = site(document)?;
                    sites.get_or_insert_with(Vec::new).push(site);
                }
                _ => {}
            }
        }
        Ok(sites)
    })
}

fn site(document: &mut Document<'_>) -> Result<KnownSite, ConnectorError> {
    let mut site = KnownSite::default();
    document.children(|document, name| {
        match name {
            "siteid" => site.id = document.text()?.trim().into(),
            "sitename" => site.name = document.text()?.trim().into(),
            _ => {}
        }
        Ok(())
    })?;
    Ok(site)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_inner(inner: &str) -> Option<Vec<KnownSite>> {
        let text = format!(
            "<E><B><getsitelistResponse><getsitelistResult>{inner}</getsitelistResult>\
             </getsitelistResponse></B></E>"
        );
        read(text.as_bytes()).unwrap()
    }

    #[test]
    fn lists() {
        let list = "<SiteList><Site><SiteID>2000001</SiteID><SiteName>Demo Court</SiteName>\
                    <City>Springfield</City></Site></SiteList>";
        let site = KnownSite { id: "2000001".into(), name: "Demo Court".into() };
        assert_eq!(read_inner(list), Some(vec![site]));
        assert_eq!(read_inner("<SiteList/>"), Some(vec![]));
        assert_eq!(read_inner("<residentlist/>"), None);
    }
}
