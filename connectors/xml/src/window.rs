use std::io::{self, BufRead, Read};

/// How many bytes are requested from the source at a time.
const PIECE: usize = 128 << 10;

/// A buffer over a source that can look ahead, and that does not continue
/// forever without an event, as a reader of untrusted documents needs.
pub(crate) struct Window<'a> {
    source: Box<dyn Read + 'a>,
    buffer: Vec<u8>,
    from: usize,
    to: usize,
    /// Bytes before `buffer`.
    passed: u64,
    ended: bool,
    /// Bytes that may be consumed before the next [`allow`](Self::allow).
    budget: usize,
}

impl<'a> Window<'a> {
    pub(crate) fn new(source: Box<dyn Read + 'a>) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            from: 0,
            to: 0,
            passed: 0,
            ended: false,
            budget: usize::MAX,
        }
    }

    /// Bytes consumed so far.
    pub(crate) fn position(&self) -> u64 {
        self.passed + self.from as u64
    }

    /// Sets how many bytes may be consumed from here; further ones are an
    /// error of the kind [`io::ErrorKind::FileTooLarge`].
    pub(crate) fn allow(&mut self, budget: usize) {
        self.budget = budget;
    }

    /// The bytes buffered without reading.
    pub(crate) fn available(&self) -> &[u8] {
        &self.buffer[self.from..self.to]
    }

    /// Makes at least `least` bytes available, fewer only at the end of the
    /// source.
    pub(crate) fn look_ahead(&mut self, least: usize) -> io::Result<&[u8]> {
        while self.to - self.from < least && !self.ended {
            self.fill(least)?;
        }
        Ok(self.available())
    }

    /// Skips bytes that are buffered, whatever the budget.
    pub(crate) fn pass(&mut self, count: usize) {
        self.from += count;
    }

    fn fill(&mut self, least: usize) -> io::Result<()> {
        if self.from > 0 {
            self.buffer.copy_within(self.from..self.to, 0);
            self.passed += self.from as u64;
            self.to -= self.from;
            self.from = 0;
        }
        if self.buffer.len() < self.to + PIECE.max(least) {
            self.buffer.resize(self.to + PIECE.max(least), 0);
        }
        let count = loop {
            match self.source.read(&mut self.buffer[self.to..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        self.to += count;
        self.ended = count == 0;
        Ok(())
    }
}

impl std::fmt::Debug for Window<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Window").field("position", &self.position()).finish_non_exhaustive()
    }
}

impl Read for Window<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(out.len());
        out[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Window<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.from == self.to && !self.ended {
            self.fill(1)?;
        }
        let available = &self.buffer[self.from..self.to];
        if self.budget == 0 && !available.is_empty() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(&available[..available.len().min(self.budget)])
    }

    fn consume(&mut self, count: usize) {
        self.from += count;
        self.budget -= count.min(self.budget);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_ahead_takes_nothing_away() {
        let mut window = Window::new(Box::new(&b"abcdef"[..]));
        assert_eq!(window.look_ahead(3).unwrap(), b"abcdef");
        window.pass(2);
        assert_eq!(window.position(), 2);
        assert_eq!(window.look_ahead(10).unwrap(), b"cdef");
    }

    #[test]
    fn the_budget_ends() {
        let mut window = Window::new(Box::new(io::repeat(b'x')));
        window.allow(300_000);
        let mut all = Vec::new();
        let error = window.read_to_end(&mut all).unwrap_err();
        assert_eq!((error.kind(), all.len()), (io::ErrorKind::FileTooLarge, 300_000));
        window.allow(5);
        assert_eq!(window.fill_buf().unwrap().len(), 5);
    }
}
