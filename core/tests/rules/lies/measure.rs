//! What a lie has done to people, read from the directory alone.

use std::collections::{BTreeMap, BTreeSet};

use tenantry_core::{
    Date, Text,
    model::{Account, Place, Residency},
    normalize::NameKey,
};

use crate::world::World;

/// A value of a person that a lie can clear or change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Name,
    Email,
    Phone,
    Unit,
    LeaseStart,
    LeaseEnd,
    MoveIn,
    MoveOut,
}

impl Value {
    pub(super) fn label(self) -> &'static str {
        match self {
            Value::Name => "name",
            Value::Email => "email",
            Value::Phone => "phone",
            Value::Unit => "unit",
            Value::LeaseStart => "lease start",
            Value::LeaseEnd => "lease end",
            Value::MoveIn => "move-in",
            Value::MoveOut => "move-out",
        }
    }
}

/// Somebody to whom a lie did something: the ID of the account in the directory.
type Person = i64;

/// What a directory has that is not true.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Harm {
    /// People who live there and have no access.
    pub(super) removed: BTreeSet<Person>,
    /// People who never lived there and have access, and residents who have access to another
    /// place as well as to their own.
    pub(super) let_in: BTreeSet<Person>,
    /// People who left and have access again.
    pub(super) returned: BTreeSet<Person>,
    /// Residents who have access to another place instead of their own.
    pub(super) moved: BTreeSet<Person>,
    pub(super) wiped: BTreeMap<Value, BTreeSet<Person>>,
    pub(super) changed: BTreeMap<Value, BTreeSet<Person>>,
    /// Values that nobody had.
    pub(super) added: BTreeMap<Value, BTreeSet<Person>>,
}

impl Harm {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn people(&self) -> BTreeSet<Person> {
        let values =
            [&self.wiped, &self.changed, &self.added].into_iter().flat_map(BTreeMap::values);
        let others = [&self.removed, &self.let_in, &self.returned, &self.moved];
        values.chain(others).flatten().copied().collect()
    }

    /// Short words for the table.
    pub(super) fn words(&self) -> String {
        let mut words = Vec::new();
        let mut add = |people: &BTreeSet<Person>, what: &str| {
            if !people.is_empty() {
                words.push(format!("{} {what}", people.len()));
            }
        };
        add(&self.removed, "locked out");
        add(&self.let_in, "let in");
        add(&self.returned, "back in");
        add(&self.moved, "moved");
        for (value, people) in &self.wiped {
            add(people, &format!("without {}", value.label()));
        }
        for (value, people) in &self.changed {
            add(people, &format!("other {}", value.label()));
        }
        for (value, people) in &self.added {
            add(people, &format!("new {}", value.label()));
        }
        words.join(", ")
    }
}

/// The truth: the directory at rest.
pub(super) struct Measure {
    pub(super) world: World,
    /// The live residencies of each account.
    homes: BTreeMap<Person, Vec<Residency>>,
    kept: Vec<String>,
}

impl Measure {
    pub(super) fn new(world: &World) -> Self {
        let mut truth = Self { world: world.clone(), homes: homes(world), kept: Vec::new() };
        truth.kept = truth.kept_in(world);
        truth
    }

    /// What is not true in a directory.
    pub(super) fn harm(&self, world: &World) -> Harm {
        let mut harm = Harm::default();
        let now = homes(world);
        for (person, homes) in &self.homes {
            let doors = now.get(person).map(Vec::as_slice).unwrap_or_default();
            let without = homes.iter().find(|home| !doors.iter().any(|door| is_home(door, home)));
            let elsewhere = doors.iter().any(|door| !homes.iter().any(|home| is_home(door, home)));
            match (without, doors.is_empty()) {
                (Some(_), true) => drop(harm.removed.insert(*person)),
                (Some(_), false) if doors.iter().all(|door| door.place.unit.is_none()) => {
                    harm.wiped.entry(Value::Unit).or_default().insert(*person);
                }
                (Some(_), false) => drop(harm.moved.insert(*person)),
                (None, _) if elsewhere => drop(harm.let_in.insert(*person)),
                (None, _) => {}
            }
            let door = homes.iter().find_map(|home| doors.iter().find(|door| is_home(door, home)));
            let door = door.or(doors.first());
            self.values(world, *person, door.map(|door| (&homes[0].place, &door.place)), &mut harm);
        }
        for person in now.keys().filter(|person| !self.homes.contains_key(person)) {
            let left = self.world.accounts.contains_key(person);
            let those = if left { &mut harm.returned } else { &mut harm.let_in };
            those.insert(*person);
        }
        harm
    }

