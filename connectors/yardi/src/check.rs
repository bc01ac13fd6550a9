use tenantry_core::connector::{ConnectorError, ErrorKind, quote_name};
use tenantry_http::Session;

use crate::{answer, connector::Source, interface::Interface, operation::Wanted};

/// The maximum size of a response to a check, in bytes.
const MOST: usize = 16 << 20;

/// Verifies address, credentials, entity, license and properties, and reports
/// each that is in order.
pub(crate) async fn check(source: &Source, session: &Session) -> Result<String, ConnectorError> {
    let service = &source.service;
    let mut found = Vec::new();
    for operation in ["Ping", "GetVersionNumber"] {
        match session.send(service.open_request(operation)).await {
            Ok(answer) => {
                let body = answer.body.bytes(MOST).await?;
                let text = leaf_texts(&body, operation).unwrap_or_default();
                match operation {
                    "Ping" => found.push("the service responds".to_owned()),
                    _ if !text.is_empty() => found.push(format!("version {}", quote_name(&text))),
                    _ => {}
                }
            }
            // Old versions have neither.
            Err(error) if error.kind == ErrorKind::Unsupported => {}
            Err(error) => return Err(error),
        }
    }
    let known = properties(source, session).await?;
    found.push(format!(
        "login, interface entity and license are accepted for {}",
        service.interface.name()
    ));
    for code in &source.properties {
        let property = known.iter().find(|(known, _)| known.eq_ignore_ascii_case(code));
        match property {
            Some((_, name)) if !name.is_empty() => found.push(format!("property {code}: {name}")),
            Some(_) => found.push(format!("property {code} is configured")),
            None => return Err(not_configured(code, &known)),
        }
    }
    if service.interface == Interface::CommonData
        && let Some(limits) = rate_limits(source, session).await
    {
        found.push(format!("rate limits: {limits}"));
    }
    Ok(found.join("; "))
}

/// The properties that the interface is configured for: code and name.
async fn properties(
    source: &Source,
    session: &Session,
) -> Result<Vec<(String, String)>, ConnectorError> {
    let wanted = Wanted::properties();
    let answer = session.send(source.service.request(&wanted)).await?;
    let body = answer.body.bytes(MOST).await?;
    let mut properties = Vec::new();
    let read = answer::read(&body[..], wanted.operation, "properties", |document, name| {
        if name != "property" {
            return Ok(());
        }
        let (mut code, mut name_of_property) = (String::new(), String::new());
        document.children(|document, name| {
            match name {
                "code" => code = document.text()?.trim().to_owned(),
                "marketingname" => name_of_property = quote_name(document.text()?),
                _ => {}
            }
            Ok(())
        })?;
        properties.push((code, name_of_property));
        Ok(())
    });
    read.map_err(|error| error.of(&wanted.label()))?;
    Ok(properties)
}

fn not_configured(code: &str, known: &[(String, String)]) -> ConnectorError {
    const SHOWN: usize = 10;
    let mut codes: Vec<&str> = known.iter().take(SHOWN).map(|(code, _)| code.as_str()).collect();
    if known.len() > SHOWN {
        codes.push("...");
    }
    let hint = if codes.is_empty() {
        "it is configured for none; have the Voyager administrator configure it".to_owned()
    } else {
        format!(
            "it is configured for {}; correct `properties`, or have the Voyager administrator configure the interface",
            codes.join(", ")
        )
    };
    ConnectorError::new(
        ErrorKind::PropertyNotFound,
        format!("the interface is not configured for property {code}"),
    )
    .hint(hint)
}

/// What the service says about its rate limits, if anything.
async fn rate_limits(source: &Source, session: &Session) -> Option<String> {
    let wanted = Wanted { operation: "GetRateLimits", ..Wanted::properties() };
    let answer = session.send(source.service.request(&wanted)).await.ok()?;
    let body = answer.body.bytes(MOST).await.ok()?;
    leaf_texts(&body, wanted.operation)
        .filter(|text| !text.is_empty())
        .map(|text| quote_name(&text))
}

/// The texts in a result whose elements are not documented.
fn leaf_texts(body: &[u8], operation: &str) -> Option<String> {
    let result = format!("{}result", operation.to_ascii_lowercase());
    let mut document = tenantry_xml::Document::new(body);
    while let Ok(Some(name)) = document.next_within(0) {
        if name == result.as_str() {
            let depth = document.depth();
            let mut texts = String::new();
            if document.content().ok()? == tenantry_xml::Content::Text {
                return document.text().ok().map(|text| text.trim().to_owned());
            }
            while let Ok(Some(name)) = document.next_within(depth) {
                if document.content().ok()? == tenantry_xml::Content::Text {
                    let text = document.text().ok()?.trim().to_owned();
                    texts += &format!("{name} {text} ");
                }
            }
            return Some(texts.trim().to_owned());
        }
    }
    None
}
