//! Renders the OpenAPI document as a page.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, response::Html};
use serde_json::Value;

use super::describe::Description;

#[derive(Debug, Template)]
#[template(path = "api.html", whitespace = "minimize")]
struct ApiPage {
    about: Vec<String>,
    groups: Vec<Group>,
    schemas: Vec<Schema>,
}

/// The operations of a tag.
#[derive(Debug, PartialEq)]
struct Group {
    name: String,
    description: String,
    operations: Vec<Operation>,
}

#[derive(Debug, PartialEq)]
struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    parameters: Vec<Field>,
    body: Option<String>,
    answers: Vec<Reply>,
}

/// A parameter, or a field of a document.
#[derive(Debug, PartialEq)]
struct Field {
    name: String,
    /// `path`, `query` or `header`; blank for a field.
    place: String,
    kind: String,
    is_required: bool,
    description: String,
}

#[derive(Debug, PartialEq)]
struct Reply {
    status: String,
    description: String,
    schema: Option<String>,
}

#[derive(Debug, PartialEq)]
struct Schema {
    name: String,
    description: String,
    fields: Vec<Field>,
}

/// The page at `/api`; needs no sign-in.
pub(super) async fn page(Extension(description): Extension<Arc<Description>>) -> Html<String> {
    Html(description.html.clone())
}

/// Renders the page of an OpenAPI document.
pub(super) fn written(document: &Value) -> String {
    let about = text(&document["info"]["description"]);
    let page = ApiPage {
        about: about.split("\n\n").map(|part| part.replace("**", "").replace('`', "")).collect(),
        groups: groups(document),
        schemas: object(&document["components"]["schemas"]).flat_map(schemas).collect(),
    };
    page.render().unwrap_or_else(|error| {
        tracing::error!(%error, "the description could not be written");
        String::new()
    })
}

fn groups(document: &Value) -> Vec<Group> {
    let tags = list(&document["tags"]);
    let mut groups: Vec<Group> = tags
        .map(|tag| Group {
            name: text(&tag["name"]),
            description: text(&tag["description"]),
            operations: Vec::new(),
        })
        .collect();
    for (path, item) in object(&document["paths"]) {
        for (method, described) in object(item) {
            let tag = text(&described["tags"][0]);
            if let Some(group) = groups.iter_mut().find(|group| group.name == tag) {
                group.operations.push(operation(path, method, described));
            }
        }
    }
    groups
}

