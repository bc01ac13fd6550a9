use std::collections::{BTreeMap, HashMap};

use super::{ConnectorError, ErrorKind};
use crate::model::Status;

/// What the words of a PMS mean, as configured.
#[derive(Debug, Clone, Default)]
pub struct StatusWords(HashMap<String, Status>);

impl StatusWords {
    /// Reads a `statuses` table.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] if two words differ only in letter case or spaces, but have
    /// different meanings.
    pub fn new(configured: &BTreeMap<String, Status>) -> Result<Self, ConnectorError> {
        let mut words = HashMap::with_capacity(configured.len());
        for (word, status) in configured {
            if words.insert(fold(word), *status).is_some_and(|other| other != *status) {
                return Err(ConnectorError::new(
                    ErrorKind::ConfigInvalid,
                    format!("[connector.statuses] gives {word:?} different meanings"),
                )
                .hint("letter case and spaces do not matter; keep only one of them"));
            }
        }
        Ok(Self(words))
    }

    /// What a word means, if it is configured. Letter case and spaces do not matter.
    pub fn get(&self, word: &str) -> Option<Status> {
        if self.0.is_empty() { None } else { self.0.get(&fold(word)).copied() }
    }
}

fn fold(word: &str) -> String {
    word.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
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
