use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use tenantry_core::{
    Date, Text,
    connector::{ConnectorError, Draft, RoleWords, StatusWords, parse_date},
    model::{Reject, RejectCode, Resident, Role, Status},
};
use tenantry_http::{Batches, Sink};
use xxhash_rust::xxh3::xxh3_64;

use super::{RosterRules, Sources, Tables, rules::all};
use crate::{json::Node, path::Scope, request::Taker};

/// Turns the records of a request into residents.
#[derive(Debug)]
pub(crate) struct Mapper {
    pub(crate) rules: Arc<RosterRules>,
    pub(crate) tables: Arc<Tables>,
    /// The meaning of status words in the settings.
    pub(crate) statuses: StatusWords,
    /// The meaning of words for roles in the settings.
    pub(crate) roles: RoleWords,
    pub(crate) today: Date,
    /// The PMS properties that were requested; empty for all.
    pub(crate) properties: Vec<String>,
    /// The name of the request.
    pub(crate) request: Arc<str>,
    /// Households that have a primary, and who it is.
    pub(crate) households: HashMap<u64, u64>,
    pub(crate) tally: Tally,
}

/// What was left out.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    skipped: BTreeMap<String, u64>,
}

impl Tally {
    fn skip(&mut self, what: &str) {
        match self.skipped.get_mut(what) {
            Some(count) => *count += 1,
            None => {
                self.skipped.insert(what.to_owned(), 1);
            }
        }
    }

    /// What was left out, in one line; `None` if nothing was.
    pub(crate) fn note(&self) -> Option<String> {
        let parts: Vec<String> =
            self.skipped.iter().map(|(what, count)| format!("{what} ({count})")).collect();
        (!parts.is_empty()).then(|| format!("left out: {}", parts.join(", ")))
    }
}

impl Taker for Mapper {
    fn take<'n>(
        &mut self,
        page: u64,
        records: &[&'n Node<'n>],
        sink: &Sink,
    ) -> Result<(), ConnectorError> {
        let mut batches = Batches::new(sink);
        for (at, record) in records.iter().enumerate() {
            let mut outcome = Ok(());
            let request = self.request.clone();
            let located = |mut reject: Reject| {
                reject.location = format!("{request} page {page}, record {}", at + 1);
                reject
            };
            self.people(record, &mut |person| {
                outcome = batches.add(person.map_err(located));
                outcome.is_ok()
            });
            outcome?;
        }
        batches.finish()
    }
}

/// Shortens a value's lifetime to that of another.
fn shorten<'s, 'n: 's>(node: &'s &'n Node<'n>) -> &'s Node<'s> {
    node
}

