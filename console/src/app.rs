use std::sync::Arc;

use tenantry_core::Date;
use tenantry_engine::{Handle, Site, Worker};
use tenantry_store::{Access, Store};
use tokio::sync::Mutex;

use crate::{
    auth::{Right, Setup, SignedIn, Throttle, may},
    failure::Failure,
    origin::Origin,
};

/// What every request shares.
#[derive(Debug)]
pub(crate) struct App {
    /// The properties, by name.
    pub(crate) properties: Vec<Property>,
    /// Files of properties that cannot be used, with why.
    pub(crate) broken: Vec<String>,
    /// Operators, sessions and tokens.
    pub(crate) access: Access,
    /// Where people reach the console.
    pub(crate) origin: Origin,
    /// The link by which the first operator is made.
    pub(crate) setup: Setup,
    /// How often somebody may try to sign in.
    pub(crate) throttle: Throttle,
    /// Another day than this one, where somebody rehearses it.
    pub(crate) today: Option<Date>,
}

/// A property that the console shows.
#[derive(Debug)]
pub(crate) struct Property {
    /// Its syncs.
    pub(crate) worker: Arc<Worker>,
    /// Its directory; properties of one database share it.
    pub(crate) store: Store,
    /// Held while somebody has the PMS asked for an explanation: one at a time.
    pub(crate) asking: Mutex<()>,
}

/// A property, and what the one who asks may do there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Here<'a> {
    /// The property.
    pub(crate) property: &'a Property,
    /// Whether the operator may sync, answer, confirm and undo.
    pub(crate) may_act: bool,
}

impl Property {
    /// Its configuration.
    pub(crate) fn site(&self) -> &Arc<Site> {
        self.worker.site()
    }

    /// Its id in the configuration.
    pub(crate) fn id(&self) -> &str {
        self.site().id()
    }
}

impl App {
    /// A property, to work on.
    pub(crate) fn handle<'a>(&self, property: &'a Property) -> Handle<'a> {
        Handle::new(property.site(), &property.store, self.today)
    }

    /// The property of an id, where the operator may do this there. Every
    /// handler gets its property here.
    ///
    /// # Errors
    /// A property that the operator may not see is as one that does not exist.
    pub(crate) fn at(&self, who: &SignedIn, id: &str, right: Right) -> Result<Here<'_>, Failure> {
        let allowed = |right| may(&who.operator, right, id);
        let found = self.properties.iter().find(|property| property.id() == id);
        let Some(property) = found.filter(|_| allowed(Right::Look)) else {
            return Err(Failure::NotFound("there is no such property".into()));
        };
        if !allowed(right) {
            return Err(Failure::Forbidden);
        }
        Ok(Here { property, may_act: allowed(Right::Act) })
    }

    /// The properties that an operator may see.
    pub(crate) fn seen_by<'a>(
        &'a self,
        who: &'a SignedIn,
    ) -> impl Iterator<Item = &'a Property> + 'a {
        let properties = self.properties.iter();
        properties.filter(|property| may(&who.operator, Right::Look, property.id()))
    }
}
