use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar on stderr, where that is a terminal; else nothing.
pub(crate) struct Progress {
    bar: ProgressBar,
    records: usize,
}

impl Progress {
    /// A bar for what is being done.
    pub(crate) fn new(what: &'static str) -> Self {
        let bar = if std::io::stderr().is_terminal() {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        bar.set_prefix(what);
        Self { bar, records: 0 }
    }

    /// A sign of life for work whose length nobody knows.
    pub(crate) fn spin(what: &'static str) -> Self {
        let progress = Self::new(what);
        if let Ok(style) = ProgressStyle::with_template("{prefix} {spinner} {elapsed}") {
            progress.bar.set_style(style);
        }
        if !progress.bar.is_hidden() {
            progress.bar.enable_steady_tick(std::time::Duration::from_millis(120));
        }
        progress
    }

    /// More records came in.
    pub(crate) fn records(&mut self, more: usize) {
        self.records += more;
        if !self.bar.is_hidden() {
            self.bar.set_message(format!("{} records", self.records));
        }
    }

    /// The work begins anew.
    pub(crate) fn restart(&mut self) {
        self.records = 0;
        self.bar.set_position(0);
    }

    /// How far the work is.
    pub(crate) fn at(&self, done: u64, total: Option<u64>) {
        if self.bar.is_hidden() {
            return;
        }
        if let Some(total) = total
            && self.bar.length() != Some(total)
        {
            self.bar.set_length(total);
            if let Ok(style) =
                ProgressStyle::with_template("{prefix} {wide_bar} {percent} %  {msg}")
            {
                self.bar.set_style(style);
            }
        }
        self.bar.set_position(done);
    }

    /// The work is done; the bar goes away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
