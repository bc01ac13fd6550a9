//! ResMan: the form API that returns MITS, and the REST API.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{Answer, Pms, Seen, basic, xml::escaped};

const V1_METHOD: &str = "GetResidentTransactions2_0";
const V1_PATH: &str = "/mits/getresidenttransactions2_0";
const V2_PATH: &str = "/creditreporting/residents";

/// The login that a request must send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResManLogin {
    /// `IntegrationPartnerID`.
    pub partner: String,
    /// `ApiKey`.
    pub api_key: String,
    /// `AccountID`, or the header `ResMan-Account-Id`.
    pub account: String,
}

/// A ResMan server with its properties and data.
#[derive(Debug, Clone)]
pub struct ResMan {
    /// The login of both APIs.
    pub login: ResManLogin,
    /// Whether the first API escapes its payload, as the real one does.
    pub escaped: bool,
    transactions: BTreeMap<String, String>,
    people: BTreeMap<String, Value>,
}

impl ResMan {
    /// A server with made-up credentials.
    pub fn demo() -> Self {
        Self {
            login: ResManLogin {
                partner: "1001".into(),
                api_key: "demo-api-key".into(),
                account: "400".into(),
            },
            escaped: true,
            transactions: BTreeMap::new(),
            people: BTreeMap::new(),
        }
    }

    /// Sets the payload of the first API for a property.
    pub fn set_transactions(&mut self, property: &str, inner: &str) {
        self.transactions.insert(property.to_ascii_lowercase(), inner.into());
    }

    /// Sets the document of the second API for a property.
    pub fn set_people(&mut self, property: &str, document: Value) {
        self.people.insert(property.to_ascii_lowercase(), document);
    }

    fn v1(&self, seen: &Seen) -> Answer {
        let field = |name: &str| seen.field(name).unwrap_or_default();
        let (login, property) = (&self.login, field("PropertyID"));
        let sent = ResManLogin {
            partner: field("IntegrationPartnerID"),
            api_key: field("ApiKey"),
            account: field("AccountID"),
        };
        if seen.method != "POST" || seen.media_type() != "application/x-www-form-urlencoded" {
            return Answer::html(405, "Method Not Allowed");
        }
        let result = match self.transactions.get(&property.to_ascii_lowercase()) {
            _ if sent != *login => Err("Invalid API key or account."),
            None => Err("Invalid property."),
            Some(inner) if self.escaped => Ok(escaped(inner).into_owned()),
            Some(inner) => Ok(inner.clone()),
        };
        let (status, error, response) = match result {
            Ok(response) => ("Success", String::new(), response),
            Err(text) => {
                ("Failed", format!("<ErrorDescription>{text}</ErrorDescription>"), String::new())
            }
        };
        let (account, property) = (escaped(&sent.account), escaped(&property));
        Answer::xml(format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><ResMan><MethodName>{V1_METHOD}\
             </MethodName><Status>{status}</Status><AccountID>{account}</AccountID><PropertyID>\
             {property}</PropertyID>{error}<Response>{response}</Response></ResMan>"
        ))
    }

    fn v2(&self, seen: &Seen) -> Answer {
        let expected = (self.login.partner.clone(), self.login.api_key.clone());
        if basic::credentials(seen) != Some(expected) {
            return error(401, "Unauthorized");
        }
        if seen.header("resman-account-id") != Some(self.login.account.as_str()) {
            return error(403, "The account is not available to this partner.");
        }
        if seen.method != "GET" {
            return error(405, "The method is not allowed.");
        }
        let Some(property) = seen.parameter("propertyId").filter(|found| !found.is_empty()) else {
            return error(400, "The propertyId is missing.");
        };
        match self.people.get(&property.to_ascii_lowercase()) {
            Some(document) => Answer::json(200, document),
            None => error(404, "The property was not found."),
        }
    }
}

impl Pms for ResMan {
    fn operation(&self, seen: &Seen) -> String {
        seen.path.rsplit('/').next().unwrap_or_default().into()
    }

    fn answer(&mut self, seen: &Seen) -> Answer {
        let path = seen.path.to_ascii_lowercase();
        if path.ends_with(V1_PATH) {
            self.v1(seen)
        } else if path.ends_with(V2_PATH) {
            self.v2(seen)
        } else {
            error(404, "There is no such resource.")
        }
    }
}

fn error(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({ "message": message, "code": status }))
}
