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
    /// The file to read, relative to the folder of the configuration file.
    /// Either this or `url`.
    #[serde(default)]
    pub path: Option<PathBuf>,

    /// The address to read, with GET. Either this or `path`.
    #[serde(default)]
    pub url: Option<String>,

    /// User name, where the address asks for one (HTTP Basic).
    #[serde(default)]
    pub username: Option<String>,

    /// Password, where the address asks for one.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub password: Option<SecretString>,

    /// The longest time for the whole document: seconds, or text such as
    /// `"2m"`. 15 minutes where absent.
    #[serde(default)]
    pub timeout: Option<Timeout>,

    /// What the words for statuses mean, in any letter case: word = status.
    /// Goes before the words that are known by themselves.
    #[serde(default)]
    pub statuses: BTreeMap<String, Status>,
}

impl ConnectorSettings for MitsSettings {
    const KIND: &'static str = "mits";
    const SUMMARY: &'static str = "residents from a MITS document, in a file or at an address";
    const EXAMPLE: &'static str = r#"# A ResidentTransactions, ResidentData or LeaseApplication document.
path = "residents.xml"           # relative to the folder of this file
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
                        invalid("`url` is not of the form https://host/path", "correct `url`")
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
                    "there must be one of `path` and `url`",
                    "name the file or the address that holds the document",
                ));
            }
        };
        let mut options = Options::default();
        if let Some(timeout) = self.timeout {
            options.timeout = timeout.duration();
        }
        let is_file = matches!(place, Place::File(_));
        let connector = |options| MitsConnector::new(place, options, statuses);
        // What is wrong with a file stays so for the next seconds.
        if is_file {
            Ok(Box::new(connector(options)))
        } else {
            Ok(Box::new(Retrying::new(options, connector)))
        }
    }
}
