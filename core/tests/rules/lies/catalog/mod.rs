//! The lies, one family per file.

mod dates;
mod elsewhere;
mod emails;
mod half_read;
mod ids;
mod mangled;
mod names;
mod phones;
mod repeated;
mod roles;
mod short;
mod stale;
mod statuses;
mod strangers;
mod units;

use tenantry_core::model::Resident;

use super::{feed::Feed, house};

/// One way in which a PMS or an export can be wrong.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lie {
    /// What is wrong, in plain words.
    pub(crate) name: &'static str,
    pub(super) family: &'static str,
    pub(super) to: Listener,
    tell: fn(&mut Feed),
    /// Why nobody can know from one roster that it is a lie, if nobody can.
    pub(super) looks_like: Option<Likeness>,
}

/// Whose feed lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listener {
    North,
    South,
    /// North under a new ID.
    Renamed,
}

/// The ordinary thing that a lie looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    Newcomers,
    Departures,
    Returns,
    Transfers,
    Corrections,
    Renewals,
}

impl Lie {
    pub(super) fn new(name: &'static str, tell: fn(&mut Feed)) -> Self {
        Self { name, family: "", to: Listener::North, tell, looks_like: None }
    }

    fn to(self, to: Listener) -> Self {
        Self { to, ..self }
    }

    fn like(self, likeness: Likeness) -> Self {
        Self { looks_like: Some(likeness), ..self }
    }

    /// What the lie makes of the true roster.
    pub(super) fn feed(&self, day: usize) -> Feed {
        let residents = match self.to {
            Listener::North | Listener::Renamed => house::north(),
            Listener::South => house::south(),
        };
        self.told_of(residents, day)
    }

    /// What the lie makes of a true roster on a day.
    pub(crate) fn told_of(&self, residents: Vec<Resident>, day: usize) -> Feed {
        let mut feed = Feed { residents, rejects: Vec::new(), day };
        (self.tell)(&mut feed);
        feed
    }
}

/// Every lie, family by family.
pub(crate) fn all() -> impl Iterator<Item = Lie> {
    let families = [
        ("Rows are missing", short::lies()),
        ("Rows come twice", repeated::lies()),
        ("An old file", stale::lies()),
        ("Another property", elsewhere::lies()),
        ("People who do not live there", strangers::lies()),
        ("IDs", ids::lies()),
        ("Names", names::lies()),
        ("Emails", emails::lies()),
        ("Phone numbers", phones::lies()),
        ("Units and buildings", units::lies()),
        ("Dates", dates::lies()),
        ("Statuses", statuses::lies()),
        ("Roles", roles::lies()),
        ("Mangled by a spreadsheet or an encoding", mangled::lies()),
        ("Half-read", half_read::lies()),
    ];
    let named = |(family, lies): (&'static str, Vec<Lie>)| {
        lies.into_iter().map(move |lie| Lie { family, ..lie })
    };
    families.into_iter().flat_map(named)
}
