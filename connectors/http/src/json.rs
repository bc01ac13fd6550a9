//! JSON documents that contain one long list, read record by record.

use std::{
    fmt,
    io::{self, BufReader, Read},
};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, error::Category};
use tenantry_core::connector::{ConnectorError, ErrorKind};

use crate::pump::connector_error;

/// The deepest nesting of objects and lists allowed.
const DEEPEST: usize = 64;

/// How many other members of the object are kept.
const MOST_MEMBERS: usize = 256;

const BUFFER: usize = 64 << 10;

/// Reads a document that is a list, or an object with a list under `list_key`,
/// and passes the list's elements to `each` one by one. Returns the object's
/// other members, except lists.
///
/// # Errors
/// [`ErrorKind::Incomplete`] if the document ends early,
/// [`ErrorKind::Malformed`] if it is not such a document, has two such lists,
/// continues after its end or is nested more than 64 deep. Errors never quote
/// the document. Also the errors of `reader` and `each`.
pub fn records(
    reader: impl Read,
    list_key: &str,
    each: impl FnMut(Value) -> Result<(), ConnectorError>,
) -> Result<Map<String, Value>, ConnectorError> {
    let reader = BufReader::with_capacity(BUFFER, Shallow::new(reader));
    let mut deserializer = serde_json::Deserializer::from_reader(reader);
    let mut reading = Reading { list_key, each, failure: None };
    let read = Document(&mut reading).deserialize(&mut deserializer);
    let read = read.and_then(|rest| deserializer.end().map(|()| rest));
    match (reading.failure, read) {
        (Some(failure), _) => Err(failure),
        (None, Ok(rest)) => Ok(rest),
        (None, Err(error)) => Err(unreadable(error)),
    }
}

struct Reading<'a, F> {
    list_key: &'a str,
    each: F,
    /// What `each` returned.
    failure: Option<ConnectorError>,
}

/// Messages for a document without its list; they quote nothing.
const NO_LIST: &str = "there is no list of records";
const TWO_LISTS: &str = "there are two lists of records";

fn unreadable(error: serde_json::Error) -> ConnectorError {
    let (line, column) = (error.line(), error.column());
    let malformed = |what: &str| {
        let message = format!("the JSON cannot be read: {what} (line {line}, column {column})");
        ConnectorError::new(ErrorKind::Malformed, message)
            .hint("nothing was changed; check `url`, or ask the PMS's support")
    };
    match error.classify() {
        Category::Io => connector_error(error.into()),
        Category::Eof => {
            ConnectorError::new(ErrorKind::Incomplete, "the JSON ends before it is complete")
                .hint("nothing was changed; run again when the PMS delivers the complete response")
        }
        Category::Syntax => malformed("it is not valid JSON"),
        Category::Data => {
            let text = error.to_string();
            let known = [NO_LIST, TWO_LISTS].into_iter().find(|known| text.starts_with(known));
            malformed(known.unwrap_or("it is not a list of records"))
        }
    }
}

struct Document<'r, 'a, F>(&'r mut Reading<'a, F>);

impl<'de, F: FnMut(Value) -> Result<(), ConnectorError>> DeserializeSeed<'de>
    for Document<'_, '_, F>
{
    type Value = Map<String, Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(Value) -> Result<(), ConnectorError>> Visitor<'de> for Document<'_, '_, F> {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list, or an object with a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        List(self.0).visit_seq(list)?;
        Ok(Map::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut rest = Map::new();
        let mut found = false;
        while let Some(key) = members.next_key::<String>()? {
            if key == self.0.list_key {
                if std::mem::replace(&mut found, true) {
                    return Err(A::Error::custom(TWO_LISTS));
                }
                members.next_value_seed(List(&mut *self.0))?;
            } else if let Other(Some(value)) = members.next_value()? {
                rest.insert(key, value);
            }
        }
        if found { Ok(rest) } else { Err(A::Error::custom(NO_LIST)) }
    }
}

struct List<'r, 'a, F>(&'r mut Reading<'a, F>);

impl<'de, F: FnMut(Value) -> Result<(), ConnectorError>> DeserializeSeed<'de> for List<'_, '_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(Value) -> Result<(), ConnectorError>> Visitor<'de> for List<'_, '_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(record) = list.next_element()? {
            if let Err(failure) = (self.0.each)(record) {
                self.0.failure = Some(failure);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// A value next to the list of records; `None` for lists, which may be long.
struct Other(Option<Value>);

impl<'de> serde::Deserialize<'de> for Other {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OtherVisitor)
    }
}

struct OtherVisitor;

impl<'de> Visitor<'de> for OtherVisitor {
    type Value = Other;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Other, E> {
        Ok(Other(Some(Value::Null)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Other, E> {
        Ok(Other(Some(value.into())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Other, E> {
        Ok(Other(Some(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Other, E> {
        Ok(Other(Some(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Other, E> {
        Ok(Other(Some(value.into())))
    }

    fn visit_str<E>(self, value: &str) -> Result<Other, E> {
        Ok(Other(Some(value.into())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Other, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Other(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Other, A::Error> {
        let mut object = Map::new();
        while let Some((key, Other(value))) = members.next_entry::<String, Other>()? {
            if let Some(value) = value
                && object.len() < MOST_MEMBERS
            {
                object.insert(key, value);
            }
        }
        Ok(Other(Some(Value::Object(object))))
    }
}

/// Fails if brackets nest too deep, ignoring those in strings.
struct Shallow<R> {
    reader: R,
    depth: usize,
    in_text: bool,
    escaped: bool,
}

impl<R> Shallow<R> {
    fn new(reader: R) -> Self {
        Self { reader, depth: 0, in_text: false, escaped: false }
    }

    fn see(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_text => self.escaped = true,
            b'"' => self.in_text = !self.in_text,
            b'[' | b'{' if !self.in_text => self.depth += 1,
            b']' | b'}' if !self.in_text => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

impl<R: Read> Read for Shallow<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(into)?;
        for &byte in &into[..count] {
            self.see(byte);
            if self.depth > DEEPEST {
                let message = "the JSON cannot be read: it is nested too deep";
                let error = ConnectorError::new(ErrorKind::Malformed, message);
                return Err(io::Error::other(error));
            }
        }
        Ok(count)
    }
}
