use std::io::{self, Read};

use memchr::{memchr2, memmem};

use crate::{tags::is_in_name, window::Window};

/// The longest reference, such as `&#x10FFFF;`.
const REFERENCE: usize = 12;

/// The longest comment, in bytes.
const LONGEST_COMMENT: u64 = 4 << 20;

/// The text of the element at a window's position, unescaped and including
/// CDATA sections, up to the next tag.
pub(crate) struct CharacterData<'w, 'a> {
    window: &'w mut Window<'a>,
    state: State,
    /// A character that did not fit into the caller's buffer.
    left: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    CData,
    Ended,
}

impl<'w, 'a> CharacterData<'w, 'a> {
    pub(crate) fn new(window: &'w mut Window<'a>) -> Self {
        window.allow(usize::MAX);
        Self { window, state: State::Text, left: Vec::new() }
    }

    /// Text outside CDATA: up to the next markup or reference.
    fn text(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.window.look_ahead(REFERENCE)?;
        let plain = memchr2(b'<', b'&', available).unwrap_or(available.len());
        if plain > 0 {
            let count = plain.min(out.len());
            out[..count].copy_from_slice(&available[..count]);
            self.window.pass(count);
            return Ok(count);
        }
        match available {
            [] => self.state = State::Ended,
            [b'&', ..] => return Ok(self.reference(out)),
            [b'<', b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => {
                self.window.pass(9);
                self.state = State::CData;
            }
            [b'<', b'!', b'-', b'-', ..] => {
                self.window.pass(4);
                pass_over(self.window, b"-->", LONGEST_COMMENT)?;
            }
            _ => self.state = State::Ended,
        }
        Ok(0)
    }

    fn reference(&mut self, out: &mut [u8]) -> usize {
        let available = self.window.available();
        let end = available
            .iter()
            .take(REFERENCE)
            .skip(1)
            .position(|byte| !(is_in_name(*byte) || *byte == b'#'))
            .map(|length| length + 1)
            .filter(|end| *end > 1 && available[*end] == b';');
        let name = end.and_then(|end| std::str::from_utf8(&available[1..end]).ok());
        let (character, length) = match (name, end) {
            (Some(name), Some(end)) => (resolve(name), end + 1),
            // A lone ampersand represents itself.
            _ => ('&', 1),
        };
        self.window.pass(length);
        if out.len() >= 4 {
            return character.encode_utf8(out).len();
        }
        let mut bytes = [0; 4];
        self.left.extend_from_slice(character.encode_utf8(&mut bytes).as_bytes());
        self.hand_out(out)
    }

    fn hand_out(&mut self, out: &mut [u8]) -> usize {
        let count = self.left.len().min(out.len());
        out[..count].copy_from_slice(&self.left[..count]);
        self.left.drain(..count);
        count
    }

    fn cdata(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.window.look_ahead(3)?;
        let count = match memmem::find(available, b"]]>") {
            Some(0) => {
                self.window.pass(3);
                self.state = State::Text;
                return Ok(0);
            }
            Some(end) => end,
            None if available.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
            // The end mark may begin with the last two bytes.
            None => available.len().saturating_sub(2).max(1),
        };
        let count = count.min(out.len());
        out[..count].copy_from_slice(&available[..count]);
        self.window.pass(count);
        Ok(count)
    }
}

impl Read for CharacterData<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        if !self.left.is_empty() {
            return Ok(self.hand_out(out));
        }
        // As much as is buffered, because readers ask for large pieces.
        let mut count = 0;
        while count < out.len() && self.state != State::Ended {
            let rest = &mut out[count..];
            count += match self.state {
                State::Text => self.text(rest)?,
                State::CData => self.cdata(rest)?,
                State::Ended => 0,
            };
        }
        Ok(count)
    }
}

/// The character of a reference; the replacement character if it is not valid,
/// so that the text shows as damaged.
fn resolve(name: &str) -> char {
    let number = |digits: &str, radix| {
        u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).unwrap_or('\u{FFFD}')
    };
    match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        _ => match name.strip_prefix('#') {
            Some(digits) => match digits.strip_prefix(['x', 'X']) {
                Some(digits) => number(digits, 16),
                None => number(digits, 10),
            },
            None => '\u{FFFD}',
        },
    }
}

/// Skips everything up to and including `mark`, which must come within `most`
/// bytes.
pub(crate) fn pass_over(window: &mut Window<'_>, mark: &[u8], most: u64) -> io::Result<()> {
    let from = window.position();
    loop {
        if window.position() - from > most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let available = window.look_ahead(mark.len())?;
        match memmem::find(available, mark) {
            Some(at) => {
                window.pass(at + mark.len());
                return Ok(());
            }
            None if available.len() < mark.len() => {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            None => {
                let count = available.len() - (mark.len() - 1);
                window.pass(count);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("&lt;&#233;&#x20AC;&nbsp;|</a>", "<\u{E9}\u{20AC}\u{A0}|")]
    #[case("&unknown;&#xD800;&un-k.n;</a>", "\u{FFFD}\u{FFFD}\u{FFFD}")]
    #[case("R&D & Sons; &; &</a>;", "R&D & Sons; &; &")]
    #[case("&&lt;b&gt;<c>;", "&<b>")]
    #[case("&<![CDATA[;]]>&<!--;-->;</a>", "&;&;")]
    #[case("&amp", "&amp")]
    fn text(#[case] raw: &str, #[case] expected: &str) {
        let mut window = Window::new(Box::new(raw.as_bytes()));
        let mut text = String::new();
        CharacterData::new(&mut window).read_to_string(&mut text).unwrap();
        assert_eq!(text, expected);
    }
}
