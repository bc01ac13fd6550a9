use std::{borrow::Cow, collections::BTreeMap, num::NonZeroU32};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected},
};
use tenantry_core::{
    connector::{BaseDir, ConnectorError, ConnectorSettings, PmsConnector, StatusWords},
    model::Status,
};
use tenantry_http::{
    ExposeSecret, Options, Retrying, SecretString, Timeout, Url,
    settings::{address, filled, invalid, some_ids},
};

use crate::{
    connector::{ResManConnector, Source},
    service::Service,
};

/// The settings of `kind = "resman"`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResManSettings {
    /// The licensed API: `1` for the one that returns MITS, `2` for the
    /// partners' REST API. Default: `1`.
    #[serde(default)]
    pub version: Version,

    /// The address of the API. Default: `https://api.myresman.com`, or
    /// `https://partners-api.myresman.com` with version 2.
    #[serde(default)]
    pub url: Option<String>,

    /// The partner's ID, as issued by ResMan together with the key.
    pub integration_partner_id: String,

    /// The partner's key.
    #[schemars(with = "String")]
    pub api_key: SecretString,

    /// The management company's account, such as `"400"`.
    pub account_id: String,

    /// The IDs of the ResMan properties that feed this property, in this order.
    /// Each becomes the property code of its residents.
    pub properties: Vec<String>,

    /// The maximum time for the response for one property: seconds, or text
    /// such as `"5m"`. Version 1 includes the ledger. Default: 15 minutes.
    #[serde(default = "fifteen_minutes")]
    pub timeout: Timeout,

    /// The maximum number of requests per minute. Default: no limit.
    #[serde(default)]
    pub requests_per_minute: Option<NonZeroU32>,

    /// What ResMan's words for statuses mean, in any letter case: word =
    /// status. These take precedence over the built-in words. Default: empty.
    #[serde(default)]
    pub statuses: BTreeMap<String, Status>,
}

fn fifteen_minutes() -> Timeout {
    Timeout::seconds(15 * 60)
}

/// Which API is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Version {
    /// The form API, which returns MITS.
    #[default]
    V1,
    /// The REST API, which returns JSON.
    V2,
}

impl Version {
    fn usual_url(self) -> &'static str {
        match self {
            Version::V1 => "https://api.myresman.com",
            Version::V2 => "https://partners-api.myresman.com",
        }
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::deserialize(deserializer)? {
            1 => Ok(Version::V1),
            2 => Ok(Version::V2),
            other => Err(D::Error::invalid_value(Unexpected::Unsigned(other.into()), &"1 or 2")),
        }
    }
}

impl JsonSchema for Version {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Version".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "enum": [1, 2] })
    }
}

impl ConnectorSettings for ResManSettings {
    const KIND: &'static str = "resman";
    const SUMMARY: &'static str = "residents from ResMan, through either of its APIs";
    const EXAMPLE: &'static str = r#"# The licensed API: 1 returns MITS, 2 is the partners' REST API.
version = 1
# url = "https://api.myresman.com"    # default: the version's usual one

# As issued by ResMan, and the management company's account.
integration_partner_id = "1001"
api_key = "${RESMAN_API_KEY}"
account_id = "400"

# The ResMan properties that feed this property.
properties = ["00000000-0000-4000-8000-000000000001"]

# timeout = "15m"               # for the response for one property
# requests_per_minute = 30

# What words for statuses mean: applicant, future, current, notice, eviction,
# past, cancelled or denied.
# [connector.statuses]
# "Employee" = "current"
"#;

