use std::collections::HashMap;

use tenantry_core::model::{AlertId, AlertKind};
use tenantry_store::{Naming, Person};

/// Finds the open alerts of a property by person.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    property: String,
    by_account: HashMap<String, AlertId>,
    by_resident: HashMap<String, AlertId>,
}

impl Waiting {
    /// Indexes the open alerts of a property by the people they name.
    pub(crate) fn new(property: &str, alerts: &[Naming]) -> Self {
        let mut this = Self { property: property.to_owned(), ..Self::default() };
        // A held sync names everybody who would lose access; it is not about one person.
        for alert in alerts.iter().filter(|alert| alert.kind != AlertKind::SafetyHold) {
            for handle in &alert.accounts {
                this.by_account.entry(handle.to_string()).or_insert(alert.alert);
            }
            for resident in &alert.residents {
                this.by_resident.entry(resident.to_string()).or_insert(alert.alert);
            }
        }
        this
    }

    /// The first open alert about a person.
    pub(crate) fn about(&self, person: &Person) -> Option<AlertId> {
        self.by_account.get(person.account.handle().as_str()).copied().or_else(|| {
            let here = person.residencies.iter().filter(|at| at.property == self.property.as_str());
            here.filter_map(|at| at.link.as_ref())
                .find_map(|link| self.by_resident.get(link.external_id.as_str()).copied())
        })
    }
}
