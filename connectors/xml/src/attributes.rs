use quick_xml::escape::unescape;
use quick_xml::events::BytesStart;
use tenantry_core::Text;
use tenantry_core::connector::ConnectorError;

use crate::failure::{malformed, too_large};

/// The most attributes that an element may have.
const MOST: usize = 256;

/// The attributes of a tag, by their local names in lower case.
pub(crate) fn all(tag: &BytesStart<'_>, at: u64) -> Result<Vec<(Text, String)>, ConnectorError> {
    let mut all = Vec::new();
    for attribute in tag.attributes() {
        if all.len() == MOST {
            return Err(too_large(at, &format!("an element with more than {MOST} attributes")));
        }
        // Attributes given twice are found here.
        let attribute = attribute.map_err(|_| malformed(at, "an attribute cannot be read"))?;
        let mut name = Text::from(attribute.key.local_name().as_ref());
        name.make_ascii_lowercase();
        // What cannot be unescaped is damaged text, and shows as such.
        let value = match unescape(attribute.value.as_ref()) {
            Ok(text) => text.into_owned(),
            Err(_) => '\u{FFFD}'.to_string(),
        };
        all.push((name, value));
    }
    Ok(all)
}
