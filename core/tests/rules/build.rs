//! Short ways to write records, policies and people.

use tenantry_core::{
    Date, Text,
    model::{Reject, RejectCode, Resident, Role, Roster, Status},
    reconcile::{Newcomer, OnMissing, Policy, SafetyLimits, WithoutEmail},
};

/// The date on which everything happens, unless a test says otherwise.
pub(crate) const TODAY: Date = jiff::civil::date(2026, 6, 15);

/// Ten digits are a US phone number.
fn phone_key(raw: &str, _country: &str) -> Option<Text> {
    let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(&digits);
    (national.len() == 10).then(|| format!("+1{national}").into())
}

/// The policy of a property with default settings, except for high limits: safety tests
/// set their own.
pub(crate) fn policy() -> Policy {
    Policy {
        property: "maple".into(),
        country: "US".into(),
        today: TODAY,
        exclude_statuses: Vec::new(),
        include_roles: Vec::new(),
        placeholder_emails: Vec::new(),
        on_missing: OnMissing::Alert,
        missing_runs: 2,
        without_email: WithoutEmail::Hold,
        safety: SafetyLimits::all(1000),
        phone_key,
    }
}

/// Splits a name: `Ana Ruiz Jr` is Ana, Ruiz Jr.
fn split(name: &str) -> (Text, Text) {
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    (first.into(), last.into())
}

/// A current resident with an ID and a name, without a unit or an email.
pub(crate) fn r(id: &str, name: &str) -> Record {
    let (first_name, last_name) = split(name);
    Record(Resident {
        external_id: id.into(),
        first_name,
        last_name,
        pms_status: "Current".into(),
        status: Status::Current,
        ..Resident::default()
    })
}

/// A record under construction.
#[derive(Debug, Clone)]
pub(crate) struct Record(pub(crate) Resident);

impl Record {
    pub(crate) fn named(mut self, name: &str) -> Self {
        (self.0.first_name, self.0.last_name) = split(name);
        self
    }

    /// A local part at example.com, or a whole address; `-` for none.
    pub(crate) fn email(mut self, email: &str) -> Self {
        self.0.email = (email != "-").then(|| address(email));
        self
    }

    pub(crate) fn phone(mut self, phone: &str) -> Self {
        self.0.phone = Some(phone.into());
        self
    }

    pub(crate) fn unit(mut self, unit: &str) -> Self {
        self.0.unit = Some(unit.into());
        self
    }

    pub(crate) fn building(mut self, building: &str) -> Self {
        self.0.building = Some(building.into());
        self
    }

    pub(crate) fn lease(mut self, lease: &str) -> Self {
        self.0.lease_id = Some(lease.into());
        self
    }

    pub(crate) fn status(mut self, status: Status) -> Self {
        self.0.status = status;
        self.0.pms_status = status.as_str().into();
        self
    }

    pub(crate) fn word(mut self, word: &str) -> Self {
        self.0.pms_status = word.into();
        self
    }

    pub(crate) fn role(mut self, role: Role) -> Self {
        self.0.role = role;
        self
    }

    /// A role that is not mapped.
    pub(crate) fn called(mut self, word: &str) -> Self {
        self.0.role = Role::Unknown;
        self.0.pms_role = Some(word.into());
        self
    }

    pub(crate) fn was(mut self, id: &str) -> Self {
        self.0.previous_external_id = Some(id.into());
        self
    }

    /// Moves out this many days from today.
    pub(crate) fn leaves(mut self, days: i64) -> Self {
        self.0.move_out = Some(day(days));
        self
    }

    pub(crate) fn lives(mut self, from: i64, until: i64) -> Self {
        (self.0.move_in, self.0.move_out) = (Some(day(from)), Some(day(until)));
        self
    }

    pub(crate) fn lease_until(mut self, days: i64) -> Self {
        self.0.lease_end = Some(day(days));
        self
    }
}

/// The date this many days from today.
pub(crate) fn day(days: i64) -> Date {
    TODAY.checked_add(jiff::Span::new().days(days)).unwrap()
}

/// The address for a local part: `ana` is ana@example.com.
pub(crate) fn address(email: &str) -> Text {
    if email.contains('@') { email.into() } else { format!("{email}@example.com").into() }
}

pub(crate) fn roster(records: &[Record]) -> Roster {
    Roster { residents: records.iter().map(|record| record.0.clone()).collect(), rejects: vec![] }
}

/// A record that could not be read.
pub(crate) fn reject(line: u32, id: Option<&str>) -> Reject {
    Reject {
        location: format!("line {line}"),
        external_id: id.map(Text::new),
        code: RejectCode::BadDate,
        field: Some("move_in"),
    }
}

/// A person to import; `-` for no unit.
pub(crate) fn person(name: &str, email: &str, unit: &str) -> Newcomer {
    let (first_name, last_name) = split(name);
    Newcomer {
        email: address(email),
        first_name,
        last_name,
        unit: (unit != "-").then(|| unit.into()),
        ..Newcomer::default()
    }
}
