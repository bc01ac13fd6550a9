/// Tokens, each for so many requests.
#[derive(Debug)]
pub(super) struct Tokens {
    issued: usize,
    left: usize,
    lasts: usize,
}

impl Tokens {
    /// Tokens that last for so many requests.
    pub(super) fn lasting(lasts: usize) -> Self {
        Self { issued: 0, left: 0, lasts }
    }

    /// A token; the one before is good no more.
    pub(super) fn issue(&mut self) -> String {
        self.issued += 1;
        self.left = self.lasts;
        self.current()
    }

    /// Whether a token is good for one more request.
    pub(super) fn lets_in(&mut self, token: Option<&str>) -> bool {
        let good = self.left > 0 && token == Some(&*self.current());
        self.left -= usize::from(good);
        good
    }

    fn current(&self) -> String {
        format!("demo-token-{}", self.issued)
    }
}
