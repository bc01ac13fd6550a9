//! A hold in words, for every face.

use std::collections::HashSet;

use tenantry_core::model::{Column, Field, Harm, HeldItem, Hold, Suspicion};

use super::counted;

/// What is held and why, in one sentence.
pub fn hold_sentence(hold: &Hold) -> String {
    match &hold.suspicion {
        Some(suspicion) => {
            format!("{}, so nothing of it is applied.", capitalized(&doubt(suspicion)))
        }
        None => format!(
            "{}. That is more than {}, so it waits for a confirmation; everything else is applied.",
            capitalized(&hold_effect(hold)),
            limit(hold)
        ),
    }
}

/// What confirming a hold would do, as a clause: `20 residents would lose access`.
pub fn hold_effect(hold: &Hold) -> String {
    let people = |one, many| counted(how_many(&hold.people), one, many);
    let residents = || people("resident", "residents");
    match hold.harm {
        Harm::Ended | Harm::Missing => format!("{} would lose access", residents()),
        Harm::Returned => {
            format!("{} would get access back", people("former resident", "former residents"))
        }
        Harm::LetIn => format!("{} would get access", people("newcomer", "newcomers")),
        Harm::Moved if hold.people.iter().any(is_unit) => {
            format!("{} would get another unit, or have none", residents())
        }
        Harm::Moved => format!("{} would move to another unit", residents()),
        Harm::Renamed => format!("{} would get another name or email", residents()),
        Harm::Wiped => {
            let effect = match hold.people.iter().any(is_new_value) {
                true => "be cleared or change",
                false => "be cleared",
            };
            format!("the {} of {} would {effect}", fields(&hold.people), residents())
        }
        Harm::Overwritten => overwritten(&hold.people),
        Harm::WholeRoster => match &hold.suspicion {
            Some(suspicion) => doubt(suspicion),
            None => "the roster cannot be right".to_owned(),
        },
    }
}

/// A wrong column of dates or roles also ends access, and a wrong role gives it to newcomers.
fn overwritten(people: &[HeldItem]) -> String {
    let count = |is_one: fn(&HeldItem) -> bool| {
        how_many(&people.iter().filter(|item| is_one(item)).cloned().collect::<Vec<_>>())
    };
    let changed = count(|item| item.field.is_some());
    let residents = counted(changed, "resident", "residents");
    let mut effect = format!("the {} of {residents} would change", fields(people));
    let ends = count(|item| item.reason.is_some());
    if ends > 0 {
        let ends = if ends == changed { "all".to_owned() } else { ends.to_string() };
        effect.push_str(&format!(", and {ends} of them would lose access"));
    }
    let arrivals = count(|item| item.field.is_none() && item.reason.is_none());
    if arrivals > 0 {
        let others = counted(arrivals, "other", "others");
        effect.push_str(&format!(", and {others} would get access"));
    }
    effect
}

/// What would happen to one of the people: `unit 101 → 204`.
pub fn held_detail(hold: &Hold, item: &HeldItem) -> String {
    let from = item.from.as_deref().unwrap_or("blank");
    let to = item.to.as_deref().unwrap_or("blank");
    match (hold.harm, item.field) {
        (_, Some(field)) if item.reason.is_some() => {
            format!("{} {from} → {to}, which ends access", field_words(field))
        }
        (_, Some(field)) => format!("{} {from} → {to}", field_words(field)),
        (Harm::Moved, _) => format!("unit {from} → {to}"),
        (Harm::Renamed, _) => format!("{from} → {to}"),
        _ => match (item.reason, &item.unit) {
            (Some(reason), _) => reason.explanation().to_owned(),
            (None, Some(unit)) => format!("unit {unit}"),
            (None, None) => String::new(),
        },
    }
}

/// The limit that was reached: `the limit of 12 in 24 hours`.
fn limit(hold: &Hold) -> String {
    let period = match hold.days {
        0 | 1 => "24 hours".to_owned(),
        days => format!("{days} days"),
    };
    let before = match hold.recent {
        0 => String::new(),
        recent => format!(" (syncs already did this to {recent} in that time)"),
    };
    format!("the limit of {} in {period}{before}", hold.limit)
}

/// Why a roster cannot be right, as a clause.
fn doubt(suspicion: &Suspicion) -> String {
    match suspicion {
        Suspicion::NobodyInScope => "according to the PMS, nobody lives here".to_owned(),
        Suspicion::MostMissing { missing } => {
            format!("{missing} residents are missing from the PMS's list, which is more than half")
        }
        Suspicion::ColumnLost { column } => {
            let column = column_words(*column);
            format!("none of the records in the PMS's list has a {column} anymore")
        }
        Suspicion::ColumnEqual { column } => {
            let column = column_words(*column);
            format!("all of the records in the PMS's list suddenly have the same {column}")
        }
        Suspicion::OtherProperty { property, residents } => format!(
            "{residents} people in the PMS's list live at another property, {property}, with the same emails and IDs or names: \
             either the list is that property's, or the property has a new ID here"
        ),
    }
}

