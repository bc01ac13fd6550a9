//! What can happen to people, one function each. A function returns what happened, or `None` if
//! nobody is there to whom it could happen.

use tenantry_core::{
    Text,
    model::{Resident, Role, Status},
};

use super::{
    life::{Life, Then},
    people,
};
use crate::{
    build::day,
    lies::house::{set_role, set_status},
};

type Event = fn(&mut Life, usize) -> Option<String>;

/// Each with how often it happens, compared with the others.
const EVENTS: [(u32, Event); 24] = [
    (12, move_in),
    (8, give_notice),
    (4, leave_unannounced),
    (2, late_date),
    (2, vanish),
    (3, other_unit),
    (3, transfer),
    (4, other_property),
    (3, marry),
    (4, share_email),
    (3, reuse_id),
    (3, renumber),
    (4, exchange_emails),
    (4, hand_on_email),
    (3, double_entry),
    (3, come_back),
    (3, return_as_new),
    (4, new_email),
    (1, lose_email),
    (2, new_phone),
    (2, misspell),
    (2, typed_over),
    (1, unknown_status),
    (1, unknown_role),
];

/// Something happens in a house.
pub(super) fn happen(life: &mut Life, house: usize) -> Option<String> {
    let all: u32 = EVENTS.iter().map(|(weight, _)| weight).sum();
    let mut at = life.rng.u32(..all);
    let (_, event) = EVENTS.iter().find(|(weight, _)| {
        let here = at < *weight;
        at = at.saturating_sub(*weight);
        here
    })?;
    event(life, house)
}

fn who(record: &Resident) -> String {
    let unit = record.unit.as_deref().unwrap_or("-");
    format!("{} ({} in {unit})", record.full_name(), record.external_id)
}

fn new_address(life: &mut Life, house: usize, at: usize) -> Text {
    let number = life.number();
    let record = life.record(house, at);
    people::address(&record.first_name, &record.last_name, number)
}

fn move_in(life: &mut Life, house: usize) -> Option<String> {
    let free = life.houses[house].size.checked_sub(life.living(house).len())?;
    if free == 0 {
        return None;
    }
    let on = life.day + life.rng.i64(-2..20);
    let at = life.household(house, on);
    Some(format!("{} moves in", who(life.record(house, at))))
}

fn give_notice(life: &mut Life, house: usize) -> Option<String> {
    let (at, days) = (life.anybody(house)?, life.rng.i64(1..25));
    let out = day(life.day + days);
    let is_still_current = life.chance(0.3);
    let record = life.record(house, at);
    record.move_out = Some(out);
    if !is_still_current {
        set_status(record, Status::Notice);
    } else {
        let id = record.external_id.clone();
        life.later(days + 3, house, &id, Then::Gone);
    }
    Some(format!("{} leaves in {days} days", who(life.record(house, at))))
}

fn leave_unannounced(life: &mut Life, house: usize) -> Option<String> {
    let at = life.anybody(house)?;
    let today = day(life.day);
    let dated = life.chance(0.7);
    let record = life.record(house, at);
    set_status(record, Status::Past);
    record.move_out = dated.then_some(today);
    Some(format!("{} has left", who(record)))
}

fn late_date(life: &mut Life, house: usize) -> Option<String> {
    let at = life.anybody(house)?;
    let out = day(life.day - 3);
    let record = life.record(house, at);
    record.move_out = Some(out);
    let (id, what) = (record.external_id.clone(), who(record));
    life.later(6, house, &id, Then::Corrected);
    Some(format!("{what} is current, with a past move-out"))
}

fn vanish(life: &mut Life, house: usize) -> Option<String> {
    let at = life.anybody(house)?;
    let record = life.houses[house].records.remove(at);
    let what = who(&record);
    let is_back = life.chance(0.6);
    if is_back {
        let days = life.rng.i64(1..9);
        let id = record.external_id.clone();
        life.later(days, house, &id, Then::Back(Box::new(record)));
    }
    Some(format!("{what} is no longer listed{}", if is_back { ", for some days" } else { "" }))
}

fn other_unit(life: &mut Life, house: usize) -> Option<String> {
    let at = life.anybody(house)?;
    let (building, unit) = life.door(house);
    let record = life.record(house, at);
    let what = who(record);
    (record.building, record.unit) = (Some(building.into()), Some(unit.clone().into()));
    Some(format!("{what} moves to {unit}"))
}

