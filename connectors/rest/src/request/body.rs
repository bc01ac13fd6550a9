use serde_json::{Map, Value};

use super::{Template, Values};

/// A JSON body that may contain templates.
#[derive(Debug, Clone)]
pub(crate) enum BodyTemplate {
    Text(Template),
    /// A template whose value is sent as a number: `"{location_id:number}"`.
    Number(Template),
    /// A number or a boolean.
    Plain(Value),
    List(Vec<BodyTemplate>),
    Object(Vec<(String, BodyTemplate)>),
}

impl BodyTemplate {
    /// Reads the table in a profile.
    ///
    /// # Errors
    /// What is wrong with one of its templates.
    pub(crate) fn parse(value: &toml::Value, known: &[&str]) -> Result<Self, String> {
        Ok(match value {
            toml::Value::String(text) => match text.strip_suffix(":number}") {
                Some(name) => Self::Number(Template::parse(&format!("{name}}}"), known)?),
                None => Self::Text(Template::parse(text, known)?),
            },
            toml::Value::Array(list) => Self::List(
                list.iter().map(|value| Self::parse(value, known)).collect::<Result<_, _>>()?,
            ),
            toml::Value::Table(table) => Self::Object(
                table
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), Self::parse(value, known)?)))
                    .collect::<Result<_, String>>()?,
            ),
            toml::Value::Integer(number) => Self::Plain((*number).into()),
            toml::Value::Float(number) => Self::Plain((*number).into()),
            toml::Value::Boolean(value) => Self::Plain((*value).into()),
            toml::Value::Datetime(date) => Self::Plain(date.to_string().into()),
        })
    }

    /// Whether any template uses this name.
    pub(crate) fn names(&self, name: &str) -> bool {
        match self {
            Self::Text(template) | Self::Number(template) => template.names(name),
            Self::Plain(_) => false,
            Self::List(list) => list.iter().any(|value| value.names(name)),
            Self::Object(members) => members.iter().any(|(_, value)| value.names(name)),
        }
    }

    /// The body; `"{properties}"` becomes the list of properties. Templates
    /// whose values are not available are left out, and so are tables that
    /// become empty.
    pub(crate) fn render(&self, values: &Values<'_>) -> Option<Value> {
        match self {
            Self::Text(template) if template.is("properties") => {
                let ids = values.properties;
                (!ids.is_empty()).then(|| ids.iter().map(|id| Value::from(id.as_str())).collect())
            }
            Self::Text(template) => template.render(values).map(Value::from),
            Self::Number(template) => {
                let text = template.render(values)?;
                Some(text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from))
            }
            Self::Plain(value) => Some(value.clone()),
            Self::List(list) => {
                Some(list.iter().filter_map(|value| value.render(values)).collect())
            }
            Self::Object(members) => {
                let rendered: Map<String, Value> = members
                    .iter()
                    .filter_map(|(name, value)| Some((name.clone(), value.render(values)?)))
                    .collect();
                (members.is_empty() || !rendered.is_empty()).then_some(Value::Object(rendered))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tenantry_core::Date;

    use super::*;

    const BODY: &str = "a = 'x {property}'\nb = 1\nf = '{property:number}'\n[c]\nids = '{properties}'\nlist = ['{today}', true]\n\
                        [d]\nids = '{properties}'\n[e]\n";

    fn render(property: Option<&str>, properties: &[String]) -> Value {
        let table: toml::Table = toml::from_str(BODY).unwrap();
        let body = BodyTemplate::parse(&toml::Value::Table(table), &[]).unwrap();
        assert!(body.names("properties") && !body.names("token"));
        let credentials = BTreeMap::new();
        let today = Date::constant(2026, 11, 15);
        let values = Values { credentials: &credentials, property, properties, today };
        body.render(&values).unwrap()
    }

    #[test]
    fn everything_is_there() {
        let expected = serde_json::json!({"a": "x 17", "b": 1, "f": 17, "d": {"ids": ["p1", "p2"]}, "e": {},
            "c": {"ids": ["p1", "p2"], "list": ["2026-11-15", true]}});
        assert_eq!(render(Some("17"), &["p1".into(), "p2".into()]), expected);
    }

    #[test]
    fn what_is_not_there_is_left_out() {
        let expected = serde_json::json!({"b": 1, "e": {}, "c": {"list": ["2026-11-15", true]}});
        assert_eq!(render(None, &[]), expected);
    }
}
