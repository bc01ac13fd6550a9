//! Rosters that change over time, and what people do to the directory in between. The pools of
//! values are small, so that everything collides with everything.

use proptest::{
    collection::vec,
    option::{of, weighted},
    prelude::*,
    sample::{Index, select},
};
use tenantry_core::{
    Text,
    model::{AccountKind, Reject, RejectCode, Resident, Resolution, Role, Roster, Status},
    reconcile::{Newcomer, OnMissing, Policy, SafetyLimits, WithoutEmail},
};

use crate::build::{day, policy};

const IDS: [&str; 8] =
    ["1", "2", "3", "4", "5", "6", "weak:101:00000000000000a1", "weak:102:00000000000000b2"];
const NAMES: [(&str, &str); 9] = [
    ("Ana", "Ruiz"),
    ("Aná", "Ruiz"),
    ("Ana", "Diaz"),
    ("Ben", "Ode"),
    ("John", "Smith"),
    ("John", "Smith Jr"),
    ("John", "Smith Sr"),
    ("Jon", "Smith"),
    ("", ""),
];
const EMAILS: [&str; 8] = [
    "ana@example.com",
    "Ana@Example.com",
    "ruiz@example.com",
    "ben@example.com",
    "john@example.com",
    "jr@example.com",
    "noemail@example.com",
    "no at sign",
];
const PHONES: [&str; 3] = ["555-010-1001", "(555) 010 1001", "555-010-1002"];
const UNITS: [&str; 4] = ["101", "Apt 0101", "102", "103"];
const LEASES: [&str; 3] = ["L1", "L2", "L3"];

fn text(of: &'static [&'static str]) -> impl Strategy<Value = Text> {
    select(of).prop_map(Text::from)
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![
        8 => Just(Status::Current),
        1 => Just(Status::Notice),
        1 => Just(Status::Future),
        2 => Just(Status::Past),
        1 => Just(Status::Cancelled),
        1 => Just(Status::Unknown),
    ]
}

/// The PMS's word for a role and what it means.
fn role() -> impl Strategy<Value = (Option<Text>, Role)> {
    let unmapped = |word: &'static str| Just((Some(word.into()), Role::Unknown));
    prop_oneof![
        9 => Just((None, Role::Primary)),
        2 => Just((Some("Roommate".into()), Role::Roommate)),
        1 => Just((Some("Guarantor".into()), Role::Guarantor)),
        1 => unmapped("Cat"),
        1 => unmapped("CAT"),
    ]
}

fn email() -> impl Strategy<Value = Option<Text>> {
    weighted(0.85, text(&EMAILS))
}

/// Days from today that are worth testing.
fn days() -> impl Strategy<Value = i64> {
    select(vec![-40, -2, -1, 0, 1, 2, 40])
}

fn resident() -> impl Strategy<Value = Resident> {
    let person = (text(&IDS), weighted(0.2, text(&LEASES)), select(&NAMES[..]), email());
    let place = (weighted(0.5, text(&PHONES)), weighted(0.15, text(&["A", "B"])), of(text(&UNITS)));
    let lease = (weighted(0.3, text(&["h1", "h2"])), weighted(0.2, text(&["M1"])));
    let standing = (status(), role(), weighted(0.15, text(&IDS)), lease);
    let times = (weighted(0.25, days()), weighted(0.2, days()), weighted(0.2, days()));
    (person, place, standing, times).prop_map(|(person, place, standing, times)| {
        let (external_id, lease_id, (first, last), email) = person;
        let (phone, building, unit) = place;
        let (status, role, previous_external_id, (household_id, code)) = standing;
        Resident {
            property_code: code.unwrap_or_default(),
            external_id,
            lease_id,
            household_id,
            first_name: first.into(),
            last_name: last.into(),
            email,
            phone,
            building,
            unit,
            status,
            pms_status: status.as_str().into(),
            role: role.1,
            pms_role: role.0,
            previous_external_id,
            move_out: times.0.map(day),
            lease_end: times.1.map(day),
            move_in: times.2.map(day),
            ..Resident::default()
        }
    })
}