/// A new record for the same person, while the old one ends.
fn moved(life: &mut Life, from: usize, to: usize) -> Option<(Resident, usize)> {
    let at = life.anybody(from)?;
    let on = life.day;
    let mut record = life.newcomer(to, on);
    let old = life.record(from, at);
    (record.first_name, record.last_name) = (old.first_name.clone(), old.last_name.clone());
    (record.email, record.phone) = (old.email.clone(), old.phone.clone());
    Some((record, at))
}

fn leaves_old(life: &mut Life, house: usize, at: usize) {
    let days = life.rng.i64(0..6);
    let out = day(life.day + days);
    let record = life.record(house, at);
    record.move_out = Some(out);
    set_status(record, if days == 0 { Status::Past } else { Status::Notice });
}

fn transfer(life: &mut Life, house: usize) -> Option<String> {
    let (mut record, at) = moved(life, house, house)?;
    if life.chance(0.4) {
        record.previous_external_id = Some(life.record(house, at).external_id.clone());
    }
    leaves_old(life, house, at);
    let what = format!("{} transfers to {}", who(life.record(house, at)), who(&record));
    life.houses[house].records.push(record);
    Some(what)
}

fn other_property(life: &mut Life, house: usize) -> Option<String> {
    let to = (house + life.rng.usize(1..life.houses.len())) % life.houses.len();
    let (mut record, at) = moved(life, house, to)?;
    if life.chance(0.4) {
        let number = life.number();
        record.email = Some(people::address(&record.first_name, &record.last_name, number));
    }
    leaves_old(life, house, at);
    let property = life.houses[to].property;
    let what = format!("{} goes to {property} as {}", who(life.record(house, at)), who(&record));
    life.houses[to].records.push(record);
    Some(what)
}

fn marry(life: &mut Life, house: usize) -> Option<String> {
    let at = life.anybody(house)?;
    let last = people::last_name(&mut life.rng);
    let what = who(life.record(house, at));
    life.record(house, at).last_name = last.clone();
    let email = new_address(life, house, at);
    let id = life.record(house, at).external_id.clone();
    if life.chance(0.7) {
        let days = life.rng.i64(0..6);
        life.later(days, house, &id, Then::Email(Some(email)));
    }
    Some(format!("{what} marries and is now {last}"))
}

fn share_email(life: &mut Life, house: usize) -> Option<String> {
    let (one, two) = (life.anybody(house)?, life.anybody(house)?);
    let (mine, theirs) =
        (life.record(house, one).email.clone(), life.record(house, two).email.clone());
    life.record(house, two).email = mine;
    let id = life.record(house, two).external_id.clone();
    if life.chance(0.7) {
        let days = life.rng.i64(1..10);
        life.later(days, house, &id, Then::Email(theirs));
    }
    let (one, two) = (who(life.record(house, one)), who(life.record(house, two)));
    Some(format!("{two} has the email of {one}"))
}

fn reuse_id(life: &mut Life, house: usize) -> Option<String> {
    let at = life.former(house)?;
    let on = life.day;
    let mut record = life.newcomer(house, on);
    let old = life.record(house, at);
    record.external_id = old.external_id.clone();
    let what = format!("{} has the ID of {}", who(&record), who(old));
    *old = record;
    Some(what)
}

fn renumber(life: &mut Life, house: usize) -> Option<String> {
    let (at, told) = (life.anybody(house)?, life.chance(0.7));
    let id: Text = format!("r{:06}", life.number()).into();
    let record = life.record(house, at);
    let what = who(record);
    let before = std::mem::replace(&mut record.external_id, id.clone());
    record.previous_external_id = told.then_some(before);
    Some(format!("{what} is now {id}{}", if told { "" } else { ", which is not said" }))
}

fn exchange_emails(life: &mut Life, house: usize) -> Option<String> {
    let count = life.rng.usize(2..4);
    let mut people: Vec<usize> = (0..count).filter_map(|_| life.anybody(house)).collect();
    people.sort_unstable();
    people.dedup();
    if people.len() < 2 {
        return None;
    }
    let mut emails: Vec<_> =
        people.iter().map(|at| life.record(house, *at).email.clone()).collect();
    emails.rotate_left(1);
    let mut what = Vec::new();
    for (at, email) in people.iter().zip(emails) {
        life.record(house, *at).email = email;
        what.push(who(life.record(house, *at)));
    }
    Some(format!("{} exchange emails", what.join(", ")))
}