    fn values(
        &self,
        world: &World,
        person: Person,
        places: Option<(&Place, &Place)>,
        harm: &mut Harm,
    ) {
        let (was, is) = (&self.world.accounts[&person], &world.accounts[&person]);
        let name = |account: &Account| NameKey::of(&account.first_name, &account.last_name);
        if name(was) != name(is) {
            harm.changed.entry(Value::Name).or_default().insert(person);
        }
        let mut compare = |value: Value, was: Option<String>, is: Option<String>| {
            let those = match (&was, &is) {
                (Some(_), None) => &mut harm.wiped,
                (None, Some(_)) => &mut harm.added,
                _ => &mut harm.changed,
            };
            if was != is {
                those.entry(value).or_default().insert(person);
            }
        };
        let text = |text: Option<Text>| text.map(String::from);
        compare(Value::Email, text(email_of(was)), text(email_of(is)));
        compare(Value::Phone, text(was.phone.clone()), text(is.phone.clone()));
        let Some((was, is)) = places else { return };
        let mut dates = |value, of: fn(&Place) -> Option<Date>| {
            compare(value, of(was).map(|day| day.to_string()), of(is).map(|day| day.to_string()));
        };
        dates(Value::LeaseStart, |place| place.lease_start);
        dates(Value::LeaseEnd, |place| place.lease_end);
        dates(Value::MoveIn, |place| place.move_in);
        dates(Value::MoveOut, |place| place.move_out);
    }

    /// How many of these people are named by no open alert.
    pub(super) fn untold(&self, world: &World, people: &BTreeSet<Person>) -> usize {
        let mut named: BTreeSet<Text> = BTreeSet::new();
        for alert in world.sites.values().flat_map(|site| site.alerts.values()) {
            named.extend(alert.facts.resident_ids());
            named.extend(alert.facts.account_handles());
        }
        let is_told = |person: &Person| {
            let email = world.accounts.get(person).and_then(email_of);
            let links = [&self.world, world].into_iter().flat_map(|world| {
                let rows = world.residencies.values().filter(|row| row.account.0 == *person);
                rows.filter_map(|row| row.link.as_ref().map(|link| link.external_id.clone()))
            });
            email.into_iter().chain(links).any(|text| named.contains(&text))
        };
        people.iter().filter(|person| !is_told(person)).count()
    }

    /// What differs from the directory at rest: what is not true, and what is noted differently.
    pub(super) fn left_behind(&self, world: &World) -> String {
        let harm = self.harm(world);
        if !harm.is_empty() {
            return harm.words();
        }
        let kept = self.kept_in(world);
        let differing = kept.iter().filter(|line| !self.kept.contains(line)).count();
        let lost = self.kept.iter().filter(|line| !kept.contains(line)).count();
        match differing.max(lost) {
            0 => String::new(),
            rows => format!("{rows} noted differently"),
        }
    }

    /// Whether a residency had ended before the lie.
    fn had_ended(&self, row: &Residency) -> bool {
        self.world.residencies.get(&row.id.0).is_some_and(|before| !before.is_live())
    }

    /// Everything about the people of the house, one line per account and residency. What has ended
    /// since is left out, and so are the IDs of rows.
    fn kept_in(&self, world: &World) -> Vec<String> {
        let mut lines = Vec::new();
        for (person, account) in &world.accounts {
            if !self.world.accounts.contains_key(person) {
                continue;
            }
            lines.push(format!("{account:?}"));
            let rows = world.residencies.values().filter(|row| row.account == account.id);
            let mut of_account: Vec<String> = rows
                .filter(|row| row.is_live() || self.had_ended(row))
                .map(|row| {
                    let Residency { property, link, place, ended_on, seen, missing_runs, .. } = row;
                    format!(
                        "{person} {property} {link:?} {place:?} {ended_on:?} {seen:?} {missing_runs}"
                    )
                })
                .collect();
            of_account.sort();
            lines.extend(of_account);
        }
        lines
    }
}

/// The live residencies of each account.
fn homes(world: &World) -> BTreeMap<Person, Vec<Residency>> {
    let mut homes: BTreeMap<Person, Vec<Residency>> = BTreeMap::new();
    for row in world.residencies.values().filter(|row| row.is_live()) {
        homes.entry(row.account.0).or_default().push(row.clone());
    }
    homes
}

/// Whether two residencies are of the same door.
fn is_home(a: &Residency, b: &Residency) -> bool {
    a.property == b.property && door(&a.place) == door(&b.place)
}

/// Building and unit in one spelling: letters and digits in small letters, without leading zeros
/// and without words that name no place.
fn door(place: &Place) -> String {
    let text = [&place.building, &place.unit].map(|part| part.as_deref().unwrap_or_default());
    let text = text.join(" ").to_lowercase();
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| {
        !["apt", "apartment", "unit", "suite", "ste", "bldg", "building", "no"].contains(part)
    });
    parts.map(|part| part.trim_start_matches('0')).collect()
}

/// An account's address, if it has one.
pub(super) fn email_of(account: &Account) -> Option<Text> {
    account.email.clone()
}
