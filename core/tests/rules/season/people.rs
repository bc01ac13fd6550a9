//! People who move in.

use fastrand::Rng;
use tenantry_core::{
    Text,
    model::{Resident, Role, Status},
};

use crate::build::day;

const FIRST: [&str; 24] = [
    "Ana",
    "Ben",
    "Carla",
    "Dan",
    "Elif",
    "Frank",
    "Grace",
    "Hugo",
    "Ines",
    "Jack",
    "Katherine",
    "Liam",
    "Maria",
    "Noah",
    "Olga",
    "Peter",
    "Quinn",
    "Robert",
    "Sofia",
    "Thomas",
    "Uma",
    "Victor",
    "William",
    "Zoe",
];
const LAST: [&str; 24] = [
    "Adams", "Bello", "Cole", "Demir", "Evans", "Farouk", "Garcia", "Holm", "Ito", "Jensen", "Kim",
    "Lima", "Moss", "Novak", "Ortiz", "Petrov", "Reed", "Soto", "Tanaka", "Usman", "Volkov",
    "Walsh", "Young", "Zhang",
];

/// Somebody who moves in on a day, under a number that nobody else has. Names repeat.
pub(super) fn newcomer(
    rng: &mut Rng,
    number: u32,
    on: i64,
    (building, unit): (&str, &str),
) -> Resident {
    let (first, last) = (pick(rng, &FIRST), pick(rng, &LAST));
    Resident {
        external_id: format!("p{number:06}").into(),
        first_name: first.into(),
        last_name: last.into(),
        email: Some(address(first, last, number)),
        phone: Some(phone(number)),
        building: Some(building.into()),
        unit: Some(unit.into()),
        role: Role::Primary,
        pms_role: Some(Role::Primary.as_str().into()),
        pms_status: Status::Current.as_str().into(),
        status: Status::Current,
        lease_start: Some(day(on)),
        lease_end: Some(day(on + 364)),
        move_in: Some(day(on)),
        ..Resident::default()
    }
}

/// A last name for somebody who marries.
pub(super) fn last_name(rng: &mut Rng) -> Text {
    pick(rng, &LAST).into()
}

/// An address that nobody else has.
pub(super) fn address(first: &str, last: &str, number: u32) -> Text {
    format!("{}.{}{number}@example.com", first.to_lowercase(), last.to_lowercase()).into()
}

/// A phone number that nobody else has, up to ten thousand of them.
pub(super) fn phone(number: u32) -> Text {
    format!("(312) 555-{:04}", number % 10_000).into()
}

fn pick(rng: &mut Rng, words: &[&'static str]) -> &'static str {
    words[rng.usize(..words.len())]
}
