//! A seeded generator of feeds: a first one, and one from a typical later day.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::Context;
use tenantry_core::model::{Resident, Status};

/// The date on which the feeds are synced.
pub(crate) const TODAY: &str = "2026-11-15";

const FIRST: [[&str; 16]; 2] = [
    ["A", "Be", "Chi", "Do", "E", "Fe", "Gra", "Hu", "I", "Jo", "Ko", "Le", "Ma", "Na", "O", "Pri"],
    [
        "na", "n", "ka", "v", "lif", "mi", "ce", "go", "nes", "nas", "fi", "na", "rco", "dia",
        "mar", "sé",
    ],
];
const LAST: [[&str; 16]; 3] = [
    [
        "Ru", "Le", "O'", "Ka", "De", "Ade", "No", "Lau", "Co", "We", "Men", "Fi", "Bian", "Ha",
        "Mu", "Pe",
    ],
    [
        "ri", "lin", "bra", "tzo", "mi", "ye", "va", "ren", "ste", "be", "sa", "schen", "chi",
        "dda", "rpho", "tro",
    ],
    ["z", "es", "ck", "n", "r", "mi", "k", "t", "lli", "ña", "h", "d", "sky", "son", "ov", "y"],
];

/// What happens to a resident of the first feed on a later day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Unchanged,
    Changed,
    MovedOut,
    DuplicateEmail,
    EmailMismatch,
}

/// Writes `first.csv`, `typical.csv` and `people.csv` (existing accounts) for
/// about `residents` residents.
///
/// In the typical feed 90 % are unchanged, 3 % changed, 2 % new, 2 % moved out,
/// 1 % share an email with another, 1 % have the email of an account with
/// another name, 1 % have a different email than their account.
///
/// # Errors
/// If the files cannot be written.
pub(crate) fn generate(folder: &Path, residents: usize, seed: u64) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let mut random = fastrand::Rng::with_seed(seed);
    let mut first = create(folder, "first.csv")?;
    let mut typical = create(folder, "typical.csv")?;
    let mut people = create(folder, "people.csv")?;
    let headings = "property_code,external_id,lease_id,first_name,last_name,email,phone,building,unit,status,lease_start,lease_end,move_in,move_out";
    writeln!(first, "{headings}")?;
    writeln!(typical, "{headings}")?;
    writeln!(people, "email,first_name,last_name,phone,building,unit")?;

    let known = residents * 97 / 100;
    let mut before = Person::new(0, &mut random);
    for number in 0..known {
        let person = Person::new(number, &mut random);
        person.write(&mut first)?;
        person.clone().fated(fate(&mut random), &before, &mut random).write(&mut typical)?;
        before = person;
    }
    for number in known..known + residents * 2 / 100 {
        Person::new(number, &mut random).write(&mut typical)?;
    }
    for number in known + residents * 2 / 100..residents.max(known + 1) {
        let person = Person::new(number, &mut random);
        writeln!(people, "{},Somebody,Else,,,{}", person.email, person.unit)?;
        person.write(&mut typical)?;
    }
    for mut file in [first, typical, people] {
        file.flush()?;
    }
    Ok(())
}

/// The residents of a first feed, in memory.
pub(crate) fn residents(residents: usize, seed: u64) -> Vec<Resident> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..residents).map(|number| Person::new(number, &mut random).resident()).collect()
}

fn create(folder: &Path, name: &str) -> anyhow::Result<BufWriter<File>> {
    let path = folder.join(name);
    let file =
        File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(BufWriter::with_capacity(1 << 20, file))
}

/// The fates of residents of the first feed, in thousandths.
fn fate(random: &mut fastrand::Rng) -> Fate {
    match random.u32(0..1000) {
        0..30 => Fate::Changed,
        30..50 => Fate::MovedOut,
        50..60 => Fate::DuplicateEmail,
        60..70 => Fate::EmailMismatch,
        _ => Fate::Unchanged,
    }
}

#[derive(Debug, Clone)]
struct Person {
    number: usize,
    first: String,
    last: String,
    email: String,
    phone: usize,
    building: usize,
    unit: String,
    status: &'static str,
    lease_end: &'static str,
    move_out: &'static str,
}

impl Person {
    fn new(number: usize, random: &mut fastrand::Rng) -> Self {
        let first: String = FIRST.iter().map(|part| part[random.usize(0..16)]).collect();
        let last: String = LAST.iter().map(|part| part[random.usize(0..16)]).collect();
        let plain =
            |name: &str| name.to_lowercase().replace('\'', "").replace('é', "e").replace('ñ', "n");
        Self {
            number,
            email: format!("{}.{}{number}@example.com", plain(&first), plain(&last)),
            first,
            last,
            phone: number,
            building: number / 250,
            unit: format!("{}{:02}", 1 + number % 250 / 25, number % 25 + 1),
            status: "Current",
            lease_end: "2027-02-28",
            move_out: "",
        }
    }

    fn resident(self) -> Resident {
        Resident {
            property_code: "main".into(),
            external_id: format!("t{:07}", self.number).into(),
            lease_id: Some(format!("L{:07}", self.number).into()),
            first_name: self.first.into(),
            last_name: self.last.into(),
            email: Some(self.email.into()),
            unit: Some(self.unit.into()),
            pms_status: self.status.into(),
            status: Status::Current,
            ..Resident::default()
        }
    }

    fn fated(mut self, fate: Fate, neighbour: &Person, random: &mut fastrand::Rng) -> Self {
        match fate {
            Fate::Unchanged => {}
            Fate::Changed => match random.u32(0..3) {
                0 => self.unit = format!("{}A", self.unit),
                1 => self.phone += 1,
                _ => self.lease_end = "2028-02-29",
            },
            Fate::MovedOut => (self.status, self.move_out) = ("Past", "2026-11-10"),
            Fate::DuplicateEmail => self.email = neighbour.email.clone(),
            Fate::EmailMismatch => self.email = format!("new.{}", self.email),
        }
        self
    }

    fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        let Self { number, first, last, email, phone, building, unit, status, lease_end, move_out } =
            self;
        let (area, line) = (200 + phone / 10_000 % 700, phone % 10_000);
        writeln!(
            out,
            "main,t{number:07},L{number:07},{first},{last},{email},({area}) 555-{line:04},B{building},{unit},{status},2026-03-01,{lease_end},2026-03-01,{move_out}"
        )
    }
}
