use std::collections::HashSet;

use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_http::Url;

use crate::format::Format;

const API: &str = "MRI_S-PMRM_ResidentLeaseDetailsByPropertyID";

/// The most pages allowed for a property.
const MOST: usize = 100_000;

/// The pages of a property, one after another. Wherever a page's link points,
/// the next request goes to the same address and asks for the same data.
#[derive(Debug)]
pub(crate) struct Pages {
    endpoint: Url,
    format: Format,
    property: String,
    /// The current page's query parameters, apart from what is requested.
    position: String,
    number: usize,
    skipped: u64,
    seen: HashSet<String>,
}

impl Pages {
    /// The first page, with at most `size` entries.
    pub(crate) fn new(endpoint: &Url, format: Format, property: &str, size: u32) -> Self {
        Self {
            endpoint: endpoint.clone(),
            format,
            property: property.into(),
            position: format!("&$top={size}"),
            number: 1,
            skipped: 0,
            seen: HashSet::new(),
        }
    }

    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// The address of the current page.
    pub(crate) fn url(&self) -> Url {
        let mut url = self.endpoint.clone();
        let (format, property) = (self.format.name(), encoded(&self.property));
        let position = &self.position;
        url.set_query(Some(&format!("$api={API}&$format={format}&RMPROPID={property}{position}")));
        url
    }

    /// Moves on to the page in a link, from which only the position is used.
    ///
    /// # Errors
    /// [`ErrorKind::Protocol`] if the link leads elsewhere, or not forward.
    pub(crate) fn follow(&mut self, link: &str) -> Result<(), ConnectorError> {
        // Some links are escaped twice.
        let link = link.replace("&amp;", "&");
        let query = link.split_once('?').map(|(_, query)| query);
        let query = query.and_then(|query| query.split('#').next()).unwrap_or_default();
        let mut position = String::new();
        let mut moves = false;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.to_ascii_lowercase().as_str() {
                "$format" => continue,
                "$api" if value.eq_ignore_ascii_case(API) => continue,
                "rmpropid" if value == self.property.as_str() => continue,
                "$api" => return Err(astray("names another API")),
                "rmpropid" => return Err(astray("names another property")),
                "$skip" => {
                    if let Ok(skip) = value.parse() {
                        if skip <= self.skipped {
                            return Err(astray("does not lead to a further page"));
                        }
                        self.skipped = skip;
                    }
                    moves = true;
                }
                "$top" => {}
                _ => moves = true,
            }
            position += &format!("&{}={}", encoded(&name).replace("%24", "$"), encoded(&value));
        }
        if !moves || !self.seen.insert(position.clone()) {
            return Err(astray("does not lead to a further page"));
        }
        if self.number == MOST {
            return Err(astray(&format!("follows {MOST} pages")));
        }
        self.position = position;
        self.number += 1;
        Ok(())
    }
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn astray(what: &str) -> ConnectorError {
    ConnectorError::new(ErrorKind::Protocol, format!("the link to the next page {what}"))
        .hint("nothing was changed; send this message to MRI's support")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const FIRST: &str = "https://mri.example/api.asp?$api=\
                         MRI_S-PMRM_ResidentLeaseDetailsByPropertyID&$format=json&RMPROPID=";

    fn pages() -> Pages {
        let endpoint = Url::parse("https://mri.example/api.asp").unwrap();
        Pages::new(&endpoint, Format::Json, "A&B 1", 300)
    }

    #[rstest]
    #[case("http://evil.example/x.asp?$api=mri_s-pmrm_residentleasedetailsbypropertyid&$skip=301")]
    #[case("api.asp?RMPROPID=A%26B+1&%24format=xml&%24skip=301#top")]
    #[case("https://u:p@mri.example/api.asp?RMPROPID=A%26B%201&amp;$skip=301")]
    fn only_the_position_is_followed(#[case] link: &str) {
        let mut pages = pages();
        assert_eq!(pages.url().as_str(), format!("{FIRST}A%26B+1&$top=300"));
        pages.follow(link).unwrap();
        assert_eq!(pages.url().as_str(), format!("{FIRST}A%26B+1&$skip=301"));
        assert_eq!(pages.number(), 2);
    }

    #[test]
    fn a_token_is_a_position() {
        let mut pages = pages();
        pages.follow("?$skiptoken=a%2Bb&$top=5").unwrap();
        assert_eq!(pages.url().as_str(), format!("{FIRST}A%26B+1&$skiptoken=a%2Bb&$top=5"));
        pages.follow("?$skiptoken=c&$top=5").unwrap();
        let error = pages.follow("?$skiptoken=a%2Bb&$top=5").unwrap_err();
        assert_eq!(error.message, "the link to the next page does not lead to a further page");
    }

    #[rstest]
    #[case("?$api=MRI_Other&$skip=900", "names another API")]
    #[case("?RMPROPID=501&$skip=900", "names another property")]
    #[case("?RMPROPID=A%26B+1&rmpropid=501&$skip=900", "names another property")]
    #[case("?$skip=600", "does not lead to a further page")]
    #[case("?$skip=300", "does not lead to a further page")]
    #[case("?$top=300", "does not lead to a further page")]
    #[case("https://mri.example/api.asp", "does not lead to a further page")]
    #[case("javascript:x", "does not lead to a further page")]
    fn astray(#[case] link: &str, #[case] what: &str) {
        let mut pages = pages();
        pages.follow("?$skip=600").unwrap();
        let error = pages.follow(link).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Protocol);
        assert_eq!(error.message, format!("the link to the next page {what}"));
    }

    #[test]
    fn pages_come_to_an_end() {
        let mut pages = pages();
        let failed = (1..).find_map(|skip| pages.follow(&format!("?$skip={skip}")).err());
        assert_eq!(failed.unwrap().message, "the link to the next page follows 100000 pages");
    }
}
