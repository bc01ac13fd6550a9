use std::{collections::BTreeMap, path::PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use tenantry_core::{
    connector::{BaseDir, ConnectorError, ConnectorSettings, PmsConnector, StatusWords},
    model::Status,
};
use tenantry_http::{Options, Retrying, SecretString, Timeout, Url, settings::invalid};

use crate::connector::{MitsConnector, Place};

/// The settings of `kind = "mits"`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MitsSettings {
    /// The file to read, relative to the configuration file's folder. Give
    /// either this or `url`.
    #[serde(default)]
    pub path: Option<PathBuf>,

    /// The address to read, with GET. Give either this or `path`.
    #[serde(default)]
    pub url: Option<String>,

    /// User name, if the address requires one (HTTP Basic).
    #[serde(default)]
    pub username: Option<String>,

    /// Password, if the address requires one.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub password: Option<SecretString>,

    /// The maximum time for the whole document: seconds, or text such as
    /// `"2m"`. Default: 15 minutes.
    #[serde(default)]
    pub timeout: Option<Timeout>,

    /// What the PMS's words for statuses mean, in any letter case: word =
    /// status. These take precedence over the built-in words. Default: empty.
    #[serde(default)]
    pub statuses: BTreeMap<String, Status>,
}

impl ConnectorSettings for MitsSettings {
    const KIND: &'static str = "mits";
    const SUMMARY: &'static str = "residents from a MITS document, in a file or at an address";
    const EXAMPLE: &'static str = r#"# A ResidentTransactions, ResidentData or LeaseApplication document.
path = "residents.xml"           # relative to this file's folder
# url = "https://pms.example.com/mits/residents.xml"   # instead of path
# username = "..."
# password = "${MITS_PASSWORD}"
# timeout = "5m"
"#;

    fn build(self, base: &BaseDir) -> Result<Box<dyn PmsConnector>, ConnectorError> {
        let statuses = StatusWords::new(&self.statuses)?;
        let place = match (self.path, self.url) {
            (Some(path), None) if !path.as_os_str().is_empty() => Place::File(base.join(path)),
            (None, Some(url)) => Place::Url {
                url: Url::parse(&url)
                    .ok()
                    .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
                    .ok_or_else(|| {
                        invalid("`url` does not have the form https://host/path", "correct `url`")
                    })?,
                login: match (self.username, self.password) {
                    (Some(user), Some(password)) => Some((user, password)),
                    (None, None) => None,
                    _ => {
                        return Err(invalid(
                            "one of `username` and `password` is missing",
                            "set both, or neither",
                        ));
                    }
                },
            },
            _ => {
                return Err(invalid(
                    "either `path` or `url` must be set",
                    "set one of them to the document's file or address",
                ));
            }
        };
        let mut options = Options::default();
        if let Some(timeout) = self.timeout {
            options.timeout = timeout.duration();
        }
        let is_file = matches!(place, Place::File(_));
        let connector = |options| MitsConnector::new(place, options, statuses);
        // A problem with a file does not go away within seconds.
        if is_file {
            Ok(Box::new(connector(options)))
        } else {
            Ok(Box::new(Retrying::new(options, connector)))
        }
    }
}