    fn build(self, _: &BaseDir) -> Result<Box<dyn PmsConnector>, ConnectorError> {
        let statuses = StatusWords::new(&self.statuses)?;
        let url = base(self.url.as_deref().unwrap_or(self.version.usual_url()))?;
        filled(&[
            ("integration_partner_id", &self.integration_partner_id),
            ("api_key", self.api_key.expose_secret()),
            ("account_id", &self.account_id),
        ])?;
        if self.version == Version::V2 && self.integration_partner_id.contains(':') {
            return Err(invalid(
                "`integration_partner_id` has a colon, which version 2 cannot send",
                "correct it: key and ID are separate settings",
            ));
        }
        let properties = some_ids("properties", &self.properties)?;
        let options = Options {
            timeout: self.timeout.duration(),
            per_minute: self.requests_per_minute,
            secrets: vec![self.api_key.clone()],
            ..Options::default()
        };
        let service = Service {
            version: self.version,
            url,
            partner: self.integration_partner_id.trim().to_owned(),
            api_key: self.api_key,
            account: self.account_id.trim().to_owned(),
        };
        let source = Source { service, properties, statuses };
        Ok(Box::new(Retrying::new(options, |options| ResManConnector::new(source, options))))
    }
}

/// The address that methods are appended to.
fn base(url: &str) -> Result<Url, ConnectorError> {
    let mut url = address(url)?;
    let folder = url.path().trim_end_matches('/').to_owned();
    url.set_path(&folder);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use tenantry_core::connector::ErrorKind;

    use super::*;

    const LEAST: &str = "integration_partner_id = '1001'\napi_key = 'demo-api-key'\n\
                         account_id = '400'\nproperties = ['p-1']\n";

    fn parse(text: &str) -> Result<ResManSettings, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn the_least_that_suffices() {
        let settings = parse(LEAST).unwrap();
        assert_eq!((settings.version, settings.timeout), (Version::V1, Timeout::seconds(900)));
        settings.build(&BaseDir::default()).unwrap();
        parse(&format!("version = 2\n{LEAST}")).unwrap().build(&BaseDir::default()).unwrap();
    }

    #[rstest]
    #[case("['p-1']", "[]")]
    #[case("['p-1']", "[' ']")]
    #[case("['p-1']", "['p-1', 'p-2', 'P-1 ']")]
    #[case("demo-api-key", " ")]
    #[case("'1001'", "''")]
    #[case("'400'", "' '")]
    #[case("account_id", "url = 'ftp://resman.example'\naccount_id")]
    #[case("account_id", "url = 'resman.example'\naccount_id")]
    #[case("integration_partner_id = '1001'", "version = 2\nintegration_partner_id = '1001:x'")]
    fn a_contradiction_is_an_error(#[case] from: &str, #[case] to: &str) {
        let settings = parse(&LEAST.replace(from, to)).unwrap();
        let error = settings.build(&BaseDir::default()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::ConfigInvalid);
        assert!(error.hint.is_some());
    }

    #[rstest]
    #[case("version = 3", "1 or 2")]
    #[case("property = 'p-1'", "property")]
    fn a_mistake_is_an_error_that_says_so(#[case] line: &str, #[case] says: &str) {
        let error = parse(&format!("{LEAST}{line}")).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }

    #[test]
    fn secrets_are_not_shown() {
        let settings = parse(LEAST).unwrap();
        let shown = format!("{settings:?}");
        let shown = shown + &format!("{:?}", settings.build(&BaseDir::default()).unwrap());
        assert!(!shown.contains("demo-api-key"), "{shown}");
    }

    #[test]
    fn the_example_is_valid_with_and_without_its_comments() {
        parse(ResManSettings::EXAMPLE).unwrap().build(&BaseDir::default()).unwrap();
        let lines = ResManSettings::EXAMPLE.lines().map(|line| match line.strip_prefix("# ") {
            Some(table) if table.starts_with('[') => table.replace("connector.", ""),
            Some(setting) if setting.contains(" = ") => setting.into(),
            _ if line.starts_with('#') => String::new(),
            _ => line.into(),
        });
        let settings = parse(&lines.collect::<Vec<_>>().join("\n")).unwrap();
        settings.build(&BaseDir::default()).unwrap();
    }

    #[test]
    fn the_schema_names_the_versions() {
        let schema = schemars::schema_for!(ResManSettings).to_value();
        assert_eq!(schema["properties"]["version"]["enum"], serde_json::json!([1, 2]));
    }
}
