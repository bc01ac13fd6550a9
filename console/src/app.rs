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

/// The state shared by all requests.
#[derive(Debug)]
pub(crate) struct App {
    /// The properties, by name.
    pub(crate) properties: Vec<Property>,
    /// The property files that cannot be used, and why.
    pub(crate) broken: Vec<String>,
    /// Operators, sessions and tokens.
    pub(crate) access: Access,
    /// The address of the console.
    pub(crate) origin: Origin,
    /// The one-time link for creating the first operator.
    pub(crate) setup: Setup,
    /// Limits the sign-in attempts.
    pub(crate) throttle: Throttle,
    /// Replaces the current date, to rehearse another day.
    pub(crate) today: Option<Date>,
}

/// A property in the console.
#[derive(Debug)]
pub(crate) struct Property {
    /// Runs the property's syncs.
    pub(crate) worker: Arc<Worker>,
    /// The directory; properties in the same database share it.
    pub(crate) store: Store,
    /// Held while the PMS is asked for an explanation: one at a time.
    pub(crate) asking: Mutex<()>,
    /// Whether the database cannot be written, so that the property can only be viewed.
    pub(crate) is_read_only: bool,
}

/// A property, and what the operator may do there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Here<'a> {
    /// The property.
    pub(crate) property: &'a Property,
    /// Whether the operator may sync, answer alerts, confirm and undo.
    pub(crate) may_act: bool,
}

impl Property {
    pub(crate) fn site(&self) -> &Arc<Site> {
        self.worker.site()
    }

    pub(crate) fn id(&self) -> &str {
        self.site().id()
    }
}

impl App {
    /// The operations on a property.
    pub(crate) fn handle<'a>(&self, property: &'a Property) -> Handle<'a> {
        Handle::new(property.site(), &property.store, self.today)
    }

    /// Finds a property by ID and checks the operator's right there. Every
    /// handler gets its property from here.
    ///
    /// # Errors
    /// A property that the operator may not see is reported as not found.
    pub(crate) fn at(&self, who: &SignedIn, id: &str, right: Right) -> Result<Here<'_>, Failure> {
        let allowed = |right| may(&who.operator, right, id);
        let found = self.properties.iter().find(|property| property.id() == id);
        let Some(property) = found.filter(|_| allowed(Right::Look)) else {
            return Err(Failure::NotFound("this property does not exist".into()));
        };
        if !allowed(right) {
            return Err(Failure::Forbidden);
        }
        if right == Right::Act && property.is_read_only {
            return Err(Failure::ViewOnly);
        }
        Ok(Here { property, may_act: allowed(Right::Act) && !property.is_read_only })
    }

    /// Whether something that is shown here cannot be changed by anybody.
    pub(crate) fn is_read_only(&self) -> bool {
        self.properties.iter().any(|property| property.is_read_only)
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
