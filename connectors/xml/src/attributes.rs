use quick_xml::{
    escape::unescape,
    events::{BytesStart, attributes::Attribute},
};
use tenantry_core::{Text, connector::ConnectorError};

use crate::failure::{malformed, too_large};

/// The most attributes allowed in an element.
const MOST: usize = 256;

/// All attributes of a tag, by lower-case local name.
pub(crate) fn all(tag: &BytesStart<'_>, at: u64) -> Result<Vec<(Text, String)>, ConnectorError> {
    let mut all = Vec::new();
    each(tag, at, |attribute| {
        let mut name = Text::from(attribute.key.local_name().as_ref());
        name.make_ascii_lowercase();
        all.push((name, value(attribute)));
    })?;
    Ok(all)
}

/// The value of the attribute with this local name, in any letter case.
pub(crate) fn find(
    tag: &BytesStart<'_>,
    name: &str,
    at: u64,
) -> Result<Option<String>, ConnectorError> {
    let mut found = None;
    each(tag, at, |attribute| {
        if attribute.key.local_name().as_ref().eq_ignore_ascii_case(name) && found.is_none() {
            found = Some(value(attribute));
        }
    })?;
    Ok(found)
}

fn each(
    tag: &BytesStart<'_>,
    at: u64,
    mut visit: impl FnMut(&Attribute<'_>),
) -> Result<(), ConnectorError> {
    // Looking for duplicate attributes costs memory; a single one cannot be a
    // duplicate.
    let several = memchr::memchr_iter(b'=', tag.as_bytes()).nth(1).is_some();
    for (count, attribute) in tag.attributes().with_checks(several).enumerate() {
        if count == MOST {
            return Err(too_large(at, &format!("an element with more than {MOST} attributes")));
        }
        visit(&attribute.map_err(|_| malformed(at, "an attribute cannot be read"))?);
    }
    Ok(())
}

/// A value that cannot be unescaped is damaged, and shows as such.
fn value(attribute: &Attribute<'_>) -> String {
    match unescape(attribute.value.as_ref()) {
        Ok(text) => text.into_owned(),
        Err(_) => '\u{FFFD}'.to_string(),
    }
}
