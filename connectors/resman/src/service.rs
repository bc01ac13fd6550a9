use tenantry_http::{Document, ExposeSecret, Request, SecretString, Url};

use crate::{refusal, settings::Version};

/// The API of an account, with its credentials.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) version: Version,
    /// Without a trailing slash.
    pub(crate) url: Url,
    pub(crate) partner: String,
    pub(crate) api_key: SecretString,
    pub(crate) account: String,
}

impl Service {
    /// Requests the residents of a property.
    pub(crate) fn residents(&self, property: &str) -> Request {
        match self.version {
            Version::V1 => self.transactions(property),
            Version::V2 => self.people(property),
        }
    }

    fn transactions(&self, property: &str) -> Request {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("IntegrationPartnerID", &self.partner)
            .append_pair("ApiKey", self.api_key.expose_secret())
            .append_pair("AccountID", &self.account)
            .append_pair("PropertyID", property)
            .finish();
        let url = self.method("MITS/GetResidentTransactions2_0");
        Request::post(self.label(property), url, "application/x-www-form-urlencoded", form)
            .refusal(refusal::of_page)
    }

    fn people(&self, property: &str) -> Request {
        let mut url = self.method("CreditReporting/Residents");
        url.query_pairs_mut().append_pair("propertyId", property);
        Request::get(self.label(property), url)
            .basic(&self.partner, self.api_key.clone())
            .header("ResMan-Account-Id", &self.account)
            .header("accept", "application/json")
            .expects(Document::Json)
            .refusal(refusal::of_json)
    }

    fn method(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("{}/{path}", url.path().trim_end_matches('/')));
        url
    }

    /// The name of the exchange.
    pub(crate) fn label(&self, property: &str) -> String {
        let operation = match self.version {
            Version::V1 => "GetResidentTransactions2_0",
            Version::V2 => "Residents",
        };
        format!("{operation} {property}")
    }
}
