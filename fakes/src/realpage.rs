//! RealPage OneSite behind the RPX gateway.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Answer, Pms, Seen, SoapVersion, soap, xml::Element};

const NAMESPACE: &str = "http://tempuri.org/";
const ACTION: &str = "http://tempuri.org/IRPXService/";

/// A RealPage gateway with its sites and results.
#[derive(Debug, Clone)]
pub struct RealPage {
    /// The management company's ID.
    pub pmcid: String,
    /// `username` and `password`, for partners that have them.
    pub user: Option<(String, String)>,
    /// The license key.
    pub license_key: String,
    /// The operations that the key is authorized for.
    pub authorized: BTreeSet<String>,
    /// The sites that exist.
    pub sites: BTreeSet<String>,
    answers: BTreeMap<(String, String), String>,
}

/// The content of a RealPage request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealPageCall {
    /// The operation.
    pub operation: String,
    element: Element,
}

impl RealPageCall {
    /// A value in the `auth` element.
    pub fn auth(&self, name: &str) -> &str {
        self.element.child(NAMESPACE, "auth").map_or("", |auth| auth.text_of(NAMESPACE, name))
    }

    /// An argument of `getresidentlistinfo`.
    pub fn argument(&self, name: &str) -> &str {
        let arguments = self.element.child(NAMESPACE, &self.operation);
        arguments.map_or("", |arguments| arguments.text_of(NAMESPACE, name))
    }
}

impl RealPage {
    /// A gateway with made-up credentials and one site.
    pub fn demo(site: &str) -> Self {
        let authorized = ["getsitelist", "getresidentlistinfo", "getresidentlist", "unitlist"];
        Self {
            pmcid: "1000001".into(),
            user: None,
            license_key: "00000000-0000-4000-8000-000000000001".into(),
            authorized: authorized.map(Into::into).into(),
            sites: [site.into()].into(),
            answers: BTreeMap::new(),
        }
    }

    /// Sets the content of an operation's result for a site.
    pub fn set(&mut self, operation: &str, site: &str, inner: &str) {
        self.answers.insert((operation.into(), site.into()), inner.into());
    }

    /// The content of a request, if it is a valid call.
    pub fn call(seen: &Seen) -> Option<RealPageCall> {
        read(seen).ok()
    }

    fn respond(&self, call: &RealPageCall) -> Answer {
        if let Some(text) = self.refusal(call) {
            return client_fault(&text);
        }
        let key = (call.operation.clone(), call.auth("siteid").to_owned());
        let empty = "<residentlist xmlns=\"\" />".to_owned();
        let inner = self.answers.get(&key).unwrap_or(&empty);
        soap::answer(SoapVersion::V11, NAMESPACE, &call.operation, Some(inner))
    }

    /// Why a call is refused.
    fn refusal(&self, call: &RealPageCall) -> Option<String> {
        let (operation, key) = (&call.operation, call.auth("licensekey"));
        if key != self.license_key || !self.authorized.contains(operation) {
            return Some(format!("LicenseKey is not authorized to call the method {operation}"));
        }
        let user = self.user.as_ref().map(|(name, password)| (name.as_str(), password.as_str()));
        if user.is_some_and(|user| user != (call.auth("username"), call.auth("password"))) {
            return Some("Invalid username or password".into());
        }
        if call.auth("pmcid") != self.pmcid || !self.sites.contains(call.auth("siteid")) {
            return Some("The site is not available to this partner".into());
        }
        if !call.auth("system").eq_ignore_ascii_case("onesite") {
            return Some("Unknown system".into());
        }
        let status = ["C", "P", "F", "ALL"].contains(&call.argument("status"));
        let heads = ["0", "1", "false", "true"].contains(&call.argument("headofhousehold"));
        (operation == "getresidentlistinfo" && !(status && heads))
            .then(|| "The argument getresidentlistinfo is not valid".into())
    }
}

impl Pms for RealPage {
    fn operation(&self, seen: &Seen) -> String {
        Self::call(seen).map_or_else(String::new, |call| call.operation)
    }

    fn answer(&mut self, seen: &Seen) -> Answer {
        match read(seen) {
            Ok(call) => self.respond(&call),
            Err(answer) => answer,
        }
    }
}

/// Reads a request, or returns the response to an invalid one.
fn read(seen: &Seen) -> Result<RealPageCall, Answer> {
    if !seen.path.to_ascii_lowercase().ends_with(".svc") {
        return Err(Answer::html(404, "The resource cannot be found."));
    }
    if seen.method != "POST" {
        return Err(Answer::html(405, "Method Not Allowed"));
    }
    if SoapVersion::of(seen) != Some(SoapVersion::V11) {
        return Err(Answer::html(415, "Unsupported Media Type"));
    }
    let action = soap::action(seen, SoapVersion::V11);
    let element = soap::operation(&seen.body, SoapVersion::V11)?;
    let operation = action.strip_prefix(ACTION).unwrap_or_default();
    if operation.is_empty() || element.name != operation || element.namespace != NAMESPACE {
        let text = format!(
            "The message with Action '{action}' cannot be processed at the receiver, due to a \
             ContractFilter mismatch at the EndpointDispatcher."
        );
        return Err(soap::fault(SoapVersion::V11, "a:ActionNotSupported", &text));
    }
    Ok(RealPageCall { operation: operation.into(), element })
}

fn client_fault(text: &str) -> Answer {
    soap::fault(SoapVersion::V11, "soap:Client", text)
}
