use aho_corasick::{AhoCorasick, MatchKind};
use tenantry_core::connector::{ConnectorError, ErrorKind};

/// Replaces a secret.
const MASK: &[u8] = b"***";

/// Finds secrets in text that arrives in pieces.
#[derive(Debug, Clone, Default)]
pub(super) struct Scrubber {
    /// `None` if there is nothing to find.
    finder: Option<AhoCorasick>,
    longest: usize,
}

impl Scrubber {
    /// Removes each of `texts`; of those that begin at the same place, the
    /// longest.
    pub(super) fn new(texts: impl IntoIterator<Item = String>) -> Result<Self, ConnectorError> {
        let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        let longest = texts.iter().map(String::len).max().unwrap_or(0);
        if longest == 0 {
            return Ok(Self::default());
        }
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(texts);
        let finder = finder.map_err(|_| {
            ConnectorError::new(
                ErrorKind::Unsupported,
                "the secrets are too long to be kept out of a recording",
            )
        })?;
        Ok(Self { finder: Some(finder), longest })
    }

    /// The text without secrets.
    pub(super) fn whole(&self, text: &[u8]) -> Vec<u8> {
        let mut clean = Vec::with_capacity(text.len());
        let mut pieces = Pieces::new(self.clone());
        pieces.push(text, &mut clean);
        pieces.finish(&mut clean);
        clean
    }
}

/// A text that arrives piece by piece. The end of a piece is held back as long
/// as a secret may begin in it.
#[derive(Debug)]
pub(super) struct Pieces {
    scrubber: Scrubber,
    held: Vec<u8>,
}

impl Pieces {
    pub(super) fn new(scrubber: Scrubber) -> Self {
        Self { scrubber, held: Vec::new() }
    }

    pub(super) fn scrubber(&self) -> &Scrubber {
        &self.scrubber
    }

    /// Takes a piece, and appends to `clean` what is certain so far.
    pub(super) fn push(&mut self, piece: &[u8], clean: &mut Vec<u8>) {
        self.held.extend_from_slice(piece);
        let certain = (self.held.len() + 1).saturating_sub(self.scrubber.longest.max(1));
        self.advance(certain, clean);
    }

    /// Appends what was held back, at the end of the text.
    pub(super) fn finish(&mut self, clean: &mut Vec<u8>) {
        self.advance(self.held.len(), clean);
    }

    /// Processes everything that begins in the first `certain` bytes: any
    /// secret that begins there lies completely within what is held.
    fn advance(&mut self, certain: usize, clean: &mut Vec<u8>) {
        let mut at = 0;
        if let Some(finder) = &self.scrubber.finder {
            for found in finder.find_iter(&self.held) {
                if found.start() >= certain {
                    break;
                }
                clean.extend_from_slice(&self.held[at..found.start()]);
                clean.extend_from_slice(MASK);
                at = found.end();
            }
        }
        if at < certain {
            clean.extend_from_slice(&self.held[at..certain]);
            at = certain;
        }
        self.held.drain(..at);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scrubber(texts: &[&str]) -> Scrubber {
        Scrubber::new(texts.iter().map(|text| (*text).to_owned())).unwrap()
    }

    fn in_pieces(scrubber: &Scrubber, pieces: &[&[u8]]) -> Vec<u8> {
        let mut clean = Vec::new();
        let mut stream = Pieces::new(scrubber.clone());
        for piece in pieces {
            stream.push(piece, &mut clean);
        }
        stream.finish(&mut clean);
        clean
    }

    #[test]
    fn the_longest_secret_counts() {
        let scrubber = scrubber(&["pass", "password", ""]);
        assert_eq!(scrubber.whole(b"a password, a pass, passwor"), b"a ***, a ***, ***wor");
    }

    #[test]
    fn nothing_is_held_back_without_secrets() {
        let mut clean = Vec::new();
        Pieces::new(scrubber(&[])).push(b"abc", &mut clean);
        assert_eq!(clean, b"abc");
    }

    #[test]
    fn across_pieces() {
        let pieces: [&[u8]; 4] = [b"<p>hun", b"te", b"r2", b"</p>"];
        assert_eq!(in_pieces(&scrubber(&["hunter2"]), &pieces), b"<p>***</p>");
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter_and_no_secret_remains(
            secrets in prop::collection::vec("[ab]{1,5}", 0..4),
            text in "[abc]{0,60}",
            cuts in prop::collection::vec(0..60usize, 0..12),
        ) {
            let scrubber = Scrubber::new(secrets.clone()).unwrap();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(text.len())).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> =
                cuts.windows(2).map(|cut| &text.as_bytes()[cut[0]..cut[1]]).collect();
            let clean = in_pieces(&scrubber, &pieces);
            prop_assert_eq!(&clean, &scrubber.whole(text.as_bytes()));
            let clean = String::from_utf8(clean).unwrap();
            for secret in secrets {
                prop_assert!(!clean.contains(&secret), "{} in {}", secret, clean);
            }
        }
    }
}
