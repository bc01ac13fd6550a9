//! AppFolio: the Reports API that customers enable, and the partners' API.

use serde_json::{Value, json};

use super::{Ask, From, Page, Vendor, id, number, one_of, values};
use crate::{Answer, Seen, basic};

/// The columns of the report.
const COLUMNS: [&str; 22] = [
    "selected_tenant_id",
    "tenant_id",
    "occupancy_id",
    "tenant",
    "first_name",
    "last_name",
    "company_name",
    "tenant_type",
    "status",
    "property",
    "property_name",
    "property_id",
    "property_address",
    "unit",
    "unit_id",
    "emails",
    "phone_numbers",
    "move_in",
    "move_out",
    "lease_from",
    "lease_to",
    "tenant_integration_id",
];

/// The words for statuses in a report, and their codes in a filter.
const STATUSES: [(&str, &str); 6] = [
    ("Current", "0"),
    ("Past", "1"),
    ("Future", "2"),
    ("Evict", "3"),
    ("Notice", "4"),
    ("Vacating", "4"),
];

/// The Reports API, v2.
#[derive(Debug)]
pub(super) struct Reports;

impl Vendor for Reports {
    fn ask(&mut self, seen: &Seen) -> Result<Ask, Answer> {
        let_in(seen)?;
        if seen.method != "POST" || seen.path != "/api/v2/reports/tenant_directory.json" {
            return Err(error(404, "Report not found"));
        }
        if seen.media_type() != "application/json" {
            return Err(error(406, "Not Acceptable"));
        }
        let body: Value =
            serde_json::from_str(&seen.body).map_err(|_| error(400, "Invalid JSON"))?;
        let columns = texts(&body["columns"]);
        if let Some(column) = columns.iter().find(|column| !COLUMNS.contains(&&***column)) {
            return Err(error(400, &format!("Unknown column: {column}")));
        }
        let properties = one_of("property_id", texts(&body["properties"]["properties_ids"]));
        let statuses = texts(&body["tenant_statuses"]);
        let keep = move |row: &Value| {
            let known = STATUSES.iter().find(|(word, _)| row["status"] == *word);
            let asked = known.is_none_or(|(_, number)| statuses.iter().any(|one| one == number));
            properties(row) && (statuses.is_empty() || asked)
        };
        let start = number(seen, "page_token", 0).ok_or_else(|| error(400, "Invalid page"))?;
        let rows = if pages(&body) { 5000 } else { usize::MAX };
        let keep = Box::new(keep);
        Ok(Ask { list: "tenant_directory".into(), from: From::Record(start), rows, keep })
    }

    fn page(&self, seen: &Seen, page: Page) -> Answer {
        let body: Value = serde_json::from_str(&seen.body).unwrap_or_default();
        if !pages(&body) {
            return Answer::json(200, &Value::Array(page.records));
        }
        // The vendor's own host name, whatever host the request used.
        let next = page
            .next
            .map(|next| format!("https://demo.appfolio.com{}?page_token={next}", seen.path));
        Answer::json(200, &json!({ "results": page.records, "next_page_url": next }))
    }
}

fn pages(body: &Value) -> bool {
    body["paginate_results"] != false
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(id).collect()
}

/// The partners' API, v0.
#[derive(Debug)]
pub(super) struct Stack;

impl Vendor for Stack {
    fn ask(&mut self, seen: &Seen) -> Result<Ask, Answer> {
        let_in(seen)?;
        if seen.header("x-appfolio-developer-id") != Some("00000000-0000-4000-8000-000000000001") {
            return Err(error(401, "Invalid developer id"));
        }
        let list = match (&*seen.method, &*seen.path) {
            ("GET", "/api/v0/tenants") => "tenants",
            ("GET", "/api/v0/units") => "units",
            _ => return Err(error(404, "Not found")),
        };
        // Brackets in names are not decoded.
        let is_filtered = ["filters[LastUpdatedAtFrom]=", "filters[Id]="]
            .iter()
            .any(|name| seen.query.contains(name));
        if !is_filtered {
            return Err(error(400, "filters[LastUpdatedAtFrom] is required"));
        }
        let page = number(seen, "page[number]", 1).and_then(|page| page.checked_sub(1));
        let rows = number(seen, "page[size]", 200).filter(|rows| (1..=1000).contains(rows));
        let (Some(page), Some(rows)) = (page, rows) else {
            return Err(error(400, "Invalid page"));
        };
        let properties = values(seen, "filters[PropertyId]");
        let properties = properties.iter().flat_map(|ids| ids.split(',')).map(str::to_owned);
        let keep = one_of("PropertyId", properties.collect());
        Ok(Ask { list: list.into(), from: From::Page(page), rows, keep })
    }

    fn page(&self, seen: &Seen, page: Page) -> Answer {
        let number = number(seen, "page[number]", 1).unwrap_or(1);
        let rest: Vec<&str> =
            seen.query.split('&').filter(|part| !part.starts_with("page[number]=")).collect();
        let next = page
            .next
            .map(|_| format!("{}?{}&page[number]={}", seen.path, rest.join("&"), number + 1));
        Answer::json(200, &json!({ "data": page.records, "next_page_path": next }))
    }
}

fn let_in(seen: &Seen) -> Result<(), Answer> {
    let right = ("demo-client".to_owned(), "demo-secret".to_owned());
    if basic::credentials(seen) == Some(right) {
        Ok(())
    } else {
        Err(error(401, "Invalid credentials"))
    }
}

fn error(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({ "error": message }))
}
