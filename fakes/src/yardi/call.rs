//! The content of a Yardi request, as the server understands it.

use std::collections::BTreeMap;

use super::service::{BOOLEANS, Service};
use crate::{Answer, Seen, SoapVersion, soap, xml::Element};

/// A request whose service and operation exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The service.
    pub service: Service,
    /// The operation.
    pub operation: String,
    parameters: BTreeMap<&'static str, String>,
    pub(crate) version: SoapVersion,
}

impl Call {
    /// Reads a request, or returns the response to an invalid one.
    pub(crate) fn read(seen: &Seen) -> Result<Self, Answer> {
        let Some(service) = Service::of_path(&seen.path) else {
            return Err(Answer::html(404, "The resource cannot be found."));
        };
        match seen.method.as_str() {
            "POST" => {}
            "GET" => return Err(Answer::html(200, &format!("{} Web Service", service.name()))),
            _ => return Err(Answer::html(405, "Method Not Allowed")),
        }
        let version = SoapVersion::of(seen)
            .filter(|version| *version == SoapVersion::V11 || service.binds_soap12())
            .ok_or_else(|| Answer::html(415, "Unsupported Media Type"))?;

        let action = soap::action(seen, version);
        let unknown = || unknown_action(version, &action);
        let namespace = service.namespace();
        let operation = action
            .strip_prefix(&namespace)
            .and_then(|rest| rest.strip_prefix('/'))
            .ok_or_else(unknown)?;
        let order = service.parameters(operation).ok_or_else(unknown)?;
        let element = soap::operation(&seen.body, version)?;
        if element.name != operation {
            return Err(unknown());
        }
        let parameters = parameters(&element, &namespace, &order);
        if let Some(bad) = not_a_boolean(&parameters) {
            let text = format!(
                "Server was unable to read request. ---> There is an error in XML document. ---> \
                 The string '{bad}' is not a valid Boolean value."
            );
            return Err(soap::fault(version, "soap:Client", &text));
        }
        Ok(Self { service, operation: operation.into(), parameters, version })
    }

    /// The trimmed value of a parameter; empty if the server ignored it.
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", |value| value.trim())
    }

    /// The requested property; empty if there is none.
    pub fn property(&self) -> &str {
        self.parameter(self.property_parameter())
    }

    pub(crate) fn asks_for_a_property(&self) -> bool {
        let order = self.service.parameters(&self.operation).unwrap_or_default();
        order.contains(&self.property_parameter())
    }

    fn property_parameter(&self) -> &'static str {
        match self.service {
            Service::RentersInsurance => "PropertyId",
            _ => "YardiPropertyId",
        }
    }
}

/// The fault for an action that the service lacks.
pub(crate) fn unknown_action(version: SoapVersion, action: &str) -> Answer {
    let text = format!(
        "System.Web.Services.Protocols.SoapException: Server did not recognize the value of HTTP \
         Header SOAPAction: {action}."
    );
    soap::fault(version, "soap:Client", &text)
}

/// The parameters that the server accepts: those in its namespace and, of
/// these, only the ones in the contract's order.
fn parameters(
    operation: &Element,
    namespace: &str,
    order: &[&'static str],
) -> BTreeMap<&'static str, String> {
    let mut seen = BTreeMap::new();
    let mut next = 0;
    if operation.namespace != namespace {
        return seen;
    }
    for child in operation.children.iter().filter(|child| child.namespace == namespace) {
        let rest = &order[next..];
        if let Some(at) = rest.iter().position(|name| *name == child.name) {
            seen.insert(rest[at], child.text.clone());
            next += at + 1;
        }
    }
    seen
}

fn not_a_boolean<'a>(parameters: &'a BTreeMap<&'static str, String>) -> Option<&'a str> {
    BOOLEANS
        .iter()
        .filter_map(|name| parameters.get(name))
        .map(|value| value.trim())
        .find(|value| !matches!(*value, "true" | "false" | "1" | "0"))
}