fn hand_on_email(life: &mut Life, house: usize) -> Option<String> {
    let (from, to) = (life.anybody(house)?, life.anybody(house)?);
    if from == to {
        return None;
    }
    let new = if life.chance(0.6) { Some(new_address(life, house, from)) } else { None };
    let email = std::mem::replace(&mut life.record(house, from).email, new);
    life.record(house, to).email = email;
    let (from, to) = (who(life.record(house, from)), who(life.record(house, to)));
    Some(format!("the email of {from} goes to {to}"))
}

fn double_entry(life: &mut Life, house: usize) -> Option<String> {
    let at = life.anybody(house)?;
    let id: Text = format!("d{:06}", life.number()).into();
    let mut copy = life.record(house, at).clone();
    let what = who(&copy);
    copy.external_id = id.clone();
    copy.previous_external_id = None;
    if life.chance(0.3) {
        copy.phone = None;
    }
    life.houses[house].records.push(copy);
    let days = life.rng.i64(1..12);
    life.later(days, house, &id, Then::Gone);
    Some(format!("{what} is also {id}, for {days} days"))
}

fn come_back(life: &mut Life, house: usize) -> Option<String> {
    let at = life.former(house)?;
    let record = life.record(house, at);
    set_status(record, Status::Current);
    record.move_out = None;
    Some(format!("{} is back", who(record)))
}

fn return_as_new(life: &mut Life, house: usize) -> Option<String> {
    let at = life.former(house)?;
    let on = life.day;
    let (mut record, other_email) = (life.newcomer(house, on), life.chance(0.4));
    let old = life.record(house, at);
    (record.first_name, record.last_name) = (old.first_name.clone(), old.last_name.clone());
    if !other_email {
        record.email = old.email.clone();
    }
    record.phone = old.phone.clone();
    let what = format!("{} is back as {}", who(old), who(&record));
    life.houses[house].records.push(record);
    Some(what)
}

fn new_email(life: &mut Life, house: usize) -> Option<String> {
    let at = life.anybody(house)?;
    let email = new_address(life, house, at);
    let record = life.record(house, at);
    record.email = Some(email);
    Some(format!("{} has a new email", who(record)))
}

fn lose_email(life: &mut Life, house: usize) -> Option<String> {
    let at = life.anybody(house)?;
    let record = life.record(house, at);
    record.email = None;
    Some(format!("{} has no email", who(record)))
}

fn new_phone(life: &mut Life, house: usize) -> Option<String> {
    let (at, number) = (life.anybody(house)?, life.number());
    let record = life.record(house, at);
    record.phone = Some(people::phone(number));
    Some(format!("{} has a new phone", who(record)))
}

fn misspell(life: &mut Life, house: usize) -> Option<String> {
    let at = life.anybody(house)?;
    let record = life.record(house, at);
    let what = who(record);
    record.first_name = format!("{}e", record.first_name).into();
    Some(format!("{what} is now written {}", record.first_name))
}

/// Another person is typed over a record.
fn typed_over(life: &mut Life, house: usize) -> Option<String> {
    let (at, with_email) = (life.anybody(house)?, life.chance(0.6));
    let on = life.day;
    let other = life.newcomer(house, on);
    let record = life.record(house, at);
    let what = format!("{} is typed over {}", other.full_name(), who(record));
    (record.first_name, record.last_name) = (other.first_name, other.last_name);
    if with_email {
        record.email = other.email;
    }
    Some(what)
}

fn unknown_status(life: &mut Life, house: usize) -> Option<String> {
    let at = life.anybody(house)?;
    let record = life.record(house, at);
    set_status(record, Status::Unknown);
    record.pms_status = "Pending Review".into();
    let (id, what) = (record.external_id.clone(), who(record));
    life.later(4, house, &id, Then::Corrected);
    Some(format!("{what} has a status that is not mapped"))
}

fn unknown_role(life: &mut Life, house: usize) -> Option<String> {
    let at = life.anybody(house)?;
    let record = life.record(house, at);
    set_role(record, Role::Unknown);
    record.pms_role = Some("Caretaker".into());
    let (id, what) = (record.external_id.clone(), who(record));
    life.later(4, house, &id, Then::Corrected);
    Some(format!("{what} has a role that is not mapped"))
}
