//! Audit rows as sentences.

use tenantry_core::reconcile::{Action, Field, FieldChange};
use tenantry_store::ChangeRecord;

use super::{
    clock::{When, day_text},
    shell::Shell,
    url, words,
};

/// One change, in words.
#[derive(Debug)]
pub(crate) struct Event {
    pub(super) when: When,
    pub(super) what: String,
    pub(super) why: String,
    pub(super) by: String,
    pub(super) resident: Option<String>,
    pub(super) resident_url: Option<String>,
    pub(super) account: String,
    pub(super) account_url: String,
    pub(super) run_url: Option<String>,
    pub(super) fields: Vec<FieldLine>,
}

/// A field that changed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FieldLine {
    pub(super) label: &'static str,
    pub(super) from: String,
    pub(super) to: String,
}

impl Event {
    pub(super) fn of(shell: &Shell, change: &ChangeRecord) -> Self {
        let property = &change.property;
        Self {
            when: shell.clock.when(change.at),
            what: what(change),
            why: change.reason.explanation().into(),
            by: by(&change.actor),
            resident: change.external_id.as_ref().map(ToString::to_string),
            resident_url: change.external_id.as_deref().map(|id| url::why(property, id)),
            account: change.account_email.as_deref().unwrap_or("without an email").to_owned(),
            account_url: url::person(property, change.account.0),
            run_url: change.run.as_deref().map(|run| url::run(property, run)),
            fields: fields(&change.fields),
        }
    }
}

/// Who made a change, within a sentence.
pub(crate) fn by(actor: &str) -> String {
    if actor == "sync" { "from the PMS".into() } else { format!("by {actor}") }
}

fn what(change: &ChangeRecord) -> String {
    let to = |field: Field| {
        change
            .fields
            .iter()
            .find(|change| change.field == field)
            .and_then(|change| change.to.as_deref())
    };
    let place = to(Field::Unit).map(|unit| format!(" in unit {unit}")).unwrap_or_default();
    let shown: Vec<&FieldChange> = visible(&change.fields).collect();
    match change.action {
        Action::Create => format!("Account created{place}"),
        Action::Link if to(Field::ExternalId).is_some() => format!("Matched to the PMS{place}"),
        Action::Link => format!("Access restored{place}"),
        Action::End => match to(Field::EndedOn) {
            Some(date) => format!("Access ended on {}", day_text(date)),
            None => "Access ended".into(),
        },
        Action::Relink if to(Field::ExternalId).is_some() => "Matched to another PMS ID".into(),
        Action::Relink => "No longer matched to the PMS".into(),
        Action::Restore if change.residency.is_none() => "Account restored".into(),
        Action::Restore => "Home restored".into(),
        Action::Delete if change.residency.is_none() => "Account deleted".into(),
        Action::Delete => "Home deleted".into(),
        Action::Update => match &shown[..] {
            [] => "Nothing visible changed".into(),
            fields if fields.iter().all(|it| it.field.is_of_lease() && it.from.is_none()) => {
                "Details of the lease added".into()
            }
            fields => {
                let mut names: Vec<String> =
                    fields.iter().map(|change| words::field(change.field).to_owned()).collect();
                names.dedup();
                sentence(&format!("{} changed", words::listed(&names)))
            }
        },
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The PMS's word for a status says nothing new next to what it means.
fn visible(fields: &[FieldChange]) -> impl Iterator<Item = &FieldChange> {
    let has_status = fields.iter().any(|change| change.field == Field::Status);
    fields.iter().filter(move |FieldChange { field, .. }| match field {
        Field::Kind | Field::Account => false,
        Field::PmsStatus => !has_status,
        field => !field.is_bookkeeping() && !field.is_implied(),
    })
}

fn fields(changes: &[FieldChange]) -> Vec<FieldLine> {
    visible(changes)
        .map(|change| FieldLine {
            label: words::field(change.field),
            from: value(change.field, change.from.as_deref()),
            to: value(change.field, change.to.as_deref()),
        })
        .collect()
}

/// A value of an audit row as people write it; blank if there is none.
pub(crate) fn value(field: Field, value: Option<&str>) -> String {
    let Some(value) = value else { return String::new() };
    match field {
        Field::Status => tenantry_core::model::Status::from_name(value)
            .map_or_else(|| value.to_owned(), |status| words::status(status).to_owned()),
        Field::Role => tenantry_core::model::Role::from_name(value)
            .map_or_else(|| value.to_owned(), |role| words::role(role).to_owned()),
        Field::LeaseStart | Field::LeaseEnd | Field::MoveIn | Field::MoveOut | Field::EndedOn => {
            day_text(value)
        }
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use tenantry_core::{
        Text,
        model::{AccountId, Reason},
    };

    use super::*;

    fn change(action: Action, fields: &[(Field, Option<&str>, Option<&str>)]) -> ChangeRecord {
        ChangeRecord {
            id: 1,
            property: "maple-court".into(),
            run: None,
            actor: "sync".into(),
            at: jiff::Timestamp::UNIX_EPOCH,
            action,
            reason: Reason::PmsChanged,
            external_id: Some("t1".into()),
            account: AccountId(1),
            account_email: Some("a@example.com".into()),
            residency: None,
            new_account: false,
            new_residency: false,
            fields: fields
                .iter()
                .map(|(field, from, to)| FieldChange {
                    field: *field,
                    from: from.map(Text::from),
                    to: to.map(Text::from),
                })
                .collect(),
        }
    }

    #[rstest]
    #[case(change(Action::Create, &[(Field::Unit, None, Some("101"))]), "Account created in unit 101")]
    #[case(change(Action::Update, &[(Field::Unit, Some("1"), Some("2")), (Field::PmsEmail, None, None)]), "Unit changed")]
    #[case(change(Action::Update, &[(Field::Status, None, None), (Field::PmsStatus, None, None)]), "Status changed")]
    #[case(change(Action::Update, &[(Field::Role, None, Some("primary"))]), "Details of the lease added")]
    #[case(change(Action::Update, &[(Field::Role, Some("roommate"), Some("primary"))]), "Role changed")]
    #[case(change(Action::Update, &[(Field::FirstName, None, None), (Field::LastName, None, None)]), "First name and last name changed")]
    #[case(change(Action::End, &[(Field::EndedOn, None, Some("2026-11-20"))]), "Access ended on 20 Nov 2026")]
    #[case(change(Action::Link, &[(Field::EndedOn, Some("2026-11-20"), None)]), "Access restored")]
    #[case(change(Action::Delete, &[]), "Account deleted")]
    fn sentences(#[case] change: ChangeRecord, #[case] expected: &str) {
        assert_eq!(what(&change), expected);
    }
}
