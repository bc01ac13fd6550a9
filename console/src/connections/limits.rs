//! How many connections the console holds open.

/// How many connections may be open at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// In all.
    pub(super) all: usize,
    /// From one address.
    pub(super) per_address: usize,
}

/// Files of the process itself: the terminal, the listener, the runtime.
const PROCESS: u64 = 64;
/// Files of a database that is open for pages.
const DATABASE: u64 = 32;
/// Files of one sync: its own connections to the database, and to the PMS.
const SYNC: u64 = 32;
/// How many syncs files are kept back for. Each property can have one at a time, but the
/// schedule starts only a few at once.
const SYNCS: u64 = 16;
/// Fewer connections than this are of no use, even if files may run out.
const FEWEST: u64 = 16;
/// More are of no use to a console.
const MOST: u64 = 4096;

impl Limits {
    /// What is left of the files that the process may open (`ulimit -n`) after those that syncs
    /// and pages need; a quarter of it for one address, behind which there can be a proxy.
    pub(crate) fn within(files: u64, databases: usize, properties: usize) -> Self {
        let syncs = (properties as u64).min(SYNCS);
        let kept = PROCESS + DATABASE * databases as u64 + SYNC * syncs;
        let all = files.saturating_sub(kept).clamp(FEWEST, MOST) as usize;
        if all as u64 == FEWEST {
            let why = "few files may be open (ulimit -n), so few connections are accepted";
            tracing::warn!(files, kept, connections = all, "{why}");
        }
        Self { all, per_address: (all / 4).max(8) }
    }
}

/// How many files this process may open.
pub(crate) fn files() -> u64 {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, getrlimit};
        if let Ok((soft, _)) = getrlimit(Resource::RLIMIT_NOFILE) {
            return soft;
        }
    }
    1024
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::one_property(1024, 1, 1, 896, 224)]
    #[case::a_portfolio(1024, 1, 200, 416, 104)]
    #[case::many_databases(1024, 30, 30, 16, 8)]
    #[case::a_small_limit(64, 1, 1, 16, 8)]
    #[case::no_limit(u64::MAX, 1, 1, 4096, 1024)]
    fn files_are_kept_back(
        #[case] files: u64,
        #[case] databases: usize,
        #[case] properties: usize,
        #[case] all: usize,
        #[case] per_address: usize,
    ) {
        assert_eq!(Limits::within(files, databases, properties), Limits { all, per_address });
    }
}
