//! Tags without attributes, which make up most of a response. They are read
//! here, several times as fast as by the general parser, which reads everything
//! else.

use memchr::memchr;

/// A tag that was recognized at the beginning of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plain {
    /// `<name>`, or `<name/>` if it `closes_itself`.
    Start { name: usize, length: usize, closes_itself: bool },
    /// `</name>`.
    End { name: usize, length: usize },
}

/// The tag that bytes begin with; `None` if it is incomplete, has attributes,
/// or is other markup.
pub(crate) fn plain(bytes: &[u8]) -> Option<Plain> {
    let (end, from) = match bytes {
        [b'<', b'/', ..] => (true, 2),
        [b'<', first, ..] if starts_name(*first) => (false, 1),
        _ => return None,
    };
    let name = bytes[from..].iter().position(|byte| !is_in_name(*byte))?;
    if name == 0 {
        return None;
    }
    let mut at = from + name;
    while matches!(bytes.get(at)?, b' ' | b'\t' | b'\r' | b'\n') {
        at += 1;
    }
    match (end, &bytes[at..]) {
        (true, [b'>', ..]) => Some(Plain::End { name, length: at + 1 }),
        (false, [b'>', ..]) => Some(Plain::Start { name, length: at + 1, closes_itself: false }),
        (false, [b'/', b'>', ..]) => {
            Some(Plain::Start { name, length: at + 2, closes_itself: true })
        }
        _ => None,
    }
}

/// The end of the tag that continues with `rest`: `>` may occur in the values
/// of its attributes.
pub(crate) fn end_of_tag(rest: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += rest[at..].iter().position(|byte| matches!(byte, b'>' | b'"' | b'\''))?;
        if rest[at] == b'>' {
            return Some(at);
        }
        at += 2 + memchr(rest[at], &rest[at + 1..])?;
    }
}

fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

pub(crate) fn is_in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':') || byte >= 0x80
}

/// The elements that are open.
#[derive(Debug, Default)]
pub(crate) struct Open {
    /// The names of those whose start tags were read here, one after another.
    names: Vec<u8>,
    /// Where each element's name begins; `None` for elements that the general
    /// parser tracks.
    starts: Vec<Option<u32>>,
}

impl Open {
    pub(crate) fn depth(&self) -> usize {
        self.starts.len()
    }

    pub(crate) fn push(&mut self, name: &[u8]) {
        self.starts.push(Some(self.names.len() as u32));
        self.names.extend_from_slice(name);
    }

    pub(crate) fn push_parsers(&mut self) {
        self.starts.push(None);
    }

    /// The name of the innermost element, if it was read here.
    pub(crate) fn name(&self) -> Option<&[u8]> {
        let start = (*self.starts.last()?)?;
        Some(&self.names[start as usize..])
    }

    pub(crate) fn pop(&mut self) {
        if let Some(Some(start)) = self.starts.pop() {
            self.names.truncate(start as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const fn start(name: usize, length: usize, closes_itself: bool) -> Option<Plain> {
        Some(Plain::Start { name, length, closes_itself })
    }

    #[rstest]
    #[case("<a>text", start(1, 3, false))]
    #[case("<MITS:City>", start(9, 11, false))]
    #[case("<a />", start(1, 5, true))]
    #[case("<a/>", start(1, 4, true))]
    #[case("<é>", start(2, 4, false))]
    #[case("</a>", Some(Plain::End { name: 1, length: 4 }))]
    #[case("</a:b \n>", Some(Plain::End { name: 3, length: 8 }))]
    #[case("<a b='c'>", None)]
    #[case("<a", None)]
    #[case("<a /", None)]
    #[case("</", None)]
    #[case("</>", None)]
    #[case("<1>", None)]
    #[case("<!--", None)]
    #[case("<?a?>", None)]
    #[case("text", None)]
    #[case("", None)]
    fn tags(#[case] text: &str, #[case] expected: Option<Plain>) {
        assert_eq!(plain(text.as_bytes()), expected);
    }

    #[rstest]
    #[case(">", Some(0))]
    #[case(" a='1'/> >", Some(7))]
    #[case(" a='>'>", Some(6))]
    #[case(" a='\">' b=\"'>\">", Some(14))]
    #[case(" a='>", None)]
    #[case(" a", None)]
    #[case("", None)]
    fn ends(#[case] rest: &str, #[case] end: Option<usize>) {
        assert_eq!(end_of_tag(rest.as_bytes()), end);
    }
}
