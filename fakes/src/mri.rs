//! MRI's Residential Management API.

use std::{collections::BTreeMap, fmt::Write};

use serde_json::{Map, Value, json};

use crate::{Answer, Pms, Seen, basic, xml::escaped};

const RESIDENTS: &str = "MRI_S-PMRM_ResidentLeaseDetailsByPropertyID";
const PATH: &str = "/mriapiservices/api.asp";

/// The login that a request must send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MriLogin {
    /// The client ID.
    pub client: String,
    /// The database.
    pub database: String,
    /// The user name.
    pub user: String,
    /// The partner's key.
    pub partner_key: String,
    /// The API's password.
    pub password: String,
}

/// An MRI server with its properties and entries.
#[derive(Debug, Clone)]
pub struct Mri {
    /// The login.
    pub login: MriLogin,
    /// Rows per page, unless the request has `$top`.
    pub page_size: usize,
    /// The scheme and host of the links to further pages.
    pub link_host: String,
    entries: BTreeMap<String, Vec<Map<String, Value>>>,
}

impl Mri {
    /// A server with made-up credentials.
    pub fn demo() -> Self {
        Self {
            login: MriLogin {
                client: "C000001".into(),
                database: "DEMODB".into(),
                user: "DEMOUSER".into(),
                partner_key: "DEMO-PARTNER-KEY".into(),
                password: "demo-password".into(),
            },
            page_size: 300,
            link_host: "https://mri.example.com".into(),
            entries: BTreeMap::new(),
        }
    }

    /// Sets the entries of a property from a JSON document (`{"value": [..]}`);
    /// they are returned in JSON or XML.
    ///
    /// # Panics
    ///
    /// If the document does not have this form.
    pub fn set(&mut self, property: &str, document: &Value) {
        let rows = document["value"].as_array().expect("an array called value").iter();
        let rows = rows.map(|row| row.as_object().expect("a row is an object").clone());
        self.entries.insert(property.into(), rows.collect());
    }

    fn let_in(&self, seen: &Seen) -> bool {
        let login = &self.login;
        let user = [&login.client, &login.database, &login.user, &login.partner_key];
        basic::credentials(seen).is_some_and(|(found, password)| {
            // Some separate the parts with backslashes.
            found.split(['/', '\\']).eq(user) && password == login.password
        })
    }

    /// The page requested.
    fn page(&self, seen: &Seen) -> Page<'_> {
        if seen.parameter("$api").as_deref() != Some(RESIDENTS) {
            return Err("Invalid API.");
        }
        let number = |name: &str, default: usize| match seen.parameter(name) {
            Some(text) => text.parse().map_err(|_| "Invalid paging."),
            None => Ok(default),
        };
        let property = seen.parameter("RMPROPID").ok_or("RMPROPID is missing.")?;
        let rows = self.entries.get(&property).ok_or("Invalid property.")?;
        let (top, skip) = (number("$top", self.page_size)?, number("$skip", 0)?);
        let rest = rows.get(skip..).unwrap_or_default();
        let page = &rest[..rest.len().min(top)];
        let next = (page.len() < rest.len()).then_some(Next { property, top, skip: skip + top });
        Ok((page, next))
    }
}

/// The rows of a page and the position of the next one, or an error message.
type Page<'a> = Result<(&'a [Map<String, Value>], Option<Next>), &'static str>;

/// The position of the next page.
struct Next {
    property: String,
    top: usize,
    skip: usize,
}

impl Next {
    /// The link; `dollar` is the dollar sign as the format writes it.
    fn link(&self, host: &str, format: &str, dollar: &str) -> String {
        let Self { property, top, skip } = self;
        let property: String = form_urlencoded::byte_serialize(property.as_bytes()).collect();
        format!(
            "{host}{PATH}?{dollar}api={RESIDENTS}&{dollar}format={format}&RMPROPID={property}\
             &{dollar}top={top}&{dollar}skip={skip}"
        )
    }
}

impl Pms for Mri {
    fn operation(&self, seen: &Seen) -> String {
        seen.parameter("$api").unwrap_or_default()
    }

    fn answer(&mut self, seen: &Seen) -> Answer {
        if !seen.path.to_ascii_lowercase().ends_with("/api.asp") {
            return Answer::html(404, "404 - File or directory not found.");
        }
        if !self.let_in(seen) {
            let text = "401 - Unauthorized: Access is denied due to invalid credentials.";
            return Answer::html(401, text).with("www-authenticate", "Basic realm=\"MRI\"");
        }
        if seen.method != "GET" {
            return Answer::html(405, "405 - HTTP verb used to access this page is not allowed.");
        }
        let page = self.page(seen);
        match seen.parameter("$format").as_deref() {
            Some("json") => json_page(page, &self.link_host),
            _ => xml_page(page, &self.link_host),
        }
    }
}

fn json_page(page: Page<'_>, host: &str) -> Answer {
    let document = match page {
        Err(text) => json!({ "value": [{ "Error": { "Message": text } }] }),
        Ok((rows, next)) => {
            let metadata = format!("{host}{PATH}?$api={RESIDENTS}&$metadata");
            let mut document = json!({ "odata.metadata": metadata, "value": rows });
            if let Some(next) = next {
                document["nextLink"] = next.link(host, "json", "%24").into();
            }
            document
        }
    };
    Answer::json(200, &document)
}

fn xml_page(page: Page<'_>, host: &str) -> Answer {
    let root = RESIDENTS.to_ascii_lowercase();
    let (link, entries) = match page {
        Err(text) => {
            (String::new(), format!("<entry><Error><Message>{text}</Message></Error></entry>"))
        }
        Ok((rows, next)) => {
            let link = next.map_or(String::new(), |next| {
                format!(" NextPageLink=\"{}\"", escaped(&next.link(host, "xml", "$")))
            });
            (link, rows.iter().map(entry).collect())
        }
    };
    let head = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";
    Answer::xml(format!("{head}<{root}{link}>{entries}</{root}>"))
}

fn entry(row: &Map<String, Value>) -> String {
    let mut text = String::from("<entry>");
    for (name, value) in row {
        let value = value.as_str().unwrap_or_default();
        // XML has times with a fraction, JSON without.
        let fraction = if is_time(value) { ".0000000" } else { "" };
        let _ = write!(text, "<{name}>{}{fraction}</{name}>", escaped(value));
    }
    text + "</entry>"
}

fn is_time(value: &str) -> bool {
    value.len() == "2026-01-01T00:00:00".len() && value.as_bytes().get(10) == Some(&b'T')
}
