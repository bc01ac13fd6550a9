//! The OpenAPI description: what each handler documents, plus what applies to
//! all of them.

use std::sync::Arc;

use axum::{
    Extension,
    http::header,
    response::{IntoResponse, Response},
};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use tenantry_core::model::AlertFacts;
use utoipa::{OpenApi, openapi::OpenApi as Described};

use super::{page, problem::Problem};

/// The rendered description.
#[derive(Debug)]
pub(super) struct Description {
    /// OpenAPI as JSON.
    json: String,
    /// The same as a page for people.
    pub(super) html: String,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tenantry",
        description = "Everything that the console's pages can do, for programs.\n\n\
            **Sign in** with a token (`Authorization: Bearer ...`), which you create on your account \
            page or with `engine-cli operators token`, or with a browser session. With a session, \
            every method except GET needs the session's token in the header `X-CSRF-Token` \
            (`csrf_token` of `GET /api/v1/me`).\n\n\
            **Lists** are paged: request the next page with `after` set to `next`, until `next` is \
            `null`.\n\n\
            **Errors** are `application/problem+json` (RFC 9457); nothing was changed. Things that you \
            may not see return 404, as if they did not exist. A wrong method returns 405 with the \
            allowed methods in `Allow`; a wrong host name returns 421."
    ),
    tags(
        (name = "properties", description = "The properties that you may see."),
        (name = "people", description = "The people in the directory, and why they are there."),
        (name = "alerts", description = "What a property manager has to decide, and the answers."),
        (name = "runs", description = "Every sync and undo, with what it changed."),
        (name = "sync", description = "Start a sync and follow it."),
        (name = "account", description = "Your account and your tokens."),
        (name = "operators", description = "The people who can sign in. For admins of all properties."),
        (name = "description", description = "The description of this API.")
    ),
    components(schemas(Problem))
)]
struct Start;

/// The router to which the routes are added.
pub(super) fn start() -> Described {
    Start::openapi()
}

/// Get this description as OpenAPI 3.1
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    tag = "description",
    operation_id = "openapi",
    security(()),
    responses((status = OK, body = Object, description = "The OpenAPI document."))
)]
pub(super) async fn openapi(Extension(description): Extension<Arc<Description>>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], description.json.clone()).into_response()
}

impl Description {
    /// Renders the description of the routes.
    pub(super) fn new(routes: &Described) -> Self {
        // Plain data always serializes to JSON.
        let mut document = serde_json::to_value(routes).unwrap_or_default();
        complete(&mut document);
        Self { html: page::written(&document), json: document.to_string() }
    }
}

/// Adds what applies to all handlers.
fn complete(document: &mut Value) {
    document["components"]["securitySchemes"] = json!({
        "token": {"type": "http", "scheme": "bearer", "description": "An operator's token."},
        "session": {
            "type": "apiKey", "in": "cookie", "name": "tenantry",
            "description": "A browser session; with HTTPS the cookie is named `__Host-tenantry`."
        },
        "csrf": {
            "type": "apiKey", "in": "header", "name": "X-CSRF-Token",
            "description": "`csrf_token` of `GET /api/v1/me`."
        }
    });
    facts(document);
    let mut bodies = Vec::new();
    for (path, item) in fields(&mut document["paths"]) {
        for (method, operation) in fields(item) {
            secure(method, operation);
            let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
            for parameter in parameters.into_iter().flatten() {
                plain_text(&mut parameter["schema"]);
            }
            let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            bodies
                .extend(body.as_str().and_then(|name| name.rsplit('/').next()).map(str::to_owned));
            refusals(path, method, operation);
        }
    }
    for body in bodies {
        for (_, field) in fields(&mut document["components"]["schemas"][body]["properties"]) {
            plain_text(field);
            if let Some(items) = field.get_mut("items") {
                plain_text(items);
            }
        }
    }
}

/// Adds the schemas of the alerts' facts, which the model provides.
fn facts(document: &mut Value) {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    generator.subschema_for::<AlertFacts>();
    let schemas = &mut document["components"]["schemas"];
    for (name, schema) in generator.take_definitions(true) {
        schemas[name] = schema;
    }
}

