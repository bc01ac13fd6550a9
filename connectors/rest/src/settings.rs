use std::{collections::BTreeMap, num::NonZeroU32, path::Path};

use schemars::JsonSchema;
use serde::Deserialize;
use tenantry_core::{
    connector::{
        BaseDir, ConnectorError, ConnectorSettings, PmsConnector, ProfileHelp, RoleWords,
        StatusWords,
    },
    model::{Role, Status},
};
use tenantry_http::{
    ExposeSecret, Options, Retrying, SecretString, Timeout, Url,
    settings::{address, ids, invalid, some_ids},
};

use crate::{
    connector::{RestConnector, Source},
    help,
    profile::{BUILTIN, Profile, Properties},
    request::Keys,
};

/// The settings of `kind = "rest"`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestSettings {
    /// The description of the PMS's API: the name of a built-in profile
    /// (`engine-cli connectors rest` lists them), or the path of your own TOML
    /// file, relative to the configuration file's folder.
    pub profile: String,

    /// The address of the API, to which the profile's requests are relative.
    /// Required if every customer has a different one. Default: the vendor's.
    #[serde(default)]
    pub url: Option<String>,

    /// The PMS's IDs of the properties that feed this property. Residents of
    /// other properties are left out. Some profiles require it, and so
    /// do credentials with access to several properties. Default: the only one.
    #[serde(default)]
    pub properties: Vec<String>,

    /// The credentials that the profile needs: `engine-cli connectors rest
    /// --profile NAME` lists them.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub credentials: BTreeMap<String, SecretString>,

    /// The maximum time for one page: seconds, or text such as `"5m"`. Default:
    /// 2 minutes.
    #[serde(default = "two_minutes")]
    pub timeout: Timeout,

    /// The maximum number of requests per minute. Default: the profile's limit.
    #[serde(default)]
    pub requests_per_minute: Option<NonZeroU32>,

    /// What the PMS's words for statuses mean, in any letter case: word =
    /// status. These take precedence over the profile's words. Default: empty.
    #[serde(default)]
    pub statuses: BTreeMap<String, Status>,

    /// What the PMS's words for roles mean, in any letter case: word =
    /// `primary`, `roommate`, `occupant`, `guarantor` or `minor`. These
    /// take precedence over the profile's words. Default: empty.
    #[serde(default)]
    pub roles: BTreeMap<String, Role>,
}

fn two_minutes() -> Timeout {
    Timeout::seconds(120)
}

impl ConnectorSettings for RestSettings {
    const KIND: &'static str = "rest";
    const SUMMARY: &'static str =
        "residents from a PMS that returns JSON, described by a profile: AppFolio, Buildium, ...";
    const EXAMPLE: &'static str = r#"# A profile listed by `engine-cli connectors rest`, or your own file.
profile = "buildium"

# Default: the vendor's.
# url = "https://api.buildium.com/v1"

# The PMS's properties that feed this property; required if there are several.
# properties = ["1001"]

# timeout = "2m"                # for one page
# requests_per_minute = 300

# The credentials that the profile needs.
[connector.credentials]
client_id = "${BUILDIUM_CLIENT_ID}"
client_secret = "${BUILDIUM_CLIENT_SECRET}"

# What words for statuses mean: applicant, future, current, notice, eviction,
# past, cancelled or denied.
# [connector.statuses]
# "On hold" = "future"

# What words for roles mean: primary, roommate, occupant, guarantor or minor.
# Not every profile reads roles.
# [connector.roles]
# "House sitter" = "occupant"
"#;

    fn profiles() -> Vec<ProfileHelp> {
        BUILTIN.iter().filter_map(help::of).collect()
    }

