//! Reading the next tag or text: the frequent ones directly, the others with the
//! general parser.

use std::io::Read;

use memchr::memchr2;
use quick_xml::events::Event;
use tenantry_core::connector::ConnectorError;

use super::Document;
use crate::{
    character_data::CharacterData,
    failure::{crossed, cut_short, io_failure, malformed, parse_failure, too_large, web_page},
    tags::{Plain, end_of_tag, plain},
};

/// The deepest nesting of elements allowed.
const MOST_LEVELS: usize = 256;

/// The maximum size of a tag, or of text between two tags, in bytes.
const MOST_BYTES: usize = 4 << 20;

/// The longest end tag.
const MOST_TAG: usize = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Start,
    End,
    Text,
    Eof,
}

impl Document<'_> {
    /// Reads the next tag, or a text or comment outside of elements. Text within
    /// an element is appended to `text` if `keep_text`, and skipped otherwise.
    pub(super) fn advance(&mut self, keep_text: bool) -> Result<Token, ConnectorError> {
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
            // Text within the root has already been read.
            Event::Text(text) if text.trim().is_empty() => Ok(Token::Text),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                Err(malformed(self.position(), "text outside the root element"))
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

    /// Reads a tag without attributes, and the end of every element that such a
    /// tag opened. The general parser does not know of those.
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

    /// The end tag of an element opened here, if it is not completely buffered.
    fn end_beyond(&mut self) -> Result<Option<Token>, ConnectorError> {
        let window = self.reader.get_mut();
        let position = window.position();
        let available = window.look_ahead(MOST_TAG).map_err(|error| io_failure(error, position))?;
        if !available.starts_with(b"</") {
            return Ok(None);
        }
        match plain(available) {
            Some(Plain::End { .. }) => self.plain_tag(),
            // It is complete but not a valid end tag: it contains more than a
            // name.
            _ if end_of_tag(available).is_some() => Err(crossed(position)),
            _ if available.len() < MOST_TAG => Err(cut_short(position)),
            _ => Err(crossed(position)),
        }
    }

    /// Reads the text up to the next tag, before the general parser creates
    /// events for it: most elements contain nothing else, and most are not
    /// needed.
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

    /// Text with references, CDATA sections or comments, or text that is not
    /// completely buffered.
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
                return Err(too_large(position, "an endless text"));
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
    let more =
        std::str::from_utf8(more).map_err(|_| malformed(position, "a text is not valid text"))?;
    if text.len() + more.len() <= MOST_BYTES {
        text.push_str(more);
    }
    Ok(())
}
