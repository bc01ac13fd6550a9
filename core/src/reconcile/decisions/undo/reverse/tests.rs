use super::*;
use crate::{
    Text,
    model::{Link, ResidencyId},
    reconcile::{ChangeId, KeptWhy, former_links},
};

fn reverse(made: &[AuditedChange], later: &[AuditedChange]) -> Reversal {
    super::reverse(made, later, &[])
}

fn change(id: i64, action: Action, account: i64, residency: Option<i64>) -> AuditedChange {
    AuditedChange {
        id: ChangeId(id),
        action,
        external_id: None,
        account: AccountId(account),
        account_email: Some("ana@example.com".into()),
        residency: residency.map(ResidencyId),
        new_account: action == Action::Create,
        new_residency: matches!(action, Action::Create | Action::Link),
        fields: Vec::new(),
    }
}

fn with(
    mut change: AuditedChange,
    field: Field,
    from: Option<&str>,
    to: Option<&str>,
) -> AuditedChange {
    change.fields.push(FieldChange { field, from: from.map(Text::from), to: to.map(Text::from) });
    change
}

fn unit(id: i64, from: &str, to: &str) -> AuditedChange {
    with(change(id, Action::Update, 1, Some(1)), Field::Unit, Some(from), Some(to))
}

#[test]
fn fields_go_back_in_reverse_order() {
    let reversal = reverse(&[unit(1, "1", "2"), unit(2, "2", "3")], &[]);
    let to: Vec<_> = reversal.changes.iter().map(|change| change.patch[0].to.as_deref()).collect();
    assert_eq!((to, reversal.undone), (vec![Some("2"), Some("1")], 2));
}

#[test]
fn a_later_change_to_another_field_does_not_block() {
    let later = [with(change(9, Action::Update, 1, Some(1)), Field::Building, None, Some("B"))];
    assert_eq!(reverse(&[unit(1, "1", "2")], &later).undone, 1);
    let same = reverse(&[unit(1, "1", "2")], &[unit(9, "2", "5")]);
    assert_eq!((same.undone, &same.kept[0].why), (0, &KeptWhy::FieldsChanged(vec![Field::Unit])));
}

#[test]
fn a_residency_that_another_account_has_now_stays_as_it_is() {
    let moved = with(change(9, Action::Update, 2, Some(1)), Field::Account, Some("1"), Some("2"));
    let reversal = reverse(&[unit(1, "1", "2")], &[moved]);
    let why = KeptWhy::FieldsChanged(vec![Field::Account]);
    assert_eq!((reversal.undone, &reversal.kept[0].why), (0, &why));
}

#[test]
fn a_link_that_another_residency_has_now_is_not_given_back() {
    let id = |change, residency, from, to| {
        let change = super::tests::change(change, Action::Update, residency, Some(residency));
        with(change, Field::ExternalId, Some(from), Some(to))
    };
    // The run has exchanged two IDs, and a later one has given t1 to a third residency.
    let made = [id(1, 1, "t1", "t2"), id(2, 2, "t2", "t1")];
    let exchanged = [(ChangeId(1), ResidencyId(2)), (ChangeId(2), ResidencyId(1))];
    assert_eq!(super::reverse(&made, &[], &exchanged).undone, 2);
    let later = [(ChangeId(1), ResidencyId(3)), (ChangeId(2), ResidencyId(1))];
    let reversal = super::reverse(&made, &[], &later);
    let kept: Vec<&KeptWhy> = reversal.kept.iter().map(|kept| &kept.why).collect();
    assert_eq!((reversal.undone, kept), (0, vec![&KeptWhy::LinkTaken, &KeptWhy::LinkTaken]));
}

#[test]
fn a_former_link_is_completed_by_the_present_one() {
    let now = Link { external_id: "t2".into(), lease_id: Some("L1".into()) };
    let of = |field, from: Option<&str>, to: Option<&str>| {
        former_links(&[with(change(1, Action::Update, 1, Some(1)), field, from, to)])
    };
    let [renumbered] = &of(Field::ExternalId, Some("t1"), Some("t2"))[..] else { panic!() };
    assert_eq!(
        renumbered.given(Some(&now)),
        Some(Link { external_id: "t1".into(), ..now.clone() })
    );
    let [renewed] = &of(Field::LeaseId, None, Some("L1"))[..] else { panic!() };
    assert_eq!(renewed.given(Some(&now)), Some(Link { lease_id: None, ..now.clone() }));
    assert_eq!(renewed.given(None), None);
    // Linked by the run: without it, the residency is manual.
    assert_eq!(of(Field::ExternalId, None, Some("t2")), []);
}

