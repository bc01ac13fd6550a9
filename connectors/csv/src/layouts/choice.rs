use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error};

use super::{ALL, Layout};

/// The setting `layout`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LayoutChoice(pub(crate) Chosen);

/// What the setting asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) enum Chosen {
    /// Detected from the file.
    #[default]
    Auto,
    /// A plain table.
    Table,
    /// A report.
    Report(&'static Layout),
}

/// The values of the setting.
const NAMES: [&str; 2 + ALL.len()] = {
    let mut names = ["auto"; 2 + ALL.len()];
    names[1] = "table";
    let mut at = 0;
    while at < ALL.len() {
        names[2 + at] = ALL[at].name;
        at += 1;
    }
    names
};

impl<'de> Deserialize<'de> for LayoutChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        match NAMES.iter().position(|known| *known == name) {
            Some(0) => Ok(Self(Chosen::Auto)),
            Some(1) => Ok(Self(Chosen::Table)),
            Some(at) => Ok(Self(Chosen::Report(ALL[at - 2]))),
            None => Err(Error::unknown_variant(&name, &NAMES)),
        }
    }
}

impl JsonSchema for LayoutChoice {
    fn schema_name() -> Cow<'static, str> {
        "Layout".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": NAMES })
    }
}

#[cfg(test)]
mod tests {
    use serde::de::value::{Error, StrDeserializer};

    use super::*;

    fn parse(name: &str) -> Result<LayoutChoice, Error> {
        LayoutChoice::deserialize(StrDeserializer::new(name))
    }

    #[test]
    fn every_name_is_known() {
        assert_eq!(parse("auto"), Ok(LayoutChoice::default()));
        assert_eq!(parse("table"), Ok(LayoutChoice(Chosen::Table)));
        for layout in ALL {
            assert_eq!(parse(layout.name), Ok(LayoutChoice(Chosen::Report(layout))));
        }
    }

    #[test]
    fn an_unknown_name_is_told_the_known_ones() {
        let error = parse("yardi").unwrap_err().to_string();
        for name in NAMES {
            assert!(error.contains(name), "{error}");
        }
    }
}
