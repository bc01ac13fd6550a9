//! Text as people and vendors write it.

use tenantry_core::{
    Text,
    model::{Identity, Resident},
    reconcile::{Change, Field, Plan},
};

use super::support::*;
use crate::{NewRun, Store, StoreError};

/// Quotes, escapes, separators of other formats, and letters beyond ASCII.
const ODD: &str = r#"O'Neil "Zoë" \ {1,2};[x] 'ß' 😀"#;

fn odd() -> Resident {
    Resident {
        external_id: ODD.into(),
        lease_id: Some(ODD.into()),
        building: Some(ODD.into()),
        phone: None,
        email: Some("zoe@example.com".into()),
        ..resident("t1", ODD, ODD, ODD)
    }
}

#[tokio::test]
async fn any_text_is_found_as_it_was_written() {
    on_each(async |store| {
        sync(&store, &[odd()], plan(create(&[odd()]))).await;
        let found = snapshot(&store, &[ODD]).await;
        let [account] = &found.accounts[..] else { panic!("{found:?}") };
        assert_eq!((account.first_name.as_str(), account.last_name.as_str()), (ODD, ODD));
        let [home] = &found.residencies[..] else { panic!("{found:?}") };
        assert_eq!(
            (home.place.unit.as_deref(), home.place.building.as_deref()),
            (Some(ODD), Some(ODD))
        );
        let link = home.link.as_ref().unwrap();
        assert_eq!((link.external_id.as_str(), link.lease_id.as_deref()), (ODD, Some(ODD)));
        assert_eq!(home.seen.last_name, ODD);
        let audit = store.read().await.unwrap().changes_of(account.id).await.unwrap();
        let unit = audit[0].fields.iter().find(|field| field.field == Field::Unit).unwrap();
        assert_eq!((unit.from.as_deref(), unit.to.as_deref()), (None, Some(ODD)));
    })
    .await;
}

/// Applies a plan that must be refused without writing anything.
async fn refused(store: &Store, residents: &[Resident], plan: &Plan) -> StoreError {
    let tx = store.begin().await.unwrap();
    let maple = property(&tx, "maple").await;
    let set = set(residents, &plan.changes);
    tx.apply(maple, &NewRun::new(now()), &set, plan, now()).await.unwrap_err()
}

fn breaks(resident: &Resident, field: Field) -> Resident {
    let mut broken = resident.clone();
    let bad = Text::from("a\u{1e}b");
    match field {
        Field::ExternalId => broken.external_id = bad,
        Field::LeaseId => broken.lease_id = Some(bad),
        Field::FirstName => broken.first_name = bad,
        Field::LastName => broken.last_name = bad,
        Field::Email => broken.email = Some(bad),
        Field::Building => broken.building = Some(bad),
        Field::Unit => broken.unit = Some(bad),
        _ => panic!("{field:?}"),
    }
    broken
}

#[tokio::test]
async fn control_characters_are_refused_wherever_they_come_from() {
    on_each(async |store| {
        for field in [
            Field::ExternalId,
            Field::LeaseId,
            Field::FirstName,
            Field::LastName,
            Field::Email,
            Field::Building,
            Field::Unit,
        ] {
            let residents = [breaks(&odd(), field)];
            let error = refused(&store, &residents, &plan(create(&residents))).await;
            assert_eq!(error, StoreError::ControlCharacter { field });
            assert!(!error.to_string().contains('\u{1e}'));
        }
        sync(&store, &[odd()], plan(create(&[odd()]))).await;
        let found = snapshot(&store, &[ODD]).await;
        let (account, home) = (found.accounts[0].id, found.residencies[0].id);
        let patched = |of, to| Plan {
            changes: vec![Change {
                ..update(account, Some(home), vec![field(of, None, Some(to))])
            }],
            ..Plan::default()
        };
        for (of, to) in
            [(Field::Unit, "1\0"), (Field::LastName, "a\u{1f}b"), (Field::Phone, "\u{7f}")]
        {
            let error = refused(&store, &[], &patched(of, to)).await;
            assert_eq!(error, StoreError::ControlCharacter { field: of });
        }
        let mut seen = plan(Vec::new());
        seen.bookkeeping = vec![settled(
            tenantry_core::reconcile::AccountRef::Existing(account),
            tenantry_core::reconcile::ResidencyRef::Existing(home),
            1,
        )];
        let said = Identity { email: Some("a\nb".into()), ..Identity::default() };
        seen.bookkeeping[0].seen = Some(Box::new(said));
        let error = refused(&store, &[], &seen).await;
        assert_eq!(error, StoreError::ControlCharacter { field: Field::PmsEmail });
        assert_eq!(snapshot(&store, &[ODD]).await.accounts, found.accounts);
    })
    .await;
}
