/// Tokens, each valid for a number of requests.
#[derive(Debug)]
pub(super) struct Tokens {
    issued: usize,
    left: usize,
    lasts: usize,
}

impl Tokens {
    /// Tokens that last for this many requests.
    pub(super) fn lasting(lasts: usize) -> Self {
        Self { issued: 0, left: 0, lasts }
    }

    /// A new token; the previous one becomes invalid.
    pub(super) fn issue(&mut self) -> String {
        self.issued += 1;
        self.left = self.lasts;
        self.current()
    }

    /// Whether a token is valid for one more request.
    pub(super) fn lets_in(&mut self, token: Option<&str>) -> bool {
        let good = self.left > 0 && token == Some(&*self.current());
        self.left -= usize::from(good);
        good
    }

    fn current(&self) -> String {
        format!("demo-token-{}", self.issued)
    }
}