/// Says that text in a request must not contain control characters.
fn plain_text(schema: &mut Value) {
    let is_text = match &schema["type"] {
        Value::Array(types) => types.iter().any(|name| name == "string"),
        name => name == "string",
    };
    if is_text && schema.get("enum").is_none() && schema.get("pattern").is_none() {
        schema["pattern"] = json!(r"^[^\u0000-\u001f\u007f-\u009f]*$");
    }
}

fn fields(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}

/// Adds how to sign in, unless the operation says so itself.
fn secure(method: &str, operation: &mut Value) {
    if operation.get("security").is_none() {
        let browser = match method {
            "get" => json!({"session": []}),
            _ => json!({"session": [], "csrf": []}),
        };
        operation["security"] = json!([{"token": []}, browser]);
    }
}

/// Adds the error responses. A handler's own description of a status is kept.
fn refusals(path: &str, method: &str, operation: &mut Value) {
    let is_open = operation["security"]
        .as_array()
        .is_some_and(|ways| ways.iter().any(|way| way.as_object().is_some_and(Map::is_empty)));
    let has_query = operation["parameters"]
        .as_array()
        .is_some_and(|parameters| parameters.iter().any(|parameter| parameter["in"] == "query"));
    let has_body = operation.get("requestBody").is_some();
    let mut all: Vec<(&str, &str)> = Vec::new();
    if !is_open {
        all.push(("401", "You are not signed in."));
        all.push(("500", "A bug, or a database that does not respond."));
        all.push(("503", "The directory is busy, so try again in a moment; or it is read-only."));
    }
    if !is_open && method != "get" {
        all.push(("403", "Your role does not allow this, or `X-CSRF-Token` is not the session's."));
    }
    if path.contains('{') {
        all.push(("404", "It does not exist, or you may not see it."));
    }
    if has_query || has_body {
        all.push(("422", "A value is not valid, or contains a control character."));
    }
    if has_body {
        all.push(("400", "The body is not valid JSON."));
        all.push(("408", "The body took too long to arrive."));
        all.push(("413", "The body is too large."));
        all.push(("415", "The body is not application/json."));
    }
    let content = json!({
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
    });
    for (status, meaning) in all {
        let responses = &mut operation["responses"];
        if responses.get(status).is_none() {
            responses[status] = json!({"description": meaning});
        }
    }
    for (status, response) in fields(&mut operation["responses"]) {
        if status.starts_with(['4', '5']) {
            response["content"] = content.clone();
        }
        if status == "401" {
            response["headers"] = json!({
                "WWW-Authenticate": {"schema": {"type": "string"}, "description": "`Bearer`."}
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_refused_is_described() {
        let mut document = json!({"paths": {
            "/a/{id}": {
                "get": {"responses": {"200": {}}},
                "post": {"requestBody": {}, "responses": {"409": {"description": "Moved."}}}
            },
            "/open": {"get": {"security": [{}], "responses": {"200": {}}}}
        }});
        complete(&mut document);
        let statuses = |path: &str, method: &str| -> String {
            let responses = &document["paths"][path][method]["responses"];
            let mut statuses: Vec<_> = responses.as_object().unwrap().keys().cloned().collect();
            // Whether JSON maps are sorted depends on the features that other crates enable.
            statuses.sort();
            statuses.join(" ")
        };
        assert_eq!(statuses("/a/{id}", "get"), "200 401 404 500 503");
        assert_eq!(statuses("/a/{id}", "post"), "400 401 403 404 408 409 413 415 422 500 503");
        assert_eq!(statuses("/open", "get"), "200");
        let post = &document["paths"]["/a/{id}"]["post"];
        assert_eq!(post["security"][1], json!({"session": [], "csrf": []}));
        assert_eq!(post["responses"]["409"]["description"], "Moved.");
        assert!(post["responses"]["409"]["content"]["application/problem+json"].is_object());
    }
}