/// What happens to a roster between two syncs.
#[derive(Debug, Clone)]
pub(crate) enum Move {
    Add(Box<Resident>),
    Drop(Index),
    Rename(Index, (&'static str, &'static str)),
    Email(Index, Option<Text>),
    Both(Index, (&'static str, &'static str), Option<Text>),
    Phone(Index, Text),
    Unit(Index, Text),
    Lease(Index, Option<Text>),
    Status(Index, Status),
    Leave(Index, Option<i64>),
    Role(Index, (Option<Text>, Role)),
    Arrive(Index, Option<i64>),
    /// A person gets a new ID, which the PMS reports or not.
    Renumber(Index, Text, bool),
    /// Everybody gets a new ID.
    RenumberAll(bool),
    /// The first person leaves, and the second gets their ID.
    TakeOver(Index, Index, bool),
    /// The same record again under another ID.
    Twice(Index, Text),
    Reject(Option<Text>, u8),
    Readable,
}

fn change_of_roster() -> impl Strategy<Value = Move> {
    let at = any::<Index>;
    prop_oneof![
        3 => resident().prop_map(|resident| Move::Add(Box::new(resident))),
        2 => at().prop_map(Move::Drop),
        2 => (at(), select(&NAMES[..])).prop_map(|(at, name)| Move::Rename(at, name)),
        2 => (at(), email()).prop_map(|(at, email)| Move::Email(at, email)),
        2 => (at(), select(&NAMES[..]), email()).prop_map(|(at, name, email)| Move::Both(at, name, email)),
        1 => (at(), text(&PHONES)).prop_map(|(at, phone)| Move::Phone(at, phone)),
        1 => (at(), text(&UNITS)).prop_map(|(at, unit)| Move::Unit(at, unit)),
        1 => (at(), of(text(&LEASES))).prop_map(|(at, lease)| Move::Lease(at, lease)),
        1 => (at(), status()).prop_map(|(at, status)| Move::Status(at, status)),
        1 => (at(), of(days())).prop_map(|(at, days)| Move::Leave(at, days)),
        1 => (at(), role()).prop_map(|(at, role)| Move::Role(at, role)),
        1 => (at(), of(days())).prop_map(|(at, days)| Move::Arrive(at, days)),
        2 => (at(), text(&IDS), any::<bool>()).prop_map(|(at, id, told)| Move::Renumber(at, id, told)),
        1 => any::<bool>().prop_map(Move::RenumberAll),
        2 => (at(), at(), any::<bool>()).prop_map(|(a, b, told)| Move::TakeOver(a, b, told)),
        1 => (at(), text(&IDS)).prop_map(|(at, id)| Move::Twice(at, id)),
        1 => (of(text(&IDS)), 0..2u8).prop_map(|(id, line)| Move::Reject(id, line)),
        1 => Just(Move::Readable),
    ]
}

impl Move {
    pub(crate) fn make(self, roster: &mut Roster) {
        let Roster { residents, rejects } = roster;
        let length = residents.len();
        let at = |index: &Index| index.index(length);
        match self {
            Move::Add(resident) => residents.push(*resident),
            Move::Reject(external_id, line) => rejects.push(Reject {
                location: format!("line {line}"),
                external_id,
                code: if line == 0 { RejectCode::BadDate } else { RejectCode::TooLong },
                field: None,
            }),
            Move::Readable => rejects.clear(),
            _ if length == 0 => {}
            Move::Drop(index) => drop(residents.remove(at(&index))),
            Move::Rename(index, name) => rename(&mut residents[at(&index)], name),
            Move::Email(index, email) => residents[at(&index)].email = email,
            Move::Both(index, name, email) => {
                rename(&mut residents[at(&index)], name);
                residents[at(&index)].email = email;
            }
            Move::Phone(index, phone) => residents[at(&index)].phone = Some(phone),
            Move::Unit(index, unit) => residents[at(&index)].unit = Some(unit),
            Move::Lease(index, lease) => residents[at(&index)].lease_id = lease,
            Move::Status(index, status) => residents[at(&index)].status = status,
            Move::Leave(index, days) => residents[at(&index)].move_out = days.map(day),
            Move::Role(index, (word, role)) => {
                let resident = &mut residents[at(&index)];
                (resident.pms_role, resident.role) = (word, role);
            }
            Move::Arrive(index, days) => residents[at(&index)].move_in = days.map(day),
            Move::Renumber(index, id, told) => {
                let resident = &mut residents[at(&index)];
                let before = std::mem::replace(&mut resident.external_id, id);
                resident.previous_external_id = told.then_some(before);
            }
            Move::RenumberAll(told) => {
                for resident in residents {
                    let id = format!("n{}", resident.external_id).into();
                    let before = std::mem::replace(&mut resident.external_id, id);
                    resident.previous_external_id = told.then_some(before);
                }
            }
            Move::TakeOver(leaves, gets, told) => {
                let (leaves, gets) = (at(&leaves), at(&gets));
                let id = residents[leaves].external_id.clone();
                let before = std::mem::replace(&mut residents[gets].external_id, id);
                residents[gets].previous_external_id = told.then_some(before);
                if leaves != gets {
                    residents.remove(leaves);
                }
            }
            Move::Twice(index, id) => {
                let resident = Resident { external_id: id, ..residents[at(&index)].clone() };
                residents.push(resident);
            }
        }
    }
}

