use std::io;

use crate::window::Window;

/// What the current element contains first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Only whitespace.
    Nothing,
    /// Elements.
    Elements,
    /// A document as escaped text or in CDATA: see
    /// [`Document::inner`](crate::Document::inner).
    Document,
    /// Text.
    Text,
}

/// The content at the window's position, within an element.
pub(crate) fn look_at_content(window: &mut Window<'_>) -> io::Result<Content> {
    let escaped = |text: &[u8]| {
        let marks = [&b"&lt;"[..], b"&#60;", b"&#x3c;", b"&#x3C;", b"&amp;lt;"];
        marks.iter().any(|mark| text.starts_with(mark))
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
                let space = self::blank(text);
                let text = &text[space..];
                if text.starts_with(b"]]>") {
                    window.pass(9 + space + 3);
                    continue;
                }
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

/// The number of whitespace and byte-order mark bytes at the beginning of text.
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
