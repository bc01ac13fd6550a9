//! Columns: one field is one column of the PMS's list, and a column that is wrong is wrong in every
//! row.
//!
//! The column of phones was sorted: 46 people would get another number, which is held. The 9 who
//! would have none have not all given theirs up on the same day. Their blank cells are of the same
//! column, so they wait with the others.

use std::collections::{BTreeMap, HashMap};

use super::{
    fields::DATES,
    item::{Harms, Item},
    limit::{Counted, Exceeded},
};
use crate::model::{Field, Harm};

/// The items that are held, each with the harm under which it is: its own if that is beyond a
/// limit, otherwise that of its column.
pub(super) fn held<'i>(
    harms: &Harms,
    items: impl Iterator<Item = &'i Item>,
    exceeded: &BTreeMap<Counted, Exceeded>,
) -> HashMap<Item, Harm> {
    let columns = Columns::of(exceeded);
    let held = items.filter_map(|item| {
        let in_column = columns.harm_to(harms, item);
        let own = exceeded.contains_key(&(item.harm, item.field));
        let is_own = own && (item.counts || in_column.is_some());
        let harm = if is_own { item.harm } else { in_column? };
        Some((*item, harm))
    });
    held.collect()
}

/// The columns of which something is beyond a limit.
struct Columns {
    wrong: BTreeMap<Field, Harm>,
    /// Whether the dates of one of the columns would change for too many.
    has_wrong_dates: bool,
}

impl Columns {
    fn of(exceeded: &BTreeMap<Counted, Exceeded>) -> Self {
        let mut wrong = BTreeMap::new();
        for (harm, field) in exceeded.keys() {
            if let Some(column) = column(*harm, *field) {
                wrong.entry(column).or_insert(*harm);
            }
        }
        let is_wrong = |field| exceeded.contains_key(&(Harm::Overwritten, Some(field)));
        Self { wrong, has_wrong_dates: DATES.into_iter().any(is_wrong) }
    }

    /// The harm to the column that an item belongs to, if it is beyond a limit.
    ///
    /// An end that follows from a date belongs to all columns of dates. Each date in the file is a
    /// hundred years early; only two people are on notice, so the column of move-outs is within its
    /// limit, and what tells is that of the move-ins.
    ///
    /// A column of roles lets people in: it was sorted, and four guarantors have become roommates.
    fn harm_to(&self, harms: &Harms, item: &Item) -> Option<Harm> {
        let has_wrong_roles = self.wrong.get(&Field::Role) == Some(&Harm::Overwritten);
        if has_wrong_roles && harms.arrives_by_role(item) {
            return Some(Harm::Overwritten);
        }
        let column = column(item.harm, item.field)?;
        let by_dates = harms.is_end(item.source) && self.has_wrong_dates && DATES.contains(&column);
        self.wrong.get(&column).copied().or(by_dates.then_some(Harm::Overwritten))
    }
}

/// The column that a harm is done to. A unit and its building are one place.
fn column(harm: Harm, field: Option<Field>) -> Option<Field> {
    match (harm, field) {
        (Harm::Moved, _) | (Harm::Wiped, Some(Field::Building)) => Some(Field::Unit),
        (Harm::Wiped | Harm::Overwritten, field) => field,
        _ => None,
    }
}