fn rename(resident: &mut Resident, (first, last): (&str, &str)) {
    (resident.first_name, resident.last_name) = (first.into(), last.into());
}

/// What people do to the directory.
#[derive(Debug, Clone)]
pub(crate) enum Deed {
    Import(Vec<Newcomer>),
    /// Renames an account.
    Edit(Index, (&'static str, &'static str)),
    Answer(Index, Resolution, bool),
    /// Takes the email of an account away.
    Release(Index),
    /// Makes two accounts one.
    Merge(Index, Index),
    /// Syncs another property.
    Elsewhere(Vec<Resident>),
    Undo,
}

fn newcomer() -> impl Strategy<Value = Newcomer> {
    let kind = weighted(0.3, Just(AccountKind::Staff));
    (select(&NAMES[..]), select(&EMAILS[..6]), of(text(&UNITS)), kind).prop_map(
        |((first, last), email, unit, kind)| Newcomer {
            email: email.into(),
            first_name: first.into(),
            last_name: last.into(),
            unit,
            kind,
            ..Newcomer::default()
        },
    )
}

/// The rows of a file, numbered as its lines.
fn rows() -> impl Strategy<Value = Vec<Newcomer>> {
    vec(newcomer(), 1..4).prop_map(|mut rows| {
        (1..).zip(&mut rows).for_each(|(line, row)| row.line = line);
        rows
    })
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => rows().prop_map(Deed::Import),
        2 => (any::<Index>(), select(&NAMES[..8])).prop_map(|(at, name)| Deed::Edit(at, name)),
        4 => (any::<Index>(), select(Resolution::ALL), any::<bool>())
            .prop_map(|(at, answer, delete)| Deed::Answer(at, answer, delete)),
        2 => any::<Index>().prop_map(Deed::Release),
        1 => any::<(Index, Index)>().prop_map(|(keep, other)| Deed::Merge(keep, other)),
        2 => vec(resident(), 0..4).prop_map(Deed::Elsewhere),
        1 => Just(Deed::Undo),
    ]
}

/// One sync, with what happens before it.
#[derive(Debug, Clone)]
pub(crate) struct Round {
    pub(crate) deeds: Vec<Deed>,
    pub(crate) moves: Vec<Move>,
    /// Days since the previous round.
    pub(crate) days: i64,
}

fn round() -> impl Strategy<Value = Round> {
    (vec(deed(), 0..3), vec(change_of_roster(), 0..4), select(vec![0i64, 0, 1, 3]))
        .prop_map(|(deeds, moves, days)| Round { deeds, moves, days })
}

/// A directory with a generated future.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) first: Vec<Resident>,
    pub(crate) rounds: Vec<Round>,
    pub(crate) ends_missing: bool,
    pub(crate) strict: bool,
    pub(crate) creates_without_email: bool,
}

impl Story {
    pub(crate) fn policy(&self) -> Policy {
        let mut policy = policy();
        if self.ends_missing {
            policy.on_missing = OnMissing::EndAccess;
        }
        if self.creates_without_email {
            policy.without_email = WithoutEmail::Create;
        }
        if self.strict {
            policy.safety = SafetyLimits::all(1);
        }
        policy
    }
}

pub(crate) fn story() -> impl Strategy<Value = Story> {
    let settings = (any::<bool>(), proptest::bool::weighted(0.15), any::<bool>());
    (vec(resident(), 0..7), vec(round(), 1..7), settings).prop_map(|(first, rounds, settings)| {
        let (ends_missing, strict, creates_without_email) = settings;
        Story { first, rounds, ends_missing, strict, creates_without_email }
    })
}
