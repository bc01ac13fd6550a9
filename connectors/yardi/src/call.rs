use std::fmt;

use tenantry_http::{ExposeSecret, Request, SecretString, Url};
use tenantry_xml::soap::{Call, Parameter, Version};

use crate::{
    interface::Interface,
    messages,
    operation::{Place, Wanted},
};

/// One web service, with its credentials.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) url: Url,
    pub(crate) interface: Interface,
    pub(crate) version: Version,
    pub(crate) username: String,
    pub(crate) password: SecretString,
    pub(crate) server_name: String,
    pub(crate) database: String,
    pub(crate) platform: String,
    pub(crate) entity: String,
    pub(crate) license: SecretString,
    pub(crate) http_basic: bool,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("interface", &self.interface).finish_non_exhaustive()
    }
}

impl Service {
    /// A call with the login. The parameters are in the contract's order: the
    /// server silently drops others.
    pub(crate) fn request(&self, wanted: &Wanted) -> Request {
        let property = wanted.property.as_deref();
        let mut parameters = vec![
            Parameter::Text("UserName", &self.username),
            Parameter::Text("Password", self.password.expose_secret()),
            Parameter::Text("ServerName", &self.server_name),
            Parameter::Text("Database", &self.database),
            Parameter::Text("Platform", &self.platform),
        ];
        if let (Place::BeforeEntity, Some(property)) = (wanted.place, property) {
            parameters.push(Parameter::Text("YardiPropertyId", property));
        }
        parameters.push(Parameter::Text("InterfaceEntity", &self.entity));
        parameters.push(Parameter::Text("InterfaceLicense", self.license.expose_secret()));
        match (wanted.place, property) {
            (Place::AfterEntity, Some(property)) => {
                parameters.push(Parameter::Text("YardiPropertyId", property));
            }
            (Place::AsPropertyId, Some(property)) => {
                parameters.push(Parameter::Text("PropertyId", property));
            }
            _ => {}
        }
        parameters.extend(wanted.more.iter().map(|(name, value)| Parameter::Text(name, value)));
        self.send(wanted.operation, wanted.label(), &parameters)
    }

    /// A call that needs no login.
    pub(crate) fn open_request(&self, operation: &str) -> Request {
        self.send(operation, operation.to_owned(), &[])
    }

    fn send(&self, operation: &str, label: String, parameters: &[Parameter<'_>]) -> Request {
        let namespace = self.interface.namespace();
        let action = format!("{namespace}/{operation}");
        let call = Call { version: self.version, namespace, operation, action: &action };
        let mut request =
            Request::post(label, self.url.clone(), "text/xml", call.envelope(parameters))
                .header("content-type", call.content_type())
                .refusal(messages::refusal);
        if let Some(action) = call.soap_action() {
            request = request.header("SOAPAction", action);
        }
        if self.http_basic {
            request = request.basic(&self.username, self.password.clone());
        }
        request
    }
}
