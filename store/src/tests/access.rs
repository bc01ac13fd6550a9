use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use super::support::*;
use crate::{
    Access, StoreError,
    access::{NewOperator, NewSession, NewToken, Operator, OperatorId, Role, Scope},
};

fn later(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

async fn add(access: &Access, name: &str) -> Result<Operator, StoreError> {
    let hash = SecretString::from("$argon2id$old");
    let new = NewOperator { name, role: Role::Manager, properties: None, password_hash: &hash };
    access.add_operator(&new, now()).await
}

fn new_token<'a>(label: &'a str, hash: &'a str, seconds: i64) -> NewToken<'a> {
    NewToken { label, hash, scope: Scope::Full, expires_at: later(seconds) }
}

async fn start(access: &Access, operator: &Operator, hash: &str) -> Result<(), StoreError> {
    let new = NewSession { hash, csrf: "form", expires_at: later(60) };
    access.start_session(operator, &new, now()).await
}

#[tokio::test]
async fn operators_are_added_found_and_changed() {
    on_each(async |store| {
        let access = store.access();
        let bob = add(&access, " Bob ").await.unwrap();
        let ana = add(&access, "Ana").await.unwrap();
        assert_eq!((bob.name.as_str(), bob.role, &bob.properties), ("Bob", Role::Manager, &None));
        for (name, refused) in [
            ("BOB", StoreError::OperatorExists),
            (" ", StoreError::OperatorName { why: "it is blank" }),
            ("Sync", StoreError::OperatorName { why: "the audit uses it for the engine itself" }),
        ] {
            assert_eq!(add(&access, name).await.unwrap_err(), refused, "{name}");
        }
        let names = access.operators().await.unwrap();
        assert_eq!(names.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Ana", "Bob"]);
        assert_eq!(access.operator_named("bOb").await.unwrap().unwrap().id, bob.id);
        assert!(access.operator_named("bo").await.unwrap().is_none());

        let maple = ["maple".to_owned()];
        access.set_rights(bob.id, Role::Viewer, Some(&maple)).await.unwrap();
        let read = access.operator(bob.id).await.unwrap().unwrap();
        assert_eq!(
            (read.role, read.properties, read.created_at),
            (Role::Viewer, Some(maple.to_vec()), now())
        );
        assert_eq!(read.password_hash.expose_secret(), "$argon2id$old");
        assert!(!format!("{bob:?}").contains("argon2id"));

        access.remove_operator(ana.id).await.unwrap();
        assert!(access.operator(ana.id).await.unwrap().is_none());
        let gone = OperatorId(99);
        for refused in [
            access.remove_operator(ana.id).await,
            access.set_rights(gone, Role::Admin, None).await,
            access.set_password(gone, &"x".into()).await,
        ] {
            assert_eq!(refused, Err(StoreError::NoSuchOperator));
        }
        let again = add(&access, "Ana").await.unwrap();
        assert!(again.id > ana.id, "an ID is never used twice");
    })
    .await;
}

#[tokio::test]
async fn of_many_who_want_to_be_first_one_is() {
    on_each(async |store| {
        let access = store.access();
        let hash = SecretString::from("$argon2id$old");
        let first = async |name: &str| {
            let new =
                NewOperator { name, role: Role::Admin, properties: None, password_hash: &hash };
            access.add_first_operator(&new, now()).await
        };
        assert!(matches!(first("sync").await, Err(StoreError::OperatorName { .. })));
        let tried = tokio::join!(first("a"), first("b"), first("c"), first("d"), add(&access, "e"));
        let made = [tried.0, tried.1, tried.2, tried.3].map(|made| made.unwrap().is_some());
        let all = access.operators().await.unwrap();
        assert_eq!(all.len(), made.iter().filter(|made| **made).count() + 1, "{all:?}");
        assert!(all.len() <= 2 && all.iter().any(|one| one.name == "e"));
        assert_eq!(first("f").await.unwrap().map(|one| one.name), None);
    })
    .await;
}

#[tokio::test]
async fn sessions_start_and_end() {
    on_each(async |store| {
        let access = store.access();
        let bob = add(&access, "Bob").await.unwrap();
        start(&access, &bob, "h1").await.unwrap();
        access.touch_session("h1", later(5)).await.unwrap();
        let (session, operator) = access.session("h1", later(10)).await.unwrap().unwrap();
        assert_eq!(
            (operator.id, session.operator, session.csrf.as_str()),
            (bob.id, bob.id, "form")
        );
        assert_eq!(
            (session.created_at, session.last_seen_at, session.expires_at),
            (now(), later(5), later(60))
        );
        assert!(!format!("{session:?}").contains("form"));
        assert!(access.session("h2", now()).await.unwrap().is_none());
        assert!(access.session("h1", later(60)).await.unwrap().is_none());

        start(&access, &bob, "h2").await.unwrap();
        access.end_session("h1").await.unwrap();
        assert!(access.session("h1", now()).await.unwrap().is_none());
        assert!(access.session("h2", now()).await.unwrap().is_some());
        access.end_sessions_of(bob.id).await.unwrap();
        assert!(access.session("h2", now()).await.unwrap().is_none());

        start(&access, &bob, "h3").await.unwrap();
        access.remove_operator(bob.id).await.unwrap();
        assert!(access.session("h3", now()).await.unwrap().is_none());
        assert_eq!(start(&access, &bob, "h4").await, Err(StoreError::NoSuchOperator));
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_what_was_started_with_the_old_one() {
    on_each(async |store| {
        let access = store.access();
        let bob = add(&access, "Bob").await.unwrap();
        let ana = add(&access, "Ana").await.unwrap();
        start(&access, &bob, "h1").await.unwrap();
        start(&access, &ana, "h2").await.unwrap();
        access.add_token(&bob, &new_token("b", "t1", 60), now()).await.unwrap();
        access.add_token(&ana, &new_token("a", "t2", 60), now()).await.unwrap();
        access.set_password(bob.id, &"$argon2id$new".into()).await.unwrap();
        assert!(access.session("h1", now()).await.unwrap().is_none());
        assert!(access.session("h2", now()).await.unwrap().is_some());
        // Bob's old password was checked before it changed.
        assert_eq!(start(&access, &bob, "h3").await, Err(StoreError::NoSuchOperator));
        let late = access.add_token(&bob, &new_token("b", "t3", 60), now()).await;
        assert_eq!(late, Err(StoreError::NoSuchOperator));
        let left: Vec<String> =
            access.tokens().await.unwrap().into_iter().map(|token| token.label).collect();
        assert_eq!(left, ["a"]);
        let bob = access.operator(bob.id).await.unwrap().unwrap();
        assert_eq!(bob.password_hash.expose_secret(), "$argon2id$new");
        start(&access, &bob, "h4").await.unwrap();
        assert!(access.session("h4", now()).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn tokens_are_listed_used_and_revoked() {
    on_each(async |store| {
        let access = store.access();
        let (bob, ana) = (add(&access, "Bob").await.unwrap(), add(&access, "Ana").await.unwrap());
        let ending = new_token("ci", "t1", 60);
        let lasting = NewToken { scope: Scope::ReadOnly, ..new_token("cron", "t2", 100_000) };
        let first = access.add_token(&bob, &ending, now()).await.unwrap();
        let second = access.add_token(&bob, &lasting, now()).await.unwrap();
        let others = access.add_token(&ana, &new_token("own", "t3", 60), now()).await.unwrap();
        let all = access.tokens().await.unwrap();
        assert_eq!(all, [first.clone(), second.clone(), others]);
        access.touch_token(second.id, later(7)).await.unwrap();
        let (token, operator) = access.token("t2", later(99_999)).await.unwrap().unwrap();
        assert_eq!((operator.id, token.last_used_at), (bob.id, Some(later(7))));
        assert_eq!((first.scope, token.scope), (Scope::Full, Scope::ReadOnly));
        assert_eq!(access.token("t1", later(59)).await.unwrap().unwrap().0, first);
        assert!(access.token("t1", later(60)).await.unwrap().is_none());
        let labels = access.tokens_of(bob.id).await.unwrap();
        assert_eq!(labels.iter().map(|one| one.label.as_str()).collect::<Vec<_>>(), ["ci", "cron"]);
        assert_eq!(
            access
                .add_token(&Operator { id: OperatorId(99), ..bob.clone() }, &lasting, now())
                .await,
            Err(StoreError::NoSuchOperator)
        );

        assert!(!access.revoke_token(ana.id, second.id).await.unwrap());
        assert!(access.revoke_token(bob.id, second.id).await.unwrap());
        assert!(access.token("t2", now()).await.unwrap().is_none());
        access.remove_operator(bob.id).await.unwrap();
        assert!(access.token("t1", now()).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn expired_sessions_and_tokens_are_purged() {
    on_each(async |store| {
        let access = store.access();
        let bob = add(&access, "Bob").await.unwrap();
        for (hash, end) in [("h1", later(10)), ("h2", later(20))] {
            let new = NewSession { hash, csrf: "c", expires_at: end };
            access.start_session(&bob, &new, now()).await.unwrap();
            let token = NewToken { expires_at: end, ..new_token("l", hash, 0) };
            access.add_token(&bob, &token, now()).await.unwrap();
        }
        access.add_token(&bob, &new_token("l", "h3", 60), now()).await.unwrap();
        assert_eq!(access.purge_expired(later(12)).await.unwrap(), 2);
        assert_eq!(access.purge_expired(later(12)).await.unwrap(), 0);
        assert!(access.session("h2", later(12)).await.unwrap().is_some());
        assert_eq!(access.tokens_of(bob.id).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn on_postgres_signing_in_does_not_wait_for_the_writer() {
    let Some(url) = postgres_url().await else { return };
    let store = crate::Store::open(&url, crate::OpenMode::Write).await.unwrap();
    let tx = store.begin().await.unwrap();
    property(&tx, "maple").await;
    let access = store.access();
    let bob = add(&access, "Bob").await.unwrap();
    start(&access, &bob, "h1").await.unwrap();
    assert!(access.session("h1", now()).await.unwrap().is_some());
    tx.commit().await.unwrap();
}

#[test]
fn roles_have_an_order_and_words() {
    assert!(Role::Viewer < Role::Manager && Role::Manager < Role::Admin);
    for role in Role::ALL.iter().copied() {
        assert_eq!(Role::from_name(role.as_str()), Some(role));
    }
    assert_eq!(Role::from_name("owner"), None);
}
