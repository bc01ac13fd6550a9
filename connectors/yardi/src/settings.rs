use std::{collections::BTreeMap, fs, num::NonZeroU32, path::PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use tenantry_core::{
    connector::{BaseDir, ConnectorError, ConnectorSettings, PmsConnector, StatusWords},
    model::Status,
};
use tenantry_http::{
    ExposeSecret, Options, Retrying, SecretString, Timeout, Url,
    settings::{address, filled, ids, invalid, some_ids},
};
use tenantry_xml::soap::Version;

use crate::{
    call::Service,
    connector::{Source, YardiConnector},
    interface::Interface,
    operation::Operation,
};

/// The settings of `kind = "yardi"`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YardiSettings {
    /// The address of the web services, such as
    /// `https://www.example.com/8223thirdparty/webservices`, or of a single
    /// service (`.../ItfResidentData.asmx`).
    pub url: String,

    /// The licensed interface. Default: the one that `url` names or that has
    /// `operation`, else `resident-transactions`.
    #[serde(default)]
    pub interface: Option<Interface>,

    /// The operation that residents are read with. Default: the best one that
    /// the interface offers.
    #[serde(default)]
    pub operation: Option<Operation>,

    /// The web service user.
    pub username: String,

    /// The web service user's password.
    #[schemars(with = "String")]
    pub password: SecretString,

    /// The database server, such as `sdb01\INST1`.
    pub server_name: String,

    /// The Voyager database.
    pub database: String,

    /// The kind of database server. Default: `SQL Server`.
    #[serde(default = "sql_server")]
    pub platform: String,

    /// The vendor's name as issued by Yardi for this interface. Letter case
    /// matters.
    pub interface_entity: String,

    /// The license that Yardi issued for this interface and vendor; line breaks
    /// are removed. Old self-hosted servers may not need one.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub interface_license: Option<SecretString>,

    /// The `.lic` file with the license, relative to the configuration file's
    /// folder. Use it instead of `interface_license`.
    #[serde(default)]
    pub interface_license_file: Option<PathBuf>,

    /// The codes of the Yardi properties that feed this property.
    pub properties: Vec<String>,

    /// With `operation = "GetResidentData"`: the tenants to request. Default:
    /// all tenants listed by `GetResidentsByStatus` or `GetResidents`.
    #[serde(default)]
    pub tenant_codes: Vec<String>,

    /// Whether residents from a list without units get them from
    /// `GetUnitInformation`. Default: true.
    #[serde(default = "yes")]
    pub join_units: bool,

    /// Whether user and password are also sent as HTTP Basic. Default: false.
    #[serde(default)]
    pub http_basic: bool,

    /// The maximum time for one response: seconds, or text such as `"30m"`.
    /// Servers take long for large properties. Default: 15 minutes.
    #[serde(default)]
    pub timeout: Option<Timeout>,

    /// The version of SOAP: `"1.1"` or `"1.2"`. Default: `"1.1"`.
    #[serde(default)]
    pub soap: Soap,

    /// The maximum number of requests per minute. Default: no limit.
    #[serde(default)]
    pub requests_per_minute: Option<NonZeroU32>,

    /// What the PMS's words for statuses mean, in any letter case: word =
    /// status. These take precedence over the built-in words. Default: empty.
    #[serde(default)]
    pub statuses: BTreeMap<String, Status>,
}

fn sql_server() -> String {
    "SQL Server".into()
}

fn yes() -> bool {
    true
}

/// The version of SOAP.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Soap {
    /// SOAP 1.1.
    #[default]
    #[serde(rename = "1.1")]
    V1_1,
    /// SOAP 1.2.
    #[serde(rename = "1.2")]
    V1_2,
}

impl ConnectorSettings for YardiSettings {
    const KIND: &'static str = "yardi";
    const SUMMARY: &'static str = "residents from Yardi Voyager's SOAP interfaces";
    const EXAMPLE: &'static str = r#"# The address of the web services, or of a single service (.../ItfResidentData.asmx).
url = "https://www.example.com/8223thirdparty/webservices"

# The licensed interface: resident-transactions (Billing and Payments),
# resident-data, common-data or renters-insurance.
interface = "resident-transactions"
# operation = "GetResidentTransactions_Login"   # default: the interface's best

username = "access_ws"
password = "${YARDI_PASSWORD}"
server_name = 'sdb01\INST1'
database = "example_live"
# platform = "SQL Server"

# As issued by Yardi, for this interface and vendor.
interface_entity = "Example Access"
interface_license_file = "yardi.lic"    # or interface_license = "${YARDI_LICENSE}"

# The Yardi properties that feed this property.
properties = ["maple"]

# join_units = true
# http_basic = false
# timeout = "15m"
# soap = "1.1"
# requests_per_minute = 60
"#;

