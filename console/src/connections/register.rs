//! Who is connected, and who has to leave if there are too many.

use std::{
    collections::{BTreeMap, HashMap},
    net::{IpAddr, Ipv6Addr},
};

use super::Limits;

/// The open connections, with what closes each of them.
#[derive(Debug)]
pub(super) struct Register<C> {
    limits: Limits,
    /// The oldest first.
    open: BTreeMap<Id, Entry<C>>,
    per_address: HashMap<IpAddr, usize>,
    next: u64,
}

/// A connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id(u64);

#[derive(Debug)]
struct Entry<C> {
    address: IpAddr,
    stage: Stage,
    closer: C,
}

/// What a connection is doing. The first ones have to leave first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// It has not sent a whole request yet.
    New,
    /// It was answered, and may send another request.
    Answered,
    /// Its request is being answered.
    Busy,
}

/// The answer to a newcomer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Admission<C> {
    /// There is room, possibly because another connection leaves.
    Welcome(Id, Option<C>),
    /// There is no room, and everybody else is busy.
    Full,
}

impl<C> Register<C> {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, open: BTreeMap::new(), per_address: HashMap::new(), next: 0 }
    }

    /// Admits a newcomer. If its address has too many connections, the one of them leaves that
    /// has been idle longest; if there are too many in all, the same goes for the address that
    /// has most. So whoever opens thousands only gets in their own way.
    pub(super) fn admit(&mut self, from: IpAddr, closer: C) -> Admission<C> {
        let address = network(from);
        let count = self.per_address.get(&address).copied().unwrap_or_default();
        let leaving = if count >= self.limits.per_address {
            self.idle_at(address)
        } else if self.open.len() >= self.limits.all {
            self.idle_at_the_fullest()
        } else {
            return Admission::Welcome(self.add(address, closer), None);
        };
        let Some(leaving) = leaving else { return Admission::Full };
        let left = self.remove(leaving);
        Admission::Welcome(self.add(address, closer), left)
    }

    /// Notes what a connection is doing.
    pub(super) fn set(&mut self, id: Id, stage: Stage) {
        if let Some(entry) = self.open.get_mut(&id) {
            entry.stage = stage;
        }
    }

    /// Removes a connection that is closed or has to leave.
    pub(super) fn remove(&mut self, id: Id) -> Option<C> {
        let Entry { address, closer, .. } = self.open.remove(&id)?;
        if let Some(count) = self.per_address.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                self.per_address.remove(&address);
            }
        }
        Some(closer)
    }

    /// Removes every connection that has not sent a whole request.
    pub(super) fn remove_new(&mut self) -> Vec<C> {
        let new = self.open.iter().filter(|(_, entry)| entry.stage == Stage::New);
        let new: Vec<Id> = new.map(|(id, _)| *id).collect();
        new.into_iter().filter_map(|id| self.remove(id)).collect()
    }

    fn add(&mut self, address: IpAddr, closer: C) -> Id {
        let id = Id(self.next);
        self.next += 1;
        self.open.insert(id, Entry { address, stage: Stage::New, closer });
        *self.per_address.entry(address).or_default() += 1;
        id
    }

    fn idle(&self) -> impl Iterator<Item = (Id, &Entry<C>)> {
        let open = self.open.iter().map(|(id, entry)| (*id, entry));
        open.filter(|(_, entry)| entry.stage != Stage::Busy)
    }

    fn idle_at(&self, address: IpAddr) -> Option<Id> {
        let here = self.idle().filter(|(_, entry)| entry.address == address);
        here.min_by_key(|(id, entry)| (entry.stage, *id)).map(|(id, _)| id)
    }

    fn idle_at_the_fullest(&self) -> Option<Id> {
        let count = |address| self.per_address.get(address).copied().unwrap_or_default();
        let fullest = self.idle().max_by_key(|(_, entry)| count(&entry.address))?;
        self.idle_at(fullest.1.address)
    }
}

