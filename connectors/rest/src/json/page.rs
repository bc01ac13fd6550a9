use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use tenantry_core::connector::{ConnectorError, ErrorKind};

use super::{Key, Node, Place, Shape};

/// How the message about a duplicate member begins.
const TWICE: &str = "the member ";

/// Reads a JSON document; anything not in `shape` is skipped.
///
/// # Errors
/// [`ErrorKind::Incomplete`] if it ends early; [`ErrorKind::Malformed`] if it
/// is not valid JSON, is nested too deep, or has a duplicate member. Neither
/// quotes the document.
pub(crate) fn parse<'d>(document: &'d [u8], shape: &Shape) -> Result<Node<'d>, ConnectorError> {
    // A byte-order mark is not part of JSON, but some servers send one.
    let document = document.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(document);
    let mut deserializer = serde_json::Deserializer::from_slice(document);
    let read = Value { shape, at: Shape::ROOT }.deserialize(&mut deserializer);
    read.and_then(|node| deserializer.end().map(|()| node)).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> ConnectorError {
    let text = error.to_string();
    let what = match error.classify() {
        Category::Eof => {
            return ConnectorError::new(
                ErrorKind::Incomplete,
                "the JSON ends before it is complete",
            )
            .hint("nothing was changed; run again when the PMS delivers the complete response");
        }
        Category::Data if text.starts_with(TWICE) => {
            text.split(" at line ").next().unwrap_or_default()
        }
        _ if text.starts_with("recursion limit") => "it is nested too deep",
        _ => "it is not valid JSON",
    };
    let (line, column) = (error.line(), error.column());
    let message = format!("the JSON cannot be read: {what} (line {line}, column {column})");
    ConnectorError::new(ErrorKind::Malformed, message)
        .hint("nothing was changed; check `url`, or ask the PMS's support")
}

#[derive(Clone, Copy)]
struct Value<'s> {
    shape: &'s Shape,
    at: Place,
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::integer(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        Ok(Node::float(value))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Borrowed(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node<'de>, E> {
        Ok(Node::Owned(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node<'de>, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = list.next_element_seed(self)? {
            elements.push(element);
        }
        Ok(Node::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Node<'de>, A::Error> {
        if !self.shape.has_members(self.at) {
            while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Node::Other);
        }
        let mut members: Vec<(Key, Node<'de>)> = Vec::with_capacity(self.shape.members(self.at));
        while let Some(name) = object.next_key_seed(Name(self))? {
            let Some((key, at)) = name else {
                object.next_value::<IgnoredAny>()?;
                continue;
            };
            if members.iter().any(|(known, _)| *known == key) {
                let name = self.shape.name(self.at, key);
                return Err(A::Error::custom(format_args!("{TWICE}{name:?} is duplicated")));
            }
            members.push((key, object.next_value_seed(Value { at, ..self })?));
        }
        Ok(Node::Object(members))
    }
}

/// The name of a member: its key and place if it is read.
struct Name<'s>(Value<'s>);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Option<(Key, Place)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Option<(Key, Place)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.shape.find(self.0.at, name))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    /// Reads `a` and, in it, `b`.
    fn shape() -> Shape {
        let mut shape = Shape::new(false);
        let a = shape.add(Shape::ROOT, "a", 0);
        shape.add(a, "b", 1);
        shape
    }

    fn read(document: &str) -> Result<Node<'_>, ConnectorError> {
        parse(document.as_bytes(), &shape())
    }

    #[test]
    fn what_is_not_read_is_passed_over() {
        let node =
            read("\u{FEFF}{\"x\": [{\"a\": 1}], \"a\": [{\"b\": 7, \"c\": {}}, \"\\u00e9\"]}");
        let inner = Node::Object(vec![(1, Node::Number("7".into()))]);
        let list = Node::List(vec![inner, Node::Owned("é".into())]);
        assert_eq!(node.unwrap(), Node::Object(vec![(0, list)]));
        assert_eq!(
            read("{\"a\": {\"b\": {\"b\": 1}}}").unwrap().member(0).unwrap().member(1),
            Some(&Node::Other)
        );
    }

    #[rstest]
    #[case("", ErrorKind::Incomplete, "ends before")]
    #[case("{\"a\": [1, ", ErrorKind::Incomplete, "ends before")]
    #[case("{\"a\": 1, \"a\": 2}", ErrorKind::Malformed, "\"a\" is duplicated")]
    #[case("{\"a\": {\"b\": 1, \"b\": 1}}", ErrorKind::Malformed, "\"b\" is duplicated")]
    #[case("[] []", ErrorKind::Malformed, "not valid JSON")]
    #[case("{a: 1}", ErrorKind::Malformed, "not valid JSON")]
    #[case("\"ada", ErrorKind::Incomplete, "ends before")]
    #[case(&"[".repeat(1000), ErrorKind::Malformed, "nested too deep")]
    fn bad_documents(#[case] document: &str, #[case] kind: ErrorKind, #[case] says: &str) {
        let error = read(document).unwrap_err();
        assert_eq!(error.kind, kind);
        assert!(error.message.contains(says) && error.hint.is_some(), "{error}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(document in "[\\[\\]{}\",:ab0-9eE. ]{0,40}") {
            if let Err(error) = read(&document) {
                prop_assert!(matches!(error.kind, ErrorKind::Incomplete | ErrorKind::Malformed));
            }
        }
    }
}
