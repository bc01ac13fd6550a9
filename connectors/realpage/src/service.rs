use schemars::JsonSchema;
use serde::Deserialize;
use tenantry_http::{ExposeSecret, Request, SecretString, Url};
use tenantry_xml::soap::{Call, Parameter, Version};

use crate::refusal;

/// The operation that lists sites.
pub(crate) const SITE_LIST: &str = "getsitelist";

const NAMESPACE: &str = "http://tempuri.org/";

/// The operation that residents are read with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// Every resident, applicant and former resident.
    #[default]
    GetResidentListInfo,
    /// The same with balances, which takes longer.
    GetResidentList,
    /// Current residents.
    GetResident,
}

impl Operation {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Operation::GetResidentListInfo => "getresidentlistinfo",
            Operation::GetResidentList => "getresidentlist",
            Operation::GetResident => "getresident",
        }
    }
}

/// A partner's gateway, with its credentials.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) url: Url,
    pub(crate) pmc_id: String,
    pub(crate) license_key: SecretString,
    pub(crate) login: Option<(String, SecretString)>,
    pub(crate) system: String,
    pub(crate) operation: Operation,
}

impl Service {
    /// Requests the residents of a site.
    pub(crate) fn roster(&self, site: &str) -> Request {
        self.residents(site, "false", "ALL")
    }

    /// Requests as few residents as the operation allows.
    pub(crate) fn probe(&self, site: &str) -> Request {
        self.residents(site, "true", "P")
    }

    /// Requests the list of sites, on behalf of one of them.
    pub(crate) fn site_list(&self, site: &str) -> Request {
        self.request(SITE_LIST, site, None)
    }

    fn residents(&self, site: &str, heads_only: &str, status: &str) -> Request {
        let name = self.operation.name();
        let arguments = (self.operation == Operation::GetResidentListInfo).then(|| {
            let arguments = vec![
                Parameter::Text("headofhousehold", heads_only),
                Parameter::Text("status", status),
            ];
            Parameter::Group(name, arguments)
        });
        self.request(name, site, arguments)
    }

    fn request(
        &self,
        operation: &'static str,
        site: &str,
        arguments: Option<Parameter<'_>>,
    ) -> Request {
        let mut auth =
            vec![Parameter::Text("pmcid", &self.pmc_id), Parameter::Text("siteid", site)];
        if let Some((user, password)) = &self.login {
            auth.push(Parameter::Text("username", user));
            auth.push(Parameter::Text("password", password.expose_secret()));
        }
        auth.push(Parameter::Text("licensekey", self.license_key.expose_secret()));
        auth.push(Parameter::Text("system", &self.system));
        let mut parameters = vec![Parameter::Group("auth", auth)];
        parameters.extend(arguments);

        let action = format!("{NAMESPACE}IRPXService/{operation}");
        let call =
            Call { version: Version::V1_1, namespace: NAMESPACE, operation, action: &action };
        let request = Request::post(
            label(operation, site),
            self.url.clone(),
            "text/xml; charset=utf-8",
            call.envelope(&parameters),
        );
        request
            .header("soapaction", call.soap_action().unwrap_or_default())
            .refusal(refusal::of_answer)
    }
}

/// The name of an exchange.
pub(crate) fn label(operation: &str, site: &str) -> String {
    format!("{operation} {site}")
}
