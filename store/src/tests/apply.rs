use tenantry_core::{
    model::{AccountKind, AccountStatus, Identity, Link, ResidencyId, Resident},
    reconcile::{AccountRef, Action, Change, Entry, Field, Focus, RecordIx, ResidencyRef},
};

use super::support::*;
use crate::{NewRun, StoreError};

fn people() -> Vec<Resident> {
    vec![resident("t2", "Zoe", "Zed", "102"), resident("t1", "Ana", "Ruiz Jr.", "101")]
}

#[tokio::test]
async fn a_first_sync_is_read_back() {
    on_each(async |store| {
        let residents = people();
        let run = sync(&store, &residents, plan(create(&residents))).await;
        let found = snapshot(&store, &["t1", "t9"]).await;
        let [ana] = &found.accounts[..] else { panic!("{found:?}") };
        assert_eq!(
            (ana.email.as_deref().unwrap(), ana.first_name.as_str()),
            ("ana@Example.com", "Ana")
        );
        assert_eq!((ana.phone.as_deref(), ana.kind), (Some("+15550100"), AccountKind::Resident));
        assert_eq!(ana.status, AccountStatus::Active);
        let [residency] = &found.residencies[..] else { panic!("{found:?}") };
        assert_eq!((residency.account, residency.property.as_str()), (ana.id, "maple"));
        assert_eq!(residency.link, Some(Link { external_id: "t1".into(), lease_id: None }));
        assert_eq!(residency.place.lease_start, Some("2026-01-01".parse().unwrap()));
        assert_eq!(residency.place.move_out, None);
        assert_eq!(residency.seen.email.as_deref(), Some("ana@Example.com"));
        let entries: Vec<_> =
            found.fingerprints.entries().iter().map(|entry| entry.fingerprint).collect();
        assert_eq!(entries, [100, 101]);

        let tx = store.read().await.unwrap();
        let maple = tx.property("maple").await.unwrap().unwrap();
        let state = tx.state(maple).await.unwrap();
        assert_eq!((state.roster_digest, state.quiet, state.open_alerts), (Some(7), true, 0));
        assert_eq!((state.digest_generation, state.generation, state.counts.created), (1, 1, 2));
        assert_eq!(
            (state.last_complete_run.as_deref(), state.last_complete_at),
            (Some(run.as_str()), Some(now()))
        );
        let changes = tx.changes_of_run(&run).await.unwrap();
        let [_, change] = &changes[..] else { panic!("{changes:?}") };
        assert_eq!(
            (change.action, change.account, change.account_email.as_deref().unwrap_or("-")),
            (Action::Create, ana.id, "ana@Example.com")
        );
        assert!(change.new_account && change.new_residency);
        assert!(change.fields.contains(&field(Field::Unit, None, Some("101"))));
        assert_eq!(tx.changes_of(ana.id).await.unwrap(), changes[1..]);
        assert_eq!(tx.changes_about(maple, "t1").await.unwrap(), changes[1..]);
        assert_eq!(tx.accounts_of(maple, "t1").await.unwrap(), [ana.id]);
        let record = tx.run(&run[..30]).await.unwrap();
        assert_eq!((record.plan_digest, record.property.as_str()), (Some(u64::MAX), "maple"));
        assert!(tx.synced_since(maple, record.seq).await.unwrap());
        assert!(!tx.synced_since(maple, tx.next_seq().await.unwrap()).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_focus_finds_by_email_name_and_residency() {
    on_each(async |store| {
        let residents = people();
        sync(&store, &residents, plan(create(&residents))).await;
        let tx = store.begin().await.unwrap();
        let maple = tx.property("maple").await.unwrap().unwrap();
        let oak = property(&tx, "oak").await;
        for (focus, found) in [
            (Focus { emails: vec!["ana@example.com".into()], ..Focus::default() }, 1),
            (Focus { names: vec!["anaruiz".into()], ..Focus::default() }, 1),
            (Focus { residencies: vec![ResidencyId(1), ResidencyId(2)], ..Focus::default() }, 2),
            (Focus { emails: vec!["it's \"no\" \\one\\".into()], ..Focus::default() }, 0),
        ] {
            assert_eq!(tx.load(maple, &focus).await.unwrap().0.len(), found, "{focus:?}");
        }
        let names = Focus { names: vec!["anaruiz".into()], ..Focus::default() };
        assert_eq!(tx.load(oak, &names).await.unwrap().0, []);
    })
    .await;
}

#[tokio::test]
async fn fields_change_and_keys_follow() {
    on_each(async |store| {
        let residents = people();
        sync(&store, &residents, plan(create(&residents))).await;
        let found = snapshot(&store, &["t1", "t2"]).await;
        let (ana, zoe) = (&found.accounts[0], &found.accounts[1]);
        let of = |account| {
            found.residencies.iter().find(|residency| residency.account == account).unwrap().id
        };
        // Emails, IDs and units are swapped.
        let swap = |from: &_, to: &_, id: &str| {
            let (from, to): (&tenantry_core::model::Account, &tenantry_core::model::Account) =
                (from, to);
            update(
                from.id,
                Some(of(from.id)),
                vec![
                    field(Field::Email, from.email.as_deref(), to.email.as_deref()),
                    field(Field::FirstName, Some(&from.first_name), Some("Other")),
                    field(Field::ExternalId, None, Some(id)),
                    field(Field::Building, None, Some("O'B")),
                    field(Field::EndedOn, None, Some("2026-10-01")),
                ],
            )
        };
        let changes = vec![swap(ana, zoe, "t2"), swap(zoe, ana, "t1")];
        let mut next = plan(changes);
        next.bookkeeping =
            vec![settled(AccountRef::Existing(ana.id), ResidencyRef::Existing(of(ana.id)), 9)];
        next.bookkeeping[0].seen =
            Some(Box::new(Identity { first_name: "Seen".into(), ..Identity::default() }));
        next.bookkeeping[0].missing_runs = Some(3);
        sync(&store, &[], next).await;
        let after = snapshot(&store, &["t1", "t2"]).await;
        let ana_after = after.accounts.iter().find(|account| account.id == ana.id).unwrap();
        assert_eq!(
            (&ana_after.email, ana_after.first_name.as_str(), &ana_after.last_name),
            (&zoe.email, "Other", &ana.last_name)
        );
        let residency =
            after.residencies.iter().find(|residency| residency.account == ana.id).unwrap();
        assert_eq!(residency.link.as_ref().unwrap().external_id, "t2");
        assert_eq!(residency.place.building.as_deref(), Some("O'B"));
        assert_eq!(residency.ended_on, Some("2026-10-01".parse().unwrap()));
        assert_eq!((residency.seen.first_name.as_str(), residency.missing_runs), ("Seen", 3));
        assert_eq!(after.fingerprints.get(residency.id).unwrap().fingerprint, 9);
        let tx = store.read().await.unwrap();
        let maple = tx.property("maple").await.unwrap().unwrap();
        let names = Focus { names: vec!["otherruiz".into()], ..Focus::default() };
        assert_eq!(tx.load(maple, &names).await.unwrap().0.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_email_that_is_taken_changes_nothing() {
    on_each(async |store| {
        let residents = people();
        sync(&store, &residents, plan(create(&residents))).await;
        let again = [resident("t7", "ANA", "Other", "7")];
        let tx = store.begin().await.unwrap();
        let maple = tx.property("maple").await.unwrap().unwrap();
        let changes = create(&again);
        let error = import(&tx, maple, &set(&again, &changes)).await.unwrap_err();
        assert_eq!(error, StoreError::EmailTaken);
        drop(tx);
        assert_eq!(snapshot(&store, &["t7"]).await.accounts, []);
    })
    .await;
}

#[tokio::test]
async fn changing_an_account_forgets_its_residencies() {
    on_each(async |store| {
        let residents = people();
        sync(&store, &residents, plan(create(&residents))).await;
        let tx = store.begin().await.unwrap();
        let (maple, oak) =
            (tx.property("maple").await.unwrap().unwrap(), property(&tx, "oak").await);
        let [ana] = tx.accounts_of(maple, "t1").await.unwrap()[..] else { panic!() };
        let other = [resident("x1", "Ana", "Ruiz", "9")];
        let link = Change {
            resident: Some(RecordIx::new(0)),
            ..change(Action::Link, AccountRef::Existing(ana), Some(ResidencyRef::New(0)))
        };
        let next = plan(vec![link]);
        let run = NewRun::new(now());
        tx.apply(oak, &run, &set(&other, &next.changes), &next, now()).await.unwrap();
        let entries = tx.fingerprints(maple).await.unwrap();
        let forgotten = entries.entries().iter().filter(|entry| entry.fingerprint == 0).count();
        assert_eq!((entries.entries().len(), forgotten), (2, 1));
        assert_eq!(tx.state(maple).await.unwrap().roster_digest, None);
        assert_eq!(tx.state(oak).await.unwrap().roster_digest, Some(7));
        let remembered = tx.fingerprints(oak).await.unwrap();
        assert_eq!(
            remembered.entries(),
            [Entry { residency: ResidencyId(3), live: true, fingerprint: 100 }]
        );

        // A person's change makes the next sync look at both again, and a new link is known at
        // once.
        let manual = [resident("m1", "Mia", "Moe", "4"), resident("", "Kim", "Key", "5")];
        let mut changes = create(&manual);
        let staff = field(Field::Kind, None, Some("staff"));
        changes[1].patch.push(staff);
        changes.push(update(
            ana,
            Some(ResidencyId(3)),
            vec![field(Field::EndedOn, None, Some("2026-11-01"))],
        ));
        import(&tx, oak, &set(&manual, &changes)).await.unwrap();
        let remembered = tx.fingerprints(oak).await.unwrap();
        let linked = Entry { residency: ResidencyId(4), live: true, fingerprint: 0 };
        assert_eq!(
            remembered.entries(),
            [Entry { residency: ResidencyId(3), live: false, fingerprint: 0 }, linked]
        );
        let kim = tx.person("KIM@example.com").await.unwrap().unwrap();
        assert_eq!((kim.account.kind, kim.residencies[0].link.clone()), (AccountKind::Staff, None));
        assert_eq!(kim.residencies[0].seen, Identity::default());
    })
    .await;
}

#[tokio::test]
async fn residencies_move_to_new_accounts_and_old_ones_are_deleted() {
    on_each(async |store| {
        let residents = people();
        sync(&store, &residents, plan(create(&residents))).await;
        let tx = store.begin().await.unwrap();
        let maple = tx.property("maple").await.unwrap().unwrap();
        let [ana] = tx.accounts_of(maple, "t1").await.unwrap()[..] else { panic!() };
        let residency = tx.accounts(&[ana]).await.unwrap().1[0].id;
        let new = [resident("t1", "Eve", "Ruiz", "101")];
        let from = ana.0.to_string();
        let changes = vec![
            Change {
                resident: Some(RecordIx::new(0)),
                patch: vec![field(Field::Account, Some(&from), None)],
                ..change(
                    Action::Create,
                    AccountRef::New(0),
                    Some(ResidencyRef::Existing(residency)),
                )
            },
            change(Action::Delete, AccountRef::Existing(ana), None),
        ];
        import(&tx, maple, &set(&new, &changes)).await.unwrap();
        let eve = tx.person("eve@example.com").await.unwrap().unwrap();
        assert_eq!(eve.residencies[0].id, residency);
        assert_eq!(tx.accounts(&[ana]).await.unwrap().0, []);
        let history = tx.changes_of(eve.account.id).await.unwrap();
        let moved = field(Field::Account, Some(&from), Some(&eve.account.id.0.to_string()));
        assert!(history[0].fields.contains(&moved), "{history:?}");
        let deleted = tx.changes_of(ana).await.unwrap();
        assert_eq!(deleted.last().unwrap().account_email.as_deref(), Some("ana@Example.com"));
    })
    .await;
}

#[tokio::test]
async fn many_rows_are_written_the_way_of_a_first_sync() {
    on_each(async |store| {
        let residents: Vec<_> = (0..25_001)
            .map(|index| {
                resident(&format!("t{index}"), &format!("f{}", index * 7919 % 25_001), "Last", "1")
            })
            .collect();
        sync(&store, &residents, plan(create(&residents))).await;
        let found = snapshot(&store, &["t0", "t25000"]).await;
        assert_eq!(found.accounts.len(), 2);
        assert_eq!(found.fingerprints.entries().len(), 25_001);
        assert_eq!(found.residencies[1].id, ResidencyId(25_001));
        let taken = [resident("new", "f0", "Else", "2")];
        let tx = store.begin().await.unwrap();
        let maple = property(&tx, "maple").await;
        let changes = create(&taken);
        let error = import(&tx, maple, &set(&taken, &changes)).await.unwrap_err();
        assert_eq!(error, StoreError::EmailTaken);
    })
    .await;
}
