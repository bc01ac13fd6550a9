use jiff::SignedDuration;
use tenantry_core::{
    model::{AccountStatus, AlertFacts, AlertKind},
    reconcile::{
        AccountRef, Action, Change, Counts, Field, Plan, PlannedAlert, RecordIx, ResidencyRef,
    },
};

use super::{facts::*, support::*};
use crate::{
    AlertState, Cursor, NewRun, Outcome, PeopleFilter, PropertyId, ReadTx, Source, Store,
    StoreError,
};

fn mismatch(subject: &str, id: &str, email: &str) -> PlannedAlert {
    let mut known = shown(&account(&resident(id, "Ana", "Ruiz", "101")));
    known.email = Some(email.into());
    let says = resident(id, "Ana", "Ruiz", "101");
    PlannedAlert::new(subject, facts(AlertKind::NameMismatch, &says, known, None))
}

fn duplicate(subject: &str, ids: &[&str]) -> PlannedAlert {
    let residents = ids.iter().map(|id| resident(id, "Zoe", "Zed", "102")).collect();
    let email = "zoe@example.com".into();
    PlannedAlert::new(
        subject,
        AlertFacts::DuplicateEmail { email, residents, holder: None, without_email: Vec::new() },
    )
}

/// Seven people at Maple Court, one of whom left, one of whom was entered by hand and one with two
/// residencies; one person at Oak Court. Two alerts are open.
async fn town(store: &Store) -> PropertyId {
    let mut residents = vec![
        resident("t1", "Ana", "de Ruíz", "101"),
        resident("t2", "Zoe", "Zed", "Apt 0102"),
        resident("t3", "Bea", "zed", "103"),
        resident("t4", "Bea", "Zed Jr.", "104"),
        resident("t5", "Cid", "Álamo", "105"),
        resident("t6", "Dee", "O'Moe", "101"),
        resident("", "Eve", "Moe", "107"),
    ];
    residents[3].email = Some("bea.jr@example.com".into());
    let mut changes = create(&residents);
    changes[4].patch = vec![
        field(Field::EndedOn, None, Some("2026-10-01")),
        field(Field::AccountStatus, Some("active"), Some("inactive")),
    ];
    residents.push(resident("t8", "Zoe", "Zed", "108"));
    changes.push(Change {
        resident: Some(RecordIx::new(7)),
        external_id: Some("t8".into()),
        ..change(Action::Link, AccountRef::New(1), Some(ResidencyRef::New(7)))
    });
    let alerts = vec![
        mismatch("a", "t9", "ANA@example.com"),
        duplicate("b", &["t2", "t3", "t99"]),
        mismatch("c", "t6", "nobody@example.com"),
    ];
    sync(store, &residents, Plan { alerts, ..plan(changes) }).await;
    let tx = store.begin().await.unwrap();
    let (maple, oak) = (property(&tx, "maple").await, property(&tx, "oak").await);
    dismiss(&tx, maple, tenantry_core::model::AlertId(3)).await.unwrap();
    let there = [resident("t6", "Fay", "Oak", "101")];
    let next = plan(create(&there));
    tx.apply(oak, &NewRun::new(now()), &set(&there, &next.changes), &next, now()).await.unwrap();
    tx.commit().await.unwrap();
    maple
}

async fn names(tx: &ReadTx, property: PropertyId, filter: &PeopleFilter) -> Vec<String> {
    let page = tx.people_page(property, filter, None, 50).await.unwrap();
    assert_eq!((page.total, &page.next), (page.people.len() as u64, &None), "{filter:?}");
    page.people.iter().map(|person| person.account.first_name.to_string()).collect()
}

