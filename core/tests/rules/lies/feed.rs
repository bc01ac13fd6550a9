//! What a PMS says, while somebody gets it wrong.

use tenantry_core::{
    Text,
    model::{Reject, RejectCode, Resident, Role, Status},
};

/// A roster on its way to becoming a lie.
pub(crate) struct Feed {
    pub(crate) residents: Vec<Resident>,
    pub(crate) rejects: Vec<Reject>,
    /// 1 on the first day on which the lie is told.
    pub(super) day: usize,
}

/// One column of the roster.
type Cell<T> = fn(&mut Resident) -> &mut T;

impl Feed {
    /// Changes every record.
    pub(super) fn all(&mut self, change: impl FnMut(&mut Resident)) {
        self.residents.iter_mut().for_each(change);
    }

    /// The positions of those who live there.
    fn living(&self) -> Vec<usize> {
        let lives = |(at, record): (usize, &Resident)| lives_there(record).then_some(at);
        self.residents.iter().enumerate().filter_map(lives).collect()
    }

    /// Positions of `count` of those who live there, spread over the house.
    fn chosen(&self, count: usize) -> Vec<usize> {
        let living = self.living();
        (0..count).map(|n| living[n * living.len() / count]).collect()
    }

    /// Changes some of those who live there, spread over the house.
    pub(super) fn some(&mut self, count: usize, mut change: impl FnMut(&mut Resident)) {
        for at in self.chosen(count) {
            change(&mut self.residents[at]);
        }
    }

    /// Changes the phones of some who have one.
    pub(super) fn some_phones(&mut self, count: usize, change: impl FnMut(&mut Resident)) {
        let those = |record: &&mut Resident| lives_there(record) && record.phone.is_some();
        self.residents.iter_mut().filter(those).take(count).for_each(change);
    }

    /// Changes others than before on each day: twice as many on the second, three times as many on
    /// the third.
    pub(super) fn more_each_day(&mut self, count: usize, mut change: impl FnMut(&mut Resident)) {
        let living = self.living();
        for at in living.iter().take(count * self.day) {
            change(&mut self.residents[*at]);
        }
    }

    /// Changes everybody of whom something is true.
    pub(super) fn those(
        &mut self,
        are: impl Fn(&Resident) -> bool,
        change: impl FnMut(&mut Resident),
    ) {
        self.residents.iter_mut().filter(|record| are(record)).for_each(change);
    }

    pub(super) fn drop_some(&mut self, count: usize) {
        for at in self.chosen(count).into_iter().rev() {
            self.residents.remove(at);
        }
    }

    pub(super) fn keep(&mut self, keep: impl FnMut(&Resident) -> bool) {
        self.residents.retain(keep);
    }

    /// The values of one column, one row lower; the last comes first.
    pub(super) fn shift<T: Clone>(&mut self, cell: Cell<T>) {
        let mut values = self.column(cell);
        values.rotate_right(1);
        self.fill(cell, values);
    }

    /// One column sorted without the others.
    pub(super) fn sort<T: Clone + Ord>(&mut self, cell: Cell<T>) {
        let mut values = self.column(cell);
        values.sort();
        self.fill(cell, values);
    }

    fn column<T: Clone>(&mut self, cell: Cell<T>) -> Vec<T> {
        self.residents.iter_mut().map(|record| cell(record).clone()).collect()
    }

    fn fill<T>(&mut self, cell: Cell<T>, values: Vec<T>) {
        for (record, value) in self.residents.iter_mut().zip(values) {
            *cell(record) = value;
        }
    }

    /// Exchanges a value between the first two of each lease.
    pub(super) fn exchange_in_couples<T>(&mut self, cell: Cell<T>) {
        for at in 1..self.residents.len() {
            let second = self.residents[at].role == Role::Roommate;
            if let (true, [.., first, second]) = (second, &mut self.residents[..=at]) {
                std::mem::swap(cell(first), cell(second));
            }
        }
    }

    /// Gives the people of a lease what the primary has.
    pub(super) fn as_primary<T: Clone>(&mut self, cell: Cell<T>) {
        let mut last = None;
        for record in &mut self.residents {
            match (&last, record.role) {
                (Some(value), Role::Roommate | Role::Occupant) => *cell(record) = T::clone(value),
                _ => last = Some(cell(record).clone()),
            }
        }
    }

    /// Adds changed copies of some of those who live there.
    pub(super) fn copies(&mut self, count: usize, mut change: impl FnMut(&mut Resident)) {
        for at in self.chosen(count) {
            let mut copy = self.residents[at].clone();
            change(&mut copy);
            self.residents.push(copy);
        }
    }

    pub(super) fn add(&mut self, residents: Vec<Resident>) {
        self.residents.extend(residents);
    }

    /// Makes records of some of those who live there unreadable.
    pub(super) fn unreadable(&mut self, count: usize, code: RejectCode, with_id: bool) {
        for at in self.chosen(count).into_iter().rev() {
            let record = self.residents.remove(at);
            self.rejects.push(Reject {
                location: format!("line {}", at + 2),
                external_id: with_id.then_some(record.external_id),
                code,
                field: None,
            });
        }
    }
}

/// Whether somebody lives there, or will.
pub(crate) fn lives_there(record: &Resident) -> bool {
    matches!(record.role, Role::Primary | Role::Roommate | Role::Occupant)
        && matches!(
            record.status,
            Status::Future | Status::Current | Status::Notice | Status::Eviction
        )
}

/// Changes the text of an optional value, if there is one.
pub(super) fn edit(value: &mut Option<Text>, change: impl Fn(&str) -> String) {
    if let Some(text) = value {
        *text = change(text).into();
    }
}
