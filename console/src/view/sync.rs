use askama::Template;
use tenantry_store::RunRecord;

use super::{
    runs::RunLine,
    shell::Shell,
    strip::{Freshness, Strip},
};

/// The page with the progress of a sync. While one is running, htmx refreshes the
/// strip.
#[derive(Debug, Template)]
#[template(path = "sync.html", whitespace = "minimize")]
pub(crate) struct SyncPage {
    shell: Shell,
    strip: Strip,
    last_run: Option<RunLine>,
    people_url: String,
}

impl SyncPage {
    /// The page for the property's state and latest run.
    pub(crate) fn new(shell: Shell, freshness: &Freshness, last_run: Option<&RunRecord>) -> Self {
        Self {
            strip: Strip::new(&shell, freshness),
            last_run: last_run.map(|run| RunLine::of(&shell, run)),
            people_url: shell.url("people"),
            shell,
        }
    }
}
