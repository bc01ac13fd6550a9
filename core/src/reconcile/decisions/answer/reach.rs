use std::collections::BTreeSet;

use crate::{
    Text,
    model::{AccountId, AccountKind},
    reconcile::Directory,
};

/// What accounts mean beyond the property of an alert. Accounts belong to the whole directory, and
/// whoever answers at Maple Court may have no say at Oak Terrace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// The other properties at which an account has a live residency.
    pub properties: BTreeSet<Text>,
    /// Whether one is a staff account, which is nobody's alone.
    pub staff: bool,
}

impl Reach {
    pub(super) fn of(
        accounts: impl Iterator<Item = AccountId>,
        directory: &Directory,
        property: &str,
    ) -> Self {
        let mut reach = Self::default();
        for known in accounts.filter_map(|id| directory.account(id)) {
            reach.staff |= known.account.kind == AccountKind::Staff;
            let live = directory.residencies_of(known).filter(|residency| residency.is_live());
            let elsewhere = live.filter(|residency| residency.property != property);
            reach.properties.extend(elsewhere.map(|residency| residency.property.clone()));
        }
        reach
    }

    /// Whether there is anything beyond the property.
    pub fn is_beyond(&self) -> bool {
        self.staff || !self.properties.is_empty()
    }
}