/// Whether an item among moves is about the unit alone: one that becomes blank or is filled in.
fn is_unit(item: &HeldItem) -> bool {
    item.field.is_some()
}

/// Whether an item among cleared fields has a value: the rest of the same column. A role that gets
/// lost always has one.
fn is_new_value(item: &HeldItem) -> bool {
    item.to.is_some() && item.field != Some(Field::Role)
}

fn column_words(column: Column) -> &'static str {
    match column {
        Column::FirstName => "first name",
        Column::LastName => "last name",
        Column::Status => "status",
        Column::Role => "role",
    }
}

fn how_many(people: &[HeldItem]) -> u64 {
    let each = people.iter().map(|item| (&item.external_id, &item.lease_id, item.residency));
    each.collect::<HashSet<_>>().len() as u64
}

fn fields(people: &[HeldItem]) -> String {
    let mut fields: Vec<Field> = people.iter().filter_map(|item| item.field).collect();
    fields.sort_unstable();
    fields.dedup();
    let words: Vec<&str> = fields.into_iter().map(field_words).collect();
    words.join(" or ")
}

fn field_words(field: Field) -> &'static str {
    match field {
        Field::Phone => "phone number",
        Field::Building => "building",
        Field::Unit => "unit",
        Field::LeaseStart => "lease start",
        Field::LeaseEnd => "lease end",
        Field::MoveIn => "move-in date",
        Field::MoveOut => "move-out date",
        Field::Role => "role",
        _ => "details",
    }
}

/// A text with a capital letter.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use tenantry_core::model::Reason;

    use super::*;

    fn hold(harm: Harm, count: usize) -> Hold {
        let item = |n: usize| HeldItem {
            external_id: Some(format!("t{n}").into()),
            field: (harm == Harm::Wiped).then_some(Field::Phone),
            ..HeldItem::default()
        };
        Hold { harm, people: (0..count).map(item).collect(), limit: 12, days: 1, ..Hold::default() }
    }

    #[test]
    fn a_hold_says_what_would_happen_and_which_limit_it_would_exceed() {
        assert_eq!(
            hold_sentence(&Hold { recent: 3, days: 7, ..hold(Harm::Ended, 20) }),
            "20 residents would lose access. That is more than the limit of 12 in 7 days (syncs \
             already did this to 3 in that time), so it waits for a confirmation; everything else \
             is applied."
        );
        assert_eq!(
            hold_effect(&hold(Harm::Wiped, 1)),
            "the phone number of 1 resident would be cleared"
        );
        let whole = Hold {
            harm: Harm::WholeRoster,
            suspicion: Some(Suspicion::NobodyInScope),
            ..Hold::default()
        };
        assert_eq!(
            hold_sentence(&whole),
            "According to the PMS, nobody lives here, so nothing of it is applied."
        );
    }

    #[test]
    fn a_hold_of_a_column_says_what_else_is_in_it() {
        let mut wiped = hold(Harm::Wiped, 13);
        wiped.people[0].to = Some("+13125550100".into());
        let effect = "the phone number of 13 residents would be cleared or change";
        assert_eq!(hold_effect(&wiped), effect);

        let mut moved = hold(Harm::Moved, 13);
        moved.people[0].field = Some(Field::Unit);
        assert_eq!(hold_effect(&moved), "13 residents would get another unit, or have none");

        let mut dates = hold(Harm::Overwritten, 31);
        dates.people.iter_mut().for_each(|item| item.field = Some(Field::LeaseEnd));
        dates.people[30] = HeldItem {
            field: Some(Field::MoveOut),
            from: Some("2026-07-05".into()),
            to: Some("1926-07-05".into()),
            reason: Some(Reason::OutOfScope),
            ..dates.people[30].clone()
        };
        assert_eq!(
            hold_effect(&dates),
            "the lease end or move-out date of 31 residents would change, and 1 of them would lose \
             access"
        );
        assert_eq!(
            held_detail(&dates, &dates.people[30]),
            "move-out date 2026-07-05 → 1926-07-05, which ends access"
        );
    }

    #[test]
    fn a_person_is_counted_once() {
        let mut hold = hold(Harm::Wiped, 2);
        let twice = HeldItem { field: Some(Field::LeaseEnd), ..hold.people[0].clone() };
        hold.people.push(twice);
        assert_eq!(
            hold_effect(&hold),
            "the phone number or lease end of 2 residents would be cleared"
        );
    }
}
