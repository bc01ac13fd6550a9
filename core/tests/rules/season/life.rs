//! What really happens in three properties, and how the PMS puts it.

use fastrand::Rng;
use tenantry_core::{
    Text,
    model::{Resident, Role, Status},
};

use super::{events, people};
use crate::{
    build::day,
    lies::{
        feed::lives_there,
        house::{set_role, set_status},
    },
};

/// The properties, with the number of people who live in each.
const HOUSES: [(&str, usize); 3] = [("oak", 20), ("elm", 40), ("ash", 60)];

/// How many rows a roster has at least.
const ROWS: usize = 72;

/// Three properties, on a day.
pub(super) struct Life {
    pub(super) rng: Rng,
    /// Days since the start.
    pub(super) day: i64,
    pub(super) houses: Vec<House>,
    number: u32,
    later: Vec<Later>,
}

/// A property, as its PMS has it when nothing is wrong.
pub(super) struct House {
    pub(super) property: &'static str,
    /// How many people live there when it is full.
    pub(super) size: usize,
    pub(super) records: Vec<Resident>,
    /// People who left long ago and are still listed.
    archive: Vec<Resident>,
}

/// Something that follows from what happened, some days later.
struct Later {
    due: i64,
    house: usize,
    id: Text,
    then: Then,
}

pub(super) enum Then {
    /// The person gets another address.
    Email(Option<Text>),
    /// The record is taken out of the PMS.
    Gone,
    /// A record that had disappeared is there again.
    Back(Box<Resident>),
    /// Somebody corrects the status, the role and the dates.
    Corrected,
}

impl House {
    /// The true roster.
    pub(super) fn truth(&self) -> Vec<Resident> {
        let archive = ROWS.saturating_sub(self.records.len());
        [&self.records[..], &self.archive[..archive]].concat()
    }
}

impl Life {
    pub(super) fn new(seed: u64) -> Self {
        let houses = HOUSES.map(|(property, size)| House {
            property,
            size,
            records: Vec::new(),
            archive: Vec::new(),
        });
        let mut life = Self {
            rng: Rng::with_seed(seed),
            day: 0,
            houses: houses.into(),
            number: 0,
            later: Vec::new(),
        };
        for house in 0..life.houses.len() {
            while life.living(house).len() < life.houses[house].size {
                let on = -life.rng.i64(20..300);
                life.household(house, on);
            }
            for _ in 0..ROWS {
                let mut left = life.newcomer(house, -700);
                set_status(&mut left, Status::Past);
                left.move_out = Some(day(-300));
                life.houses[house].archive.push(left);
            }
        }
        life
    }

    /// Lets half a day pass in a house. Returns what happened.
    pub(super) fn pass(&mut self, house: usize) -> Vec<String> {
        self.fall_due(house);
        self.calendar(house);
        let chances = self.houses[house].size.div_ceil(20);
        (0..chances)
            .filter_map(|_| self.chance(0.25).then(|| events::happen(self, house))?)
            .collect()
    }

    pub(super) fn chance(&mut self, of: f64) -> bool {
        self.rng.f64() < of
    }

    /// A number that nothing else has.
    pub(super) fn number(&mut self) -> u32 {
        self.number += 1;
        self.number
    }

    pub(super) fn later(&mut self, days: i64, house: usize, id: &Text, then: Then) {
        self.later.push(Later { due: self.day + days, house, id: id.clone(), then });
    }

    /// The positions of those who live in a house.
    pub(super) fn living(&self, house: usize) -> Vec<usize> {
        let records = self.houses[house].records.iter().enumerate();
        records.filter(|(_, record)| lives_there(record)).map(|(at, _)| at).collect()
    }

    /// Somebody who lives there now, and whose record has nothing unusual.
    pub(super) fn anybody(&mut self, house: usize) -> Option<usize> {
        let ordinary = |at: &usize| {
            let record = &self.houses[house].records[*at];
            record.status == Status::Current && record.move_out.is_none()
        };
        let all: Vec<usize> = self.living(house).into_iter().filter(ordinary).collect();
        self.rng.choice(all)
    }

