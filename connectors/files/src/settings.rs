use std::path::PathBuf;

use jiff::Span;
use schemars::JsonSchema;
use secrecy::SecretString;
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected},
};

/// Where a file comes from, as given in a connector's settings.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// A file on this machine. In its name, `*` matches any characters and `?`
    /// any one character.
    pub path: Option<PathBuf>,
    /// An address instead: `https://`, `s3://` or `sftp://`. The latter two may
    /// have a pattern in the file name.
    pub url: Option<String>,
    /// Which file to read if several match.
    pub pick: Pick,
    /// The maximum age of the file.
    pub max_age: Option<Span>,
    /// How long the file must stay unchanged before it is read.
    pub settle: Option<Span>,
    /// The file that exists once the export is complete.
    pub marker: Option<String>,
    /// The name of the file within an archive, or a pattern.
    pub member: Option<String>,
    /// The sheet of a workbook to read.
    pub sheet: Option<String>,
    /// The credentials for the place.
    pub credentials: Credentials,
}

/// Reads a duration from the settings, such as `"26h"` or `"2 days"`.
///
/// # Errors
/// If the text is not a duration.
pub fn span<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Span>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let span = text.parse().map_err(|_| {
        let expected = "a number and its unit, such as \"26h\" or \"2 days\"";
        D::Error::invalid_value(Unexpected::Str(&text), &expected)
    })?;
    Ok(Some(span))
}

/// Which file to read from a folder if several match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pick {
    /// There must be only one.
    #[default]
    Only,
    /// The one modified last.
    Newest,
}

/// The credentials for the place of a file.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// HTTPS: the user name for Basic authentication, with `password`.
    #[serde(default)]
    pub username: Option<String>,

    /// HTTPS: the password.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub password: Option<SecretString>,

    /// HTTPS: a Bearer token, instead of a user name and password.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub token: Option<SecretString>,

    /// S3: the access key's ID. Default: this machine's own credentials, from
    /// `AWS_` variables, the profile or the instance role.
    #[serde(default)]
    pub access_key_id: Option<String>,

    /// S3: the secret of the access key.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub secret_access_key: Option<SecretString>,

    /// S3: the token of a temporary access key.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub session_token: Option<SecretString>,

    /// S3: the bucket's region. Default: `us-east-1`.
    #[serde(default)]
    pub region: Option<String>,

    /// S3: the address of a service that is not Amazon's.
    #[serde(default)]
    pub endpoint: Option<String>,

    /// SFTP: the user name.
    #[serde(default)]
    pub user: Option<String>,

    /// SFTP: the private key file, relative to the configuration file's folder.
    /// Default: the keys that `ssh` uses.
    #[serde(default)]
    pub key: Option<PathBuf>,

    /// SFTP: the file with the servers' known keys. A server that is not in it
    /// is not trusted. Default: `~/.ssh/known_hosts`.
    #[serde(default)]
    pub known_hosts: Option<PathBuf>,
}
