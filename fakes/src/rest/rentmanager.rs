//! Rent Manager's Web API.

use serde_json::{Value, json};

use super::{Ask, From, Page, Vendor, id, tokens::Tokens};
use crate::{Answer, Seen};

#[derive(Debug)]
pub(super) struct RentManager(Tokens);

impl Default for RentManager {
    fn default() -> Self {
        Self(Tokens::lasting(4))
    }
}

impl RentManager {
    fn login(&mut self, seen: &Seen) -> Answer {
        let sent: Value = serde_json::from_str(&seen.body).unwrap_or_default();
        let right = json!({ "Username": "demo", "Password": "demo-password", "LocationID": 1 });
        if seen.method != "POST" || sent != right {
            return error(401, "Invalid user name or password.");
        }
        Answer::json(200, &self.0.issue().into())
    }
}

impl Vendor for RentManager {
    fn ask(&mut self, seen: &Seen) -> Result<Ask, Answer> {
        if seen.path.eq_ignore_ascii_case("/Authentication/AuthorizeUser") {
            return Err(self.login(seen));
        }
        if !self.0.lets_in(seen.header("x-rm12api-apitoken")) {
            return Err(error(401, "Invalid or expired API token."));
        }
        if seen.method != "GET" || !seen.path.eq_ignore_ascii_case("/Tenants") {
            return Err(error(404, "There is no such resource."));
        }
        let number = |name: &str, default: usize| {
            seen.parameter(name).map_or(Some(default), |text| text.parse().ok())
        };
        let page = number("pageNumber", 1).and_then(|page| page.checked_sub(1));
        let rows = number("pageSize", 1000).filter(|rows| (1..=1000).contains(rows));
        let (Some(page), Some(rows)) = (page, rows) else {
            return Err(error(400, "The paging is not valid."));
        };
        let filters = filters(&seen.parameter("filters").unwrap_or_default())?;
        let keep = move |record: &Value| {
            filters.iter().all(|(member, value)| id(&record[member]) == *value)
        };
        Ok(Ask { list: "tenants".into(), from: From::Page(page), rows, keep: Box::new(keep) })
    }

    fn page(&self, seen: &Seen, page: Page) -> Answer {
        if page.records.is_empty() {
            return Answer { status: 204, headers: Vec::new(), body: Vec::new() };
        }
        let embeds = seen.parameter("embeds").unwrap_or_default().to_ascii_lowercase();
        let embeds: Vec<&str> = embeds.split(',').collect();
        let mut records = page.records;
        for record in &mut records {
            for (list, within) in [("Contacts", "PhoneNumbers"), ("Leases", "Unit")] {
                embed(record, list, within, &embeds);
            }
        }
        Answer::json(200, &Value::Array(records)).with("x-total-results", &page.total.to_string())
    }
}

/// Removes what was not requested.
fn embed(record: &mut Value, list: &str, within: &str, embeds: &[&str]) {
    let asked = |name: &str| embeds.contains(&&*name.to_ascii_lowercase());
    let Some(members) = record.as_object_mut() else { return };
    if !asked(list) {
        members.remove(list);
    } else if !asked(&format!("{list}.{within}")) {
        for one in members.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            one.as_object_mut().map(|one| one.remove(within));
        }
    }
}

/// `Key,op,value;Key,op,value`, as far as connectors use it.
fn filters(text: &str) -> Result<Vec<(String, String)>, Answer> {
    let mut filters = Vec::new();
    for one in text.split(';').filter(|one| !one.is_empty()) {
        match one.splitn(3, ',').collect::<Vec<_>>()[..] {
            [key, "eq", value] => filters.push((key.into(), value.into())),
            _ => return Err(error(400, "The filter is not valid.")),
        }
    }
    Ok(filters)
}

fn error(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({ "UserMessage": message, "DeveloperMessage": "", "ErrorCode": 0 }))
}
