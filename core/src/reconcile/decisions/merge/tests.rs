use rstest::rstest;

use super::*;
use crate::{
    Date,
    model::{AccountId, Identity, Link, Place, ResidencyId},
};

const TODAY: Date = jiff::civil::date(2026, 11, 2);

/// An account: `ana@example.com 555 staff inactive`; `-` for no email or no phone.
fn account(id: i64, line: &str) -> Account {
    let words: Vec<&str> = line.split(' ').collect();
    let [email, phone, kind, status] = words[..] else { panic!("{line}") };
    let some = |word: &str| (word != "-").then(|| Text::from(word));
    Account {
        id: AccountId(id),
        email: some(email),
        first_name: "Ana".into(),
        last_name: "Ruiz".into(),
        phone: some(phone),
        kind: AccountKind::from_name(kind).unwrap(),
        status: AccountStatus::from_name(status).unwrap(),
    }
}

/// Residencies: `maple t1`, `oak -` for a manual one, `maple t1 ended`.
fn homes(account: i64, lines: &[&str]) -> Vec<Residency> {
    let row = |(id, line): (i64, &&str)| {
        let mut words = line.split(' ');
        let (property, id_there) = (words.next().unwrap(), words.next().unwrap());
        let link = (id_there != "-").then(|| Link { external_id: id_there.into(), lease_id: None });
        Residency {
            id: ResidencyId(account * 10 + id),
            account: AccountId(account),
            property: property.into(),
            link,
            place: Place::default(),
            ended_on: words.next().map(|_| TODAY),
            end_reason: None,
            last_live_status: None,
            seen: Identity::default(),
            missing_runs: 0,
        }
    };
    (0..).zip(lines).map(row).collect()
}

/// A change: `relink t2 20`, `update phone=555`, `delete 2`.
fn line(change: &Change) -> String {
    assert_eq!(change.reason, Reason::Merged);
    let AccountRef::Existing(AccountId(account)) = change.account else { panic!("{change:?}") };
    let to = |field: &FieldChange| {
        format!("{}={}", field.field.as_str(), field.to.as_deref().unwrap_or("-"))
    };
    match change.residency {
        Some(ResidencyRef::Existing(id)) => {
            let id_there = change.external_id.as_deref().unwrap_or("-");
            assert_eq!(change.patch.len(), 1);
            let from_to = [&change.patch[0].from, &change.patch[0].to];
            assert_eq!(from_to.map(|id| id.as_deref().unwrap()), ["2", "1"]);
            format!("{} {id_there} {}", change.action.as_str(), id.0)
        }
        _ if change.action == Action::Delete => format!("delete {account}"),
        _ => {
            let fields: Vec<String> = change.patch.iter().map(to).collect();
            format!("{} {}", change.action.as_str(), fields.join(" "))
        }
    }
}

#[rstest]
#[case::two_homes(
    "a@x 1 resident active", &["maple t1"], "b@x 2 resident active", &["maple t2", "maple -"],
    &["relink t2 20", "relink - 21", "delete 2"]
)]
#[case::nothing_to_move(
    "a@x 1 resident active", &["maple t1"], "b@x - resident inactive", &[], &["delete 2"]
)]
#[case::what_is_missing(
    "- - resident active", &["maple t1"], "b@x 2 resident inactive", &["oak t2 ended"],
    &["relink t2 20", "update email=b@x phone=2", "delete 2"]
)]
#[case::neither_has_it(
    "- - resident active", &["maple t1"], "- - resident active", &["maple t2"],
    &["relink t2 20", "delete 2"]
)]
#[case::access_comes_with_a_home(
    "a@x 1 resident inactive", &["maple t1 ended"], "b@x 2 resident active", &["oak t2"],
    &["relink t2 20", "update account_status=active", "delete 2"]
)]
#[case::no_access_without_one(
    "a@x 1 resident inactive", &["maple t1 ended"], "b@x 2 resident inactive", &["maple t2 ended"],
    &["relink t2 20", "delete 2"]
)]
#[case::staff_wins(
    "a@x 1 resident inactive", &["maple t1 ended"], "b@x 2 staff active", &[],
    &["update kind=staff account_status=active", "delete 2"]
)]
#[case::staff_stays_staff(
    "a@x 1 staff active", &["maple -"], "b@x 2 resident active", &["maple t2"],
    &["relink t2 20", "delete 2"]
)]
fn what_a_merge_does(
    #[case] keep: &str,
    #[case] keeps: &[&str],
    #[case] other: &str,
    #[case] moves: &[&str],
    #[case] expected: &[&str],
) {
    let (keep, other) = (account(1, keep), account(2, other));
    let (keeps, moves) = (homes(1, keeps), homes(2, moves));
    let changes = merge(
        "maple",
        AccountAndHomes { account: &keep, residencies: &keeps },
        AccountAndHomes { account: &other, residencies: &moves },
    );
    assert_eq!(changes.unwrap().iter().map(line).collect::<Vec<_>>(), expected);
}

#[rstest]
#[case::here_only(&["maple t1"], &["maple t2 ended"], Ok(()), &[], &[])]
#[case::no_home_at_all(&[], &[], Ok(()), &[], &[])]
#[case::one_lives_elsewhere(&["maple t1"], &["oak o1", "elm e1 ended"], Ok(()), &["oak"], &["elm"])]
#[case::back_and_forth(&["oak o1 ended", "oak o2"], &["maple t1 ended"], Ok(()), &["oak"], &[])]
#[case::both_live_elsewhere(&["oak o1"], &["oak o2"], Err("oak"), &["oak"], &[])]
fn other_properties(
    #[case] keeps: &[&str],
    #[case] moves: &[&str],
    #[case] merged: Result<(), &str>,
    #[case] lives_at: &[&str],
    #[case] lived_at: &[&str],
) {
    let [keep, other] = [1, 2].map(|id| account(id, "- - resident active"));
    let (keeps, moves) = (homes(1, keeps), homes(2, moves));
    let keep = AccountAndHomes { account: &keep, residencies: &keeps };
    let other = AccountAndHomes { account: &other, residencies: &moves };
    let refused = merged.map_err(|property| NotMerged::Elsewhere { property: property.into() });
    assert_eq!(merge("maple", keep, other).map(drop), refused);
    let beyond = beyond("maple", keep, other);
    let ids = |ids: &[Text]| ids.iter().map(Text::to_string).collect::<Vec<_>>();
    assert_eq!(ids(&beyond.lives_at), lives_at);
    assert_eq!(ids(&beyond.lived_at), lived_at);
    assert!(!beyond.staff);
}

#[test]
fn one_account_is_no_pair() {
    let ana = account(1, "a@x - staff active");
    let ana = AccountAndHomes { account: &ana, residencies: &[] };
    assert_eq!(merge("maple", ana, ana), Err(NotMerged::Same));
    assert!(beyond("maple", ana, ana).staff);
}
