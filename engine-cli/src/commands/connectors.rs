use std::process::ExitCode;

use serde_json::{Value, json};
use tenantry_core::connector::{ProfileHelp, SettingHelp};

use crate::{
    output::{self, table},
    registry::{Factory, Registry},
};

/// Lists the connectors, or the settings of a connector or of a profile.
pub(crate) fn run(
    kind: Option<&str>,
    profile: Option<&str>,
    registry: &Registry,
    json: bool,
) -> anyhow::Result<ExitCode> {
    match (kind, profile) {
        (None, _) => list(registry, json)?,
        (Some(kind), None) => settings(registry.known(kind)?, json)?,
        (Some(kind), Some(profile)) => {
            let factory = registry.known(kind)?;
            profile_settings(factory, &factory.profile(profile)?, json)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(registry: &Registry, json: bool) -> anyhow::Result<()> {
    if json {
        let all: Vec<Value> = registry
            .factories()
            .iter()
            .map(|factory| json!({"kind": factory.kind, "summary": factory.summary}))
            .collect();
        return output::json(&all);
    }
    let rows = registry
        .factories()
        .iter()
        .map(|factory| [factory.kind.to_owned(), factory.summary.to_owned()]);
    table::print(["kind", "what it reads"], rows);
    Ok(())
}

struct Setting {
    name: String,
    kind: String,
    default: String,
    meaning: String,
}

fn settings(factory: &Factory, json: bool) -> anyhow::Result<()> {
    let schema = (factory.schema)();
    let found = described(&schema);
    let profiles = (factory.profiles)();
    if json {
        let all: Vec<Value> = found
            .iter()
            .map(|setting| json!({"name": setting.name, "type": setting.kind, "default": setting.default, "meaning": setting.meaning}))
            .collect();
        let mut document =
            json!({"kind": factory.kind, "summary": factory.summary, "settings": all});
        if !profiles.is_empty() {
            document["profiles"] = profiles
                .iter()
                .map(|profile| json!({"name": profile.name, "summary": profile.summary}))
                .collect();
        }
        return output::json(&document);
    }
    table::println(&format!("{}: {}\n", factory.kind, factory.summary));
    table::print(
        ["setting", "type", "default", "meaning"],
        found
            .into_iter()
            .map(|setting| [setting.name, setting.kind, setting.default, setting.meaning]),
    );
    if !profiles.is_empty() {
        table::println("");
        let rows = profiles.into_iter().map(|profile| [profile.name, profile.summary]);
        table::print(["profile", "what it reads"], rows);
        table::println(&format!(
            "\n`engine-cli connectors {} --profile NAME` lists the settings of a profile.",
            factory.kind
        ));
    }
    table::println(&format!(
        "\nFor example:\n\n[connector]\nkind = {:?}\n{}",
        factory.kind,
        factory.example.trim_end()
    ));
    Ok(())
}

fn profile_settings(factory: &Factory, profile: &ProfileHelp, json: bool) -> anyhow::Result<()> {
    let default = |setting: &SettingHelp| match &setting.default {
        _ if setting.required => "required".to_owned(),
        Some(default) => default.clone(),
        None => "-".to_owned(),
    };
    if json {
        let all: Vec<Value> = profile
            .settings
            .iter()
            .map(|setting| json!({"name": setting.name, "default": default(setting), "meaning": setting.meaning}))
            .collect();
        return output::json(&json!({
            "kind": factory.kind, "profile": profile.name, "summary": profile.summary,
            "settings": all,
        }));
    }
    table::println(&format!("{}, profile {}: {}\n", factory.kind, profile.name, profile.summary));
    table::print(
        ["setting", "default", "meaning"],
        profile
            .settings
            .iter()
            .map(|setting| [setting.name.clone(), default(setting), setting.meaning.clone()]),
    );
    table::println(&format!(
        "\nFor example:\n\n[connector]\nkind = {:?}\n{}",
        factory.kind,
        profile.example.trim_end()
    ));
    Ok(())
}

fn described(schema: &Value) -> Vec<Setting> {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema["properties"].as_object();
    properties
        .into_iter()
        .flatten()
        .map(|(name, property)| Setting {
            name: name.clone(),
            kind: type_of(property, schema),
            default: match &property["default"] {
                _ if required.contains(&name.as_str()) => "required".into(),
                Value::Null => "-".into(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            },
            meaning: property["description"].as_str().unwrap_or_default().replace('\n', " "),
        })
        .collect()
}

/// The type of a setting in a few words, or the possible values of an enum.
fn type_of(property: &Value, schema: &Value) -> String {
    if let Some(name) = property["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
        return type_of(&schema["$defs"][name], schema);
    }
    for several in ["anyOf", "oneOf"] {
        if let Some(choices) = property[several].as_array() {
            let mut words: Vec<String> = choices
                .iter()
                .filter(|choice| choice["type"] != "null")
                .map(|choice| type_of(choice, schema))
                .collect();
            words.dedup();
            return words.join(" or ");
        }
    }
    if let Some(values) = property["enum"].as_array() {
        let values: Vec<String> =
            values.iter().filter(|value| !value.is_null()).map(Value::to_string).collect();
        return values.join(" or ");
    }
    if let Some(value) = property["const"].as_str() {
        return format!("{value:?}");
    }
    match &property["type"] {
        Value::String(name) if name == "object" => "table".into(),
        Value::String(name) => name.clone(),
        Value::Array(names) => {
            let names: Vec<&str> =
                names.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect();
            names.join(" or ")
        }
        _ => "any".into(),
    }
}
