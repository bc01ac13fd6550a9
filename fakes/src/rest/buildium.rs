//! Buildium's Open API, and Propertyware's, which belongs to the same family.

use serde_json::{Value, json};

use super::{Ask, From, Page, Vendor, id, number, one_of, values};
use crate::{Answer, Seen};

#[derive(Debug)]
pub(super) struct OffsetApi {
    folder: &'static str,
    headers: &'static [(&'static str, &'static str)],
    lists: &'static [&'static str],
    /// Records per page if the request does not say.
    usual: usize,
    /// The most records per page, and whether a larger request is accepted.
    most: usize,
    forgives: bool,
    names: [&'static str; 2],
}

pub(super) const BUILDIUM: OffsetApi = OffsetApi {
    folder: "/v1/",
    headers: &[
        ("x-buildium-client-id", "demo-client"),
        ("x-buildium-client-secret", "demo-secret"),
    ],
    lists: &["leases", "leases/tenants", "rentals/units"],
    usual: 50,
    most: 1000,
    forgives: false,
    names: ["ErrorCode", "UserMessage"],
};

pub(super) const PROPERTYWARE: OffsetApi = OffsetApi {
    folder: "/pw/api/rest/v1/",
    headers: &[
        ("x-propertyware-client-id", "demo-client"),
        ("x-propertyware-client-secret", "demo-secret"),
        ("x-propertyware-system-id", "7001"),
    ],
    lists: &["leases", "units"],
    usual: 100,
    most: 500,
    forgives: true,
    names: ["errorCode", "userMessage"],
};

impl OffsetApi {
    fn error(&self, status: u16, message: &str) -> Answer {
        let [code, text] = self.names;
        Answer::json(status, &json!({ code: status.to_string(), text: message, "Errors": [] }))
    }
}

impl Vendor for OffsetApi {
    fn ask(&mut self, seen: &Seen) -> Result<Ask, Answer> {
        let found = seen.path.strip_prefix(self.folder);
        let list = self.lists.iter().find(|list| found == Some(list));
        let Some(list) = list.filter(|_| seen.method == "GET") else {
            return Err(self.error(404, "The resource was not found."));
        };
        if self.headers.iter().any(|(name, value)| seen.header(name) != Some(value)) {
            return Err(self.error(401, "Your request was not authorized."));
        }
        let misspelt = |(name, _): &(String, String)| {
            let lower = name.to_ascii_lowercase();
            lower != *name && ["limit", "offset", "orderby"].contains(&&*lower)
        };
        if seen.parameters().iter().any(misspelt) {
            return Err(self.error(404, "The resource was not found."));
        }
        let unreadable = || self.error(422, "The paging is not valid.");
        let offset = number(seen, "offset", 0).ok_or_else(unreadable)?;
        let rows = match number(seen, "limit", self.usual).ok_or_else(unreadable)? {
            rows if (1..=self.most).contains(&rows) => rows,
            _ if self.forgives => self.usual,
            _ => return Err(unreadable()),
        };
        let properties = values(seen, "propertyids");
        let list = list.rsplit('/').next().unwrap_or(list);
        let keep: Box<dyn Fn(&Value) -> bool> = match list {
            // A tenant belongs to the properties of all of their leases.
            "tenants" if !properties.is_empty() => Box::new(move |tenant| {
                let leases = tenant["Leases"].as_array();
                leases
                    .into_iter()
                    .flatten()
                    .any(|lease| properties.contains(&id(&lease["PropertyId"])))
            }),
            _ => one_of("PropertyId", properties),
        };
        Ok(Ask { list: list.into(), from: From::Record(offset), rows, keep })
    }

    fn page(&self, _: &Seen, page: Page) -> Answer {
        Answer::json(200, &Value::Array(page.records))
            .with("x-total-count", &page.total.to_string())
    }
}
