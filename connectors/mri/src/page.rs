use std::io::BufRead;

use serde_json::Value;
use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_http::{connector_error, json};
use tenantry_xml::Document;

use crate::{
    entry::{Entry, no_error_in_json, no_error_in_xml},
    format::Format,
};

const ROOT: &str = "mri_s-pmrm_residentleasedetailsbypropertyid";

type Take<'t> = &'t mut dyn FnMut(Entry) -> Result<(), ConnectorError>;

/// Reads a page to its end and passes its entries to `take`; returns the link
/// to the next page, if there is one.
///
/// # Errors
/// Those of the document and of `take`, the meaning of an error in the page,
/// and [`ErrorKind::Protocol`] if it is not a page of residents.
pub(crate) fn read(
    source: &mut impl BufRead,
    format: Format,
    take: Take<'_>,
) -> Result<Option<String>, ConnectorError> {
    let link = match format {
        Format::Xml => read_xml(source, take)?,
        Format::Json => read_json(source, take)?,
    };
    Ok(link.filter(|link| !link.trim().is_empty()))
}

fn read_xml(source: &mut impl BufRead, take: Take<'_>) -> Result<Option<String>, ConnectorError> {
    let mut document = Document::new(source);
    let link = match document.next_within(0)?.as_deref() {
        Some(ROOT) => document.attribute("nextpagelink")?,
        Some("error") => {
            no_error_in_xml(&mut document)?;
            return Err(no_page());
        }
        Some(_) => return Err(no_page()),
        None => {
            return Err(ConnectorError::new(ErrorKind::Incomplete, "the response is empty"));
        }
    };
    document.children(|document, name| match name {
        "entry" => take(Entry::from_xml(document)?),
        "error" => no_error_in_xml(document),
        _ => Ok(()),
    })?;
    document.finish()?;
    Ok(link)
}

fn read_json(source: &mut impl BufRead, take: Take<'_>) -> Result<Option<String>, ConnectorError> {
    // A bare list has no place for a link, so a missing link proves nothing.
    if first_byte(source)? != Some(b'{') {
        return Err(no_page());
    }
    let rest = json::records(source, "value", |value| take(Entry::from_json(&value)?))?;
    let mut link = None;
    for (name, value) in rest {
        match (name.to_ascii_lowercase().as_str(), value) {
            ("error", value) => no_error_in_json(&value)?,
            (name, Value::String(text)) if name.ends_with("nextlink") => link = Some(text),
            (name, Value::Null) if name.ends_with("nextlink") => {}
            (name, _) if name.ends_with("nextlink") => return Err(no_page()),
            _ => {}
        }
    }
    Ok(link)
}

/// The first byte after whitespace and a byte-order mark, which are skipped.
fn first_byte(source: &mut impl BufRead) -> Result<Option<u8>, ConnectorError> {
    loop {
        match source.fill_buf().map_err(connector_error)?.first().copied() {
            Some(b' ' | b'\t' | b'\r' | b'\n' | 0xEF | 0xBB | 0xBF) => source.consume(1),
            first => return Ok(first),
        }
    }
}

fn no_page() -> ConnectorError {
    ConnectorError::new(ErrorKind::Protocol, "the response is not a page of residents")
        .hint("check `url` and `format`")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn entries(format: Format, text: &str) -> Result<(usize, Option<String>), ConnectorError> {
        let mut count = 0;
        let link = read(&mut text.as_bytes(), format, &mut |_| {
            count += 1;
            Ok(())
        })?;
        Ok((count, link))
    }

    fn xml(attributes: &str, inner: &str) -> String {
        format!("<?xml version='1.0'?><{ROOT} {attributes}>{inner}</{ROOT}>")
    }

    #[rstest]
    #[case("NextPageLink='h?a=1&amp;$skip=301'", "<entry/><entry/>", 2, Some("h?a=1&$skip=301"))]
    #[case("NextPageLink=''", "<entry/>", 1, None)]
    #[case("", "", 0, None)]
    fn pages_in_xml(
        #[case] attributes: &str,
        #[case] inner: &str,
        #[case] count: usize,
        #[case] link: Option<&str>,
    ) {
        let page = entries(Format::Xml, &xml(attributes, inner)).unwrap();
        assert_eq!(page, (count, link.map(Into::into)));
    }

    #[rstest]
    #[case(
        r#"{"odata.metadata":"m","value":[{},{}],"nextLink":"h?%24skip=301"}"#,
        2,
        Some("h?%24skip=301")
    )]
    #[case("\u{FEFF}{\"nextLink\":null,\"value\":[]}", 0, None)]
    #[case(r#"{"nextLink":" ","value":[{"Error":null}]}"#, 1, None)]
    fn pages_in_json(#[case] text: &str, #[case] count: usize, #[case] link: Option<&str>) {
        assert_eq!(entries(Format::Json, text).unwrap(), (count, link.map(Into::into)));
    }

    #[rstest]
    #[case(Format::Xml, "<residents><entry/></residents>".into(), ErrorKind::Protocol)]
    #[case(Format::Xml, "<Error><Message>Invalid credentials</Message></Error>".into(), ErrorKind::Unauthenticated)]
    #[case(Format::Xml, "<Error/>".into(), ErrorKind::Protocol)]
    #[case(
        Format::Xml,
        xml("", "<Error><Message>Invalid property.</Message></Error>"),
        ErrorKind::PropertyNotFound
    )]
    #[case(
        Format::Xml,
        xml("", "<entry><Error><Message>Invalid API.</Message></Error></entry>"),
        ErrorKind::ConfigInvalid
    )]
    #[case(Format::Xml, xml("", "<entry/>").replace("</mri", ""), ErrorKind::Incomplete)]
    #[case(Format::Xml, "<html/>".into(), ErrorKind::Unavailable)]
    #[case(Format::Xml, String::new(), ErrorKind::Incomplete)]
    #[case(Format::Json, "[]".into(), ErrorKind::Protocol)]
    #[case(Format::Json, String::new(), ErrorKind::Protocol)]
    #[case(
        Format::Json,
        r#"{"value":[],"Error":{"Message":"Invalid property."}}"#.into(),
        ErrorKind::PropertyNotFound
    )]
    #[case(Format::Json, "{}".into(), ErrorKind::Malformed)]
    #[case(Format::Json, r#"{"value":{}}"#.into(), ErrorKind::Malformed)]
    #[case(Format::Json, r#"{"value":[]"#.into(), ErrorKind::Incomplete)]
    #[case(Format::Json, r#"{"value":[],"Error":"Invalid property."}"#.into(), ErrorKind::PropertyNotFound)]
    #[case(Format::Json, r#"{"value":[],"nextLink":7}"#.into(), ErrorKind::Protocol)]
    fn never_a_roster(#[case] format: Format, #[case] text: String, #[case] kind: ErrorKind) {
        assert_eq!(entries(format, &text).unwrap_err().kind, kind, "{text}");
    }
}
