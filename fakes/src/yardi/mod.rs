//! Yardi Voyager's SOAP services.

mod call;
mod service;

use std::collections::{BTreeMap, BTreeSet};

pub use self::{call::Call, service::Service};
use crate::{Answer, Pms, Seen, soap, xml::escaped};

/// The login that a request must send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// `UserName`.
    pub user_name: String,
    /// `Password`.
    pub password: String,
    /// `ServerName`.
    pub server_name: String,
    /// `Database`.
    pub database: String,
    /// `Platform`.
    pub platform: String,
}

/// What a vendor must send to use a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License {
    /// `InterfaceEntity`, in the exact letter case.
    pub entity: String,
    /// `InterfaceLicense`.
    pub license: String,
}

/// The response to an accepted call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// XML elements inside the result.
    Inner(String),
    /// XML elements as escaped text inside the result.
    Escaped(String),
    /// No result at all.
    NoResult,
    /// A complete response in place of the envelope.
    Whole(Answer),
}

type Replies = Box<dyn Fn(&Call) -> Reply + Send>;

/// A Yardi server with its properties and results.
pub struct Yardi {
    /// The login of every service.
    pub login: Login,
    /// The license for each service; a service without one does not exist.
    pub licenses: BTreeMap<Service, License>,
    /// The codes and names of the properties that exist.
    pub properties: Vec<(String, String)>,
    answers: BTreeMap<(Service, String, String), Replies>,
    not_offered: BTreeSet<(Service, String)>,
}

impl Yardi {
    /// A server with made-up credentials for all services, and one property.
    pub fn demo(property: &str, name: &str) -> Self {
        let license =
            License { entity: "Example Access".into(), license: "DEMO+LICENSE/0000==".into() };
        Self {
            login: Login {
                user_name: "demo_ws".into(),
                password: "demo-password".into(),
                server_name: "demo-sql\\VOYAGER".into(),
                database: "demo_live".into(),
                platform: "SQL Server".into(),
            },
            licenses: Service::ALL.map(|service| (service, license.clone())).into(),
            properties: vec![(property.into(), name.into())],
            answers: BTreeMap::new(),
            not_offered: BTreeSet::new(),
        }
    }

    /// Sets the content of an operation's result for a property (empty for
    /// operations without one).
    pub fn set(&mut self, service: Service, operation: &str, property: &str, inner: &str) {
        self.reply(service, operation, property, Reply::Inner(inner.into()));
    }

    /// Sets the response of an operation for a property.
    pub fn reply(&mut self, service: Service, operation: &str, property: &str, reply: Reply) {
        self.reply_with(service, operation, property, move |_| reply.clone());
    }

    /// Sets a function that gives an operation's response for a property,
    /// request by request.
    pub fn reply_with(
        &mut self,
        service: Service,
        operation: &str,
        property: &str,
        replies: impl Fn(&Call) -> Reply + Send + 'static,
    ) {
        let key = (service, operation.into(), property.to_ascii_lowercase());
        self.answers.insert(key, Box::new(replies));
    }

    /// Removes an operation from a service, or restores it.
    pub fn offer(&mut self, service: Service, operation: &str, offered: bool) {
        let key = (service, operation.into());
        if offered {
            self.not_offered.remove(&key);
        } else {
            self.not_offered.insert(key);
        }
    }

    /// The content of a request, if it is a valid call.
    pub fn call(seen: &Seen) -> Option<Call> {
        Call::read(seen).ok()
    }

    fn respond(&self, call: &Call) -> Answer {
        let Some(license) = self.licenses.get(&call.service) else {
            return Answer::html(404, "The resource cannot be found.");
        };
        if self.not_offered.contains(&(call.service, call.operation.clone())) {
            let action = format!("{}/{}", call.service.namespace(), call.operation);
            return call::unknown_action(call.version, &action);
        }
        let reply = match call.operation.as_str() {
            "Ping" => Reply::Inner(format!("{} Web Service", call.service.name())),
            "GetVersionNumber" | "GetVersionNumber_Str" => Reply::Inner("7.0.0.0".into()),
            _ => match self.refusal(call, license) {
                Some(text) => message("Error", &text),
                None => self.data(call),
            },
        };
        match reply {
            Reply::Whole(answer) => answer,
            Reply::Inner(xml) => answer(call, Some(&xml)),
            Reply::Escaped(xml) => answer(call, Some(&escaped(&xml))),
            Reply::NoResult => answer(call, None),
        }
    }

    /// Why a call is refused.
    fn refusal(&self, call: &Call, license: &License) -> Option<String> {
        let login = [
            ("UserName", &self.login.user_name),
            ("Password", &self.login.password),
            ("ServerName", &self.login.server_name),
            ("Database", &self.login.database),
            ("Platform", &self.login.platform),
        ];
        if login.iter().any(|(name, expected)| call.parameter(name) != *expected) {
            return Some("Login failed. Please check login credentials and try again.".into());
        }
        if call.parameter("InterfaceEntity") != license.entity {
            return Some("Invalid Interface Entity".into());
        }
        if call.parameter("InterfaceLicense") != license.license {
            return Some(format!("License invalid for Vendor {}", license.entity));
        }
        let known = |code: &str| self.properties.iter().any(|(c, _)| c.eq_ignore_ascii_case(code));
        (call.asks_for_a_property() && !known(call.property()))
            .then(|| "Invalid or no access to Yardi Property".into())
    }

    /// The result of an accepted call.
    fn data(&self, call: &Call) -> Reply {
        let property = call.property().to_ascii_lowercase();
        if let Some(replies) = self.answers.get(&(call.service, call.operation.clone(), property)) {
            return replies(call);
        }
        match call.operation.as_str() {
            "GetPropertyConfigurations" => Reply::Inner(self.configurations()),
            "GetRoommatePromotions" => message("FYI", "No roommate promotions found"),
            _ if call.asks_for_a_property() => {
                message("Error", "No tenants exist with the given search criteria")
            }
            _ => Reply::Inner(String::new()),
        }
    }

    fn configurations(&self) -> String {
        let property = |(code, name): &(String, String)| {
            format!(
                "<Property><Code>{}</Code><MarketingName>{}</MarketingName></Property>",
                escaped(code),
                escaped(name)
            )
        };
        let all: String = self.properties.iter().map(property).collect();
        format!("<Properties xmlns=\"\">{all}</Properties>")
    }
}

impl Pms for Yardi {
    fn operation(&self, seen: &Seen) -> String {
        Self::call(seen).map_or_else(String::new, |call| call.operation)
    }

    fn answer(&mut self, seen: &Seen) -> Answer {
        match Call::read(seen) {
            Ok(call) => self.respond(&call),
            Err(answer) => answer,
        }
    }
}

fn answer(call: &Call, result: Option<&str>) -> Answer {
    soap::answer(call.version, &call.service.namespace(), &call.operation, result)
}

fn message(kind: &str, text: &str) -> Reply {
    let text = escaped(text);
    Reply::Inner(format!(
        "<Messages xmlns=\"\"><Message messageType=\"{kind}\">{text}</Message></Messages>"
    ))
}
