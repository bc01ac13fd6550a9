use tenantry_core::{
    model::{AlertId, AlertKind, Resident, Resolution},
    reconcile::{
        AccountRef, Action, AnswerStays, Change, Field, KeptWhy, Obstacle, Plan, RecordIx,
        ResidencyRef,
    },
};

use super::{
    answers::{answer, directory, people, raise},
    support::*,
};
use crate::{Store, StoreError};

/// What prevents an answer from being undone. The directory stays as it is.
async fn refused(store: &Store, alert: AlertId) -> AnswerStays {
    let before = directory(store).await;
    let tx = store.begin().await.unwrap();
    let error = tx.undo_decision(alert, "ann", now()).await.unwrap_err();
    tx.commit().await.unwrap();
    assert_eq!(directory(store).await, before);
    match error {
        StoreError::AnswerStays { id, why } if id == alert.0 => why,
        error => panic!("{error:?}"),
    }
}

fn says(id: &str, email: &str) -> Resident {
    Resident { email: Some(email.into()), ..resident(id, "Ana", "Ruiz", "101") }
}

async fn import(store: &Store, residents: &[Resident], changes: Vec<Change>) {
    let tx = store.begin().await.unwrap();
    let maple = property(&tx, "maple").await;
    super::support::import(&tx, maple, &set(residents, &changes)).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn only_an_answer_in_effect_is_undone() {
    on_each(async |store| {
        people(&store).await;
        let new = says("t9", "ana.new@example.com");
        let alert = raise(&store, AlertKind::EmailMismatch, "ana@example.com", &new, false).await;
        assert_eq!(refused(&store, alert).await, AnswerStays::AlertOpen);
        sync(&store, &[], Plan { closed: vec![alert], ..Plan::default() }).await;
        assert_eq!(refused(&store, alert).await, AnswerStays::ClosedBySync);

        let again = raise(&store, AlertKind::EmailMismatch, "ana@example.com", &new, false).await;
        answer(&store, again, Resolution::Dismiss, false).await;
        let twin = raise(&store, AlertKind::EmailMismatch, "ana@example.com", &new, false).await;
        assert_eq!(refused(&store, again).await, AnswerStays::RaisedAgain(twin));
        assert_eq!(refused(&store, twin).await, AnswerStays::AlertOpen);

        let tx = store.begin().await.unwrap();
        let missing = tx.undo_decision(AlertId(99), "ann", now()).await;
        assert_eq!(missing, Err(StoreError::NoSuchAlert { id: 99 }));
    })
    .await;
}

#[tokio::test]
async fn an_answer_changed_since_is_kept_entirely() {
    on_each(async |store| {
        people(&store).await;
        let new = says("t1", "ana.new@example.com");
        let alert = raise(&store, AlertKind::EmailMismatch, "ana@example.com", &new, true).await;
        answer(&store, alert, Resolution::UsePmsEmail, false).await;
        let ana = store.read().await.unwrap().person("ana.new@example.com").await.unwrap().unwrap();
        let unit = |from, to| vec![field(Field::Unit, Some(from), Some(to))];
        let email = |from, to| vec![field(Field::Email, Some(from), Some(to))];
        let residency = Some(ana.residencies[0].id);
        // Another field of the same person makes no difference.
        import(&store, &[], vec![update(ana.account.id, residency, unit("101", "201"))]).await;
        let changed = email("ana.new@example.com", "third@example.com");
        import(&store, &[], vec![update(ana.account.id, None, changed)]).await;
        let why = KeptWhy::FieldsChanged(vec![Field::Email]);
        assert_eq!(refused(&store, alert).await, AnswerStays::Touched(why));
        let back = email("third@example.com", "ana.new@example.com");
        import(&store, &[], vec![update(ana.account.id, None, back)]).await;
        let tx = store.begin().await.unwrap();
        tx.undo_decision(alert, "ann", now()).await.unwrap();
        let person = tx.person("ana@example.com").await.unwrap().unwrap();
        assert_eq!(person.residencies[0].place.unit.as_deref(), Some("201"));
    })
    .await;
}

#[tokio::test]
async fn an_email_or_a_resident_that_is_taken_blocks_an_undo() {
    on_each(async |store| {
        people(&store).await;
        let new = says("t1", "ana.new@example.com");
        let alert = raise(&store, AlertKind::EmailMismatch, "ana@example.com", &new, true).await;
        answer(&store, alert, Resolution::CreateSeparate, true).await;
        let other = [resident("", "ANA", "Else", "300")];
        import(&store, &other, create(&other)).await;
        assert_eq!(refused(&store, alert).await, AnswerStays::Blocked(Obstacle::EmailTaken));

        let tx = store.read().await.unwrap();
        let holder = tx.person("ana@example.com").await.unwrap().unwrap().account;
        drop(tx);
        let moved = vec![field(Field::Email, holder.email.as_deref(), Some("else@example.com"))];
        import(&store, &[], vec![update(holder.id, None, moved)]).await;
        let returned =
            [Resident { lease_id: Some("L1".into()), ..resident("t0", "Old", "Ruiz", "50") }];
        import(&store, &returned, create(&returned)).await;
        assert_eq!(refused(&store, alert).await, AnswerStays::Blocked(Obstacle::ResidentTaken));
    })
    .await;
}

#[tokio::test]
async fn nobody_with_another_home_becomes_inactive() {
    on_each(async |store| {
        people(&store).await;
        let zoe = Resident {
            email: Some("zoe@example.com".into()),
            ..resident("t2", "Zoe", "Zed", "102")
        };
        let account = store.read().await.unwrap().person("zoe@example.com").await.unwrap().unwrap();
        let inactive = vec![
            field(Field::EndedOn, None, Some("2026-10-01")),
            field(Field::AccountStatus, Some("active"), Some("inactive")),
        ];
        let id = account.account.id;
        import(&store, &[], vec![update(id, Some(account.residencies[0].id), inactive)]).await;
        let renamed = Resident { first_name: "Zoey".into(), ..zoe };
        let alert = raise(&store, AlertKind::NameMismatch, "zoe@example.com", &renamed, true).await;
        answer(&store, alert, Resolution::Merge, false).await;
        let second = [resident("", "Zoe", "Zed", "400")];
        let link = Change {
            resident: Some(RecordIx::new(0)),
            ..change(Action::Link, AccountRef::Existing(id), Some(ResidencyRef::New(0)))
        };
        import(&store, &second, vec![link]).await;
        assert_eq!(refused(&store, alert).await, AnswerStays::Blocked(Obstacle::LivesElsewhere));
    })
    .await;
}

#[tokio::test]
async fn a_deletion_that_the_audit_does_not_describe_is_kept() {
    on_each(async |store| {
        people(&store).await;
        let new = says("t1", "ana.new@example.com");
        let alert = raise(&store, AlertKind::EmailMismatch, "ana@example.com", &new, true).await;
        answer(&store, alert, Resolution::CreateSeparate, true).await;
        let tx = store.begin().await.unwrap();
        let sql =
            "UPDATE changes SET fields = '{}' WHERE action = 'delete' AND residency_id IS NULL";
        assert_eq!(tx.conn.execute(sql, Vec::new()).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(refused(&store, alert).await, AnswerStays::Touched(KeptWhy::Undescribed));
    })
    .await;
}
