use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_http::{Document, Request, Url};

use super::{
    BodyTemplate, Declared, Paging, Template, Turn, Values,
    paging::{Next, Send},
};
use crate::{json::Shape, path::Steps};

/// Characters that are not escaped in a query: especially brackets, which some
/// servers do not decode in parameter names.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'[')
    .remove(b']')
    .remove(b'(')
    .remove(b')')
    .remove(b',')
    .remove(b':')
    .remove(b'/');

/// One list of records in the PMS, and how it is requested.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    pub(crate) name: String,
    pub(crate) path: Template,
    /// The body of a POST; `None` for a GET.
    pub(crate) body: Option<BodyTemplate>,
    pub(crate) query: Vec<(String, QueryValue)>,
    pub(crate) headers: Vec<(String, Template)>,
    /// The parts of a response that are read.
    pub(crate) shape: Shape,
    /// The possible paths of the records.
    pub(crate) records: Vec<Steps>,
    /// The path as written in the profile.
    pub(crate) records_text: String,
    /// Paths within a record to the values that identify it.
    pub(crate) key: Vec<Steps>,
    pub(crate) total: Option<Total>,
    pub(crate) paging: Paging,
    pub(crate) declared: Declared,
    pub(crate) empty: bool,
    pub(crate) optional: bool,
}

/// A value in the query.
#[derive(Debug, Clone)]
pub(crate) enum QueryValue {
    /// One parameter per text; left out if its template's values are not
    /// available.
    Texts(Vec<Template>),
    /// One parameter per property.
    Properties,
}

/// Where the number of records is announced.
#[derive(Debug, Clone)]
pub(crate) enum Total {
    Header(String),
    Body(Steps),
}

impl Endpoint {
    /// Whether there is a separate request for each property.
    pub(crate) fn by_property(&self) -> bool {
        let in_query = |value: &QueryValue| match value {
            QueryValue::Texts(texts) => texts.iter().any(|text| text.names("property")),
            QueryValue::Properties => false,
        };
        self.path.names("property")
            || self.query.iter().any(|(_, value)| in_query(value))
            || self.headers.iter().any(|(_, value)| value.names("property"))
            || self.body.as_ref().is_some_and(|body| body.names("property"))
    }

    /// The name of an exchange, for errors and logs.
    pub(crate) fn label(&self, property: Option<&str>, page: u64) -> String {
        match property {
            Some(property) => format!("{} {property} page {page}", self.name),
            None => format!("{} page {page}", self.name),
        }
    }

    /// The request for a page.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] if the path uses a value that is not set,
    /// [`ErrorKind::Protocol`] for a link that cannot be read.
    pub(crate) fn request(
        &self,
        label: String,
        base: &Url,
        values: &Values<'_>,
        turn: &Turn,
    ) -> Result<Request, ConnectorError> {
        let path = self.path.render(values).ok_or_else(|| {
            ConnectorError::new(
                ErrorKind::ConfigInvalid,
                format!("{label}: the path is incomplete"),
            )
            .hint("set `properties`")
        })?;
        let mut url = below(base, &path);
        let mut query: Vec<(String, String)> = Vec::new();
        for (name, value) in &self.query {
            match value {
                QueryValue::Texts(texts) => query.extend(
                    texts.iter().filter_map(|text| Some((name.clone(), text.render(values)?))),
                ),
                QueryValue::Properties => query.extend(
                    values.properties.iter().map(|property| (name.clone(), property.clone())),
                ),
            }
        }
        let mut body = self.body.as_ref().map(|body| {
            body.render(values).unwrap_or_else(|| Value::Object(serde_json::Map::new()))
        });
        match turn {
            Turn::Params(params) => {
                for (name, value) in params {
                    match (&mut body, self.paging.send()) {
                        (Some(Value::Object(members)), Send::Body) => {
                            members.insert(name.clone(), value.clone());
                        }
                        _ => query.push((name.clone(), plain(value))),
                    }
                }
                set_query(&mut url, &query);
            }
            Turn::Link(link) => url = follow(&label, base, &url, link)?,
        }
        let mut request = match body {
            None => Request::get(label, url),
            Some(body) => Request::post(label, url, "application/json", body.to_string()),
        };
        for (name, value) in &self.headers {
            if let Some(value) = value.render(values) {
                request = request.header(name.clone(), value);
            }
        }
        if let Some(Total::Header(name)) = &self.total {
            request = request.reads_header(name.clone());
        }
        if let Paging::Link { next: Next::Header(name), .. } = &self.paging {
            request = request.reads_header(name.clone());
        }
        Ok(request.header("accept", "application/json").expects(Document::Json))
    }
}

