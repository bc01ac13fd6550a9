use std::path::PathBuf;

use jiff::Span;
use schemars::JsonSchema;
use secrecy::SecretString;
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected},
};

/// Where a file comes from, as a connector's settings say.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// A file of this machine; `*` and `?` in its name stand for any
    /// characters and any one.
    pub path: Option<PathBuf>,
    /// An address instead: `https://`, `s3://` or `sftp://`, the latter two
    /// with `*` in the name where that is wanted.
    pub url: Option<String>,
    /// Which of several files that fit.
    pub pick: Pick,
    /// The oldest that a file may be.
    pub max_age: Option<Span>,
    /// How long a file must have stayed as it is.
    pub settle: Option<Span>,
    /// The file that is there once the file is whole.
    pub marker: Option<String>,
    /// The name of the file within an archive.
    pub member: Option<String>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// What the place asks for.
    pub credentials: Credentials,
}

/// Reads a time among the settings, such as `"26h"` or `"2 days"`.
///
/// # Errors
/// It is not a time.
pub fn span<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Span>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let span = text.parse().map_err(|_| {
        let expected = "a time such as \"26h\" or \"2 days\"";
        D::Error::invalid_value(Unexpected::Str(&text), &expected)
    })?;
    Ok(Some(span))
}

/// Which file of a folder is read where several fit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pick {
    /// There may be only one.
    #[default]
    Only,
    /// The one modified last.
    Newest,
}

/// What the place of a file asks for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// HTTPS: the user name (Basic), with `password`.
    #[serde(default)]
    pub username: Option<String>,

    /// HTTPS: the password.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub password: Option<SecretString>,

    /// HTTPS: a token (Bearer), instead of a user name and password.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub token: Option<SecretString>,

    /// S3: the access key's id. Without it, what this machine is given is
    /// used: `AWS_` variables, the profile, the role of the instance.
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

    /// S3: the region of the bucket. `us-east-1` where absent.
    #[serde(default)]
    pub region: Option<String>,

    /// S3: the address of a service that is not Amazon's.
    #[serde(default)]
    pub endpoint: Option<String>,

    /// SFTP: the user name.
    #[serde(default)]
    pub user: Option<String>,

    /// SFTP: the file of the private key, relative to the folder of the
    /// configuration file. Without it, what `ssh` finds by itself.
    #[serde(default)]
    pub key: Option<PathBuf>,

    /// SFTP: the file of the servers' known keys. `~/.ssh/known_hosts` where
    /// absent. A server that is not in it is not trusted.
    #[serde(default)]
    pub known_hosts: Option<PathBuf>,
}
