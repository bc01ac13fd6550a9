use std::io;

use memchr::memmem::Finder;

use crate::{character_data::pass_over, tags::end_of_tag, window::Window};

/// Skips the content of an element by searching for its end tag, where the
/// window is then positioned. This is several times as fast as parsing, and is
/// used for a response's ledger.
#[derive(Debug)]
pub(crate) struct Skipper {
    /// Finds the element's name as written in the document.
    name: Finder<'static>,
    other_markup: Finder<'static>,
}

impl Skipper {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: Finder::new(name).into_owned(), other_markup: Finder::new(b"<!").into_owned() }
    }

    /// Whether this skipper is for elements with that name.
    pub(crate) fn is_of(&self, name: &str) -> bool {
        self.name.needle() == name.as_bytes()
    }

    pub(crate) fn skip(&self, window: &mut Window<'_>) -> io::Result<()> {
        let length = self.name.needle().len();
        // A name with "</" before it and one byte after it, or "<![CDATA[".
        let least = (length + 3).max(9);
        let mut open = 1_u32;
        loop {
            let available = window.look_ahead(least)?;
            let name = self.name.find(available);
            // What may be the beginning of a name or mark is left for later.
            let known = match name {
                Some(at) => at,
                None if available.len() < least => return Err(io::ErrorKind::UnexpectedEof.into()),
                None => available.len() - least + 1,
            };
            let region = &available[..(known + 1).min(available.len())];
            // In a comment or a CDATA section the name has no meaning.
            if let Some(at) = self.other_markup.find(region) {
                window.pass(at);
                pass_over_markup(window)?;
                continue;
            }
            let Some(at) = name else {
                window.pass(known);
                continue;
            };
            let whole = matches!(
                available.get(at + length),
                Some(b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r')
            );
            match (&available[..at], whole) {
                (_, _) if at + length >= available.len() => {
                    // What follows the name is not buffered yet.
                    if window.look_ahead(at + length + 1)?.len() <= at + length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                    continue;
                }
                ([.., b'<', b'/'], true) => {
                    open -= 1;
                    if open == 0 {
                        window.pass(at - 2);
                        return Ok(());
                    }
                    window.pass(at + length);
                }
                ([.., b'<'], true) => {
                    window.pass(at + length);
                    open += u32::from(!is_empty_element(window)?);
                }
                _ => window.pass(at + length),
            }
        }
    }
}

/// Skips the comment, CDATA section or declaration at the current position.
fn pass_over_markup(window: &mut Window<'_>) -> io::Result<()> {
    match window.look_ahead(9)? {
        [b'<', b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => {
            window.pass(9);
            pass_over(window, b"]]>", u64::MAX)
        }
        [b'<', b'!', b'-', b'-', ..] => {
            window.pass(4);
            pass_over(window, b"-->", u64::MAX)
        }
        _ => {
            window.pass(2);
            Ok(())
        }
    }
}

/// Skips the rest of a start tag; returns whether it closes itself.
fn is_empty_element(window: &mut Window<'_>) -> io::Result<bool> {
    let mut length = 64;
    loop {
        let available = window.look_ahead(length)?;
        if let Some(end) = end_of_tag(available) {
            let empty = available[..end].ends_with(b"/");
            window.pass(end + 1);
            return Ok(empty);
        }
        if available.len() < length || length > 1 << 20 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        length *= 2;
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn rest_after(text: &str) -> io::Result<String> {
        let mut window = Window::new(Box::new(text.as_bytes()));
        Skipper::new("L").skip(&mut window)?;
        window.look_ahead(1 << 20)?;
        Ok(String::from_utf8_lossy(window.available()).into_owned())
    }

    #[rstest]
    #[case("</L><next/>", "</L><next/>")]
    #[case("abc</L >rest", "</L >rest")]
    #[case("<a>x</a>L</a></LL></L>", "</L>")]
    #[case("<L>inner</L>outer</L>", "</L>")]
    #[case("<L a='1'/></L>", "</L>")]
    #[case("<L/>x</L>", "</L>")]
    #[case("<L a='1>2'/>x</L>", "</L>")]
    #[case("<L a='/>' b=\"'\">x</L>y</L>", "</L>")]
    #[case("<![CDATA[</L>]]>x</L>", "</L>")]
    #[case("<!-- </L> <L> -->x</L>", "</L>")]
    #[case("<!-- <![CDATA[ --></L>", "</L>")]
    #[case("<![CDATA[ <!-- ]]></L>", "</L>")]
    #[case("<x y='</Ly'/></L>", "</L>")]
    fn the_end_tag_is_found(#[case] text: &str, #[case] rest: &str) {
        let text = format!("{text}{}", " ".repeat(20));
        assert_eq!(rest_after(&text).unwrap().trim_end(), rest);
    }

    #[rstest]
    #[case("")]
    #[case("<a>")]
    #[case("<![CDATA[</L>")]
    #[case("<!-- </L>")]
    #[case("<L></L>")]
    #[case("</L")]
    fn without_an_end_it_is_cut_short(#[case] text: &str) {
        assert_eq!(rest_after(text).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn across_pieces() {
        for pad in 131_050..131_090 {
            let text = format!("{}<![CDATA[</L>]]></L>{}", "x".repeat(pad), "y".repeat(300));
            assert!(rest_after(&text).unwrap().starts_with("</L>yyy"), "{pad}");
            let text = format!("{}</L>{}", "x".repeat(pad), "y".repeat(300));
            assert!(rest_after(&text).unwrap().starts_with("</L>yyy"), "{pad}");
        }
    }
}
