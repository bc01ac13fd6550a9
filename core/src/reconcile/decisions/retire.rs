use std::collections::HashMap;

use crate::{
    Date,
    model::{Account, AccountId, AccountKind, AccountStatus, Reason, Residency},
    reconcile::{Change, Snapshot, change::Patch},
};

/// Ends every live residency of a property that nothing feeds any more. `snapshot` must hold the
/// accounts with a live residency there, and all of their residencies.
///
/// An account without another live residency becomes inactive, unless it belongs to staff.
pub fn retire(snapshot: &Snapshot, property: &str, today: Date) -> Vec<Change> {
    let accounts: HashMap<AccountId, &Account> =
        snapshot.accounts.iter().map(|account| (account.id, account)).collect();
    let mut live: HashMap<AccountId, usize> = HashMap::new();
    for residency in snapshot.residencies.iter().filter(|residency| residency.is_live()) {
        *live.entry(residency.account).or_default() += 1;
    }
    let mut changes = Vec::new();
    let here = |residency: &&Residency| residency.is_live() && residency.property == property;
    for residency in snapshot.residencies.iter().filter(here) {
        let mut change = Change::end(residency, today, Reason::Retired);
        let left = live.get_mut(&residency.account).map_or(0, |left| {
            *left -= 1;
            *left
        });
        let account = accounts.get(&residency.account);
        if let Some(account) = account.filter(|it| left == 0 && it.kind != AccountKind::Staff) {
            let mut patch = Patch::default();
            patch.account_status(account.status, AccountStatus::Inactive);
            change.patch.extend(patch.0);
        }
        changes.push(change);
    }
    changes
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::{
        model::{Identity, Link, Place, ResidencyId, Status},
        reconcile::{Field, ResidencyRef},
    };

    const TODAY: Date = jiff::civil::date(2026, 11, 2);

    fn account(kind: AccountKind) -> Account {
        Account {
            id: AccountId(1),
            email: Some("ana@example.com".into()),
            first_name: "Ana".into(),
            last_name: "Ruiz".into(),
            phone: None,
            kind,
            status: AccountStatus::Active,
        }
    }

    /// A residency of the account: `maple t1`, `oak -`, and `gone t2` for one at maple that ended.
    fn residency(id: i64, line: &str) -> Residency {
        let (property, external_id) = line.split_once(' ').unwrap();
        let link =
            (external_id != "-").then(|| Link { external_id: external_id.into(), lease_id: None });
        Residency {
            id: ResidencyId(id),
            account: AccountId(1),
            property: if property == "gone" { "maple" } else { property }.into(),
            link,
            place: Place { status: Status::Current, ..Place::default() },
            ended_on: (property == "gone").then_some(TODAY),
            end_reason: None,
            last_live_status: None,
            seen: Identity::default(),
            missing_runs: 0,
        }
    }

    #[rstest]
    #[case::one_home(&["maple t1"], AccountKind::Resident, &["1 inactive"])]
    #[case::manual_too(&["maple t1", "maple -"], AccountKind::Resident, &["1", "2 inactive"])]
    #[case::another_property(&["maple t1", "oak t7"], AccountKind::Resident, &["1"])]
    #[case::ended_already(&["gone t1", "oak t7"], AccountKind::Resident, &[])]
    #[case::staff(&["maple -"], AccountKind::Staff, &["1"])]
    fn what_ends(
        #[case] residencies: &[&str],
        #[case] kind: AccountKind,
        #[case] expected: &[&str],
    ) {
        let rows = (1..).zip(residencies).map(|(id, line)| residency(id, line));
        let snapshot = Snapshot {
            accounts: vec![account(kind)],
            residencies: rows.collect(),
            ..Snapshot::default()
        };
        let changes = retire(&snapshot, "maple", TODAY);
        let line = |change: &Change| {
            let Some(ResidencyRef::Existing(id)) = change.residency else { panic!("no residency") };
            let fields: Vec<Field> = change.patch.iter().map(|field| field.field).collect();
            let end = [Field::EndedOn, Field::LastLiveStatus, Field::EndReason, Field::Status];
            assert!(fields.starts_with(&end), "{fields:?}");
            let inactive = if fields.contains(&Field::AccountStatus) { " inactive" } else { "" };
            format!("{}{inactive}", id.0)
        };
        assert_eq!(changes.iter().map(line).collect::<Vec<_>>(), expected);
    }
}
