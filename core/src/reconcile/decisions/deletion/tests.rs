use super::*;
use crate::{
    model::{Identity, Link, Place},
    reconcile::Reason,
};

fn account(id: i64) -> Account {
    Account {
        id: AccountId(id),
        email: Some("ana@example.com".into()),
        first_name: "Ana".into(),
        last_name: "Ruiz".into(),
        phone: None,
        kind: Default::default(),
        status: Default::default(),
    }
}

fn residency(id: i64, account: i64, external_id: &str) -> Residency {
    Residency {
        id: ResidencyId(id),
        account: AccountId(account),
        property: "maple".into(),
        link: Some(Link { external_id: external_id.into(), lease_id: None }),
        place: Place { unit: Some("101".into()), ..Place::default() },
        ended_on: None,
        end_reason: None,
        last_live_status: None,
        seen: Identity::default(),
        missing_runs: 0,
    }
}

fn change(action: Action, account: i64, residency: Option<i64>) -> Change {
    Change {
        action,
        reason: Reason::Resolution,
        external_id: None,
        resident: None,
        account: AccountRef::Existing(AccountId(account)),
        residency: residency.map(|id| ResidencyRef::Existing(ResidencyId(id))),
        patch: Vec::new(),
    }
}

/// The residency of each change, with its email or unit before the change.
fn residency_and_value(changes: &[Change]) -> Vec<(Option<ResidencyRef>, Option<&str>)> {
    let shown = |change: &'_ Change| -> Option<usize> {
        change.patch.iter().position(|f| matches!(f.field, Field::Email | Field::Unit))
    };
    changes
        .iter()
        .map(|change| {
            let from = shown(change).and_then(|at| change.patch[at].from.as_deref());
            (change.residency, from)
        })
        .collect()
}

#[test]
fn a_deletion_describes_the_account_and_every_residency_deleted_with_it() {
    let changes = [change(Action::Delete, 1, None)];
    assert_eq!(undescribed_deletions(&changes), [AccountId(1)]);
    let rows = [residency(4, 1, "t1"), residency(5, 2, "t2"), residency(6, 1, "t3")];
    let described = describe_deletions(&changes, &[account(1)], &rows);
    let row = |id| Some(ResidencyRef::Existing(ResidencyId(id)));
    assert_eq!(
        residency_and_value(&described),
        [(row(4), Some("101")), (row(6), Some("101")), (None, Some("ana@example.com"))]
    );
    assert_eq!(described[0].external_id.as_deref(), Some("t1"));
    assert!(undescribed_deletions(&described).is_empty());
}

#[test]
fn a_residency_that_is_moved_or_deleted_separately_is_not_deleted_with_the_account() {
    let mut moves = change(Action::Relink, 2, Some(4));
    moves.patch.push(FieldChange {
        field: Field::Account,
        from: Some("1".into()),
        to: Some("2".into()),
    });
    let changes = [moves, change(Action::Delete, 1, Some(5)), change(Action::Delete, 1, None)];
    let rows = [residency(4, 1, "t1"), residency(5, 1, "t2")];
    let described = describe_deletions(&changes, &[account(1)], &rows);
    assert_eq!(described.len(), 3);
    assert_eq!(described[2].patch.first().map(|field| field.field), Some(Field::Email));
}
