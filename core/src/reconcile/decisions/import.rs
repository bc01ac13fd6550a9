use std::collections::HashMap;

use super::Resolved;
use crate::{
    Text,
    model::{AccountKind, AccountStatus, Reason, Resident, Status},
    normalize::email_key,
    reconcile::{
        AccountRef, Action, Change, Directory, Field, RecordIx, ResidencyRef, Snapshot,
        change::Patch,
    },
};

/// A person to import into the directory, with a manual residency at the property.
#[derive(Debug, Clone, Default)]
pub struct Newcomer {
    /// The email, which must be usable.
    pub email: Text,
    /// Given name.
    pub first_name: Text,
    /// Family name.
    pub last_name: Text,
    /// Phone number as written.
    pub phone: Option<Text>,
    /// Building.
    pub building: Option<Text>,
    /// Unit.
    pub unit: Option<Text>,
    /// Resident or staff. If absent, an existing account keeps its kind and a new one is a
    /// resident.
    pub kind: Option<AccountKind>,
}

/// What an import does. An account that already has the email gets the names and the phone from
/// the file, unless they are blank there, and a manual residency, unless it already has a live one
/// in that unit.
pub fn import(
    people: &[Newcomer],
    snapshot: &Snapshot,
    property: &str,
    phone_key: impl Fn(&str) -> Option<Text>,
) -> Resolved {
    let directory = Directory::new(snapshot, property);
    let mut done = Resolved::default();
    let mut imported: HashMap<Text, (AccountRef, Vec<usize>)> = HashMap::new();
    let (mut accounts, mut residencies) = (0, 0);
    for person in people {
        let Some(key) = email_key(&person.email) else { continue };
        let resident = manual(person);
        let known = directory.with_email(&key);
        let imported_before = imported.get(&key).cloned();
        let mut patch = Patch::default();
        let account = match (&imported_before, known) {
            (Some((account, _)), _) => *account,
            (None, Some(known)) => {
                let now = known.account;
                for (field, before, after) in [
                    (Field::FirstName, &now.first_name, &person.first_name),
                    (Field::LastName, &now.last_name, &person.last_name),
                ] {
                    patch.set(
                        field,
                        Some(before),
                        Some(if after.is_empty() { before } else { after }),
                    );
                }
                let phone =
                    person.phone.as_ref().map(|raw| phone_key(raw).unwrap_or_else(|| raw.clone()));
                patch.set(
                    Field::Phone,
                    now.phone.as_deref(),
                    phone.as_deref().or(now.phone.as_deref()),
                );
                let kind = person.kind.unwrap_or(now.kind);
                patch.set(Field::Kind, Some(now.kind.as_str()), Some(kind.as_str()));
                AccountRef::Existing(now.id)
            }
            (None, None) => {
                accounts += 1;
                if person.kind == Some(AccountKind::Staff) {
                    let (from, to) = (AccountKind::Resident, AccountKind::Staff);
                    patch.set(Field::Kind, Some(from.as_str()), Some(to.as_str()));
                }
                AccountRef::New(accounts - 1)
            }
        };
        let lives_there = known.is_some_and(|known| {
            directory.residencies_of(known).any(|residency| {
                let no_unit = resident.unit.is_none() && residency.place.unit.is_none();
                residency.property == property
                    && residency.is_live()
                    && (no_unit || directory.in_unit(residency, &resident))
            })
        }) || imported_before.as_ref().is_some_and(|(_, rows)| {
            rows.iter().any(|row| {
                let before: &Resident = &done.residents[*row];
                (&before.building, &before.unit) == (&resident.building, &resident.unit)
            })
        });
        let index = done.residents.len();
        let is_new = matches!(account, AccountRef::New(_)) && imported_before.is_none();
        if !lives_there
            && known.is_some_and(|known| known.account.status == AccountStatus::Inactive)
            && imported_before.is_none()
        {
            patch.account_status(AccountStatus::Inactive, AccountStatus::Active);
        }
        if lives_there && patch.0.is_empty() {
            continue;
        }
        done.changes.push(Change {
            action: match (is_new, lives_there) {
                (true, _) => Action::Create,
                (false, false) => Action::Link,
                (false, true) => Action::Update,
            },
            reason: Reason::Import,
            external_id: None,
            resident: (!lives_there).then_some(RecordIx::new(index)),
            account,
            residency: (!lives_there).then(|| {
                residencies += 1;
                ResidencyRef::New(residencies - 1)
            }),
            patch: patch.0,
        });
        imported.entry(key).or_insert_with(|| (account, Vec::new())).1.push(index);
        done.residents.push(resident);
    }
    done
}

fn manual(person: &Newcomer) -> Resident {
    Resident {
        first_name: person.first_name.clone(),
        last_name: person.last_name.clone(),
        email: Some(person.email.clone()),
        phone: person.phone.clone(),
        building: person.building.clone(),
        unit: person.unit.clone(),
        pms_status: Text::const_new("manual"),
        status: Status::Current,
        ..Resident::default()
    }
}
