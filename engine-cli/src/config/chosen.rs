//! The properties that `--property` chooses.

use tenantry_engine::Site;

use super::{Broken, Portfolio, nearest};
use crate::exit::Usage;

impl Portfolio {
    /// Limits the commands to these properties; to all if there are none.
    ///
    /// # Errors
    /// A property is not in the configuration, or its file cannot be used.
    pub(crate) fn choose(&mut self, ids: &[String]) -> anyhow::Result<()> {
        for id in ids {
            if self.sites.iter().any(|site| site.id() == id) {
                continue;
            }
            let its_own = |broken: &&Broken| broken.property.as_ref() == Some(id);
            return Err(match self.broken.iter().find(its_own) {
                Some(broken) => broken.error.clone().into(),
                None => self.unknown(id).into(),
            });
        }
        self.chosen = ids.to_vec();
        Ok(())
    }

    fn unknown(&self, id: &str) -> Usage {
        let known: Vec<&str> = self.sites.iter().map(Site::id).collect();
        let meant =
            nearest(id, &known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let all = match known[..] {
            [] => String::new(),
            _ => format!("\n  Its properties: {}", known.join(", ")),
        };
        // One of them may be the property that was meant.
        let unread = self.broken.iter().filter(|broken| broken.property.is_none());
        let unread: String = unread.map(|broken| format!("\n  {broken}")).collect();
        Usage(format!("the configuration has no property `{id}`{meant}{all}{unread}"))
    }

    /// The properties to work on, in the order of their files.
    pub(crate) fn chosen(&self) -> impl Iterator<Item = &Site> {
        self.sites.iter().filter(|site| self.is_chosen(site.id()))
    }

    /// The files that cannot be used and may be of a property to work on.
    pub(crate) fn unusable(&self) -> &[Broken] {
        if self.chosen.is_empty() { &self.broken } else { &[] }
    }

    /// Whether a property is one to work on.
    pub(crate) fn is_chosen(&self, id: &str) -> bool {
        self.chosen.is_empty() || self.chosen.iter().any(|chosen| chosen == id)
    }

    /// Whether there are several properties to work on.
    pub(crate) fn is_several(&self) -> bool {
        self.chosen().count() + self.unusable().len() > 1
    }

    /// The only property, for commands that take one.
    ///
    /// # Errors
    /// There are several properties.
    pub(crate) fn only(&self) -> Result<&Site, Usage> {
        let mut chosen = self.chosen();
        match (chosen.next(), self.is_several()) {
            (Some(site), false) => Ok(site),
            _ => {
                let known: Vec<&str> = self.chosen().map(Site::id).collect();
                Err(Usage(format!(
                    "this command works on one property; add --property ID, where ID is one of: {}",
                    known.join(", ")
                )))
            }
        }
    }

    /// The portfolio with only the chosen properties.
    #[must_use]
    pub(crate) fn narrowed(mut self) -> Self {
        if !self.chosen.is_empty() {
            self.sites.retain(|site| self.chosen.iter().any(|chosen| chosen == site.id()));
            self.broken.clear();
        }
        self
    }
}