impl Mapper {
    /// Calls `out` with the people of a record, until it returns false.
    pub(crate) fn people<'n>(
        &mut self,
        record: &'n Node<'n>,
        out: &mut dyn FnMut(Result<Resident, Reject>) -> bool,
    ) {
        let (rules, tables) = (self.rules.clone(), self.tables.clone());
        // Shortened because the tables live only as long as this call.
        let scope = Scope::new(self.today).with(0, Some(shorten(&record)));
        self.bind(&rules, &tables, 0, scope, out);
    }

    /// Binds the remaining bindings, and reads a person for each outcome.
    fn bind<'n>(
        &mut self,
        rules: &'n RosterRules,
        tables: &'n Tables,
        at: usize,
        scope: Scope<'n>,
        out: &mut dyn FnMut(Result<Resident, Reject>) -> bool,
    ) -> bool {
        match rules.bindings.get(at) {
            Some(binding) => binding.bind(&scope, tables, rules.dates, &mut |scope| {
                self.bind(rules, tables, at + 1, scope, out)
            }),
            None => match self.person(rules, &scope) {
                Some(person) => out(person),
                None => true,
            },
        }
    }

    /// The person in the scope; `None` for one that is left out.
    fn person(
        &mut self,
        rules: &RosterRules,
        scope: &Scope<'_>,
    ) -> Option<Result<Resident, Reject>> {
        if let Some(skip) = rules.skip.iter().find(|skip| all(&skip.when, scope, rules.dates)) {
            self.tally.skip(&skip.what);
            return None;
        }
        let mut reading = Reading { draft: Draft::default(), rules, scope, lapsed: &|_| false };
        let fields = &rules.fields;
        let property_code = reading.text("property_code", &fields.property_code);
        if self.is_of_another_property(&property_code) {
            self.tally.skip("people of other properties");
            return None;
        }
        let status = rules.status.read(scope, &self.statuses, rules.dates);
        let (pms_status, status) = status.unwrap_or_else(|_| {
            reading.draft.reject(RejectCode::BadValue, "status");
            Default::default()
        });
        let pms_status = reading.draft.text("status", &pms_status);
        let lives_there =
            matches!(status, Status::Future | Status::Current | Status::Notice | Status::Eviction);
        let lapsed = |text: &str| {
            lives_there
                && parse_date(text.trim(), rules.dates)
                    .is_ok_and(|date| date.is_some_and(|date| date < scope.today))
        };
        reading.lapsed = &lapsed;
        let pms_role = match &rules.role {
            Some(role) => reading.optional("role", &role.from),
            None => None,
        };
        let word = pms_role.as_deref().unwrap_or_default();
        let known = rules.role.as_ref();
        let role = known.map_or(Role::Primary, |known| known.role(word, &self.roles));
        let mut resident = Resident {
            property_code: match &self.properties[..] {
                [only] if property_code.is_empty() => only.as_str().into(),
                _ => property_code,
            },
            external_id: reading.text("external_id", &fields.external_id),
            lease_id: reading.optional("lease_id", &fields.lease_id),
            household_id: reading.optional("household_id", &fields.household_id),
            role,
            pms_role,
            first_name: reading.text("first_name", &fields.first_name),
            last_name: reading.text("last_name", &fields.last_name),
            email: reading.optional("email", &fields.email),
            phone: reading.optional("phone", &fields.phone),
            building: reading.optional("building", &fields.building),
            unit: reading.optional("unit", &fields.unit),
            pms_status,
            status,
            lease_start: reading.date("lease_start", &fields.lease_start),
            lease_end: reading.date("lease_end", &fields.lease_end),
            move_in: reading.date("move_in", &fields.move_in),
            move_out: reading.date("move_out", &fields.move_out),
            previous_external_id: reading
                .optional("previous_external_id", &fields.previous_external_id),
        };
        let mut draft = reading.draft;
        if scope.unreadable {
            draft.reject(RejectCode::BadValue, "record");
        }
        // Nobody would know whom to let in, for example because a lookup
        // failed.
        if lives_there && resident.first_name.is_empty() && resident.last_name.is_empty() {
            draft.reject(RejectCode::BadValue, "last_name");
        }
        if rules.one_primary && lives_there {
            self.only_first_primary(&mut resident);
        }
        Some(draft.finish(resident, String::new))
    }

    fn is_of_another_property(&self, code: &str) -> bool {
        let asked = |property: &String| property.eq_ignore_ascii_case(code);
        !code.is_empty() && !self.properties.is_empty() && !self.properties.iter().any(asked)
    }

    /// Keeps only the first primary of a household, however often the PMS lists
    /// that person.
    fn only_first_primary(&mut self, resident: &mut Resident) {
        if let (Role::Primary, Some(household)) = (resident.role, &resident.household_id) {
            let name = format!("{}\0{household}", resident.property_code);
            let person = xxh3_64(resident.external_id.as_bytes());
            let first = *self.households.entry(xxh3_64(name.as_bytes())).or_insert(person);
            if first != person {
                resident.role = Role::Roommate;
            }
        }
    }
}

/// Reads the fields of a person.
struct Reading<'r> {
    draft: Draft,
    rules: &'r RosterRules,
    scope: &'r Scope<'r>,
    lapsed: &'r dyn Fn(&str) -> bool,
}

impl<'r> Reading<'r> {
    fn raw(&mut self, field: &'static str, sources: &'r Sources) -> Cow<'r, str> {
        sources.read(self.scope, self.lapsed).unwrap_or_else(|_| {
            self.draft.reject(RejectCode::BadValue, field);
            Cow::Borrowed("")
        })
    }

    fn text(&mut self, field: &'static str, sources: &'r Sources) -> Text {
        let raw = self.raw(field, sources);
        self.draft.text(field, &raw)
    }

    fn optional(&mut self, field: &'static str, sources: &'r Sources) -> Option<Text> {
        Some(self.text(field, sources)).filter(|text| !text.is_empty())
    }

    fn date(&mut self, field: &'static str, sources: &'r Sources) -> Option<Date> {
        let raw = self.raw(field, sources);
        parse_date(raw.trim(), self.rules.dates).unwrap_or_else(|_| {
            self.draft.reject(RejectCode::BadDate, field);
            None
        })
    }
}