    fn build(self, base: &BaseDir) -> Result<Box<dyn PmsConnector>, ConnectorError> {
        let profile = profile(&self.profile, base)?;
        let statuses = StatusWords::new(&self.statuses)?;
        let roles = roles(&profile, &self.roles)?;
        let properties = match profile.properties {
            Properties::Optional => ids("properties", &self.properties)?,
            Properties::Required => some_ids("properties", &self.properties)?,
        };
        let url = url(&profile, self.url.as_deref())?;
        let credentials = credentials(&profile, self.credentials)?;
        let options = Options {
            timeout: self.timeout.duration(),
            per_minute: self.requests_per_minute.or(profile.per_minute),
            secrets: credentials.values().cloned().collect(),
            ..Options::default()
        };
        let keys = Keys::default();
        let source = Source { profile, base: url, credentials, properties, statuses, roles, keys };
        Ok(Box::new(Retrying::new(options, |options| RestConnector::new(source, options))))
    }
}

/// The profile with this name or at this path.
fn profile(name: &str, base: &BaseDir) -> Result<Profile, ConnectorError> {
    if let Some(builtin) = BUILTIN.iter().find(|builtin| builtin.name == name) {
        let profile = Profile::parse(builtin.name, builtin.text)?;
        return Ok(Profile { is_builtin: true, ..profile });
    }
    if !name.contains(['/', '\\']) && !name.ends_with(".toml") {
        let known = BUILTIN.iter().map(|builtin| builtin.name);
        return Err(unknown(&format!("there is no profile {name:?}"), name, known).hint(format!(
            "profiles: {}; give your own file as a path, such as \"./{name}.toml\"",
            BUILTIN.iter().map(|builtin| builtin.name).collect::<Vec<_>>().join(", ")
        )));
    }
    let text = std::fs::read_to_string(base.join(Path::new(name))).map_err(|error| {
        invalid(
            format!("the profile {name} cannot be read: {}", error.kind()),
            "`profile` is a path relative to the configuration file's folder",
        )
    })?;
    Profile::parse(name, &text)
}

/// The words for roles in the settings, which need a profile that reads roles.
fn roles(
    profile: &Profile,
    configured: &BTreeMap<String, Role>,
) -> Result<RoleWords, ConnectorError> {
    let words = RoleWords::new(configured)?;
    if words.is_empty() || profile.rules.role.is_some() {
        return Ok(words);
    }
    Err(invalid(
        format!("[connector.roles] has no effect: the profile of {} reads no roles", profile.name),
        "remove it, or use your own profile with [resident.role]",
    ))
}

/// The address in the settings, else the profile's.
fn url(profile: &Profile, configured: Option<&str>) -> Result<Url, ConnectorError> {
    match configured {
        Some(url) => address(url),
        None if profile.url.contains('{') => Err(invalid(
            format!(
                "`url` is missing: {} has a different address for every customer",
                profile.name
            ),
            &format!("set `url` to your own address, such as {:?}", profile.url),
        )),
        None => address(&profile.url),
    }
}

/// The credentials that the profile needs, and no others.
fn credentials(
    profile: &Profile,
    mut given: BTreeMap<String, SecretString>,
) -> Result<BTreeMap<String, SecretString>, ConnectorError> {
    let mut all = BTreeMap::new();
    for credential in &profile.credentials {
        let name = &credential.name;
        let value = match (given.remove(name), &credential.default) {
            (Some(value), _) => value,
            (None, Some(default)) => SecretString::from(default.as_str()),
            (None, None) => {
                return Err(invalid(
                    format!("`credentials.{name}` is missing: {}", credential.about),
                    &format!("set {name} in [connector.credentials]"),
                ));
            }
        };
        if value.expose_secret().trim().is_empty() {
            return Err(invalid(
                format!("`credentials.{name}` is blank"),
                &format!("set {name} in [connector.credentials], or its variable"),
            ));
        }
        all.insert(name.clone(), SecretString::from(value.expose_secret().trim()));
    }
    match given.keys().next() {
        None => Ok(all),
        Some(name) => {
            let known = profile.credentials.iter().map(|known| known.name.as_str());
            let what = format!("`credentials.{name}` is not used by the profile");
            Err(unknown(&what, name, known.clone())
                .hint(format!("it uses {}", known.collect::<Vec<_>>().join(", "))))
        }
    }
}