#[tokio::test]
async fn people_are_filtered() {
    on_each(async |store| {
        let maple = town(&store).await;
        let tx = store.read().await.unwrap();
        let all = PeopleFilter::default;
        let search = |text: &str| PeopleFilter { search: Some(text.to_owned()), ..all() };
        let unit = |text: &str| PeopleFilter { unit: Some(text.to_owned()), ..all() };
        let status = |status| PeopleFilter { status: Some(status), ..all() };
        let source = |source| PeopleFilter { source: Some(source), ..all() };
        let everybody = ["Cid", "Ana", "Eve", "Dee", "Bea", "Bea", "Zoe"];
        for (filter, found) in [
            (all(), &everybody[..]),
            (search(" "), &everybody),
            (search("ruiz"), &["Ana"]),
            (search("ana DE"), &["Ana"]),
            (search("ZOE@example"), &["Zoe"]),
            (search("103"), &["Bea"]),
            (search("Unit 102"), &["Zoe"]),
            (search("t6"), &["Dee"]),
            (search("_"), &[]),
            (search("'; DROP TABLE accounts --"), &[]),
            (unit("0101"), &["Ana", "Dee"]),
            (unit("APT 102"), &["Zoe"]),
            (unit("Unit"), &[]),
            (unit("1"), &[]),
            (unit(" "), &everybody),
            (status(AccountStatus::Inactive), &["Cid"]),
            (status(AccountStatus::Active), &everybody[1..]),
            (source(Source::Manual), &["Eve"]),
            (source(Source::Linked), &["Cid", "Ana", "Dee", "Bea", "Bea", "Zoe"]),
            (PeopleFilter { waiting: true, ..all() }, &["Ana", "Bea", "Zoe"]),
            (PeopleFilter { waiting: true, ..search("zed") }, &["Bea", "Zoe"]),
            (PeopleFilter { waiting: true, ..status(AccountStatus::Inactive) }, &[]),
        ] {
            assert_eq!(names(&tx, maple, &filter).await, found, "{filter:?}");
        }
        assert_eq!(names(&tx, PropertyId(99), &all()).await, [""; 0]);
        let page = tx.people_page(maple, &all(), None, 50).await.unwrap();
        assert_eq!(page.people, tx.people(Some(maple), None).await.unwrap());
        assert_eq!(page.people.last().unwrap().residencies.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn people_come_page_by_page_in_the_order_of_their_names() {
    on_each(async |store| {
        let maple = town(&store).await;
        let tx = store.begin().await.unwrap();
        let all = PeopleFilter::default();
        let whole = tx.people_page(maple, &all, None, 50).await.unwrap().people;
        for size in [1, 2, 3, 7, 8] {
            let (mut after, mut seen) = (None, Vec::new());
            loop {
                let page = tx.people_page(maple, &all, after.as_ref(), size).await.unwrap();
                assert!(page.people.len() <= size as usize && page.total == 7);
                seen.extend(page.people);
                match page.next {
                    Some(next) => after = Some(next.to_string().parse::<Cursor>().unwrap()),
                    None => break,
                }
            }
            assert_eq!(seen, whole, "{size}");
        }
        let gone = "999999".parse().unwrap();
        let refused = tx.people_page(maple, &all, Some(&gone), 5).await;
        assert_eq!(refused, Err(StoreError::NoSuchPage));

        // Changing either half of a name moves the person in the list.
        let [ana] = tx.accounts_of(maple, "t1").await.unwrap()[..] else { panic!() };
        let [cid] = tx.accounts_of(maple, "t5").await.unwrap()[..] else { panic!() };
        let renamed = [
            update(ana, None, vec![field(Field::LastName, Some("de Ruíz"), Some("Zzz"))]),
            update(cid, None, vec![field(Field::FirstName, Some("Cid"), Some("Aaa"))]),
        ];
        import(&tx, maple, &set(&[], &renamed)).await.unwrap();
        let now_first = ["Aaa", "Eve", "Dee", "Bea", "Bea", "Zoe", "Ana"];
        assert_eq!(names(&tx, maple, &all).await, now_first);
        let people = tx.people(Some(maple), None).await.unwrap();
        let page = tx.people_page(maple, &all, None, 50).await.unwrap();
        assert_eq!(page.people, people);
    })
    .await;
}

#[tokio::test]
async fn alerts_come_page_by_page() {
    on_each(async |store| {
        let maple = town(&store).await;
        let tx = store.read().await.unwrap();
        let (name, duplicate) = (AlertKind::NameMismatch, AlertKind::DuplicateEmail);
        for (state, kind, found) in [
            (AlertState::Open, None, &[2, 1][..]),
            (AlertState::Closed, None, &[3]),
            (AlertState::All, None, &[3, 2, 1]),
            (AlertState::Open, Some(name), &[1]),
            (AlertState::Closed, Some(duplicate), &[]),
            (AlertState::All, Some(name), &[3, 1]),
        ] {
            for size in [1, 2, 9] {
                let (mut after, mut seen) = (None, Vec::new());
                loop {
                    let page = tx.alerts_page(maple, state, kind, after.as_ref(), size).await;
                    let page = page.unwrap();
                    seen.extend(page.rows.iter().map(|alert| alert.id.0));
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                assert_eq!(seen, found, "{state:?} {kind:?} {size}");
            }
        }
        assert_eq!(tx.open_alerts_by_kind(maple).await.unwrap(), [(duplicate, 1), (name, 1)]);
        let oak = tx.property("oak").await.unwrap().unwrap();
        assert_eq!(tx.open_alerts_by_kind(oak).await.unwrap(), []);
        let page = tx.alerts_page(oak, AlertState::All, None, None, 9).await.unwrap();
        assert_eq!((page.rows, page.next), (vec![], None));
    })
    .await;
}

#[tokio::test]
async fn alerts_about_a_person_are_found() {
    on_each(async |store| {
        let maple = town(&store).await;
        let tx = store.read().await.unwrap();
        for (emails, ids, found) in [
            (&[" Ana@Example.COM"][..], &[][..], &[1][..]),
            (&[], &["t3"], &[2]),
            (&["ana@example.com"], &["t2", "t3"], &[1, 2]),
            // The alert about the first is closed; the second is only part of an ID.
            (&[], &["t6", "t"], &[]),
            (&["nobody@example.com"], &[], &[]),
            (&[], &[], &[]),
        ] {
            let alerts = tx.alerts_naming(maple, emails, ids).await.unwrap();
            let numbers: Vec<_> = alerts.iter().map(|alert| alert.id.0).collect();
            assert_eq!(numbers, found, "{emails:?} {ids:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn runs_and_changes_come_page_by_page() {
    on_each(async |store| {
        let maple = town(&store).await;
        let tx = store.begin().await.unwrap();
        let first = tx.last_run(maple).await.unwrap().unwrap();
        let changes = tx.changes_of_run(&first.id).await.unwrap();
        assert_eq!(changes.len(), 8);
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let page = tx.changes_page(&first.id, after.as_ref(), 3).await.unwrap();
            seen.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, changes);

        assert_eq!(tx.last_failure(maple).await.unwrap(), None);
        let counts = Counts::default();
        let mut ids = vec![first.id.clone()];
        for (failed, seconds) in [(true, 1), (true, 2), (false, 3)] {
            let run = NewRun::new(now());
            let end = now() + SignedDuration::from_millis(seconds * 1250);
            match failed {
                true => tx.record_failed(maple, &run, "cut short", &counts, end).await.unwrap(),
                false => {
                    let failure = tx.last_failure(maple).await.unwrap().unwrap();
                    assert_eq!(
                        (&failure.id, failure.error.as_deref()),
                        (&ids[2], Some("cut short"))
                    );
                    tx.record_unchanged(maple, &run, &counts, end).await.unwrap();
                }
            }
            ids.push(run.id);
        }
        assert_eq!(tx.last_failure(maple).await.unwrap(), None);
        let undo = NewRun::new(now());
        tx.undo(&first.id, "bob", &undo, now()).await.unwrap();
        assert_eq!(tx.last_run(maple).await.unwrap().unwrap().id, ids[3]);
        ids.push(undo.id);
        ids.reverse();
        let page = tx.runs_page(maple, None, 3).await.unwrap();
        let on = |rows: &[crate::RunRecord]| -> Vec<_> {
            rows.iter().map(|run| run.id.clone()).collect()
        };
        assert_eq!(on(&page.rows), ids[..3]);
        let page = tx.runs_page(maple, page.next.as_ref(), 3).await.unwrap();
        assert_eq!((on(&page.rows), page.next), (ids[3..].to_vec(), None));

        let totals = tx.run_totals(maple).await.unwrap();
        let told: Vec<_> = totals.iter().map(|total| (total.outcome, total.count)).collect();
        assert_eq!(told, [(Outcome::Completed, 2), (Outcome::Failed, 2)]);
        for (total, seconds) in totals.iter().zip([3.75, 3.75]) {
            assert!((total.seconds - seconds).abs() < 0.01, "{total:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn people_are_counted() {
    on_each(async |store| {
        let maple = town(&store).await;
        let tx = store.read().await.unwrap();
        let counts = tx.counts_now(maple).await.unwrap();
        assert_eq!((counts.live_linked, counts.live_manual), (6, 1));
        assert_eq!((counts.active_accounts, counts.inactive_accounts), (6, 1));
        assert_eq!(tx.counts_now(PropertyId(99)).await.unwrap(), Default::default());
    })
    .await;
}
