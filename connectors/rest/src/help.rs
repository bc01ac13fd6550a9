//! Help on profiles: what is printed, and a fragment to start from.

use tenantry_core::connector::{ProfileHelp, SettingHelp};

use crate::profile::{Builtin, Profile, Properties};

/// The help on a built-in profile.
pub(crate) fn of(builtin: &Builtin) -> Option<ProfileHelp> {
    let profile = Profile::parse(builtin.name, builtin.text).ok()?;
    let required = profile.properties == Properties::Required;
    let mut settings = vec![
        SettingHelp {
            name: "url".into(),
            default: Some(profile.url.clone()).filter(|url| !url.contains('{')),
            required: profile.url.contains('{'),
            meaning: "the address of the API".into(),
        },
        SettingHelp {
            name: "properties".into(),
            default: None,
            required,
            meaning: if required {
                "the PMS's IDs of the properties that feed this property".into()
            } else {
                "the PMS's IDs of the properties that feed this property; default: all".into()
            },
        },
    ];
    settings.extend(profile.credentials.iter().map(|credential| SettingHelp {
        name: format!("credentials.{}", credential.name),
        default: credential.default.clone(),
        required: credential.default.is_none(),
        meaning: credential.about.clone(),
    }));
    Some(ProfileHelp {
        name: builtin.name.into(),
        summary: builtin.summary.into(),
        example: example(builtin.name, &profile),
        settings,
    })
}

/// A commented TOML fragment to start from.
fn example(name: &str, profile: &Profile) -> String {
    let mut text = format!("# {}\nprofile = {name:?}\n", profile.name);
    if profile.url.contains('{') {
        text += &format!("\n# Your own address, such as {}\n", profile.url);
        text += &format!("url = {:?}\n", profile.url.replace(['{', '}'], ""));
    } else {
        text += &format!("# url = {:?}\n", profile.url);
    }
    text += "\n# The PMS's properties that feed this property.\n";
    text += match profile.properties {
        Properties::Required => "properties = [\"1001\"]\n",
        Properties::Optional => "# properties = [\"1001\"]           # default: all\n",
    };
    text += "\n# timeout = \"2m\"                # for one page\n";
    let limit = profile.per_minute.map_or(60, u32::from);
    text += &format!("# requests_per_minute = {limit}\n\n[connector.credentials]\n");
    for credential in &profile.credentials {
        let variable =
            format!("{}_{}", name.replace('-', "_"), credential.name).to_ascii_uppercase();
        let line = match &credential.default {
            Some(default) => format!("# {} = {default:?}", credential.name),
            None => format!("{} = \"${{{variable}}}\"", credential.name),
        };
        text += &format!("{line:<48} # {}\n", credential.about);
    }
    text += "\n# What words for statuses mean: applicant, future, current, notice, eviction,\n\
             # past, cancelled or denied.\n# [connector.statuses]\n# \"On hold\" = \"future\"\n";
    if profile.rules.role.is_some() {
        text += "\n# What words for roles mean: primary, roommate, occupant, guarantor or minor.\n\
                 # [connector.roles]\n# \"House sitter\" = \"occupant\"\n";
    }
    text
}

#[cfg(test)]
mod tests {
    use tenantry_core::connector::{BaseDir, ConnectorSettings};

    use super::*;
    use crate::{RestSettings, profile::BUILTIN};

    #[test]
    fn every_example_is_valid() {
        for builtin in BUILTIN {
            let help = of(builtin).unwrap();
            let text = help.example.replace("[connector.", "[");
            let settings: RestSettings =
                toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", help.name));
            settings.build(&BaseDir::default()).unwrap_or_else(|error| panic!("{error}"));
            assert!(help.settings.len() > 2);
        }
    }
}
