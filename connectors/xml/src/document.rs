use std::io::{self, Read};

use memchr::{memchr2, memrchr};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use tenantry_core::Text;
use tenantry_core::connector::ConnectorError;

use crate::attributes;
use crate::character_data::{CharacterData, resolve};
use crate::decode::Decoder;
use crate::failure::{cut_short, io_failure, malformed, parse_failure, too_large, web_page};
use crate::skip::Skipper;
use crate::window::Window;

/// The most levels of elements.
const MOST_LEVELS: usize = 256;

/// The most bytes of a tag, or of text between two tags.
const MOST_BYTES: usize = 4 << 20;

/// An XML document while it is read: a position within a tree of elements.
///
/// Elements are known by their local names in lower case. What
/// [`children`](Self::children) or [`next_within`](Self::next_within) hands
/// out is the *current element*: its attributes and content can be asked for,
/// and what is not read of it is passed over.
///
/// # Errors
/// Every method may fail with
/// [`Malformed`](tenantry_core::connector::ErrorKind::Malformed) where the
/// document breaks the rules of XML, `TooLarge` where it goes beyond a cap,
/// `Incomplete` where it ends too early, `Unavailable` where it is a web page,
/// and with whatever its source reports. After an error the document cannot be
/// read on.
pub struct Document<'a> {
    reader: Reader<Window<'a>>,
    /// The last tag or text, as the document has it.
    raw: Vec<u8>,
    /// The length of the name within a start tag.
    name_length: usize,
    text: String,
    depth: usize,
    /// The current element closes itself; its end has not been told yet.
    closes_itself: bool,
    root_seen: bool,
    skipper: Option<Skipper>,
}

/// What the current element holds first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Nothing but white space.
    Nothing,
    /// Elements.
    Elements,
    /// A document as escaped text or in CDATA: see [`Document::inner`].
    Document,
    /// Text.
    Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Start,
    End,
    Text,
    Eof,
}

impl<'a> Document<'a> {
    /// A document in any encoding that [`Decoder`] knows.
    pub fn new(source: impl Read + 'a) -> Self {
        Self::of(Box::new(Decoder::new(source)))
    }

    fn of(source: Box<dyn Read + 'a>) -> Self {
        let mut reader = Reader::from_reader(Window::new(source));
        // "Smith & Sons" is a name, even where the PMS forgot to escape it.
        reader.config_mut().allow_dangling_amp = true;
        Self {
            reader,
            raw: Vec::new(),
            name_length: 0,
            text: String::new(),
            depth: 0,
            closes_itself: false,
            root_seen: false,
            skipper: None,
        }
    }

    /// How deep the current element lies; the root element lies at 1.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Bytes read so far, of the document as UTF-8.
    pub fn position(&self) -> u64 {
        self.reader.get_ref().position()
    }

    /// The next element within the one that lay at `depth`, at any level
    /// beneath it; `None` once that one is closed. With 0: of the whole
    /// document, `None` once that is proved to be complete.
    ///
    /// An element that is not read is not passed over: its children come next.
    pub fn next_within(&mut self, depth: usize) -> Result<Option<Text>, ConnectorError> {
        while self.depth >= depth {
            match self.advance(false)? {
                Token::Start => return Ok(Some(self.name())),
                Token::Eof => break,
                Token::End | Token::Text => {}
            }
        }
        Ok(None)
    }

