mod scan;

use std::io::{ErrorKind, Read};

use memchr::{memchr, memrchr};
use quick_xml::{Reader, events::BytesStart};
use tenantry_core::{Text, connector::ConnectorError};

use self::scan::Token;
use crate::{
    attributes,
    character_data::CharacterData,
    content::{Content, look_at_content},
    decode::Decoder,
    failure::{io_failure, malformed},
    skip::Skipper,
    tags::Open,
    window::Window,
};

/// A reader of an XML document: a position in a tree of elements.
///
/// Elements have lower-case local names. The element returned by
/// [`children`](Self::children) or [`next_within`](Self::next_within) is the
/// *current element*: its attributes and content can be read, and the rest of
/// it is skipped.
///
/// # Errors
/// Every method may fail with
/// [`Malformed`](tenantry_core::connector::ErrorKind::Malformed) if the
/// document is not well-formed XML, `TooLarge` if it exceeds a limit,
/// `Incomplete` if it ends too early, `Unavailable` if it is a web page, and
/// with any error of its source. After an error the document cannot be read
/// further.
pub struct Document<'a> {
    reader: Reader<Window<'a>>,
    /// The last tag or text, as in the document.
    raw: Vec<u8>,
    /// The length of the name within a start tag.
    name_length: usize,
    text: String,
    open: Open,
    /// Whether the current element closes itself and its end has not been
    /// reported yet.
    closes_itself: bool,
    root_seen: bool,
    skipper: Option<Skipper>,
}

impl<'a> Document<'a> {
    /// Reads a document in any encoding that [`Decoder`] supports.
    pub fn new(source: impl Read + 'a) -> Self {
        Self::of(Box::new(Decoder::new(source)))
    }

    fn of(source: Box<dyn Read + 'a>) -> Self {
        let mut reader = Reader::from_reader(Window::new(source));
        // "Smith & Sons" is a name, even if the PMS forgot to escape it.
        reader.config_mut().allow_dangling_amp = true;
        Self {
            reader,
            raw: Vec::new(),
            name_length: 0,
            text: String::new(),
            open: Open::default(),
            closes_itself: false,
            root_seen: false,
            skipper: None,
        }
    }

    /// The depth of the current element; the root element has depth 1.
    pub fn depth(&self) -> usize {
        self.open.depth()
    }

    /// Bytes read so far, counted as UTF-8.
    pub fn position(&self) -> u64 {
        self.reader.get_ref().position()
    }

    /// The next element within the one at `depth`, at any level below it;
    /// `None` once that one is closed. With 0: within the whole document,
    /// `None` once it is known to be complete.
    ///
    /// An element that is not read is not skipped: its children come next.
    pub fn next_within(&mut self, depth: usize) -> Result<Option<Text>, ConnectorError> {
        while self.depth() >= depth {
            match self.advance(false)? {
                Token::Start => return Ok(Some(self.name())),
                Token::Eof => break,
                Token::End | Token::Text => {}
            }
        }
        Ok(None)
    }

    /// Calls `visit` with every child element of the current element. It may
    /// read the child or not; the rest is skipped.
    pub fn children(
        &mut self,
        mut visit: impl FnMut(&mut Self, &str) -> Result<(), ConnectorError>,
    ) -> Result<(), ConnectorError> {
        let depth = self.depth();
        while self.depth() >= depth {
            if self.advance(false)? == Token::Start {
                let child = self.depth();
                let name = self.name();
                visit(self, &name)?;
                self.leave(child)?;
            }
        }
        Ok(())
    }

    /// The text of the current element, without that of its children.
    pub fn text(&mut self) -> Result<&str, ConnectorError> {
        self.text.clear();
        let depth = self.depth();
        while self.depth() >= depth {
            self.advance(true)?;
            // The text of children is not wanted.
            if self.depth() > depth {
                let child = self.depth();
                self.leave(child)?;
            }
        }
        Ok(&self.text)
    }

    /// The value of an attribute of the current element, by lower-case local
    /// name. Call this before reading the content.
    pub fn attribute(&self, name: &str) -> Result<Option<String>, ConnectorError> {
        match self.tag_with_attributes()? {
            Some(tag) => attributes::find(&tag, name, self.position()),
            None => Ok(None),
        }
    }

    /// All attributes of the current element, by lower-case local name. Call
    /// this before reading the content.
    pub fn attributes(&self) -> Result<Vec<(Text, String)>, ConnectorError> {
        match self.tag_with_attributes()? {
            Some(tag) => attributes::all(&tag, self.position()),
            None => Ok(Vec::new()),
        }
    }

    /// The start tag of the current element, if it has attributes.
    fn tag_with_attributes(&self) -> Result<Option<BytesStart<'_>>, ConnectorError> {
        if memchr(b'=', &self.raw).is_none() {
            return Ok(None);
        }
        let tag = std::str::from_utf8(&self.raw)
            .map_err(|_| malformed(self.position(), "a tag is not valid text"))?
            .trim_start_matches('<')
            .trim_end_matches(['>', '/']);
        Ok(Some(BytesStart::from_content(tag, self.name_length.min(tag.len()))))
    }

    /// Skips the current element by searching for its end tag, without parsing
    /// its content. For large elements that are not needed.
    pub fn skip(&mut self) -> Result<(), ConnectorError> {
        let depth = self.depth();
        if !self.closes_itself {
            let name = std::str::from_utf8(&self.raw[1..=self.name_length]).map_err(|_| {
                malformed(self.reader.get_ref().position(), "a tag is not valid text")
            })?;
            let skipper = match self.skipper.take() {
                Some(skipper) if skipper.is_of(name) => skipper,
                _ => Skipper::new(name),
            };
            let window = self.reader.get_mut();
            skipper.skip(window).map_err(|error| io_failure(error, window.position()))?;
            self.skipper = Some(skipper);
        }
        self.leave(depth)
    }

    /// The kind of content in the current element. Whitespace before it is
    /// skipped.
    pub fn content(&mut self) -> Result<Content, ConnectorError> {
        if self.closes_itself {
            return Ok(Content::Nothing);
        }
        let window = self.reader.get_mut();
        let content = match look_at_content(window) {
            // A document within another one may be empty.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof && self.open.depth() == 0 => {
                Ok(Content::Nothing)
            }
            content => content,
        };
        content.map_err(|error| io_failure(error, self.reader.get_ref().position()))
    }

    /// The document that the current element contains as text. Drop it to
    /// continue with the outer one.
    pub fn inner(&mut self) -> Document<'_> {
        Document::of(Box::new(CharacterData::new(self.reader.get_mut())))
    }

    /// Reads the rest, which proves that the document is complete.
    pub fn finish(&mut self) -> Result<(), ConnectorError> {
        while self.advance(false)? != Token::Eof {}
        Ok(())
    }

    /// Reads until the element at `depth` is closed.
    fn leave(&mut self, depth: usize) -> Result<(), ConnectorError> {
        while self.depth() >= depth {
            self.advance(false)?;
        }
        Ok(())
    }

    /// The lower-case local name of the current element.
    fn name(&self) -> Text {
        let name = self.raw.get(1..=self.name_length).unwrap_or_default();
        let local = match memrchr(b':', name) {
            Some(colon) => &name[colon + 1..],
            None => name,
        };
        // quick-xml returns only UTF-8.
        let mut name = Text::from(std::str::from_utf8(local).unwrap_or_default());
        name.make_ascii_lowercase();
        name
    }
}

impl std::fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("position", &self.position()).finish_non_exhaustive()
    }
}
