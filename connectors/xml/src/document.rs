use std::io::{ErrorKind, Read};

use memchr::{memchr, memchr2, memrchr};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use tenantry_core::{Text, connector::ConnectorError};

use crate::{
    attributes,
    character_data::CharacterData,
    content::{Content, look_at_content},
    decode::Decoder,
    failure::{crossed, cut_short, io_failure, malformed, parse_failure, too_large, web_page},
    skip::Skipper,
    tags::{Open, Plain, end_of_tag, plain},
    window::Window,
};

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
    open: Open,
    /// The current element closes itself; its end has not been told yet.
    closes_itself: bool,
    root_seen: bool,
    skipper: Option<Skipper>,
}

/// The longest end tag.
const MOST_TAG: usize = 4096;

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
            open: Open::default(),
            closes_itself: false,
            root_seen: false,
            skipper: None,
        }
    }

    /// How deep the current element lies; the root element lies at 1.
    pub fn depth(&self) -> usize {
        self.open.depth()
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
        while self.depth() >= depth {
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
            // Text of children is not wanted.
            if self.depth() > depth {
                let child = self.depth();
                self.leave(child)?;
            }
        }
        Ok(&self.text)
    }

    /// The value of an attribute of the current element, by its local name in
    /// lower case. To be asked for before the content.
    pub fn attribute(&self, name: &str) -> Result<Option<String>, ConnectorError> {
        match self.tag_with_attributes()? {
            Some(tag) => attributes::find(&tag, name, self.position()),
            None => Ok(None),
        }
    }

    /// All attributes of the current element, by their local names in lower
    /// case. To be asked for before the content.
    pub fn attributes(&self) -> Result<Vec<(Text, String)>, ConnectorError> {
        match self.tag_with_attributes()? {
            Some(tag) => attributes::all(&tag, self.position()),
            None => Ok(Vec::new()),
        }
    }

    /// The start tag of the current element, where it has attributes.
    fn tag_with_attributes(&self) -> Result<Option<BytesStart<'_>>, ConnectorError> {
        if memchr(b'=', &self.raw).is_none() {
            return Ok(None);
        }
        let tag = std::str::from_utf8(&self.raw)
            .map_err(|_| malformed(self.position(), "a tag is no text"))?
            .trim_start_matches('<')
            .trim_end_matches(['>', '/']);
        Ok(Some(BytesStart::from_content(tag, self.name_length.min(tag.len()))))
    }

    /// Passes over the current element by searching for its end tag, without
    /// parsing what it holds. For what is large and of no interest.
    pub fn skip(&mut self) -> Result<(), ConnectorError> {
        let depth = self.depth();
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
        let content = match look_at_content(window) {
            // A document within another one may hold nothing at all.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof && self.open.depth() == 0 => {
                Ok(Content::Nothing)
            }
            content => content,
        };
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
        while self.depth() >= depth {
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
            self.open.pop();
            return Ok(Token::End);
        }
        if self.depth() > 0 {
            self.pass_text(keep_text)?;
            if let Some(token) = self.plain_tag()? {
                return Ok(token);
            }
        }
        self.raw.clear();
        self.reader.get_mut().allow(MOST_BYTES);
        let event = match self.reader.read_event_into(&mut self.raw) {
            Ok(event) => event,
            Err(error) => return Err(parse_failure(error, self.reader.get_ref().position())),
        };
        let within = self.open.depth() > 0;
        match event {
            Event::Start(tag) => {
                self.name_length = tag.name().as_ref().len();
                self.open.push_parsers();
                self.started()
            }
            Event::Empty(tag) => {
                self.name_length = tag.name().as_ref().len();
                self.closes_itself = true;
                self.open.push_parsers();
                self.started()
            }
            Event::End(_) => {
                self.open.pop();
                Ok(Token::End)
            }
            // Text within the root has been taken before.
            Event::Text(text) if text.trim().is_empty() => Ok(Token::Text),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                Err(malformed(self.position(), "text outside of the element"))
            }
            Event::DocType(kind) => {
                let kind = kind.to_ascii_lowercase();
                match kind.split_whitespace().next() {
                    Some("html") => Err(web_page()),
                    _ if kind.contains('[') => Err(malformed(
                        self.position(),
                        "a document type with entities, which is refused",
                    )),
                    _ => Ok(Token::Text),
                }
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => Ok(Token::Text),
            Event::Eof if within => Err(cut_short(self.position())),
            Event::Eof => Ok(Token::Eof),
        }
    }

    /// Takes a tag without attributes, and the end of every element that such
    /// a tag opened. Of those the general parser knows nothing.
    fn plain_tag(&mut self) -> Result<Option<Token>, ConnectorError> {
        let window = self.reader.get_mut();
        let available = window.available();
        match plain(available) {
            Some(Plain::Start { name, length, closes_itself }) => {
                self.raw.clear();
                self.raw.extend_from_slice(&available[..=name]);
                self.open.push(&available[1..=name]);
                window.pass(length);
                self.name_length = name;
                self.closes_itself = closes_itself;
                self.started().map(Some)
            }
            Some(Plain::End { name, length }) => match self.open.name() {
                None => Ok(None),
                Some(opened) if *opened == available[2..2 + name] => {
                    window.pass(length);
                    self.open.pop();
                    Ok(Some(Token::End))
                }
                Some(_) => Err(crossed(window.position())),
            },
            None if self.open.name().is_some() => self.end_beyond(),
            None => Ok(None),
        }
    }

    /// The end tag of an element of ours, where it was not all at hand.
    fn end_beyond(&mut self) -> Result<Option<Token>, ConnectorError> {
        let window = self.reader.get_mut();
        let position = window.position();
        let available = window.look_ahead(MOST_TAG).map_err(|error| io_failure(error, position))?;
        if !available.starts_with(b"</") {
            return Ok(None);
        }
        match plain(available) {
            Some(Plain::End { .. }) => self.plain_tag(),
            // Whole, and still not the end of anything: it holds more than a name.
            _ if end_of_tag(available).is_some() => Err(crossed(position)),
            _ if available.len() < MOST_TAG => Err(cut_short(position)),
            _ => Err(crossed(position)),
        }
    }

    /// Takes the text up to the next tag, before the general parser makes
    /// events of it: most elements hold nothing else, and most are of no
    /// interest.
    fn pass_text(&mut self, keep: bool) -> Result<(), ConnectorError> {
        let window = self.reader.get_mut();
        let available = window.available();
        if let Some(end) = memchr2(b'<', b'&', available)
            && available[end] == b'<'
            && available.get(end + 1).is_some_and(|next| *next != b'!')
        {
            if keep {
                push_text(&mut self.text, &available[..end], window.position())?;
            }
            window.pass(end);
            return Ok(());
        }
        self.pass_odd_text(keep)
    }

    /// Text with references, CDATA sections or comments, or that is not all at
    /// hand.
    fn pass_odd_text(&mut self, keep: bool) -> Result<(), ConnectorError> {
        let position = self.position();
        let mut data = CharacterData::new(self.reader.get_mut());
        let (mut kept, mut piece, mut total) = (Vec::new(), [0; 4096], 0);
        loop {
            let count = data.read(&mut piece).map_err(|error| io_failure(error, position))?;
            if count == 0 {
                break;
            }
            total += count;
            if total > MOST_BYTES {
                return Err(too_large(position, "a text without end"));
            }
            if keep {
                kept.extend_from_slice(&piece[..count]);
            }
        }
        push_text(&mut self.text, &kept, position)
    }

    /// An element has begun.
    fn started(&mut self) -> Result<Token, ConnectorError> {
        if self.name_length == 0 {
            return Err(malformed(self.position(), "an element without a name"));
        }
        if self.depth() > MOST_LEVELS {
            let what = format!("elements nested deeper than {MOST_LEVELS} levels");
            return Err(too_large(self.position(), &what));
        }
        if self.depth() == 1 {
            if self.root_seen {
                return Err(malformed(self.position(), "a second document follows the first"));
            }
            self.root_seen = true;
            if self.name() == "html" {
                return Err(web_page());
            }
        }
        Ok(Token::Start)
    }
}

fn push_text(text: &mut String, more: &[u8], position: u64) -> Result<(), ConnectorError> {
    let more = std::str::from_utf8(more).map_err(|_| malformed(position, "a text is no text"))?;
    if text.len() + more.len() <= MOST_BYTES {
        text.push_str(more);
    }
    Ok(())
}

impl std::fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("position", &self.position()).finish_non_exhaustive()
    }
}
