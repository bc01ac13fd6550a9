//! The card of an alert about many residents.

use rstest::rstest;
use serde_json::{Value, json};
use tenantry_core::model::{AlertKind, Resolution};
use tenantry_store::AlertRecord;

use super::{
    super::{card::Card, effect::effect},
    sample::{account, alert, resident, shell, who},
};

fn residents(count: usize) -> (Vec<Value>, Vec<Value>) {
    let one = |n: usize| {
        let (id, number) = (format!("t{n:03}"), format!("{}", 100 + n));
        let it = who(&id, "Uma", "Rao", "uma.rao@example.com", "", &number);
        let mut resident = resident(&it);
        resident["move_out"] = json!("2026-10-15");
        let it = who(&number, "Uma", "Rao", "uma.rao@example.com", "", &number);
        (resident, account(&it, false, false))
    };
    (0..count).map(one).unzip()
}

fn dates(has_access: bool) -> AlertRecord {
    let (residents, mut accounts) = residents(12);
    let mut ids: Vec<String> = (1..13).map(|id| id.to_string()).collect();
    if !has_access {
        (accounts, ids) = Default::default();
    }
    let details = json!({"residents": residents, "accounts": accounts, "residencies": ids});
    alert(1, AlertKind::DateConflict, details)
}

fn emails() -> AlertRecord {
    alert(1, AlertKind::MissingEmail, json!({"residents": residents(12).0}))
}

fn records() -> AlertRecord {
    let record = |n: usize| json!({"location": format!("line {n}"), "external_id": null});
    let records: Vec<Value> = (2..39).map(record).collect();
    let details = json!({"code": "bad_date", "field": "move_in", "records": records});
    alert(1, AlertKind::InvalidRecord, details)
}

#[rstest]
#[case::dates(
    dates(true),
    "12 residents have a move-out date in the PMS that contradicts their status. Their access continues until you decide about all of them.",
    12,
    "Uma Rao, 100, Current, moved out on 15 Oct 2026",
    2
)]
#[case::dates_of_strangers(
    dates(false),
    "12 residents have a move-out date in the PMS that contradicts their status. Nobody gets access with such dates.",
    12,
    "Uma Rao, 100, Current, moved out on 15 Oct 2026",
    0
)]
#[case::emails(
    emails(),
    "12 residents have no usable email in the PMS. None of them gets access without one.",
    12,
    "Uma Rao, 100, uma.rao@example.com",
    0
)]
#[case::records(
    records(),
    "37 records have the same fault: a date is not valid (move in).",
    21,
    "line 2, -, ",
    0
)]
fn everybody_is_listed(
    #[case] alert: AlertRecord,
    #[case] message: &str,
    #[case] listed: usize,
    #[case] first: &str,
    #[case] answers: usize,
) {
    let card = Card::new(&shell(), &alert);
    assert_eq!(card.message.as_deref(), Some(message));
    assert!(card.comparisons.is_empty() && card.members.is_empty());
    assert_eq!((card.crowd.len(), card.answers.len()), (listed, answers));
    let one = &card.crowd[0];
    let unit = one.unit.as_deref().unwrap_or("-");
    assert_eq!(format!("{}, {unit}, {}", one.name, one.more), first);
}

#[test]
fn more_than_twenty_records_are_counted() {
    let card = Card::new(&shell(), &records());
    assert_eq!(card.crowd[20].name, "and 17 more records");
    assert_eq!((card.title.as_str(), card.crowd_title.as_str()), ("37 records", "37 records"));
}

#[rstest]
#[case(
    Resolution::EndAccess,
    "The access of all 12 residents ends today. Accounts without another home become inactive and open no doors, except those of staff."
)]
#[case(
    Resolution::KeepAccess,
    "Nothing changes: all 12 residents keep access. You are asked about one of them again if the PMS changes that move-out date."
)]
fn an_answer_says_that_it_is_for_all(#[case] answer: Resolution, #[case] expected: &str) {
    assert_eq!(effect(&dates(true).facts, answer, false, None), expected);
}
