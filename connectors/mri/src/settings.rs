use std::{collections::BTreeMap, num::NonZeroU32};

use schemars::JsonSchema;
use serde::Deserialize;
use tenantry_core::{
    connector::{BaseDir, ConnectorError, ConnectorSettings, PmsConnector, StatusWords},
    model::Status,
};
use tenantry_http::{
    ExposeSecret, Options, Retrying, SecretString, Timeout,
    settings::{address, filled, invalid, some_ids},
};

use crate::{
    connector::{Fetch, Mri},
    format::Format,
};

/// The settings of `kind = "mri"`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MriSettings {
    /// The address of the API, ending in `/mriapiservices/api.asp`.
    pub url: String,

    /// The client's ID at MRI.
    pub client_id: String,

    /// The client's database.
    pub database: String,

    /// The API user's name.
    pub username: String,

    /// The partner's key.
    #[schemars(with = "String")]
    pub partner_key: SecretString,

    /// The API user's password.
    #[schemars(with = "String")]
    pub password: SecretString,

    /// The IDs of the properties to read, in this order.
    pub properties: Vec<String>,

    /// The format of the responses: `"xml"` or `"json"`, which has more on
    /// households and notices. Default: `"xml"`.
    #[serde(default)]
    pub format: Format,

    /// Entries requested per page. Default: 300.
    #[serde(default = "usual_page")]
    pub page_size: NonZeroU32,

    /// The maximum time for one page: seconds, or text such as `"2m"`. Default:
    /// 3 minutes.
    #[serde(default = "three_minutes")]
    pub timeout: Timeout,

    /// The maximum number of requests per minute. Default: no limit.
    #[serde(default)]
    pub requests_per_minute: Option<NonZeroU32>,

    /// What MRI's words for statuses mean, in any letter case: word = status.
    /// These take precedence over the built-in words, but a person who is not
    /// current according to MRI never lives there. Default: empty.
    #[serde(default)]
    pub statuses: BTreeMap<String, Status>,
}

fn usual_page() -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(299)
}

fn three_minutes() -> Timeout {
    Timeout::seconds(180)
}

impl ConnectorSettings for MriSettings {
    const KIND: &'static str = "mri";
    const SUMMARY: &'static str = "residents from MRI's Residential Management API";
    const EXAMPLE: &'static str = r#"# The API on the client's host.
url = "https://mrix5api.saas.mrisoftware.com/mriapiservices/api.asp"
client_id = "C000001"
database = "EXAMPLE"
username = "APIUSER"
partner_key = "${MRI_PARTNER_KEY}"
password = "${MRI_PASSWORD}"
properties = ["500"]

# format = "json"               # xml, or json, which has more details
# page_size = 300
# timeout = "3m"                # for one page
# requests_per_minute = 60

# What words for statuses mean: applicant, future, current, notice, eviction,
# past, cancelled or denied.
# [connector.statuses]
# "Employee" = "current"
"#;

    fn build(self, _: &BaseDir) -> Result<Box<dyn PmsConnector>, ConnectorError> {
        let statuses = StatusWords::new(&self.statuses)?;
        if self.url.contains(['?', '#']) {
            let message = "`url` has something after the path";
            return Err(invalid(message, "remove the `?` or `#` and everything after it"));
        }
        let url = address(&self.url)?;
        let properties = some_ids("properties", &self.properties)?;
        let user = self.user()?;
        let options = Options {
            timeout: self.timeout.duration(),
            per_minute: self.requests_per_minute,
            secrets: vec![self.partner_key, self.password.clone()],
            ..Options::default()
        };
        let fetch = Fetch {
            url,
            user,
            password: self.password,
            format: self.format,
            properties,
            page_size: self.page_size.get(),
            statuses,
        };
        Ok(Box::new(Retrying::new(options, |options| Mri::new(fetch, options))))
    }
}

impl MriSettings {
    /// The user part of the credentials, which combines everything except the
    /// password.
    fn user(&self) -> Result<SecretString, ConnectorError> {
        let parts = [
            ("client_id", self.client_id.as_str()),
            ("database", self.database.as_str()),
            ("username", self.username.as_str()),
            ("partner_key", self.partner_key.expose_secret()),
        ];
        filled(&parts)?;
        filled(&[("password", self.password.expose_secret())])?;
        for (name, value) in parts {
            // The server would split the user at the wrong place. A key may
            // have slashes, since it comes last.
            if value.contains(':') || name != "partner_key" && value.contains('/') {
                return Err(invalid(
                    format!("`{name}` contains a slash or a colon"),
                    "put client, database, user and key in separate settings",
                ));
            }
        }
        Ok(parts.map(|(_, value)| value).join("/").into())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use tenantry_core::connector::ErrorKind;

    use super::*;

    const LEAST: &str = "url = 'https://mri.example/api.asp'\nclient_id = 'C1'\ndatabase = 'DB'\n\
                         username = 'U'\npartner_key = 'demo-partner-key'\n\
                         password = 'demo-password'\nproperties = ['500']\n";

    fn parse(text: &str) -> Result<MriSettings, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn the_least_that_suffices() {
        let settings = parse(LEAST).unwrap();
        assert_eq!((settings.format, settings.page_size.get()), (Format::Xml, 300));
        assert_eq!(settings.user().unwrap().expose_secret(), "C1/DB/U/demo-partner-key");
        settings.build(&BaseDir::default()).unwrap();
    }

    #[rstest]
    #[case("['500']", "[]")]
    #[case("['500']", "['500', '']")]
    #[case("['500']", "['500', '501', '500']")]
    #[case("https:", "file:")]
    #[case("https://mri.example/", "mri.example/")]
    #[case("api.asp", "api.asp?$api=x")]
    #[case("'C1'", "' '")]
    #[case("'C1'", "'C1/DB'")]
    #[case("demo-password", "")]
    #[case("demo-partner-key", "")]
    fn a_contradiction_is_an_error(#[case] from: &str, #[case] to: &str) {
        let settings = parse(&LEAST.replace(from, to)).unwrap();
        let error = settings.build(&BaseDir::default()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::ConfigInvalid);
        assert!(error.hint.is_some());
    }

    #[rstest]
    #[case("format = 'csv'", "json")]
    #[case("page_size = 0", "nonzero")]
    #[case("property = '1'", "property")]
    fn a_mistake_is_an_error_that_says_so(#[case] line: &str, #[case] says: &str) {
        let error = parse(&format!("{LEAST}{line}")).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }

    #[test]
    fn secrets_are_not_shown() {
        let settings = parse(LEAST).unwrap();
        let shown = format!("{settings:?}");
        let shown = shown + &format!("{:?}", settings.build(&BaseDir::default()).unwrap());
        assert!(!shown.contains("demo-partner-key") && !shown.contains("demo-password"), "{shown}");
    }

    #[test]
    fn the_example_is_valid_with_and_without_its_comments() {
        parse(MriSettings::EXAMPLE).unwrap();
        let lines = MriSettings::EXAMPLE.lines().map(|line| match line.strip_prefix("# ") {
            Some(table) if table.starts_with('[') => table.replace("connector.", ""),
            Some(setting) if setting.contains(" = ") => setting.into(),
            _ if line.starts_with('#') => String::new(),
            _ => line.into(),
        });
        let settings = parse(&lines.collect::<Vec<_>>().join("\n")).unwrap();
        settings.build(&BaseDir::default()).unwrap();
    }
}
