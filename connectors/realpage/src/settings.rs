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
    connector::{Fetch, RealPage},
    service::{Operation, Service},
};

/// The settings of `kind = "realpage"`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RealPageSettings {
    /// The address of the partner's service, ending in `.svc`.
    pub url: String,

    /// The management company's ID (PMC ID).
    pub pmc_id: String,

    /// The IDs of the sites to read, in this order. Each becomes the property
    /// code of its residents.
    pub sites: Vec<String>,

    /// The partner's license key. RealPage authorizes it for each operation
    /// separately.
    #[schemars(with = "String")]
    pub license_key: SecretString,

    /// User name, if RealPage gave the partner one. Requires `password`.
    #[serde(default)]
    pub username: Option<String>,

    /// Password, if RealPage gave the partner one.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub password: Option<SecretString>,

    /// The system behind the gateway. Default: `"onesite"`.
    #[serde(default = "onesite")]
    pub system: String,

    /// The operation that residents are read with. The license key must be
    /// authorized for it: `"getresidentlistinfo"`, `"getresidentlist"`, or
    /// `"getresident"`, which omits everybody who has not moved in yet.
    /// Default: `"getresidentlistinfo"`.
    #[serde(default)]
    pub operation: Operation,

    /// The maximum time for the response of one site: seconds, or text such as
    /// `"2m"`. Default: 3 minutes.
    #[serde(default = "three_minutes")]
    pub timeout: Timeout,

    /// The maximum number of requests per minute. Default: no limit.
    #[serde(default)]
    pub requests_per_minute: Option<NonZeroU32>,

    /// What RealPage's words for statuses mean, in any letter case: word =
    /// status. These take precedence over the built-in words. Default: empty.
    #[serde(default)]
    pub statuses: BTreeMap<String, Status>,
}

fn onesite() -> String {
    "onesite".into()
}

fn three_minutes() -> Timeout {
    Timeout::seconds(180)
}

impl ConnectorSettings for RealPageSettings {
    const KIND: &'static str = "realpage";
    const SUMMARY: &'static str = "residents from RealPage OneSite, through the RPX gateway";
    const EXAMPLE: &'static str = r#"# The partner's service, as RealPage assigned it.
url = "https://gateway.rpx.realpage.com/rpxgateway/partner/EXAMPLE/EXAMPLE.svc"
pmc_id = "1000001"
sites = ["2000001"]
license_key = "${REALPAGE_LICENSE_KEY}"

# Only if RealPage gave the partner a user.
# username = "partner"
# password = "${REALPAGE_PASSWORD}"

# The operation that the license key is authorized for: getresidentlistinfo,
# getresidentlist or getresident.
# operation = "getresidentlist"
# system = "onesite"
# timeout = "3m"                # for the response of one site
# requests_per_minute = 30

# What words for statuses mean: applicant, future, current, notice, eviction,
# past, cancelled or denied.
# [connector.statuses]
# "Employee" = "current"
"#;

    fn build(self, _: &BaseDir) -> Result<Box<dyn PmsConnector>, ConnectorError> {
        let statuses = StatusWords::new(&self.statuses)?;
        let url = address(&self.url)?;
        let sites = some_ids("sites", &self.sites)?;
        filled(&[
            ("pmc_id", &self.pmc_id),
            ("license_key", self.license_key.expose_secret()),
            ("system", &self.system),
        ])?;
        let login = match (self.username, self.password) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            _ => {
                let message = "one of `username` and `password` is missing";
                return Err(invalid(message, "set both, or neither"));
            }
        };
        let mut secrets = vec![self.license_key.clone()];
        secrets.extend(login.as_ref().map(|(_, password)| password.clone()));
        let options = Options {
            timeout: self.timeout.duration(),
            per_minute: self.requests_per_minute,
            secrets,
            ..Options::default()
        };
        let service = Service {
            url,
            pmc_id: self.pmc_id,
            license_key: self.license_key,
            login,
            system: self.system,
            operation: self.operation,
        };
        let fetch = Fetch { service, sites, statuses };
        Ok(Box::new(Retrying::new(options, |options| RealPage::new(fetch, options))))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use tenantry_core::connector::ErrorKind;

    use super::*;

    const LEAST: &str = "url = 'https://rpx.example/P/P.svc'\npmc_id = '1'\nsites = ['2']\n\
                         license_key = 'demo-license'\n";

    fn parse(text: &str) -> Result<RealPageSettings, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn the_least_that_suffices() {
        let settings = parse(LEAST).unwrap();
        assert_eq!(settings.system, "onesite");
        assert_eq!(settings.operation, Operation::GetResidentListInfo);
        assert_eq!(settings.timeout, Timeout::seconds(180));
        settings.build(&BaseDir::default()).unwrap();
    }

    #[rstest]
    #[case("sites = ['2']", "sites = []")]
    #[case("sites = ['2']", "sites = [' ']")]
    #[case("sites = ['2']", "sites = ['2', '3', '2 ']")]
    #[case("https:", "ftp:")]
    #[case("https://rpx.example/P", "rpx.example")]
    #[case("demo-license", " ")]
    #[case("pmc_id = '1'", "pmc_id = ''")]
    #[case("pmc_id", "username = 'demo'\npmc_id")]
    #[case("pmc_id", "password = 'demo'\npmc_id")]
    fn a_contradiction_is_an_error(#[case] from: &str, #[case] to: &str) {
        let settings = parse(&LEAST.replace(from, to)).unwrap();
        let error = settings.build(&BaseDir::default()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::ConfigInvalid);
        assert!(error.hint.is_some());
    }

    #[rstest]
    #[case("operation = 'getleaseinfo'", "getresidentlist")]
    #[case("site = '1'", "site")]
    fn a_mistake_is_an_error_that_says_so(#[case] line: &str, #[case] says: &str) {
        let error = parse(&format!("{LEAST}{line}")).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }

    #[test]
    fn secrets_are_not_shown() {
        let text = format!("{LEAST}username = 'demo'\npassword = 'demo-password'");
        let settings = parse(&text).unwrap();
        let shown = format!("{settings:?}");
        let shown = shown + &format!("{:?}", settings.build(&BaseDir::default()).unwrap());
        assert!(!shown.contains("demo-license") && !shown.contains("demo-password"), "{shown}");
    }

    #[test]
    fn the_example_is_valid_with_and_without_its_comments() {
        parse(RealPageSettings::EXAMPLE).unwrap();
        let lines = RealPageSettings::EXAMPLE.lines().map(|line| match line.strip_prefix("# ") {
            Some(table) if table.starts_with('[') => table.replace("connector.", ""),
            Some(setting) if setting.contains(" = ") => setting.into(),
            _ if line.starts_with('#') => String::new(),
            _ => line.into(),
        });
        let settings = parse(&lines.collect::<Vec<_>>().join("\n")).unwrap();
        settings.build(&BaseDir::default()).unwrap();
    }
}
