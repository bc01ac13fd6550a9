use std::collections::BTreeMap;

use crate::model::Harm;

/// How much of each harm syncs may do without a person's word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafetyLimits(BTreeMap<Harm, Limit>);

/// The limit of one harm for one run and for 24 hours: the larger of a number and a share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limit {
    /// A number of residencies. By default the harm's own, but never more than a third of the live
    /// ones, so that it fits a house of six.
    pub min: Option<u32>,
    /// A percentage of the live linked residencies. Default: the harm's own.
    pub percent: Option<u32>,
}

/// A period for which a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Window {
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
    /// 30 days.
    Month,
}

impl Window {
    /// Every period, the shortest first.
    pub const ALL: [Self; 3] = [Window::Day, Window::Week, Window::Month];

    /// Its length.
    pub fn days(self) -> u32 {
        match self {
            Window::Day => 1,
            Window::Week => 7,
            Window::Month => 30,
        }
    }
}

impl SafetyLimits {
    /// Sets the limit of a harm.
    #[must_use]
    pub fn with(mut self, harm: Harm, limit: Limit) -> Self {
        self.0.insert(harm, limit);
        self
    }

    /// The same number for every harm.
    pub fn all(min: u32) -> Self {
        Self(
            Harm::ALL.iter().map(|harm| (*harm, Limit { min: Some(min), percent: None })).collect(),
        )
    }

    /// How many residencies a harm may reach in a day, however few live there: the limit without the
    /// share.
    pub(crate) fn number(&self, harm: Harm, live: u64) -> u32 {
        let set = self.0.get(&harm).and_then(|set| set.min);
        let base = Base::of(harm);
        set.unwrap_or(if base.fits { small(base.min, live) } else { base.min })
    }

    /// How many residencies a harm may reach in a period, in a property with this many live
    /// linked residencies; `None` if that period has no limit.
    ///
    /// Maple Court has 60 live residencies: 12 may end in a day (20 %), 18 in a week (30 %), 27 in
    /// a month (45 %). In a house of six, 2 may end in a day: a third, which is less than 5 and
    /// more than 20 %. If the day's limit is raised to 24, the week's becomes 36.
    pub fn most(&self, harm: Harm, window: Window, live: u64) -> Option<u32> {
        let base = Base::of(harm);
        let (min, percent) = base.in_window(window)?;
        let set = self.0.get(&harm).copied().unwrap_or_default();
        let (day_min, day_percent) = (base.min, base.percent);
        let number = match set.min {
            None => {
                if base.fits {
                    small(min, live)
                } else {
                    min
                }
            }
            Some(set) => scale(set, min, day_min),
        };
        let percent = set.percent.map_or(percent, |set| scale(set, percent, day_percent));
        let share = live.saturating_mul(percent.into()) / 100;
        Some(u32::try_from(share).unwrap_or(u32::MAX).max(number))
    }
}

/// No more than a third of the live residencies, but at least one: the only resident of a house may
/// come back.
fn small(number: u32, live: u64) -> u32 {
    number.min(u32::try_from(live.div_ceil(3).max(1)).unwrap_or(u32::MAX))
}

/// The longer period's number for a day's number that somebody has set.
fn scale(set: u32, longer: u32, day: u32) -> u32 {
    let scaled = u64::from(set) * u64::from(longer) / u64::from(day.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX)
}

/// The limits that the harms have by default.
struct Base {
    min: u32,
    percent: u32,
    week: Option<(u32, u32)>,
    month: Option<(u32, u32)>,
    /// Whether the number is at most a third of the live residencies.
    fits: bool,
}

impl Base {
    fn of(harm: Harm) -> Self {
        let day = |min, percent| Self { min, percent, week: None, month: None, fits: true };
        match harm {
            Harm::Ended => Self { week: Some((8, 30)), month: Some((12, 45)), ..day(5, 20) },
            Harm::Returned => day(3, 10),
            Harm::LetIn => Self { week: Some((15, 60)), fits: false, ..day(10, 30) },
            Harm::Overwritten => day(5, 50),
            Harm::Moved | Harm::Renamed | Harm::Wiped | Harm::Missing | Harm::WholeRoster => {
                day(5, 20)
            }
        }
    }

    fn in_window(&self, window: Window) -> Option<(u32, u32)> {
        match window {
            Window::Day => Some((self.min, self.percent)),
            Window::Week => self.week,
            Window::Month => self.month,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn most(limits: &SafetyLimits, harm: Harm, live: u64) -> [Option<u32>; 3] {
        Window::ALL.map(|window| limits.most(harm, window, live))
    }

    #[test]
    fn limits_fit_houses_of_every_size() {
        let limits = SafetyLimits::default();
        let ended = |live| most(&limits, Harm::Ended, live);
        assert_eq!(ended(0), [Some(1), Some(1), Some(1)]);
        assert_eq!(ended(6), [Some(2), Some(2), Some(2)]);
        assert_eq!(ended(20), [Some(5), Some(7), Some(9)]);
        assert_eq!(ended(60), [Some(12), Some(18), Some(27)]);
        assert_eq!(most(&limits, Harm::LetIn, 6), [Some(10), Some(15), None]);
        assert_eq!(most(&limits, Harm::Returned, 60), [Some(6), None, None]);
        assert_eq!(most(&limits, Harm::Overwritten, 60), [Some(30), None, None]);
    }

    #[test]
    fn what_somebody_sets_for_a_day_carries_over_to_longer_periods() {
        let limit = Limit { min: Some(10), percent: Some(40) };
        let limits = SafetyLimits::default().with(Harm::Ended, limit);
        assert_eq!(most(&limits, Harm::Ended, 6), [Some(10), Some(16), Some(24)]);
        assert_eq!(most(&limits, Harm::Ended, 100), [Some(40), Some(60), Some(90)]);
        assert_eq!(most(&SafetyLimits::all(7), Harm::Moved, 10), [Some(7), None, None]);
    }
}
