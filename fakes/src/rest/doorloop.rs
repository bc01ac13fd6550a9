//! DoorLoop.

use serde_json::json;

use super::{Ask, From, Page, Vendor, number, one_of, values};
use crate::{Answer, Seen};

#[derive(Debug)]
pub(super) struct DoorLoop;

impl Vendor for DoorLoop {
    fn ask(&mut self, seen: &Seen) -> Result<Ask, Answer> {
        if seen.header("authorization") != Some("Bearer demo-key") {
            return Err(error(401, "Unauthorized"));
        }
        let list = match (&*seen.method, &*seen.path) {
            ("GET", "/api/leases/tenants") => "lease_tenants",
            ("GET", "/api/tenants") => "tenants",
            ("GET", "/api/leases") => "leases",
            ("GET", "/api/units") => "units",
            _ => return Err(error(404, "Not found")),
        };
        let page = number(seen, "page_number", 1).and_then(|page| page.checked_sub(1));
        let rows = number(seen, "page_size", 50).filter(|rows| (1..=1000).contains(rows));
        let (Some(page), Some(rows)) = (page, rows) else {
            return Err(error(400, "The paging is not valid."));
        };
        let keep = one_of("property", values(seen, "filter_property"));
        Ok(Ask { list: list.into(), from: From::Page(page), rows, keep })
    }

    fn page(&self, _: &Seen, page: Page) -> Answer {
        Answer::json(200, &json!({ "data": page.records, "total": page.total }))
    }
}

fn error(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({ "message": message }))
}
