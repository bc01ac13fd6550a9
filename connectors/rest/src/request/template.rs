use std::collections::BTreeMap;

use tenantry_core::Date;
use tenantry_http::{ExposeSecret, SecretString};

/// Names in templates other than those of the credentials.
const NAMES: [&str; 4] = ["property", "properties", "property_list", "today"];

/// Text with `{names}` in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String),
}

/// The values of the names in templates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Values<'a> {
    pub(crate) credentials: &'a BTreeMap<String, SecretString>,
    /// The property that this request is for.
    pub(crate) property: Option<&'a str>,
    pub(crate) properties: &'a [String],
    pub(crate) today: Date,
}

impl Template {
    /// Reads a template. `{{` is a brace.
    ///
    /// # Errors
    /// A problem in the text; `known` are the names of credentials.
    pub(crate) fn parse(text: &str, known: &[&str]) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        let mut plain = String::new();
        while let Some(at) = rest.find('{') {
            plain += &rest[..at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix('{') {
                plain.push('{');
                rest = after;
                continue;
            }
            let Some((name, after)) = rest.split_once('}') else {
                return Err(format!("{text:?} has a {{ without its }}; {{{{ is a brace"));
            };
            if !NAMES.contains(&name) && !known.contains(&name) {
                let mut all: Vec<&str> = known.iter().copied().chain(NAMES).collect();
                all.sort_unstable();
                return Err(format!("{{{name}}} is not known; known names are {}", all.join(", ")));
            }
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(Part::Name(name.to_owned()));
            rest = after;
        }
        plain += rest;
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self(parts))
    }

    /// Whether the template is this name and nothing else.
    pub(crate) fn is(&self, name: &str) -> bool {
        matches!(&self.0[..], [Part::Name(only)] if only == name)
    }

    /// Whether the template uses the name.
    pub(crate) fn names(&self, name: &str) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Name(known) if known == name))
    }

    /// The text; `None` if one of its values is not available.
    pub(crate) fn render(&self, values: &Values<'_>) -> Option<String> {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Text(plain) => text += plain,
                Part::Name(name) => match name.as_str() {
                    "property" => text += values.property?,
                    "properties" | "property_list" if values.properties.is_empty() => return None,
                    "properties" | "property_list" => text += &values.properties.join(","),
                    "today" => text += &values.today.to_string(),
                    name => text += values.credentials.get(name)?.expose_secret(),
                },
            }
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn render(text: &str, property: Option<&str>, properties: &[&str]) -> Option<String> {
        let credentials = BTreeMap::from([("key".to_owned(), SecretString::from("k-1"))]);
        let properties: Vec<String> = properties.iter().map(|id| (*id).to_owned()).collect();
        let values = Values {
            credentials: &credentials,
            property,
            properties: &properties,
            today: Date::constant(2026, 11, 15),
        };
        Template::parse(text, &["key", "other"]).unwrap().render(&values)
    }

    #[rstest]
    #[case("plain", Some("plain"))]
    #[case("", Some(""))]
    #[case("Key {key}!", Some("Key k-1!"))]
    #[case("{today}/{property}", Some("2026-11-15/p1"))]
    #[case("{property_list}", Some("p1,p2"))]
    #[case("{{key}", Some("{key}"))]
    #[case("{other}", None)]
    fn rendered(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(render(text, Some("p1"), &["p1", "p2"]).as_deref(), expected);
    }

    #[test]
    fn what_names_nothing_is_left_out() {
        assert_eq!(render("{property}", None, &["p1"]), None);
        assert_eq!(render("{properties}", None, &[]), None);
    }

    #[rstest]
    #[case("{pasword}", "{pasword} is not known; known names are key, properties")]
    #[case("{key", "without its }")]
    fn refused(#[case] text: &str, #[case] says: &str) {
        let error = Template::parse(text, &["key"]).unwrap_err();
        assert!(error.contains(says), "{error}");
    }
}