fn unknown<'k>(what: &str, name: &str, known: impl Iterator<Item = &'k str>) -> ConnectorError {
    let nearest = known
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    let meant = nearest.map(|(_, known)| format!("; did you mean {known:?}?")).unwrap_or_default();
    invalid(format!("{what}{meant}"), "")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use tenantry_core::connector::ErrorKind;

    use super::*;

    const BUILDIUM: &str = "profile = 'buildium'\n";
    const KEYS: &str = "[credentials]\nclient_id = 'id'\nclient_secret = 'secret'\n";

    fn build(text: &str) -> Result<Box<dyn PmsConnector>, ConnectorError> {
        toml::from_str::<RestSettings>(text).unwrap().build(&BaseDir::default())
    }

    #[test]
    fn a_profile_and_its_credentials_suffice() {
        let connector = build(&format!("{BUILDIUM}{KEYS}")).unwrap();
        assert_eq!(connector.describe().kind, "rest");
        assert!(!format!("{connector:?}").contains("secret'"));
    }

    #[rstest]
    #[case("profile = 'bildium'\n", "there is no profile \"bildium\"; did you mean \"buildium\"?")]
    #[case("profile = './none.toml'\n", "the profile ./none.toml cannot be read")]
    #[case(BUILDIUM, "`credentials.client_id` is missing: ")]
    #[case(
        "profile = 'buildium'\n[credentials]\nclient_id = ' '\nclient_secret = 's'\n",
        "`credentials.client_id` is blank"
    )]
    #[case(
        "profile = 'buildium'\n[credentials]\nclient_id = 'i'\nclient_secret = 's'\nclient_secrt = 's'\n",
        "did you mean \"client_secret\"?"
    )]
    #[case(
        "profile = 'buildium'\nurl = 'ftp://x'\n[credentials]\nclient_id = 'i'\nclient_secret = 's'\n",
        "`url` does not have the form"
    )]
    #[case(
        "profile = 'appfolio'\n[credentials]\nclient_id = 'i'\nclient_secret = 's'\n",
        "`url` is missing: "
    )]
    #[case(
        "profile = 'entrata'\nurl = 'https://x.example'\n[credentials]\napi_key = 'k'\n",
        "`properties` is empty"
    )]
    #[case(
        "profile = 'buildium'\n[credentials]\nclient_id = 'i'\nclient_secret = 's'\n[roles]\nCosigner = 'guarantor'\n",
        "[connector.roles] has no effect: "
    )]
    #[case(
        "profile = 'entrata'\n[roles]\nCosigner = 'guarantor'\ncosigner = 'minor'\n",
        "[connector.roles] gives "
    )]
    fn refused(#[case] text: &str, #[case] says: &str) {
        let error = build(text).unwrap_err();
        assert_eq!(error.kind, ErrorKind::ConfigInvalid);
        assert!(error.message.starts_with(says) || error.message.contains(says), "{error}");
        assert!(error.hint.is_some_and(|hint| !hint.is_empty()));
    }

    #[test]
    fn a_profile_of_ones_own() {
        let folder = tempfile::tempdir().unwrap();
        let buildium = BUILTIN.iter().find(|builtin| builtin.name == "buildium").unwrap();
        std::fs::write(folder.path().join("own.toml"), buildium.text).unwrap();
        let build = |text: &str| {
            toml::from_str::<RestSettings>(text).unwrap().build(&BaseDir::new(folder.path()))
        };
        build(&format!("profile = 'own.toml'\n{KEYS}")).unwrap();
        std::fs::write(folder.path().join("own.toml"), "name = 'Own'\nurl = 7\n").unwrap();
        let error = build(&format!("profile = './own.toml'\n{KEYS}")).unwrap_err();
        assert!(error.message.starts_with("profile ./own.toml, line 2: "), "{error}");
    }

    #[test]
    fn the_example_is_valid() {
        let text = RestSettings::EXAMPLE.replace("[connector.", "[");
        toml::from_str::<RestSettings>(&text).unwrap();
    }
}
