//! A healthy house: 60 people in 45 units, with a history and a neighbor, synced to rest.

use tenantry_core::{
    Text,
    model::{Resident, Role, Roster, Status},
    reconcile::{Policy, SafetyLimits},
};

use crate::{
    build::{day, person, policy},
    world::World,
};

pub(super) const NORTH: &str = "north";
pub(super) const SOUTH: &str = "south";
/// North's new ID after somebody renamed it in the configuration.
pub(super) const RENAMED: &str = "north-tower";

/// Unit: the people on the lease, the primary first. Building A and building B both have a 101.
const UNITS: [(&str, &str, &[&str]); 45] = [
    ("A", "101", &["Ana Ruiz", "Marco Ruiz"]),
    ("A", "102", &["Ben Laurent"]),
    ("A", "103", &["Kofi Mensah", "Ama Mensah"]),
    ("A", "104", &["Eve Sand"]),
    ("A", "105", &["Juan Soto Sr", "Juan Soto Jr"]),
    ("A", "201", &["Olga Berg"]),
    ("A", "202", &["Daniel Jeong"]),
    ("A", "203", &["José Peña", "Lucía Peña", "Mateo Peña"]),
    ("A", "204", &["Nina Okafor"]),
    ("A", "205", &["Pat O'Brien", "Sean O'Brien"]),
    ("A", "301", &["Wei Zhang"]),
    ("A", "302", &["Priya Nair", "Arjun Nair"]),
    ("A", "303", &["Thomas Reed"]),
    ("A", "304", &["Mary-Ann Lee"]),
    ("A", "305", &["Yusuf Demir", "Elif Demir"]),
    ("A", "401", &["Greta Holm"]),
    ("A", "402", &["Samuel Ortiz"]),
    ("A", "403", &["Hannah Cole", "Jack Porter"]),
    ("A", "404", &["Ivan Petrov"]),
    ("A", "405", &["Laila Haddad"]),
    ("A", "501", &["Robert Kane", "Susan Kane"]),
    ("A", "502", &["Tala Reyes"]),
    ("A", "503", &["Victor Hugo Lima"]),
    ("A", "504", &["Chloe Martin"]),
    ("A", "505", &["Dmitri Volkov", "Anna Volkov"]),
    ("B", "101", &["William Stone"]),
    ("B", "102", &["Grace Kim"]),
    ("B", "103", &["Omar Farouk", "Dalia Farouk"]),
    ("B", "104", &["Jennifer White"]),
    ("B", "201", &["Daniel Jeong"]),
    ("B", "202", &["Fatima Bello", "Musa Bello"]),
    ("B", "203", &["Carl Jensen"]),
    ("B", "204", &["Aiko Tanaka"]),
    ("B", "301", &["Michael Brown", "Emily Brown"]),
    ("B", "302", &["Rosa Delgado"]),
    ("B", "303", &["Liam Walsh"]),
    ("B", "304", &["Zoe Fischer"]),
    ("B", "401", &["Hugo Lambert", "Inès Lambert"]),
    ("B", "402", &["Katherine Moss"]),
    ("B", "403", &["Peter Novak"]),
    ("B", "404", &["Sofia Rossi"]),
    ("B", "501", &["Joseph Adams"]),
    ("B", "502", &["Leila Karimi"]),
    ("B", "503", &["Noah Bennett"]),
    ("B", "504", &["Ruth Levy"]),
];

/// Whom North's PMS lists as well, without access.
const OTHERS: [(&str, &str, &str, Role, Status); 9] = [
    ("A", "102", "Helen Laurent", Role::Guarantor, Status::Current),
    ("B", "303", "Brendan Walsh", Role::Guarantor, Status::Current),
    ("A", "103", "Yaw Mensah", Role::Minor, Status::Current),
    ("B", "301", "Lily Brown", Role::Minor, Status::Current),
    ("A", "403", "George Hill", Role::Primary, Status::Past),
    ("B", "304", "Maria Costa", Role::Primary, Status::Past),
    ("B", "504", "Stefan Kruse", Role::Primary, Status::Past),
    ("A", "401", "Paul Bauer", Role::Primary, Status::Cancelled),
    ("B", "402", "Tina Frost", Role::Primary, Status::Applicant),
];

/// A roster of strangers: people who live nowhere near.
pub(super) fn strangers(count: usize) -> Vec<Resident> {
    const FIRST: [&str; 7] = ["Alma", "Boris", "Celia", "Doug", "Edna", "Felix", "Gwen"];
    const LAST: [&str; 11] = [
        "Abbot", "Byrne", "Crane", "Drury", "Eaton", "Flint", "Gable", "Hardy", "Irons", "Joyce",
        "Keane",
    ];
    let one = |n: usize| {
        let last = format!("{}{}", LAST[n % LAST.len()], ["", "son", "man", "field"][n / 77 % 4]);
        let name = format!("{} {last}", FIRST[n % FIRST.len()]);
        let mut record = resident("x", 9000 + n, &name, ("C", &format!("{}", 100 + n)));
        record.email = Some(format!("stranger{n}@example.org").into());
        record.phone = Some(format!("(773) 555-{:04}", 1000 + n).into());
        record
    };
    (0..count).map(one).collect()
}

