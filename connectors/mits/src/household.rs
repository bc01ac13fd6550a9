use tenantry_core::{
    Date, Text,
    connector::Draft,
    model::{Reject, Resident, Role, Status},
};

use crate::{
    dialect::{Dialect, LeaseIds},
    person::{Lease, Person},
    words::{Standing, is_on_notice},
};

/// One `RT_Customer`: the people of a household as in the document.
#[derive(Debug, Default)]
pub(crate) struct Household {
    pub(crate) draft: Draft,
    pub(crate) id: Text,
    pub(crate) members: Vec<Member>,
    pub(crate) unit: Unit,
}

/// One `Customer` of a household.
#[derive(Debug, Default)]
pub(crate) struct Member {
    pub(crate) person: Person,
    /// The customer type, as the PMS writes it.
    pub(crate) kind: Text,
    pub(crate) unit: Option<Text>,
    pub(crate) building: Option<Text>,
    pub(crate) lease: Lease,
}

/// A household's unit.
#[derive(Debug, Default)]
pub(crate) struct Unit {
    pub(crate) id: Option<Text>,
    pub(crate) building: Option<Text>,
    pub(crate) leased_status: Text,
    pub(crate) economic_status: Text,
    pub(crate) excluded: bool,
}

/// What a household yields.
pub(crate) struct Outcome {
    pub(crate) records: Vec<Result<Resident, Reject>>,
    /// People who have not even applied.
    pub(crate) visitors: usize,
}

/// A member's standing, after considering the household.
#[derive(Debug, Clone)]
struct Resolved {
    word: Text,
    status: Status,
    /// Whether the standing is the household's, not the member's own.
    inherited: bool,
}

impl Household {
    /// The residents of the household. A person without a status gets the
    /// household's; missing unit and lease dates are the household's if the
    /// status is the same.
    pub(crate) fn residents(
        self,
        dialect: &Dialect,
        location: impl Fn(usize) -> String,
    ) -> Outcome {
        let standings: Vec<Standing> =
            self.members.iter().map(|member| dialect.customer_type(&member.kind)).collect();
        let head = self.head(&standings);
        let lead = self.lead(head, &standings);
        let mut outcome = Outcome { records: Vec::with_capacity(self.members.len()), visitors: 0 };
        for (at, member) in self.members.iter().enumerate() {
            match self.resident(member, standings[at], Some(at) == head, &lead, dialect) {
                None => outcome.visitors += 1,
                Some((draft, resident)) => {
                    outcome.records.push(draft.finish(resident, || location(at + 1)));
                }
            }
        }
        outcome
    }

    /// The lease's first person: the one with the household's ID, else the
    /// first who is responsible for the rent, else the first of all. Never a
    /// guarantor.
    fn head(&self, standings: &[Standing]) -> Option<usize> {
        let mut adults =
            self.members.iter().enumerate().filter(|(at, _)| {
                !matches!(standings[*at], Standing::Guarantor | Standing::Visitor)
            });
        let by_id = adults.clone().find(|(_, member)| {
            !self.id.is_empty() && member.person.id.eq_ignore_ascii_case(&self.id)
        });
        by_id
            .or_else(|| adults.clone().find(|(_, member)| member.lease.responsible == Some(true)))
            .or_else(|| adults.next())
            .map(|(at, _)| at)
    }

    /// The member whose standing the others inherit: the head, or the first
    /// with a standing of their own if the head has none.
    fn lead(&self, head: Option<usize>, standings: &[Standing]) -> Lead<'_> {
        let own = |at: usize| match standings[at] {
            Standing::Own(status) => Some((at, status)),
            _ => None,
        };
        let lead = head.and_then(own).or_else(|| (0..standings.len()).find_map(own));
        let member = lead.map(|(at, _)| &self.members[at]);
        Lead {
            word: member.map(|member| member.kind.clone()).unwrap_or_default(),
            status: lead.map_or(Status::Unknown, |(_, status)| status),
            member,
        }
    }

    fn resident(
        &self,
        member: &Member,
        standing: Standing,
        is_head: bool,
        lead: &Lead<'_>,
        dialect: &Dialect,
    ) -> Option<(Draft, Resident)> {
        let mut resolved = match standing {
            Standing::Visitor => return None,
            Standing::Own(status) => {
                Resolved { word: member.kind.clone(), status, inherited: false }
            }
            Standing::OfHousehold | Standing::Guarantor => {
                Resolved { word: lead.word.clone(), status: lead.status, inherited: true }
            }
        };
        let household =
            lead.member.filter(|_| resolved.inherited || resolved.status == lead.status);
        let lease = &member.lease;
        let household_lease = household.map(|member| member.lease).unwrap_or_default();
        let household_unit = household.and_then(|member| member.unit.as_ref());
        let unit = member.unit.as_ref().or(household_unit).or(self.unit.id.as_ref());
        let of_this_unit = unit == self.unit.id.as_ref() || self.unit.id.is_none();
        let building =
            member.building.as_ref().or(self.unit.building.as_ref().filter(|_| of_this_unit));
        if self.has_given_notice(&resolved, lease, &household_lease, of_this_unit, dialect.today) {
            resolved.status = Status::Notice;
        }
        let mut draft = member.person.draft.clone();
        draft.inherit(&self.draft);
        let stays = resolved.status.is_in_scope() || resolved.status == Status::Applicant;
        let resident = Resident {
            property_code: dialect.property_code.clone(),
            external_id: member.person.id.clone(),
            lease_id: match dialect.lease_ids {
                LeaseIds::None => None,
                LeaseIds::Household => Some(self.id.clone()).filter(|id| !id.is_empty()),
            },
            household_id: Some(self.id.clone()).filter(|id| !id.is_empty()),
            role: role(standing, is_head, lease.responsible),
            pms_role: None,
            first_name: member.person.first_name.clone(),
            last_name: member.person.last_name(),
            email: member.person.email.clone(),
            phone: member.person.phone(),
            building: building.cloned(),
            unit: unit.cloned(),
            pms_status: resolved.word,
            status: resolved.status,
            lease_start: lease.from.or(household_lease.from),
            lease_end: lease.to.or(household_lease.to),
            move_in: lease.move_in(),
            move_out: lease.move_out(stays, dialect.today),
            previous_external_id: None,
        };
        Some((draft, resident))
    }

    /// A unit's notice applies to its current household only if that household
    /// expects to move out; the next household's lease begins in the
    /// same unit.
    fn has_given_notice(
        &self,
        resolved: &Resolved,
        own: &Lease,
        household: &Lease,
        of_this_unit: bool,
        today: Date,
    ) -> bool {
        let leaves = |lease: &Lease| lease.move_out(true, today).is_some();
        resolved.status == Status::Current
            && of_this_unit
            && is_on_notice(&self.unit.leased_status)
            && (leaves(own) || resolved.inherited && leaves(household))
    }
}

/// The member whose standing others inherit.
struct Lead<'h> {
    word: Text,
    status: Status,
    member: Option<&'h Member>,
}

fn role(standing: Standing, is_head: bool, responsible: Option<bool>) -> Role {
    match standing {
        Standing::Guarantor => Role::Guarantor,
        _ if is_head => Role::Primary,
        _ if responsible == Some(false) => Role::Occupant,
        _ => Role::Roommate,
    }
}
