//! Accounts without an email.

use tenantry_core::{
    model::{Account, AccountId, AlertKind},
    reconcile::{AccountRef, Action, Change, Field, Focus, Plan, PlannedAlert},
};

use super::{
    facts::{account, facts, shown},
    support::*,
};
use crate::{NewRun, PeopleFilter, Store, StoreError};

/// Ana (t1) and Zoe (t2), whose emails are taken away by one run, which is returned.
async fn released(store: &Store) -> String {
    let residents = [resident("t1", "Ana", "Ruiz", "101"), resident("t2", "Zoe", "Zed", "102")];
    sync(store, &residents, plan(create(&residents))).await;
    let changes = [(1, "ana@Example.com"), (2, "zoe@Example.com")]
        .map(|(id, email)| emails(id, Some(email), None))
        .to_vec();
    sync(store, &[], plan(changes)).await
}

fn emails(id: i64, from: Option<&str>, to: Option<&str>) -> Change {
    update(AccountId(id), None, vec![field(Field::Email, from, to)])
}

async fn stored(store: &Store, id: i64) -> Account {
    let tx = store.read().await.unwrap();
    tx.person(&id.to_string()).await.unwrap().unwrap().account
}

#[tokio::test]
async fn several_accounts_have_no_email_and_are_found_by_everything_else() {
    on_each(async |store| {
        released(&store).await;
        let tx = store.read().await.unwrap();
        let maple = tx.property("maple").await.unwrap().unwrap();
        let found = |people: &[crate::Person]| -> Vec<(i64, bool)> {
            people.iter().map(|it| (it.account.id.0, it.account.email.is_some())).collect()
        };
        for (search, expected) in [
            (None, vec![(1, false), (2, false)]),
            (Some("ruiz"), vec![(1, false)]),
            (Some("t2"), vec![(2, false)]),
            (Some("example.com"), vec![]),
        ] {
            let people = tx.people(Some(maple), search).await.unwrap();
            assert_eq!(found(&people), expected, "{search:?}");
            let filter =
                PeopleFilter { search: search.map(str::to_owned), ..PeopleFilter::default() };
            let page = tx.people_page(maple, &filter, None, 10).await.unwrap();
            assert_eq!(found(&page.people), expected, "{search:?}");
        }
        assert_eq!(tx.person("ana@example.com").await.unwrap(), None);
        assert_eq!(tx.person("").await.unwrap(), None);
        for (focus, expected) in [
            (Focus { accounts: vec![AccountId(2)], ..Focus::default() }, vec![2]),
            (
                Focus { emails: vec!["ana@example.com".into(), "".into()], ..Focus::default() },
                vec![],
            ),
        ] {
            let (accounts, _) = tx.load(maple, &focus).await.unwrap();
            let ids: Vec<i64> = accounts.iter().map(|account| account.id.0).collect();
            assert_eq!(ids, expected);
        }
        let last = tx.changes_of(AccountId(1)).await.unwrap().pop().unwrap();
        assert_eq!((last.account_email.as_deref(), last.handle().as_str()), (None, "1"));
    })
    .await;
}

#[tokio::test]
async fn an_address_that_was_given_up_is_free_and_one_that_is_there_is_unique() {
    on_each(async |store| {
        released(&store).await;
        let other = [resident("t3", "Ana", "Else", "300")];
        sync(&store, &other, plan(create(&other))).await;

        // Each of them gives up or takes what another one has.
        let tx = store.begin().await.unwrap();
        let maple = property(&tx, "maple").await;
        let changes = [emails(2, None, Some("ANA@example.com"))];
        let taken = import(&tx, maple, &set(&[], &changes)).await.unwrap_err();
        assert!(matches!(taken, StoreError::EmailTaken), "{taken}");
        drop(tx);

        let changes = vec![
            emails(2, None, Some("ana@example.com")),
            emails(3, Some("ana@Example.com"), None),
        ];
        sync(&store, &[], plan(changes)).await;
        assert_eq!(stored(&store, 2).await.email.as_deref(), Some("ana@example.com"));
        assert_eq!(stored(&store, 3).await.email, None);
        let changes = vec![emails(1, None, Some("new@example.com"))];
        sync(&store, &[], plan(changes)).await;
        assert_eq!(stored(&store, 1).await.email.as_deref(), Some("new@example.com"));
    })
    .await;
}

#[tokio::test]
async fn a_run_that_takes_addresses_away_is_undone() {
    on_each(async |store| {
        let run = released(&store).await;
        let tx = store.begin().await.unwrap();
        let report = tx.undo(&run, "bob", &NewRun::new(now()), now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((report.undone, report.kept), (2, vec![]));
        assert_eq!(stored(&store, 1).await.email.as_deref(), Some("ana@Example.com"));
        assert_eq!(stored(&store, 2).await.email.as_deref(), Some("zoe@Example.com"));
    })
    .await;
}

#[tokio::test]
async fn a_deleted_account_without_an_email_comes_back_without_one() {
    on_each(async |store| {
        released(&store).await;
        let before = snapshot(&store, &["t1", "t2"]).await;
        let delete = change(Action::Delete, AccountRef::Existing(AccountId(1)), None);
        let run = sync(&store, &[], plan(vec![delete])).await;
        assert_eq!(snapshot(&store, &["t1", "t2"]).await.accounts.len(), 1);
        let tx = store.begin().await.unwrap();
        tx.undo(&run, "bob", &NewRun::new(now()), now()).await.unwrap();
        tx.commit().await.unwrap();
        let after = snapshot(&store, &["t1", "t2"]).await;
        assert_eq!((after.accounts, after.residencies), (before.accounts, before.residencies));
    })
    .await;
}

#[tokio::test]
async fn an_alert_names_an_account_without_an_email_by_its_id() {
    on_each(async |store| {
        released(&store).await;
        let says = resident("t9", "Ana", "Ruiz", "101");
        let known = shown(&Account { email: None, ..account(&says) });
        let alert = facts(AlertKind::EmailMismatch, &says, known, None);
        let alerts = vec![PlannedAlert::new("t9", alert)];
        sync(&store, &[], Plan { alerts, ..plan(Vec::new()) }).await;
        let tx = store.read().await.unwrap();
        let maple = tx.property("maple").await.unwrap().unwrap();
        let naming = tx.open_namings(maple).await.unwrap().remove(0);
        assert_eq!(naming.accounts, ["1"]);
        for (handle, count) in [("1", 1), ("2", 0), ("ana@example.com", 0), ("", 0)] {
            let ids: [&str; 0] = [];
            let alerts = tx.alerts_naming(maple, &[handle], &ids).await.unwrap();
            assert_eq!(alerts.len(), count, "{handle}");
        }
        let filter = PeopleFilter { waiting: true, ..PeopleFilter::default() };
        let page = tx.people_page(maple, &filter, None, 10).await.unwrap();
        let ids: Vec<i64> = page.people.iter().map(|person| person.account.id.0).collect();
        assert_eq!(ids, [1]);
    })
    .await;
}
