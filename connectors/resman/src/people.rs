//! The responses of version 2: `{"people": [...]}`.

use std::{collections::HashSet, io::Read};

use tenantry_core::{
    Text,
    connector::{ConnectorError, ErrorKind},
    model::{Resident, Role},
};
use tenantry_http::json;
use tenantry_mits::Emit;

use crate::person::{Asked, Person};

const LIST: &str = "people";

/// The people of a property, one by one.
#[derive(Debug)]
pub(crate) struct People {
    asked: Asked,
    count: usize,
    /// Households in which somebody is `Primary`.
    headed: HashSet<Text>,
    /// Main contacts, held back until the rest of their households is known.
    contacts: Vec<Resident>,
}

impl People {
    pub(crate) fn new(asked: Asked) -> Self {
        Self { asked, count: 0, headed: HashSet::new(), contacts: Vec::new() }
    }

    /// Reads a complete response.
    ///
    /// # Errors
    /// Those of the document and of `emit`.
    pub(crate) fn read(
        mut self,
        source: impl Read,
        emit: &mut Emit<'_>,
    ) -> Result<(), ConnectorError> {
        json::records(source, LIST, |element| {
            self.count += 1;
            let Self { asked, count, .. } = &self;
            let location = || format!("property {}, person {count}", asked.property);
            let person = Person::read(&element, asked, location);
            match person.record {
                Ok(resident) if person.is_main_contact => {
                    self.contacts.push(resident);
                    Ok(())
                }
                record => {
                    if let Ok(resident) = &record
                        && resident.role == Role::Primary
                    {
                        self.headed.extend(household(resident));
                    }
                    emit(record)
                }
            }
        })?;
        for mut resident in self.contacts {
            if household(&resident).is_none_or(|household| self.headed.insert(household)) {
                resident.role = Role::Primary;
            }
            emit(Ok(resident))?;
        }
        Ok(())
    }
}

fn household(resident: &Resident) -> Option<Text> {
    resident.household_id.clone().or_else(|| resident.lease_id.clone())
}

/// Reads up to the first person of a response, or the end of an empty list.
///
/// # Errors
/// Those of the document up to there.
pub(crate) fn probe(source: impl Read) -> Result<(), ConnectorError> {
    let mut found = false;
    let read = json::records(source, LIST, |_| {
        found = true;
        Err(ConnectorError::new(ErrorKind::Cancelled, "one person is enough"))
    });
    if found { Ok(()) } else { read.map(drop) }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use tenantry_core::{Date, connector::StatusWords};

    use super::*;

    fn people(list: &str) -> Result<Vec<String>, ConnectorError> {
        let asked = Asked {
            property: "p-1".into(),
            today: Date::constant(2026, 11, 15),
            statuses: StatusWords::default(),
        };
        let mut people = Vec::new();
        People::new(asked).read(list.as_bytes(), &mut |record| {
            people.push(match record {
                Ok(resident) => format!("{} {}", resident.external_id, resident.role.as_str()),
                Err(reject) => reject.location,
            });
            Ok(())
        })?;
        Ok(people)
    }

    fn list(people: &[(u8, &str, &str)]) -> String {
        let people: Vec<String> = people
            .iter()
            .map(|(id, household, flags)| {
                let flags: Vec<String> =
                    flags.split_whitespace().map(|flag| format!(", \"{flag}\": true")).collect();
                let flags = flags.concat();
                format!(r#"{{"personId": {id}, "billingAccountId": "{household}"{flags}}}"#)
            })
            .collect();
        format!(r#"{{"people": [{}], "total": 1}}"#, people.join(", "))
    }

    #[rstest]
    #[case(&[(1, "a", "isMainContact"), (2, "a", "")], &["2 roommate", "1 primary"])]
    #[case(
        &[(1, "a", "isMainContact"), (2, "a", "isHeadOfHousehold")],
        &["2 primary", "1 roommate"]
    )]
    #[case(
        &[(1, "a", "isMainContact"), (2, "b", "isHeadOfHousehold"), (3, "a", "isMainContact")],
        &["2 primary", "1 primary", "3 roommate"]
    )]
    #[case(
        &[(1, "a", "isHeadOfHousehold isExcludedFromOccupancy"), (2, "a", "isMainContact")],
        &["1 guarantor", "2 primary"]
    )]
    #[case(&[(1, "", "isMainContact"), (2, "", "isMainContact")], &["1 primary", "2 primary"])]
    fn who_is_primary(#[case] given: &[(u8, &str, &str)], #[case] expected: &[&str]) {
        assert_eq!(people(&list(given)).unwrap(), expected);
    }

    #[test]
    fn what_is_no_person_is_a_reject() {
        let rejects = ["property p-1, person 1", "property p-1, person 2"];
        assert_eq!(people(r#"{"people": [null, ["x"]]}"#).unwrap(), rejects);
    }

    #[rstest]
    #[case("", ErrorKind::Incomplete)]
    #[case("{}", ErrorKind::Malformed)]
    #[case(r#"{"message": "x"}"#, ErrorKind::Malformed)]
    #[case(r#"{"people": null}"#, ErrorKind::Malformed)]
    #[case(r#"{"people": {}}"#, ErrorKind::Malformed)]
    #[case(r#"{"people": [{"personId": 1}"#, ErrorKind::Incomplete)]
    fn never_a_roster(#[case] text: &str, #[case] kind: ErrorKind) {
        assert_eq!(people(text).unwrap_err().kind, kind);
    }

    #[test]
    fn a_probe_reads_one_person() {
        probe(&br#"{"people": [{"personId": 1}, "#[..]).unwrap();
        probe(&br#"{"people": []}"#[..]).unwrap();
        assert_eq!(probe(&b"{}"[..]).unwrap_err().kind, ErrorKind::Malformed);
        assert_eq!(probe(&br#"{"people": ["#[..]).unwrap_err().kind, ErrorKind::Incomplete);
    }
}