fn operation(path: &str, method: &str, described: &Value) -> Operation {
    let body = &described["requestBody"]["content"]["application/json"]["schema"];
    let answers = object(&described["responses"]).map(|(status, response)| Reply {
        status: status.clone(),
        description: plain(&response["description"]),
        schema: object(&response["content"]).next().map(|(_, content)| kind(&content["schema"])),
    });
    let parameters = list(&described["parameters"]).map(|parameter| Field {
        name: text(&parameter["name"]),
        place: text(&parameter["in"]),
        kind: kind(&parameter["schema"]),
        is_required: parameter["required"] == true,
        description: plain(&parameter["description"]),
    });
    Operation {
        id: text(&described["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: plain(&described["summary"]),
        description: plain(&described["description"]),
        parameters: parameters.collect(),
        body: (!body.is_null()).then(|| kind(body)),
        answers: answers.collect(),
    }
}

/// A document, with one more for each of its kinds: `AlertFacts.name_mismatch`.
fn schemas((name, described): (&String, &Value)) -> Vec<Schema> {
    let mut schemas = vec![schema((name, described))];
    for variant in list(&described["oneOf"]).filter(|variant| variant["properties"].is_object()) {
        let kind = text(&variant["properties"]["kind"]["const"]);
        schemas.push(schema((&format!("{name}.{kind}"), variant)));
    }
    schemas
}

fn schema((name, described): (&String, &Value)) -> Schema {
    let mut fields = fields_of(described);
    // Flattened schemas are listed next to the schema's own fields.
    for part in list(&described["allOf"]) {
        match part.get("$ref") {
            Some(named) => fields.push(Field {
                name: "…".into(),
                place: String::new(),
                kind: text(named).rsplit('/').next().unwrap_or_default().to_owned(),
                is_required: true,
                description: "and its fields".into(),
            }),
            None => fields.extend(fields_of(part)),
        }
    }
    let values = list(&described["oneOf"]).filter(|value| value["const"].is_string());
    fields.extend(values.map(|value| Field {
        name: text(&value["const"]),
        place: String::new(),
        kind: "value".into(),
        is_required: true,
        description: plain(&value["description"]),
    }));
    Schema { name: name.clone(), description: plain(&described["description"]), fields }
}

fn fields_of(described: &Value) -> Vec<Field> {
    let required: Vec<String> = list(&described["required"]).map(text).collect();
    let fields = object(&described["properties"]).map(|(name, field)| Field {
        name: name.clone(),
        place: String::new(),
        kind: kind(field),
        is_required: required.contains(name),
        description: plain(&field["description"]),
    });
    fields.collect()
}

/// The type of a value in words: `string or null`, `list of Alert`.
fn kind(schema: &Value) -> String {
    if let Some(named) = schema["$ref"].as_str() {
        return named.rsplit('/').next().unwrap_or(named).to_owned();
    }
    for choice in ["oneOf", "anyOf"] {
        let kinds: Vec<String> = list(&schema[choice]).map(kind).collect();
        if !kinds.is_empty() {
            return kinds.join(" or ");
        }
    }
    if let Some(value) = schema["const"].as_str() {
        return value.to_owned();
    }
    if schema["enum"].is_array() {
        return list(&schema["enum"]).map(text).collect::<Vec<_>>().join(", ");
    }
    match &schema["type"] {
        Value::String(word) if word == "array" => format!("list of {}", kind(&schema["items"])),
        Value::String(word) => word.clone(),
        Value::Array(words) => {
            let words: Vec<String> = words
                .iter()
                .map(|word| match text(word).as_str() {
                    "array" => format!("list of {}", kind(&schema["items"])),
                    word => word.to_owned(),
                })
                .collect();
            words.join(" or ")
        }
        _ => "anything".into(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Removes Markdown syntax.
fn plain(value: &Value) -> String {
    text(value).replace('`', "")
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn kinds_are_said_in_words() {
        for (schema, said) in [
            (json!({"type": "string"}), "string"),
            (json!({"type": ["string", "null"]}), "string or null"),
            (
                json!({"type": ["array", "null"], "items": {"type": "string"}}),
                "list of string or null",
            ),
            (
                json!({"type": "array", "items": {"$ref": "#/components/schemas/Alert"}}),
                "list of Alert",
            ),
            (json!({"oneOf": [{"type": "null"}, {"$ref": "#/a/Run"}]}), "null or Run"),
            (json!({"type": "string", "enum": ["open", "closed"]}), "open, closed"),
            (json!({"type": "string", "const": "name_mismatch"}), "name_mismatch"),
            (json!({}), "anything"),
        ] {
            assert_eq!(kind(&schema), said);
        }
    }

    #[test]
    fn each_kind_of_a_document_has_a_list_of_its_own() {
        let described = json!({"oneOf": [
            {"type": "object", "properties": {"kind": {"const": "a"}, "x": {"type": "string"}}},
            {"type": "object", "properties": {"kind": {"const": "b"}}}
        ]});
        let found = schemas((&"Facts".to_owned(), &described));
        let names: Vec<&str> = found.iter().map(|schema| schema.name.as_str()).collect();
        assert_eq!(names, ["Facts", "Facts.a", "Facts.b"]);
        assert_eq!(found[1].fields.len(), 2);
    }

    #[test]
    fn what_a_description_says_is_text_on_the_page() {
        let page = written(&json!({
            "tags": [{"name": "<b>", "description": "<script>"}],
            "paths": {"/x/{id}": {"get": {"tags": ["<b>"], "summary": "<img>", "responses": {}}}}
        }));
        assert!(page.contains("/x/{id}"));
        for raw in ["<b>", "<script>", "<img>"] {
            assert!(!page.contains(raw), "{raw}: {page}");
        }
    }
}
