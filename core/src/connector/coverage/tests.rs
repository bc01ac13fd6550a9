use futures_util::{FutureExt, StreamExt, stream};
use rstest::rstest;

use super::*;
use crate::{
    connector::{Limits, collect},
    model::Resident,
};

fn batch(codes: &[&str]) -> FeedEvent {
    let resident = |code: &&str| Resident { property_code: (*code).into(), ..Resident::default() };
    FeedEvent::Batch(codes.iter().map(resident).collect())
}

fn named(code: &str, name: &str) -> FeedEvent {
    FeedEvent::Named { code: code.into(), name: name.into() }
}

fn events(codes: &[&str]) -> Vec<FeedEvent> {
    vec![batch(codes), FeedEvent::End(End::COMPLETE)]
}

/// The properties of the records that are used, and the note.
fn pass(
    asked: &[&str],
    events: Vec<FeedEvent>,
) -> Result<(Vec<String>, Option<String>), ConnectorError> {
    let mut coverage = Coverage::new(asked.iter().map(|word| (*word).to_owned()).collect());
    let (mut codes, mut note) = (Vec::new(), None);
    for event in events {
        for event in coverage.pass(event)? {
            match event {
                FeedEvent::Batch(batch) => {
                    codes.extend(batch.iter().map(|one| one.property_code.to_string()));
                }
                FeedEvent::Note(text) => note = Some(text),
                FeedEvent::Restart => codes.clear(),
                _ => {}
            }
        }
    }
    Ok((codes, note))
}

#[rstest]
#[case::one(&[], &["maple", "maple"], &["maple", "maple"], "")]
#[case::none(&[], &["", " "], &["", " "], "")]
#[case::one_and_blank(&[], &["maple", ""], &["maple", ""], "")]
#[case::the_same_in_other_letters(&[], &["maple", "MAPLE "], &["maple", "MAPLE "], "")]
#[case::asked_for(&["oak"], &["maple", "Oak", "elm", "elm", ""], &["Oak", ""],
    "left out: 3 records of other properties: \"elm\", \"maple\"")]
#[case::one_left_out(&["oak"], &["maple", "oak"], &["oak"],
    "left out: 1 record of other properties: \"maple\"")]
#[case::several_asked_for(&["oak", "maple"], &["maple", "oak"], &["maple", "oak"], "")]
#[case::parts(&["17FIT"], &["13RAR - 1 A St", "17FIT - 1 A St"], &["17FIT - 1 A St"],
    "left out: 1 record of other properties: \"13RAR - 1 A St\"")]
#[case::the_whole_is_better(&["Maple", "Maple - East"], &["Maple", "Maple - East"],
    &["Maple", "Maple - East"], "")]
#[case::nobody_there(&["oak"], &[], &[], "")]
fn used(#[case] asked: &[&str], #[case] feed: &[&str], #[case] kept: &[&str], #[case] note: &str) {
    let (codes, found) = pass(asked, events(feed)).unwrap();
    assert_eq!(
        (codes, found.unwrap_or_default().as_str()),
        (kept.iter().map(|code| (*code).into()).collect(), note)
    );
}

#[rstest]
#[case::several(&[], &["oak", "maple", ""],
    "the records are of several properties: \"maple\", \"oak\"")]
#[case::ambiguous(&["Maple"], &["Maple - East", "Maple - West"],
    "the property \"Maple\" may be any of \"Maple - East\", \"Maple - West\"")]
#[case::none_of_them(&["ok"], &["maple", "oak"],
    "no record is of the properties asked for; the feed has \"maple\", \"oak\"")]
fn refused(#[case] asked: &[&str], #[case] feed: &[&str], #[case] says: &str) {
    let error = pass(asked, events(feed)).unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::PropertyNotFound, says));
    assert!(error.hint.unwrap().contains("properties"));
}

/// With very many properties, the column is likely something else: nothing is gained by reading on.
#[test]
fn at_most_ten_are_listed() {
    let codes: Vec<String> = (10..30).map(|number| format!("p{number}")).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let error = pass(&[], vec![batch(&codes)]).unwrap_err();
    assert!(error.message.ends_with("\"p18\", \"p19\", and more"), "{error}");
}

#[test]
fn names_are_as_good_as_codes() {
    let mut all = vec![named("m1", "Maple Court(m1)"), named("o1", "Oak Plaza(o1)")];
    all.extend(events(&["m1", "o1"]));
    assert_eq!(pass(&["oak plaza"], all).unwrap().0, ["o1"]);
}

#[test]
fn starting_over_forgets_what_was_found() {
    let mut all = vec![batch(&["maple"]), FeedEvent::Restart];
    all.extend(events(&["oak"]));
    assert_eq!(pass(&[], all).unwrap().0, ["oak"]);
}

/// A PMS counts the records that it sends, not those that are used.
#[test]
fn what_is_left_out_was_announced() {
    let mut coverage = Coverage::new(vec!["oak".into()]);
    let end = End { complete: true, announced: Some(3) };
    let events = [batch(&["maple", "oak"]), batch(&["oak"]), FeedEvent::End(end)];
    let events = events.into_iter().flat_map(|event| coverage.pass(event).unwrap());
    let feed = stream::iter(events.map(Ok).collect::<Vec<_>>()).boxed();
    let roster = collect(feed, Limits::default(), |_| {}).now_or_never().unwrap().unwrap();
    assert_eq!(roster.residents.len(), 2);
    assert_eq!(coverage.absent().count(), 0);
}
