use super::*;
use crate::reconcile::{AccountRef, FieldChange, Reason, ResidencyRef};

fn change(
    action: Action,
    residency: Option<i64>,
    fields: &[(Field, Option<&str>, &str)],
) -> Change {
    Change {
        action,
        reason: Reason::Undo,
        external_id: None,
        resident: None,
        account: AccountRef::Existing(AccountId(1)),
        residency: residency.map(|id| ResidencyRef::Existing(ResidencyId(id))),
        patch: fields
            .iter()
            .map(|(field, from, to)| FieldChange {
                field: *field,
                from: from.map(Text::from),
                to: Some((*to).into()),
            })
            .collect(),
    }
}

fn reversal(changes: Vec<Change>) -> Reversal {
    Reversal { undone: changes.len() as u64, changes, kept: Vec::new() }
}

/// Restores Ana as she was: inactive, with an ended residency in unit 101.
fn ana() -> Reversal {
    reversal(vec![
        change(
            Action::Restore,
            None,
            &[(Field::Email, None, "ana@example.com"), (Field::AccountStatus, None, "inactive")],
        ),
        change(
            Action::Restore,
            Some(4),
            &[(Field::ExternalId, None, "t1"), (Field::LeaseId, None, "L1")],
        ),
    ])
}

#[test]
fn an_undo_asks_about_emails_links_and_homes() {
    let link = Link { external_id: "t1".into(), lease_id: Some("L1".into()) };
    let returning = Returning { account: AccountId(1), residency: ResidencyId(4), link };
    assert_eq!(
        ana().needs(),
        Needs {
            emails: vec!["ana@example.com".into()],
            returning: vec![returning],
            inactive: vec![AccountId(1)],
            arriving: vec![],
        }
    );
    let deleted = reversal(vec![change(
        Action::Delete,
        None,
        &[(Field::Email, Some("a@example.com"), "b@example.com")],
    )]);
    assert_eq!(deleted.needs(), Needs::default());
}

#[test]
fn an_answer_is_undone_only_if_nothing_took_the_place_of_what_comes_back() {
    let own = Neighbors {
        holders: vec![AccountId(1)],
        linked: vec![ResidencyId(4)],
        live: vec![(AccountId(1), ResidencyId(4))],
        ..Neighbors::default()
    };
    assert_eq!(ana().of_answer(&own), Ok(ana()));
    for (neighbors, obstacle) in [
        (
            Neighbors { holders: vec![AccountId(1), AccountId(2)], ..own.clone() },
            Obstacle::EmailTaken,
        ),
        (Neighbors { linked: vec![ResidencyId(5)], ..own.clone() }, Obstacle::ResidentTaken),
        (
            Neighbors { live: vec![(AccountId(1), ResidencyId(5))], ..own.clone() },
            Obstacle::LivesElsewhere,
        ),
    ] {
        assert_eq!(ana().of_answer(&neighbors), Err(AnswerStays::Blocked(obstacle)));
    }
}

#[test]
fn undoing_a_run_keeps_an_account_with_another_home_active() {
    let inactive = (Field::AccountStatus, Some("active"), "inactive");
    let phone = (Field::Phone, Some("1"), "2");
    let run = reversal(vec![
        change(Action::Update, Some(4), &[(Field::Unit, Some("2"), "1")]),
        change(Action::Update, None, &[inactive]),
        change(Action::Update, None, &[phone, inactive]),
    ]);
    let own = Neighbors { live: vec![(AccountId(1), ResidencyId(4))], ..Neighbors::default() };
    assert_eq!(run.clone().of_run(&own), run);
    let other = Neighbors { live: vec![(AccountId(1), ResidencyId(5))], ..Neighbors::default() };
    let left = run.of_run(&other);
    let fields: Vec<Field> =
        left.changes.iter().flat_map(|change| &change.patch).map(|field| field.field).collect();
    assert_eq!((left.changes.len(), fields), (2, vec![Field::Unit, Field::Phone]));
}

#[test]
fn a_home_that_comes_back_gives_access_back() {
    let moved = || change(Action::Update, Some(4), &[(Field::Account, Some("2"), "1")]);
    let mut reopened = change(Action::Update, Some(4), &[]);
    let ended = Some("2026-06-01".into());
    reopened.patch.push(FieldChange { field: Field::EndedOn, from: ended, to: None });
    let asleep = Neighbors { asleep: vec![AccountId(1)], ..Neighbors::default() };
    let live = Neighbors { awake: vec![ResidencyId(4)], ..asleep.clone() };
    let access = |undo: Reversal| {
        let fields = undo.changes.iter().flat_map(|change| &change.patch);
        let fields = fields.filter(|field| field.field == Field::AccountStatus);
        fields.map(|field| field.to.clone().unwrap_or_default()).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    assert_eq!(reversal(vec![moved()]).needs().arriving, [(AccountId(1), ResidencyId(4))]);
    assert_eq!(access(reversal(vec![moved()]).of_answer(&live).unwrap()), ["active"]);
    // It has ended, or the account is active, or the undo says what becomes of the account.
    assert_eq!(access(reversal(vec![moved()]).of_answer(&asleep).unwrap()), none);
    let awake = Neighbors { asleep: vec![], ..live.clone() };
    assert_eq!(access(reversal(vec![moved()]).of_answer(&awake).unwrap()), none);
    let said = change(Action::Update, None, &[(Field::AccountStatus, Some("active"), "inactive")]);
    let mut ends = moved();
    ends.patch.extend(change(Action::End, None, &[(Field::EndedOn, None, "2026-06-01")]).patch);
    assert_eq!(access(reversal(vec![ends]).of_answer(&live).unwrap()), none);
    assert_eq!(access(reversal(vec![moved(), said]).of_run(&live)), ["inactive"]);
    assert_eq!(access(reversal(vec![reopened]).of_run(&asleep)), ["active"]);
}
