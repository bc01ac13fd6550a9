use std::collections::HashMap;

use super::{Policy, Prepared, Selection, directory::Directory, scope::Scope};
use crate::{
    Text,
    model::Resident,
    normalize::{NameKey, Placeholders},
};

/// A record that needs a look, with its keys and what became of it so far.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    /// Its index in the roster.
    pub(crate) index: u32,
    pub(crate) resident: &'a Resident,
    pub(crate) scope: Scope,
    /// The key of the usable email.
    pub(crate) email: Option<Text>,
    pub(crate) name: NameKey,
    /// The residency that carries its id: an index into the snapshot.
    pub(crate) residency: Option<usize>,
    /// The residency was found by the id that the PMS formerly gave.
    pub(crate) renumbered: bool,
    /// Something about the email is disputed: no creating, no linking, no
    /// identity fields.
    pub(crate) disputed: bool,
    pub(crate) verdict: Verdict,
}

/// What the rules made of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not decided yet.
    Open,
    /// Linked and settled since an earlier sync.
    Settled,
    /// Out of scope, and nobody in the directory carries its id.
    NotHere,
    /// Linked, nothing to do or its fields follow the PMS.
    Linked,
    /// Linked by this sync.
    NewlyLinked,
    /// Created by this sync.
    Created,
    /// Its residency has ended, now or before.
    Ended,
    /// Named by an alert.
    Held,
}

/// The records that need a look, ascending by index.
pub(crate) fn cases<'a>(
    roster: &'a Prepared,
    selection: &Selection,
    policy: &Policy,
) -> Vec<Case<'a>> {
    let placeholders = Placeholders::new(policy.placeholder_emails.iter().map(Text::as_str));
    selection
        .considered()
        .iter()
        .map(|index| {
            let resident = &roster.residents()[*index as usize];
            Case {
                index: *index,
                resident,
                scope: roster.scope(*index as usize),
                email: placeholders.usable(resident.email.as_deref()),
                name: NameKey::of(&resident.first_name, &resident.last_name),
                residency: None,
                renumbered: false,
                disputed: false,
                verdict: Verdict::Open,
            }
        })
        .collect()
}

/// Who else of the property has a name, for names that hang on it.
#[derive(Debug, Default)]
pub(crate) struct Namesakes {
    /// By name base, the ids of up to three persons of the roster.
    roster: HashMap<Text, Vec<Text>>,
}

impl Namesakes {
    pub(crate) fn new(roster: &Prepared, cases: &[Case], directory: &Directory) -> Self {
        let with_suffix = cases
            .iter()
            .map(|case| &case.name)
            .chain(directory.accounts().map(|known| &known.name))
            .filter(|name| name.suffix.is_some() && !name.base.is_empty());
        let mut found: HashMap<Text, Vec<Text>> =
            with_suffix.map(|name| (name.base.clone(), Vec::new())).collect();
        if !found.is_empty() {
            for resident in roster.residents() {
                let name = NameKey::of(&resident.first_name, &resident.last_name);
                if let Some(ids) = found.get_mut(&name.base)
                    && ids.len() < 3
                    && ids.last() != Some(&resident.external_id)
                {
                    ids.push(resident.external_id.clone());
                }
            }
        }
        Self { roster: found }
    }

    /// Whether somebody of the roster other than this resident has a name.
    pub(crate) fn in_roster(&self, base: &str, resident: &Resident) -> bool {
        self.roster.get(base).is_some_and(|ids| ids.iter().any(|id| *id != resident.external_id))
    }
}
