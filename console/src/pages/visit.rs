use jiff::{Timestamp, tz::TimeZone};
use tenantry_engine::{Site, schedule::LOOKS_BACK};
use tenantry_store::{Outcome, PropertyId, PropertyState, ReadTx, RunRecord, access::Operator};

use crate::{
    app::{App, Here},
    auth::{Right, SignedIn},
    failure::Failure,
    schedule::{self, Due},
    view::{Clock, Freshness, Notice, Progress, PropertyLink, Shell, Trouble, Viewer},
};

/// An operator's visit to a property, with one read transaction.
pub(crate) struct Visit<'a> {
    app: &'a App,
    who: &'a SignedIn,
    pub(crate) here: Here<'a>,
    pub(crate) tx: ReadTx,
    /// The property in the database and its state; `None` before the first
    /// sync.
    pub(crate) known: Option<(PropertyId, PropertyState)>,
}

impl<'a> Visit<'a> {
    pub(crate) fn operator(&self) -> &'a Operator {
        &self.who.operator
    }

    /// # Errors
    /// The operator may not see the property, or the database failed.
    pub(crate) async fn new(
        app: &'a App,
        who: &'a SignedIn,
        property: &str,
    ) -> Result<Self, Failure> {
        let here = app.at(who, property, Right::Look)?;
        let tx = here.property.store.read().await?;
        let known = match tx.property(here.property.id()).await? {
            Some(id) => Some((id, tx.state(id).await?)),
            None => None,
        };
        Ok(Self { app, who, here, tx, known })
    }

    pub(crate) fn site(&self) -> &'a Site {
        self.here.property.site()
    }

    /// The frame of a page of the property.
    pub(crate) fn shell(&self, notice: Option<Notice>) -> Shell {
        let site = self.site();
        let waiting = self.known.as_ref().map_or(0, |(_, state)| state.open_alerts);
        let at = Some(PropertyLink { id: site.id().into(), name: site.name().into() });
        let zone = site.timezone.clone();
        Shell {
            property: at,
            is_read_only: self.here.property.is_read_only,
            ..shell(self.app, self.who, self.here.may_act, zone, waiting, notice)
        }
    }

    /// The latest syncs, newest first, as the schedule needs them.
    pub(crate) async fn latest(&self) -> Result<Vec<RunRecord>, Failure> {
        Ok(match &self.known {
            Some((id, _)) => self.tx.syncs(*id, LOOKS_BACK).await?,
            None => Vec::new(),
        })
    }

    /// How fresh the directory is, and when the next sync is due.
    pub(crate) async fn freshness(&self) -> Result<Freshness, Failure> {
        let latest = self.latest().await?;
        let property = self.here.property;
        let next = schedule::due(&property.worker, &latest, Timestamp::now())
            .filter(|_| !property.is_read_only);
        let last = latest.into_iter().next();
        let trouble = last.and_then(|run| match run.outcome {
            Outcome::Completed => None,
            Outcome::Failed => {
                let reason = run.error.unwrap_or_default();
                Some(Trouble::Failed { at: run.finished_at, reason })
            }
            Outcome::Held if run.confirmed_by.is_some() => None,
            Outcome::Held => Some(Trouble::Held { at: run.finished_at, run: run.id }),
        });
        Ok(Freshness {
            last_complete: self.known.as_ref().and_then(|(_, state)| state.last_complete_at),
            trouble,
            next: next.map(|due| match due {
                Due::Now => Timestamp::now(),
                Due::At(at) => at,
            }),
            running: property.worker.status().at_work.map(|work| match work.is_applying {
                true => Progress::Applying,
                false => Progress::Fetching {
                    records: work.records,
                    done: work.at.and_then(|(done, total)| Some((done, total?))),
                },
            }),
        })
    }
}

/// The number of open alerts at all properties that an operator may see.
pub(crate) async fn waiting(app: &App, who: &SignedIn) -> Result<u64, Failure> {
    let mut waiting = 0;
    for property in app.seen_by(who) {
        let visit = Visit::new(app, who, property.id()).await?;
        waiting += visit.known.map_or(0, |(_, state)| state.open_alerts);
    }
    Ok(waiting)
}

/// The frame of a page without a property.
pub(crate) fn shell(
    app: &App,
    who: &SignedIn,
    may_act: bool,
    zone: TimeZone,
    waiting: u64,
    notice: Option<Notice>,
) -> Shell {
    let link = |site: &Site| PropertyLink { id: site.id().into(), name: site.name().into() };
    Shell {
        viewer: Viewer {
            name: who.operator.name.clone(),
            role: who.operator.role.as_str().into(),
            may_act,
            csrf: who.csrf().into(),
        },
        clock: Clock { now: Timestamp::now(), zone },
        property: None,
        properties: app.seen_by(who).map(|property| link(property.site())).collect(),
        waiting,
        is_read_only: app.is_read_only(),
        notice,
    }
}