/// What counts as one address: whoever has an IPv6 address usually has 2^64 of them.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        ip => ip,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    const LIMITS: Limits = Limits { all: 8, per_address: 4 };

    fn ip(last: u8) -> IpAddr {
        [203, 0, 113, last].into()
    }

    #[track_caller]
    fn admit(register: &mut Register<u32>, from: u8, name: u32) -> (Id, Option<u32>) {
        match register.admit(ip(from), name) {
            Admission::Welcome(id, left) => (id, left),
            Admission::Full => panic!("there is no room for {name}"),
        }
    }

    #[test]
    fn an_address_that_opens_too_many_loses_its_oldest_idle_one() {
        let mut register = Register::new(LIMITS);
        let ids: Vec<Id> = (0..4).map(|name| admit(&mut register, 1, name).0).collect();
        register.set(ids[0], Stage::Busy);
        register.set(ids[1], Stage::Answered);
        assert_eq!(admit(&mut register, 1, 4).1, Some(2));
        let (five, left) = admit(&mut register, 1, 5);
        assert_eq!(left, Some(3));
        assert_eq!(admit(&mut register, 1, 6).1, Some(4));
        register.set(five, Stage::Busy);
        let (seven, left) = admit(&mut register, 1, 7);
        assert_eq!(left, Some(6));
        register.set(seven, Stage::Busy);
        let (eight, left) = admit(&mut register, 1, 8);
        assert_eq!(left, Some(1), "one that was answered goes after those that were not");
        register.set(eight, Stage::Busy);
        assert_eq!(register.admit(ip(1), 9), Admission::Full);
        assert_eq!(admit(&mut register, 2, 10).1, None);
    }

    #[test]
    fn a_full_console_takes_from_the_address_with_most() {
        let mut register = Register::new(LIMITS);
        for (from, name) in [(1, 0), (2, 1), (2, 2), (2, 3), (3, 4), (3, 5), (4, 6), (4, 7)] {
            assert_eq!(admit(&mut register, from, name).1, None);
        }
        assert_eq!(admit(&mut register, 5, 8).1, Some(1));
        assert_eq!(register.remove_new().len(), 8);
        assert_eq!(admit(&mut register, 5, 9).1, None);
    }

    #[rstest]
    #[case("203.0.113.7", "203.0.113.7")]
    #[case("::ffff:203.0.113.7", "203.0.113.7")]
    #[case("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    fn addresses_of_one_network_are_one(#[case] address: IpAddr, #[case] expected: IpAddr) {
        assert_eq!(network(address), expected);
    }

    proptest! {
        #[test]
        fn the_limits_hold_and_nobody_busy_leaves(
            steps in prop::collection::vec((0u8..5, 0usize..12, 0u8..4), 1..200)
        ) {
            let mut register = Register::new(LIMITS);
            let mut stages: BTreeMap<u32, (Id, Stage)> = BTreeMap::new();
            for (name, (from, which, what)) in (0u32..).zip(steps) {
                let known = stages.iter().nth(which).map(|(name, (id, _))| (*name, *id));
                match (what, known) {
                    (1, Some((name, id))) => {
                        register.set(id, Stage::Busy);
                        stages.insert(name, (id, Stage::Busy));
                    }
                    (2, Some((name, id))) => {
                        register.set(id, Stage::Answered);
                        stages.insert(name, (id, Stage::Answered));
                    }
                    (3, Some((name, id))) => {
                        prop_assert_eq!(register.remove(id), Some(name));
                        stages.remove(&name);
                    }
                    _ => if let Admission::Welcome(id, left) = register.admit(ip(from), name) {
                        if let Some(left) = left {
                            prop_assert!(stages.remove(&left).unwrap().1 != Stage::Busy);
                        }
                        stages.insert(name, (id, Stage::New));
                    },
                }
                prop_assert_eq!(register.open.len(), stages.len());
                prop_assert!(stages.len() <= LIMITS.all);
                prop_assert!(register.per_address.values().all(|&count| (1..=LIMITS.per_address).contains(&count)));
            }
        }
    }
}