/// South's true roster: 40 people.
pub(super) fn south() -> Vec<Resident> {
    const FIRST: [&str; 8] = ["Abe", "Bea", "Cal", "Dot", "Eli", "Fay", "Gus", "Ida"];
    const LAST: [&str; 5] = ["Marsh", "North", "Oakes", "Pryor", "Quinn"];
    let one = |n: usize| {
        let name = format!("{} {}", FIRST[n % 8], LAST[n / 8]);
        let mut record = resident("s", 5000 + n, &name, ("S", &format!("{}", 101 + n)));
        record.property_code = SOUTH.into();
        record.phone = Some(format!("(312) 555-02{n:02}").into());
        record
    };
    (0..40).map(one).collect()
}

/// North's true roster: 60 people who live there, and 9 others.
pub(super) fn north() -> Vec<Resident> {
    let mut roster = Vec::new();
    for (at, (building, unit, people)) in UNITS.iter().enumerate() {
        for (of_lease, name) in people.iter().enumerate() {
            let n = roster.len();
            let mut record = resident("t", 1000 + n, name, (building, unit));
            record.household_id = Some(format!("h{:04}", 400 + at).into());
            record.phone = Some(format!("(312) 555-01{n:02}").into());
            set_role(&mut record, [Role::Primary, Role::Roommate, Role::Occupant][of_lease]);
            let start = -(40 + 7 * at as i64);
            (record.move_in, record.lease_start) = (Some(day(start)), Some(day(start)));
            record.lease_end = Some(day(start + 364));
            special(&mut record);
            roster.push(record);
        }
    }
    for (building, unit, name, role, status) in OTHERS {
        let n = roster.len();
        let mut record = resident("t", 1000 + n, name, (building, unit));
        set_role(&mut record, role);
        set_status(&mut record, status);
        if status == Status::Past {
            record.move_in = Some(day(-400));
            record.move_out = Some(day(-20));
        }
        roster.push(record);
    }
    roster
}

/// Those of whom there is something to tell.
fn special(record: &mut Resident) {
    match (record.building.as_deref(), record.full_name().as_str()) {
        // The account still has her maiden name in its address.
        (_, "Olga Berg") => record.email = Some("olga.lind@example.com".into()),
        (Some("B"), "Daniel Jeong") => record.email = Some("d.jeong@example.com".into()),
        (_, "Eve Sand") => record.phone = None,
        // Month to month.
        (_, "Wei Zhang" | "Carl Jensen") => record.lease_end = Some(day(-35)),
        (_, "Grace Kim") => notice(record, 10),
        (_, "Samuel Ortiz") => notice(record, 20),
        (_, "Leila Karimi") => {
            set_status(record, Status::Future);
            (record.move_in, record.lease_start) = (Some(day(12)), Some(day(12)));
        }
        (_, "Ruth Levy" | "Hannah Cole" | "Jack Porter" | "Zoe Fischer") => {
            (record.move_in, record.lease_start) = (Some(day(-19)), Some(day(-19)));
        }
        _ => {}
    }
}

fn notice(record: &mut Resident, days: i64) {
    set_status(record, Status::Notice);
    record.move_out = Some(day(days));
}

/// North's roster of a month ago: three people still lived there, four had not come.
pub(super) fn north_a_month_ago() -> Vec<Resident> {
    let mut roster = north();
    roster.retain(|record| record.move_in != Some(day(-19)));
    for record in &mut roster {
        match record.status {
            Status::Past => {
                set_status(record, Status::Current);
                record.move_out = None;
            }
            Status::Notice => {
                set_status(record, Status::Current);
                record.move_out = None;
            }
            _ => {}
        }
    }
    roster
}

/// A current resident, with an address made of the name.
pub(super) fn resident(
    prefix: &str,
    number: usize,
    name: &str,
    (building, unit): (&str, &str),
) -> Resident {
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    let plain = |text: &str| -> String {
        text.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect()
    };
    Resident {
        property_code: NORTH.into(),
        external_id: format!("{prefix}{number:07}").into(),
        first_name: first.into(),
        last_name: last.into(),
        email: Some(format!("{}.{}@example.com", plain(first), plain(last)).into()),
        building: Some(building.into()),
        unit: Some(unit.into()),
        pms_status: Status::Current.as_str().into(),
        status: Status::Current,
        lease_start: Some(day(-90)),
        lease_end: Some(day(275)),
        move_in: Some(day(-90)),
        ..Resident::default()
    }
}

/// Sets a status, with the PMS's word for it.
pub(crate) fn set_status(record: &mut Resident, status: Status) {
    record.status = status;
    record.pms_status = status.as_str().into();
}

/// Sets a role, with the PMS's word for it.
pub(crate) fn set_role(record: &mut Resident, role: Role) {
    record.role = role;
    record.pms_role = Some(role.as_str().into());
}

/// The policy of a property on a day: the limits of an ordinary configuration.
pub(super) fn policy_of(property: &str, days: i64) -> Policy {
    Policy {
        property: Text::new(property),
        today: day(days),
        safety: SafetyLimits::default(),
        ..policy()
    }
}

pub(super) fn roster(residents: Vec<Resident>) -> Roster {
    Roster { residents, rejects: Vec::new() }
}

/// The directory at rest.
pub(super) fn at_rest() -> World {
    let mut world = World::default();
    let out = world.import(&[person("Pat Moss", "pat.moss", "A-103")], &policy_of(NORTH, -50));
    assert!(out.is_empty());
    world.sync(&roster(north_a_month_ago()), &policy_of(NORTH, -40));
    world.sync(&roster(south()), &policy_of(SOUTH, -40));
    for days in [-19, -18, -8, 0] {
        world.sync(&roster(north()), &policy_of(NORTH, days));
        world.sync(&roster(south()), &policy_of(SOUTH, days));
    }
    world
}