#[test]
fn later_changes_that_cancel_out_do_not_block() {
    let later = [unit(8, "2", "5"), unit(9, "5", "2")];
    assert_eq!(reverse(&[unit(1, "1", "2")], &later).undone, 1);
    let linked = change(8, Action::Link, 1, Some(2));
    let unlinked = change(9, Action::Delete, 1, Some(2));
    let made = [change(1, Action::Create, 1, Some(1))];
    assert_eq!(reverse(&made, &[linked.clone(), unlinked]).undone, 1);
    assert_eq!(reverse(&made, &[linked]).undone, 0);
}

/// The undo puts back what the PMS had said in a change of its own.
#[test]
fn a_value_and_what_the_pms_said_cancel_out_apart() {
    let created = with(change(1, Action::Create, 1, Some(1)), Field::Unit, None, Some("1"));
    let given = with(change(5, Action::Update, 1, Some(1)), Field::Email, None, Some("a@b.co"));
    let given = with(given, Field::PmsEmail, None, Some("a@b.co"));
    let said = with(change(6, Action::Update, 1, Some(1)), Field::PmsEmail, Some("a@b.co"), None);
    let taken = with(change(7, Action::Update, 1, None), Field::Email, Some("a@b.co"), None);
    let undone = |later: &[AuditedChange]| reverse(std::slice::from_ref(&created), later).undone;
    assert_eq!(undone(&[given.clone(), said.clone(), taken]), 1);
    assert_eq!(undone(&[given, said]), 0);
}

#[test]
fn an_account_is_kept_with_a_residency_that_is_kept() {
    let made = [change(1, Action::Create, 1, Some(1)), change(2, Action::Link, 1, Some(2))];
    let later = [with(change(9, Action::Update, 1, Some(2)), Field::Unit, None, Some("5"))];
    let reversal = reverse(&made, &later);
    assert_eq!(reversal.kept.iter().map(|kept| kept.change.0).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_residency_goes_back_to_its_account_before_the_new_one_is_deleted() {
    let mut moved =
        with(change(1, Action::Create, 2, Some(1)), Field::Account, Some("1"), Some("2"));
    moved.new_residency = false;
    let reversal = reverse(&[moved], &[]);
    let [back, delete] = &reversal.changes[..] else { panic!("{reversal:?}") };
    assert_eq!((back.action, back.account), (Action::Update, AccountRef::Existing(AccountId(1))));
    assert_eq!((delete.action, delete.residency), (Action::Delete, None));
}

#[test]
fn rows_deleted_since_stay_deleted() {
    let later = [change(9, Action::Delete, 1, None)];
    let reversal =
        reverse(&[with(change(1, Action::Update, 1, None), Field::Phone, None, Some("1"))], &later);
    assert_eq!(reversal.kept[0].why, KeptWhy::Deleted);
}

#[test]
fn deleted_rows_are_restored_with_their_fields_account_first() {
    let home = with(change(1, Action::Delete, 1, Some(4)), Field::Unit, Some("7"), None);
    let account = with(change(2, Action::Delete, 1, None), Field::Email, Some("a@b.co"), None);
    let reversal = reverse(&[home.clone(), account.clone()], &[]);
    let restored: Vec<_> = reversal
        .changes
        .iter()
        .map(|change| (change.action, change.residency.is_some(), change.patch[0].to.as_deref()))
        .collect();
    assert_eq!(
        restored,
        [(Action::Restore, false, Some("a@b.co")), (Action::Restore, true, Some("7"))]
    );
    let undescribed = change(2, Action::Delete, 1, None);
    let kept = reverse(&[home, undescribed], &[]).kept;
    assert!(kept.iter().any(|kept| kept.why == KeptWhy::Undescribed), "{kept:?}");
}

#[test]
fn a_deletion_that_was_undone_does_not_block() {
    let made = with(change(1, Action::Create, 1, Some(1)), Field::Unit, None, Some("7"));
    let gone = with(change(5, Action::Delete, 1, Some(1)), Field::Unit, Some("7"), None);
    let mut back = with(change(6, Action::Restore, 1, Some(1)), Field::Unit, None, Some("7"));
    back.new_residency = true;
    assert_eq!(reverse(std::slice::from_ref(&made), &[gone.clone(), back]).undone, 1);
    assert_eq!(reverse(&[made], &[gone]).undone, 0);
}