    fn build(self, base: &BaseDir) -> Result<Box<dyn PmsConnector>, ConnectorError> {
        let license = self.license(base)?;
        let (url, interface) = self.service()?;
        let operations = match self.operation {
            None => interface.operations().to_vec(),
            Some(operation) if interface.operations().contains(&operation) => vec![operation],
            Some(operation) => {
                let offered: Vec<_> =
                    interface.operations().iter().map(|operation| operation.name()).collect();
                return Err(invalid(
                    format!("{} has no {}", interface.name(), operation.name()),
                    &format!("it has {}", offered.join(", ")),
                ));
            }
        };
        filled(&[
            ("username", &self.username),
            ("password", self.password.expose_secret()),
            ("server_name", &self.server_name),
            ("database", &self.database),
        ])?;
        let properties = some_ids("properties", &self.properties)?;
        let tenant_codes = ids("tenant_codes", &self.tenant_codes)?;
        let mut options = Options {
            per_minute: self.requests_per_minute,
            secrets: vec![self.password.clone(), license.clone()],
            ..Options::default()
        };
        if let Some(timeout) = self.timeout {
            options.timeout = timeout.duration();
            options.idle = options.idle.max(options.timeout.min(options.idle * 5));
        }
        let service = Service {
            url,
            interface,
            version: match self.soap {
                Soap::V1_1 => Version::V1_1,
                Soap::V1_2 => Version::V1_2,
            },
            username: self.username,
            password: self.password,
            server_name: self.server_name,
            database: self.database,
            platform: self.platform,
            entity: self.interface_entity,
            license,
            http_basic: self.http_basic,
        };
        let statuses = StatusWords::new(&self.statuses)?;
        let source = Source {
            service,
            operations,
            properties,
            tenant_codes,
            join_units: self.join_units,
            statuses,
        };
        Ok(Box::new(Retrying::new(options, |options| YardiConnector::new(source, options))))
    }
}

impl YardiSettings {
    /// The address of the service, and which one it is.
    fn service(&self) -> Result<(Url, Interface), ConnectorError> {
        let mut url = address(&self.url)?;
        let path = url.path().trim_end_matches('/').to_owned();
        let file = path.rsplit('/').next().unwrap_or_default().to_owned();
        let names_service = file.to_ascii_lowercase().ends_with(".asmx");
        let named = Interface::of_file(&file).filter(|_| names_service);
        let of_operation = self.operation.and_then(|operation| {
            Interface::ALL.into_iter().find(|known| known.operations().contains(&operation))
        });
        let interface = match (self.interface, named) {
            (Some(wanted), Some(named)) if wanted != named => {
                return Err(invalid(
                    format!(
                        "`url` names the service of {}, but `interface` is {}",
                        named.name(),
                        wanted.name()
                    ),
                    "correct one of them, or set `url` to the folder of all services",
                ));
            }
            (Some(interface), _) | (None, Some(interface)) => interface,
            (None, None) => of_operation.unwrap_or(Interface::ResidentTransactions),
        };
        if names_service {
            url.set_path(&path);
        } else {
            url.set_path(&format!("{path}/{}", interface.file()));
        }
        Ok((url, interface))
    }

    fn license(&self, base: &BaseDir) -> Result<SecretString, ConnectorError> {
        let license = match (&self.interface_license, &self.interface_license_file) {
            (Some(_), Some(_)) => {
                return Err(invalid(
                    "`interface_license` and `interface_license_file` are both set",
                    "remove one of them",
                ));
            }
            (Some(license), None) => license.expose_secret().to_owned(),
            (None, Some(file)) => {
                let path = base.join(file);
                fs::read_to_string(&path).map_err(|error| {
                    invalid(
                        format!("the license file {} cannot be read: {error}", path.display()),
                        "correct `interface_license_file`, which is relative to the folder of the \
                         configuration",
                    )
                })?
            }
            (None, None) => String::new(),
        };
        let license: String = license.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
        Ok(SecretString::from(license.trim()))
    }
}
