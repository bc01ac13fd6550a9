use quick_xml::escape::unescape;
use quick_xml::events::BytesStart;
use tenantry_core::connector::ConnectorError;

use crate::failure::{malformed, too_large};

/// The most attributes that an element may have.
const MOST: usize = 256;

/// The value of the attribute with this local name, in any letter case.
pub(crate) fn find(
    tag: &BytesStart<'_>,
    wanted: &str,
    at: u64,
) -> Result<Option<String>, ConnectorError> {
    let mut value = None;
    for (count, attribute) in tag.attributes().enumerate() {
        if count == MOST {
            return Err(too_large(at, &format!("an element with more than {MOST} attributes")));
        }
        // Attributes given twice are found here.
        let attribute = attribute.map_err(|_| malformed(at, "an attribute cannot be read"))?;
        let name = attribute.key.local_name();
        if value.is_none() && name.as_ref().eq_ignore_ascii_case(wanted) {
            let raw: &str = attribute.value.as_ref();
            // What cannot be unescaped is damaged text, and shows as such.
            value = Some(match unescape(raw) {
                Ok(text) => text.into_owned(),
                Err(_) => '\u{FFFD}'.to_string(),
            });
        }
    }
    Ok(value)
}
