//! Tells a lie for some days, then the truth.

use tenantry_core::model::{Resident, Roster};

use super::{
    catalog::{self, Lie, Listener},
    house::{self, NORTH, RENAMED, SOUTH},
    limits::Allowed,
    measure::{Harm, Measure},
};
use crate::world::World;

/// What came of a lie.
#[derive(Debug, Clone)]
pub(super) struct Season {
    /// What was not true in the directory at the end of the lie.
    pub(super) harm: Harm,
    /// The people of the harm whom no alert names.
    pub(super) untold: usize,
    /// The most alerts that were open at any time.
    pub(super) alerts: usize,
    /// What is still not as before after three days of the truth; blank if everything is.
    pub(super) left: String,
    /// The alerts that are still open then.
    pub(super) left_alerts: usize,
}

/// A lie with what comes of telling it once, and on three days in a row.
pub(super) struct Told {
    pub(super) lie: Lie,
    pub(super) once: Season,
    pub(super) thrice: Season,
}

/// Tells every lie.
pub(super) fn play_all() -> Vec<Told> {
    let truth = Measure::new(&house::at_rest());
    let lies: Vec<Lie> = catalog::all().collect();
    let (left, right) = lies.split_at(lies.len() / 2);
    std::thread::scope(|scope| {
        let right =
            scope.spawn(|| right.iter().map(|lie| play(&truth, *lie)).collect::<Vec<Told>>());
        let mut told: Vec<Told> = left.iter().map(|lie| play(&truth, *lie)).collect();
        match right.join() {
            Ok(right) => told.extend(right),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        told
    })
}

/// A lie while it is told.
#[derive(Clone)]
struct Telling {
    world: World,
    allowed: Allowed,
    alerts: usize,
}

impl Telling {
    /// Tells the lie in one more sync. The other property says the truth.
    fn tell(&mut self, truth: &Measure, lie: &Lie, day: usize) {
        let policy = house::policy_of(lie.to.property(), day as i64);
        let has_synced = !self.world.site(&policy).synced.is_empty();
        self.allowed.add_day(live(&self.world, &policy.property), has_synced);
        let feed = lie.feed(day);
        let roster = Roster { residents: feed.residents, rejects: feed.rejects };
        self.world.sync(&roster, &policy);
        self.allowed.check(&truth.harm(&self.world), lie.name);
        others(&mut self.world, lie.to, day);
        self.alerts = self.alerts.max(open(&self.world));
    }

    /// Ends the lie on the evening of a day: the truth comes at once, and on the two days after.
    fn end(mut self, truth: &Measure, day: usize) -> Season {
        let harm = truth.harm(&self.world);
        let untold = truth.untold(&self.world, &harm.people());
        for day in day..day + 3 {
            sync(&mut self.world, NORTH, house::north(), day);
            sync(&mut self.world, SOUTH, house::south(), day);
        }
        let left = truth.left_behind(&self.world);
        Season { harm, untold, alerts: self.alerts, left, left_alerts: open(&self.world) }
    }
}

/// Tells a lie once, and on three days in a row.
pub(super) fn play(truth: &Measure, lie: Lie) -> Told {
    let world = truth.world.clone();
    let mut telling = Telling { world, allowed: Allowed::default(), alerts: 0 };
    telling.tell(truth, &lie, 1);
    let once = telling.clone().end(truth, 1);
    telling.tell(truth, &lie, 2);
    telling.tell(truth, &lie, 3);
    Told { lie, once, thrice: telling.end(truth, 3) }
}

/// The property to which nobody lies hears the truth. A property that was renamed is not heard of
/// under its old ID.
fn others(world: &mut World, to: Listener, day: usize) {
    match to {
        Listener::North | Listener::Renamed => sync(world, SOUTH, house::south(), day),
        Listener::South => sync(world, NORTH, house::north(), day),
    }
}

/// The truth, unless the engine knows it already.
fn sync(world: &mut World, property: &str, residents: Vec<Resident>, day: usize) {
    let (roster, policy) = (house::roster(residents), house::policy_of(property, day as i64));
    if !world.is_unchanged(&roster, &policy) {
        world.sync(&roster, &policy);
    }
}

fn live(world: &World, property: &str) -> usize {
    let rows = world.residencies.values();
    rows.filter(|row| row.is_live() && row.link.is_some() && row.property == property).count()
}

fn open(world: &World) -> usize {
    world.sites.values().map(|site| site.alerts.len()).sum()
}

impl Listener {
    /// The property whose feed lies.
    pub(super) fn property(self) -> &'static str {
        match self {
            Listener::North => NORTH,
            Listener::South => SOUTH,
            Listener::Renamed => RENAMED,
        }
    }
}
