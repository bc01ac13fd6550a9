//! Entrata's gateway: getLeases r2 and getCustomers r1.

use serde_json::{Value, json};

use super::{Ask, From, Page, Vendor, id, number};
use crate::{Answer, Seen};

/// Statuses that every organization has; others are not affected by filters.
const STATUSES: [&str; 6] = ["1", "2", "3", "4", "5", "6"];

#[derive(Debug)]
pub(super) struct Entrata;

impl Vendor for Entrata {
    fn ask(&mut self, seen: &Seen) -> Result<Ask, Answer> {
        let body: Value = serde_json::from_str(&seen.body)
            .map_err(|_| error(300, "The request is not valid JSON."))?;
        let (method, params) = (&body["method"], &body["method"]["params"]);
        let list = match (seen.path.rsplit_once("/v1/"), method["name"].as_str()) {
            (Some(("/ext/orgs/demo", "leases")), Some("getLeases")) => "leases",
            (Some(("/ext/orgs/demo", "customers")), Some("getCustomers")) => "customers",
            _ => return Err(error(304, "The service or its method is not known.")),
        };
        let version = if list == "leases" { "r2" } else { "r1" };
        if seen.method != "POST" || seen.media_type() != "application/json" {
            return Err(error(305, "Send JSON by POST."));
        }
        if method["version"] != version {
            return Err(error(306, "The version of the method is not known."));
        }
        if seen.header("x-api-key") != Some("demo-key") || body["auth"]["type"] != "apikey" {
            return Err(error(401, "Authentication failed."));
        }
        let Some(property) = params["propertyId"].as_str().map(str::to_owned) else {
            return Err(error(307, "propertyId is required."));
        };
        let page = number(seen, "page_no", 1).and_then(|page| page.checked_sub(1));
        let rows = number(seen, "per_page", 500).filter(|rows| (1..=1000).contains(rows));
        let (Some(page), Some(rows)) = (page, rows) else {
            return Err(error(308, "The paging is not valid."));
        };
        let asked: Option<Vec<String>> = params["leaseStatusTypeIds"]
            .as_str()
            .map(|ids| ids.split(',').map(|one| one.trim().to_owned()).collect());
        let member = if list == "leases" { "propertyId" } else { "PropertyId" };
        let keep = move |record: &Value| {
            let status = id(&record["leaseStatusTypeId"]);
            let is_beyond = !STATUSES.contains(&&*status);
            id(&record[member]) == property
                && (is_beyond || asked.as_ref().is_none_or(|asked| asked.contains(&status)))
        };
        Ok(Ask { list: list.into(), from: From::Page(page), rows, keep: Box::new(keep) })
    }

    fn page(&self, seen: &Seen, page: Page) -> Answer {
        let result = if seen.path.ends_with("/customers") {
            // As an older implementation does: a single element instead of a
            // list, and the code as text.
            let mut records = page.records;
            let only = records.len() == 1;
            let customers = if only { records.remove(0) } else { Value::Array(records) };
            json!({ "Customers": { "Customer": customers } })
        } else {
            json!({ "currencyCode": "USD", "leases": { "lease": page.records } })
        };
        Answer::json(
            200,
            &json!({ "response": { "requestId": "15", "code": 200, "result": result } }),
        )
    }
}

fn error(code: u16, message: &str) -> Answer {
    let error = json!({ "code": code, "message": message });
    Answer::json(200, &json!({ "response": { "requestId": "15", "error": error } }))
}
