//! Configured words that no record has.

use proptest::prelude::*;
use rstest::rstest;
use tenantry_core::{
    Text,
    model::{Resident, Role, Status},
    reconcile::{Unmatched, WordList, Words},
};

use crate::build::policy;

fn record(word: &str, status: Status) -> Resident {
    Resident { pms_status: word.into(), status, ..Resident::default() }
}

/// The words of `exclude_statuses` that none of the records has, with what was probably meant.
fn unmatched(excluded: &[&str], records: &[Resident]) -> Vec<(String, Option<String>)> {
    let policy = tenantry_core::reconcile::Policy {
        exclude_statuses: excluded.iter().map(|word| Text::from(*word)).collect(),
        ..policy()
    };
    let mut words = Words::default();
    records.iter().for_each(|record| words.add(record, &policy));
    let found = words.unmatched(&policy).into_iter();
    found.map(|one| (one.word.to_string(), one.nearest.map(|near| near.to_string()))).collect()
}

#[rstest]
#[case::has(&["moves in"], &[])]
#[case::typo(&["Movs in"], &[("Movs in", Some("Moves in"))])]
#[case::nothing_near(&["Zzz"], &[("Zzz", None)])]
#[case::canonical(&["applicant", " PAST "], &[])]
#[case::meaning(&["future"], &[])]
#[case::each(&["Movs in", "Moves in", "Mvoes in"], &[("Movs in", Some("Moves in")), ("Mvoes in", Some("Moves in"))])]
fn statuses(#[case] excluded: &[&str], #[case] expected: &[(&str, Option<&str>)]) {
    let records = [record("Moves in", Status::Future), record("Current", Status::Current)];
    let expected: Vec<(String, Option<String>)> =
        expected.iter().map(|(word, near)| ((*word).into(), near.map(str::to_owned))).collect();
    assert_eq!(unmatched(excluded, &records), expected);
}

#[test]
fn roles_and_placeholders() {
    let policy = tenantry_core::reconcile::Policy {
        include_roles: vec![Role::Minor, Role::Guarantor],
        placeholder_emails: ["leasing@maple.example.com", "@oak.example.com", "nope@"]
            .map(Text::from)
            .to_vec(),
        ..policy()
    };
    let mut words = Words::default();
    for (role, email) in
        [(Role::Minor, "ana@oak.example.com"), (Role::Primary, "Leasing@maple.example.com")]
    {
        let resident = Resident { role, email: Some(email.into()), ..Resident::default() };
        words.add(&resident, &policy);
    }
    let left = |setting, word: &str| Unmatched { setting, word: word.into(), nearest: None };
    assert_eq!(
        words.unmatched(&policy),
        [left(WordList::IncludeRoles, "guarantor"), left(WordList::PlaceholderEmails, "nope@")]
    );
}

#[test]
fn words_that_are_not_mapped_are_counted() {
    let mut words = Words::default();
    for word in ["b", "a", "b", ""] {
        words.add(&record(word, Status::Unknown), &policy());
    }
    words.add(&record("known", Status::Past), &policy());
    let counted = [("b", 2), ("", 1), ("a", 1)].map(|(word, count)| (Text::from(word), count));
    assert_eq!(words.unmapped_statuses(), counted);
}

#[rstest]
#[case::typo(&["Zieht ien"], &[("Zieht ien", "Zieht ein")])]
#[case::used(&["zieht-ein"], &[])]
#[case::not_today(&["Applicant", "Wartet"], &[])]
#[case::near_a_known_word(&["Wohnnt"], &[])]
fn mapped_words(#[case] mapped: &[&str], #[case] expected: &[(&str, &str)]) {
    let mut words = Words::default();
    for record in [record("Zieht ein", Status::Unknown), record("Wohnt", Status::Current)] {
        words.add(&record, &policy());
    }
    let mapped: Vec<Text> = mapped.iter().map(|word| Text::from(*word)).collect();
    let found = words.mistyped(WordList::MappedStatuses, &mapped);
    let found: Vec<(&str, Option<&str>)> =
        found.iter().map(|one| (one.word.as_str(), one.nearest.as_deref())).collect();
    let expected: Vec<(&str, Option<&str>)> =
        expected.iter().map(|(word, near)| (*word, Some(*near))).collect();
    assert_eq!(found, expected);
    assert_eq!(words.mistyped(WordList::MappedRoles, &["Mieter".into()]), []);
}

proptest! {
    /// A word is reported if and only if no record has it, in whatever case.
    #[test]
    fn exactly_those_that_nobody_has(
        configured in prop::collection::vec("[xyz]{1,2}", 0..5),
        of_records in prop::collection::vec("[xyXY]{1,2}", 0..5),
    ) {
        let records: Vec<Resident> =
            of_records.iter().map(|word| record(word, Status::Current)).collect();
        let configured: Vec<&str> = configured.iter().map(String::as_str).collect();
        let found: Vec<String> =
            unmatched(&configured, &records).into_iter().map(|(word, _)| word).collect();
        let expected: Vec<&str> = configured
            .into_iter()
            .filter(|word| of_records.iter().all(|other| !other.eq_ignore_ascii_case(word)))
            .collect();
        prop_assert_eq!(found, expected);
    }
}