    /// Hands every child element of the current element to `visit`, which may
    /// read it or not, and passes over the rest.
    pub fn children(
        &mut self,
        mut visit: impl FnMut(&mut Self, &str) -> Result<(), ConnectorError>,
    ) -> Result<(), ConnectorError> {
        let depth = self.depth;
        while self.depth >= depth {
            if self.advance(false)? == Token::Start {
                let child = self.depth;
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
        let depth = self.depth;
        while self.depth >= depth {
            self.advance(true)?;
            // Text of children is not wanted.
            if self.depth > depth {
                let child = self.depth;
                self.leave(child)?;
            }
        }
        Ok(&self.text)
    }

    /// The value of an attribute of the current element, by its local name in
    /// lower case. To be asked for before the content.
    pub fn attribute(&self, name: &str) -> Result<Option<String>, ConnectorError> {
        let all = self.attributes()?;
        Ok(all.into_iter().find(|(known, _)| known == name).map(|(_, value)| value))
    }

    /// All attributes of the current element, by their local names in lower
    /// case. To be asked for before the content.
    pub fn attributes(&self) -> Result<Vec<(Text, String)>, ConnectorError> {
        let at = self.position();
        let tag = std::str::from_utf8(&self.raw)
            .map_err(|_| malformed(at, "a tag is no text"))?
            .trim_start_matches('<')
            .trim_end_matches(['>', '/']);
        let length = self.name_length.min(tag.len());
        attributes::all(&BytesStart::from_content(tag, length), at)
    }

    /// Passes over the current element by searching for its end tag, without
    /// parsing what it holds. For what is large and of no interest.
    pub fn skip(&mut self) -> Result<(), ConnectorError> {
        let depth = self.depth;
        if !self.closes_itself {
            let name = std::str::from_utf8(&self.raw[1..=self.name_length])
                .map_err(|_| malformed(self.reader.get_ref().position(), "a tag is no text"))?;
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

    /// What the current element holds. White space before it is passed over.
    pub fn content(&mut self) -> Result<Content, ConnectorError> {
        if self.closes_itself {
            return Ok(Content::Nothing);
        }
        let window = self.reader.get_mut();
        let content = look_at_content(window);
        content.map_err(|error| io_failure(error, self.reader.get_ref().position()))
    }

    /// The document that the current element holds as text. Drop it to go on
    /// with this one.
    pub fn inner(&mut self) -> Document<'_> {
        Document::of(Box::new(CharacterData::new(self.reader.get_mut())))
    }

    /// Reads what is left, which proves that the document is complete.
    pub fn finish(&mut self) -> Result<(), ConnectorError> {
        while self.advance(false)? != Token::Eof {}
        Ok(())
    }

    /// Reads until the element at `depth` is closed.
    fn leave(&mut self, depth: usize) -> Result<(), ConnectorError> {
        while self.depth >= depth {
            self.advance(false)?;
        }
        Ok(())
    }

    /// The local name of the current element in lower case.
    fn name(&self) -> Text {
        let name = self.raw.get(1..=self.name_length).unwrap_or_default();
        let local = match memrchr(b':', name) {
            Some(colon) => &name[colon + 1..],
            None => name,
        };
        // quick-xml hands out nothing but UTF-8.
        let mut name = Text::from(std::str::from_utf8(local).unwrap_or_default());
        name.make_ascii_lowercase();
        name
    }

    fn advance(&mut self, keep_text: bool) -> Result<Token, ConnectorError> {
        if self.closes_itself {
            self.closes_itself = false;
            self.depth -= 1;
            return Ok(Token::End);
        }
        if self.depth > 0 {
            self.pass_text(keep_text)?;
        }
        self.raw.clear();
        self.reader.get_mut().allow(MOST_BYTES);
        let event = match self.reader.read_event_into(&mut self.raw) {
            Ok(event) => event,
            Err(error) => return Err(parse_failure(error, self.reader.get_ref().position())),
        };
        let mut keep = |text: &str| {
            if keep_text && self.text.len() + text.len() <= MOST_BYTES {
                self.text.push_str(text);
            }
        };
        let token = match event {
            Event::Start(tag) => {
                self.name_length = tag.name().as_ref().len();
                Token::Start
            }
            Event::Empty(tag) => {
                self.name_length = tag.name().as_ref().len();
                self.closes_itself = true;
                Token::Start
            }
            Event::End(_) => {
                self.depth -= 1;
                return Ok(Token::End);
            }
            Event::Text(text) if self.depth > 0 => {
                keep(&text);
                return Ok(Token::Text);
            }
            Event::CData(text) if self.depth > 0 => {
                keep(&text);
                return Ok(Token::Text);
            }
            Event::GeneralRef(name) if self.depth > 0 => {
                let mut bytes = [0; 4];
                keep(resolve(&name).encode_utf8(&mut bytes));
                return Ok(Token::Text);
            }
            Event::Text(text) if text.trim().is_empty() => return Ok(Token::Text),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                return Err(malformed(self.position(), "text outside of the element"));
            }
            Event::DocType(kind) => {
                let kind = kind.to_ascii_lowercase();
                return Err(match kind.split_whitespace().next() {
                    Some("html") => web_page(),
                    _ if kind.contains('[') => malformed(
                        self.position(),
                        "a document type with entities, which is refused",
                    ),
                    _ => return Ok(Token::Text),
                });
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => return Ok(Token::Text),
            Event::Eof if self.depth > 0 => return Err(cut_short(self.position())),
            Event::Eof => return Ok(Token::Eof),
        };
        self.depth += 1;
        self.check_start()?;
        Ok(token)
    }

    /// Takes text that is at hand up to the next tag, before the reader makes
    /// an event of it: most elements hold nothing else, and most are of no
    /// interest.
    fn pass_text(&mut self, keep: bool) -> Result<(), ConnectorError> {
        let window = self.reader.get_mut();
        let available = window.available();
        let Some(end) = memchr2(b'<', b'&', available) else { return Ok(()) };
        if end == 0 || available[end] == b'&' {
            return Ok(());
        }
        if keep && self.text.len() + end <= MOST_BYTES {
            match std::str::from_utf8(&available[..end]) {
                Ok(text) => self.text.push_str(text),
                Err(_) => return Err(malformed(window.position(), "a text is no text")),
            }
        }
        window.pass(end);
        Ok(())
    }

    fn check_start(&mut self) -> Result<(), ConnectorError> {
        if self.depth > MOST_LEVELS {
            let what = format!("elements nested deeper than {MOST_LEVELS} levels");
            return Err(too_large(self.position(), &what));
        }
        if self.depth == 1 {
            if self.root_seen {
                return Err(malformed(self.position(), "a second document follows the first"));
            }
            self.root_seen = true;
            if self.name() == "html" {
                return Err(web_page());
            }
        }
        Ok(())
    }
}

fn look_at_content(window: &mut Window<'_>) -> io::Result<Content> {
    let escaped = |text: &[u8]| {
        [&b"&lt;"[..], b"&#60;", b"&#x3c;", b"&#x3C;"].iter().any(|mark| text.starts_with(mark))
    };
    loop {
        let available = window.look_ahead(64)?;
        let blank = blank(available);
        if blank > 0 {
            window.pass(blank);
            continue;
        }
        return Ok(match available {
            [] => return Err(io::ErrorKind::UnexpectedEof.into()),
            [b'<', b'/', ..] => Content::Nothing,
            [b'<', b'!', b'-', b'-', ..] => Content::Elements,
            [b'<', b'!', b'[', section @ ..] => {
                let text = section.get(6..).unwrap_or_default();
                let text = &text[self::blank(text)..];
                if text.starts_with(b"<") || escaped(text) || text.is_empty() {
                    Content::Document
                } else {
                    Content::Text
                }
            }
            [b'<', ..] => Content::Elements,
            text if escaped(text) => Content::Document,
            _ => Content::Text,
        });
    }
}

/// Bytes of white space and byte-order marks that text begins with.
fn blank(text: &[u8]) -> usize {
    const MARK: &[u8] = "\u{FEFF}".as_bytes();
    let mut at = 0;
    loop {
        match &text[at..] {
            [b' ' | b'\t' | b'\r' | b'\n', ..] => at += 1,
            rest if rest.starts_with(MARK) => at += MARK.len(),
            _ => return at,
        }
    }
}

impl std::fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("position", &self.position()).finish_non_exhaustive()
    }
}