    /// Somebody who has moved out and is still listed.
    pub(super) fn former(&mut self, house: usize) -> Option<usize> {
        let records = self.houses[house].records.iter().enumerate();
        let past = records.filter(|(_, record)| record.status == Status::Past);
        let all: Vec<usize> = past.map(|(at, _)| at).collect();
        self.rng.choice(all)
    }

    pub(super) fn record(&mut self, house: usize, at: usize) -> &mut Resident {
        &mut self.houses[house].records[at]
    }

    /// A building and a unit. A unit may have several households.
    pub(super) fn door(&mut self, house: usize) -> (String, String) {
        let size = self.houses[house].size;
        let number = self.rng.usize(..size);
        (["A", "B"][number % 2].into(), format!("{}", 101 + number / 2 % 5 + number / 10 * 100))
    }

    /// A new record of somebody who moves in on a day; not in the PMS yet.
    pub(super) fn newcomer(&mut self, house: usize, on: i64) -> Resident {
        let (building, unit) = self.door(house);
        let number = self.number();
        let mut record = people::newcomer(&mut self.rng, number, on, (&building, &unit));
        record.property_code = self.houses[house].property.into();
        if on > self.day {
            set_status(&mut record, Status::Future);
        }
        record
    }

    /// One to three people move in together. Returns the first one's position.
    pub(super) fn household(&mut self, house: usize, on: i64) -> usize {
        let first = self.newcomer(house, on);
        let at = self.houses[house].records.len();
        let mut others = Vec::new();
        if self.chance(0.4) {
            let mut other = self.newcomer(house, on);
            if self.chance(0.6) {
                other.last_name = first.last_name.clone();
            }
            if self.chance(0.15) {
                other.email = first.email.clone();
            }
            set_role(&mut other, Role::Roommate);
            others.push(other);
        }
        if self.chance(0.1) {
            let mut other = self.newcomer(house, on);
            if self.chance(0.5) {
                other.email = first.email.clone();
            }
            set_role(&mut other, *self.rng.choice(&[Role::Guarantor, Role::Minor]).unwrap());
            others.push(other);
        }
        for other in &mut others {
            (other.building, other.unit) = (first.building.clone(), first.unit.clone());
        }
        let records = &mut self.houses[house].records;
        records.push(first);
        records.extend(others);
        at
    }

    fn fall_due(&mut self, house: usize) {
        let day_now = self.day;
        let (due, later) =
            self.later.drain(..).partition(|it: &Later| it.house == house && it.due <= day_now);
        self.later = later;
        let due: Vec<Later> = due;
        for Later { id, then, .. } in due {
            let records = &mut self.houses[house].records;
            if let Then::Back(record) = then {
                if records.iter().all(|other| other.external_id != record.external_id) {
                    records.push(*record);
                }
                continue;
            }
            let Some(at) = records.iter().position(|record| record.external_id == id) else {
                continue;
            };
            match then {
                Then::Email(email) => records[at].email = email,
                Then::Gone => drop(records.remove(at)),
                Then::Corrected => {
                    set_status(&mut records[at], Status::Current);
                    set_role(&mut records[at], Role::Primary);
                    records[at].move_out = None;
                }
                Then::Back(_) => {}
            }
        }
    }

    /// What the calendar does; the office may be some days late.
    fn calendar(&mut self, house: usize) {
        let today = day(self.day);
        let mut records = std::mem::take(&mut self.houses[house].records);
        records.retain_mut(|record| {
            let (late, told) = (self.chance(0.5), self.chance(0.3));
            match record.status {
                Status::Future if record.move_in <= Some(today) && !late => {
                    set_status(record, Status::Current);
                }
                Status::Notice if record.move_out.is_some_and(|out| out < today) && !late => {
                    set_status(record, Status::Past);
                }
                Status::Past if record.move_out.is_none_or(|out| out < day(self.day - 20)) => {
                    return !self.chance(0.1);
                }
                _ => {}
            }
            if told {
                record.previous_external_id = None;
            }
            true
        });
        self.houses[house].records = records;
    }
}
