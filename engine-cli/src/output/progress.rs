use std::{io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};
use tenantry_engine::document::counted;

/// A progress bar on stderr, if that is a terminal.
pub(crate) struct Progress {
    bar: ProgressBar,
    records: usize,
}

impl Progress {
    /// Creates a bar that appears with the first progress.
    pub(crate) fn new() -> Self {
        let bar = if std::io::stderr().is_terminal() {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        Self { bar, records: 0 }
    }
}

impl tenantry_engine::Progress for Progress {
    fn fetching(&mut self) {
        self.records = 0;
        self.bar.set_prefix("fetching");
        self.bar.set_position(0);
    }

    fn records(&mut self, more: usize) {
        self.records += more;
        if !self.bar.is_hidden() {
            self.bar.set_message(counted(self.records as u64, "record", "records"));
        }
    }

    fn at(&mut self, done: u64, total: Option<u64>) {
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

    fn applying(&mut self) {
        self.bar.set_prefix("applying");
        if let Ok(style) = ProgressStyle::with_template("{prefix} {spinner} {elapsed}") {
            self.bar.set_style(style);
        }
        if !self.bar.is_hidden() {
            self.bar.enable_steady_tick(Duration::from_millis(120));
        }
    }

    fn finished(&mut self) {
        self.bar.finish_and_clear();
    }
}
