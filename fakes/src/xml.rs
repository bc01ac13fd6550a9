//! A request's XML as a tree.

use std::borrow::Cow;

use quick_xml::{
    NsReader, XmlVersion,
    escape::{escape, resolve_predefined_entity},
    events::{BytesRef, BytesStart, Event},
    name::ResolveResult,
};

/// Deeper than any request.
const DEPTH_LIMIT: usize = 64;

/// An element with its content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) namespace: String,
    /// The name without its prefix.
    pub(crate) name: String,
    pub(crate) children: Vec<Element>,
    /// Its own text, without that of its children.
    pub(crate) text: String,
}

impl Element {
    /// The root element of a document, or why it cannot be read.
    pub(crate) fn parse(document: &str) -> Result<Self, String> {
        let mut reader = NsReader::from_str(document);
        let mut open: Vec<Self> = vec![Self::default()];
        loop {
            let (namespace, event) =
                reader.read_resolved_event().map_err(|error| error.to_string())?;
            let inner = open.last_mut().ok_or("an end without a start")?;
            match event {
                Event::Start(start) => open.push(Self::new(&namespace, &start)),
                Event::Empty(start) => inner.children.push(Self::new(&namespace, &start)),
                Event::End(_) => close(&mut open)?,
                Event::Text(text) => inner.text.push_str(&text.xml10_content()),
                Event::CData(text) => inner.text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => inner.text.push_str(&resolve(&reference)?),
                Event::DocType(_) => return Err("a DOCTYPE".into()),
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
            if open.len() > DEPTH_LIMIT {
                return Err("too deep".into());
            }
        }
        let [document] = open.try_into().map_err(|_| "an element is not closed")?;
        let mut roots = document.children.into_iter();
        match (roots.next(), roots.next()) {
            (Some(root), None) => Ok(root),
            _ => Err("not exactly one root element".into()),
        }
    }

    fn new(namespace: &ResolveResult<'_>, start: &BytesStart<'_>) -> Self {
        let namespace = match namespace {
            ResolveResult::Bound(found) => found.into_inner().into(),
            ResolveResult::Unbound | ResolveResult::Unknown(_) => String::new(),
        };
        Self { namespace, name: start.local_name().into_inner().into(), ..Self::default() }
    }

    /// The first child with this name in a namespace.
    pub(crate) fn child(&self, namespace: &str, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.namespace == namespace && child.name == name)
    }

    /// The trimmed text of a child; empty if the child does not exist.
    pub(crate) fn text_of(&self, namespace: &str, name: &str) -> &str {
        self.child(namespace, name).map_or("", |child| child.text.trim())
    }
}

fn close(open: &mut Vec<Element>) -> Result<(), String> {
    let element = open.pop().ok_or("an end without a start")?;
    open.last_mut().ok_or("an end without a start")?.children.push(element);
    Ok(())
}

fn resolve(reference: &BytesRef<'_>) -> Result<String, String> {
    if let Some(character) = reference.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(character.into());
    }
    let name = reference.xml_content(XmlVersion::Implicit1_0);
    resolve_predefined_entity(&name).map(Into::into).ok_or_else(|| format!("&{name};"))
}

/// Text escaped for an element or an attribute.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    escape(text)
}