/// The address of a path below a base address.
pub(crate) fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    let (path, query) =
        path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let folder = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("{folder}/{}", path.trim_start_matches('/')));
    url.set_query(query);
    url
}

fn set_query(url: &mut Url, query: &[(String, String)]) {
    let encoded = |text: &str| utf8_percent_encode(text, PLAIN).to_string();
    let mut all: Vec<String> = url.query().map(str::to_owned).into_iter().collect();
    all.extend(query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))));
    url.set_query(Some(all.join("&")).as_deref().filter(|query| !query.is_empty()));
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The address of the next page: the path and query of the link, but always at
/// the host in the settings. Behind a proxy a PMS may send another host name,
/// and credentials must not go anywhere else.
fn follow(label: &str, base: &Url, page: &Url, link: &str) -> Result<Url, ConnectorError> {
    let unreadable = || {
        ConnectorError::new(
            ErrorKind::Protocol,
            format!("{label}: the link to the next page cannot be read"),
        )
        .hint("nothing was changed; ask the PMS's support")
    };
    let linked = page.join(link.trim()).map_err(|_| unreadable())?;
    if !matches!(linked.scheme(), "http" | "https") {
        return Err(unreadable());
    }
    let mut url = base.clone();
    url.set_path(linked.path());
    url.set_query(linked.query());
    Ok(url)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[rstest]
    #[case("https://pms.example/v1", "/leases", "https://pms.example/v1/leases")]
    #[case("https://pms.example/v1/", "leases?a=b", "https://pms.example/v1/leases?a=b")]
    #[case("https://pms.example", "", "https://pms.example/")]
    fn addresses(#[case] base: &str, #[case] path: &str, #[case] expected: &str) {
        assert_eq!(below(&url(base), path).as_str(), expected);
    }

    #[test]
    fn queries() {
        let mut address = url("https://pms.example/leases?a=b");
        let param = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        set_query(&mut address, &[param("filters[Id]", "1,2"), param("q", "a&b;c=d é")]);
        assert_eq!(address.query(), Some("a=b&filters[Id]=1,2&q=a%26b%3Bc%3Dd%20%C3%A9"));
        set_query(&mut address, &[]);
        assert_eq!(address.query(), Some("a=b&filters[Id]=1,2&q=a%26b%3Bc%3Dd%20%C3%A9"));
    }

    #[rstest]
    #[case("/v1/next?t=2", "https://pms.example:1/v1/next?t=2")]
    #[case("https://elsewhere.example/v1/next?t=2", "https://pms.example:1/v1/next?t=2")]
    #[case("?t=2", "https://pms.example:1/v1/leases?t=2")]
    fn links(#[case] link: &str, #[case] expected: &str) {
        let (base, page) =
            (url("https://pms.example:1/v1"), url("https://pms.example:1/v1/leases"));
        assert_eq!(follow("leases", &base, &page, link).unwrap().as_str(), expected);
    }

    #[rstest]
    #[case("mailto:x")]
    #[case("https://[")]
    fn bad_links(#[case] link: &str) {
        let page = url("https://pms.example/v1");
        assert_eq!(follow("leases", &page, &page, link).unwrap_err().kind, ErrorKind::Protocol);
    }
}
