use std::collections::{BTreeMap, HashMap};

use super::{ConnectorError, ErrorKind, fold_word};
use crate::model::{Role, Status};

/// What the words of a PMS mean, as configured.
#[derive(Debug, Clone)]
pub struct ConfiguredWords<T>(HashMap<String, T>);

/// What the words for statuses mean: `[connector.statuses]`.
pub type StatusWords = ConfiguredWords<Status>;

/// What the words for roles mean: `[connector.roles]`.
pub type RoleWords = ConfiguredWords<Role>;

impl<T> Default for ConfiguredWords<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl StatusWords {
    /// Reads a `statuses` table.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] if two words differ only in letter case or spaces, but have
    /// different meanings.
    pub fn new(configured: &BTreeMap<String, Status>) -> Result<Self, ConnectorError> {
        Self::of_table("statuses", configured)
    }
}

impl RoleWords {
    /// Reads a `roles` table.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] if two words differ only in letter case or spaces, but have
    /// different meanings.
    pub fn new(configured: &BTreeMap<String, Role>) -> Result<Self, ConnectorError> {
        Self::of_table("roles", configured)
    }
}

impl<T: Copy + PartialEq> ConfiguredWords<T> {
    fn of_table(table: &str, configured: &BTreeMap<String, T>) -> Result<Self, ConnectorError> {
        let mut words = HashMap::with_capacity(configured.len());
        for (word, meaning) in configured {
            if words.insert(fold_word(word), *meaning).is_some_and(|other| other != *meaning) {
                return Err(ConnectorError::new(
                    ErrorKind::ConfigInvalid,
                    format!("[connector.{table}] gives {word:?} different meanings"),
                )
                .hint("letter case and spaces do not matter; keep only one of them"));
            }
        }
        Ok(Self(words))
    }

    /// Whether no word is configured.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a word means, if it is configured. Letter case and spaces do not matter.
    pub fn get(&self, word: &str) -> Option<T> {
        if self.0.is_empty() { None } else { self.0.get(&fold_word(word)).copied() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let words = StatusWords::new(&BTreeMap::from([("On  Hold".into(), Status::Notice)]));
        assert_eq!(words.unwrap().get("on hold "), Some(Status::Notice));
        assert_eq!(StatusWords::default().get("on hold"), None);
    }

    #[test]
    fn one_word_means_one_thing() {
        let twice = [("A".into(), Status::Notice), ("a ".into(), Status::Past)];
        assert!(StatusWords::new(&BTreeMap::from(twice)).is_err());
    }
}
