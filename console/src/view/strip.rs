//! The state of the syncs: the last complete one, the next one, and the progress
//! of a running one.

use jiff::Timestamp;

use super::{
    clock::When,
    shell::Shell,
    url,
    words::{count, counted},
};

/// How fresh a property's data is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Freshness {
    /// When the last complete sync finished.
    pub(crate) last_complete: Option<Timestamp>,
    /// What went wrong with the last run, if anything.
    pub(crate) trouble: Option<Trouble>,
    /// When the next scheduled sync starts; `None` if `sync.every` is not set.
    pub(crate) next: Option<Timestamp>,
    /// The progress of a running sync.
    pub(crate) running: Option<Progress>,
}

/// Why the last run changed nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The run failed.
    Failed {
        /// When.
        at: Timestamp,
        /// The engine's error.
        reason: String,
    },
    /// The run is held until somebody confirms it.
    Held {
        /// When.
        at: Timestamp,
        /// The held run.
        run: String,
    },
}

/// The progress of a running sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The PMS is being read.
    Fetching {
        /// The records read so far.
        records: u64,
        /// How much has been read, and the total, if the connector knows.
        done: Option<(u64, u64)>,
    },
    /// The changes are being applied.
    Applying,
}

/// The strip above the people, and the content of the sync page.
#[derive(Debug)]
pub(crate) struct Strip {
    pub(super) url: String,
    pub(super) csrf: String,
    pub(super) may_act: bool,
    pub(super) last: Option<When>,
    /// Whether the last complete sync is dated in the future.
    pub(super) is_ahead: bool,
    pub(super) next: Option<String>,
    pub(super) trouble: Option<TroubleView>,
    pub(super) running: Option<Running>,
}

#[derive(Debug)]
pub(crate) struct TroubleView {
    pub(super) when: When,
    pub(super) text: String,
    pub(super) link: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Running {
    pub(super) text: String,
    pub(super) done: Option<(u64, u64)>,
}

impl Strip {
    pub(super) fn new(shell: &Shell, freshness: &Freshness) -> Self {
        let clock = &shell.clock;
        let failed = matches!(freshness.trouble, Some(Trouble::Failed { .. }));
        let trouble = freshness.trouble.as_ref().map(|trouble| match trouble {
            Trouble::Failed { at, reason } => {
                TroubleView { when: clock.when(*at), text: reason.clone(), link: None }
            }
            Trouble::Held { at, run } => TroubleView {
                when: clock.when(*at),
                text: "Something in it needs a confirmation.".into(),
                link: Some(url::run(shell.property_id(), run)),
            },
        });
        Self {
            url: shell.url("sync"),
            csrf: shell.viewer.csrf.clone(),
            may_act: shell.may_act(),
            last: freshness.last_complete.map(|at| clock.when(at)),
            is_ahead: freshness.last_complete.is_some_and(|at| clock.is_ahead(at)),
            next: freshness.next.map(|at| {
                let what = if failed { "Next try" } else { "Next sync" };
                format!("{what} {}", clock.until(at))
            }),
            trouble,
            running: freshness.running.map(running),
        }
    }

    pub(super) fn is_failed(&self) -> bool {
        self.trouble.as_ref().is_some_and(|trouble| trouble.link.is_none())
    }
}

fn running(progress: Progress) -> Running {
    match progress {
        Progress::Applying => Running { text: "Comparing and saving".into(), done: None },
        Progress::Fetching { records, done } => {
            let done =
                done.filter(|(_, total)| *total > 0).map(|(done, total)| (done.min(total), total));
            let text = match records {
                0 => "Asking the PMS".into(),
                1 => format!("Reading the PMS: {}", counted(1, "record", "records")),
                many => format!("Reading the PMS: {} records", count(many)),
            };
            Running { text, done }
        }
    }
}
