use tenantry_core::connector::ConnectorError;

use crate::{
    failure::{invalid, unfinished},
    folder::Entry,
};

/// The placeholder for the file's own name.
const NAME: &str = "{name}";

/// The name of the file that exists once the export is complete.
#[derive(Debug, Clone)]
pub(crate) struct Marker(String);

impl Marker {
    /// The marker given in the settings.
    ///
    /// # Errors
    /// If the text is not the name of a file in the same folder.
    pub(crate) fn new(text: &str) -> Result<Self, ConnectorError> {
        if text.trim().is_empty() || text == NAME || text.contains(['/', '\\', '*', '?']) {
            return Err(invalid(
                "`marker` is not the name of another file in the same folder",
                "name it, such as \"done.flag\", or \"{name}.done\" for one next to each file",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The marker for a file.
    pub(crate) fn of(&self, file: &str) -> String {
        self.0.replace(NAME, file)
    }

    /// Whether a file is the marker of any of these entries.
    pub(crate) fn is(&self, name: &str, entries: &[Entry]) -> bool {
        if self.0.contains(NAME) {
            entries.iter().any(|entry| entry.name != name && self.of(&entry.name) == name)
        } else {
            self.0 == name
        }
    }

    /// The error for a missing marker.
    pub(crate) fn missing(&self, place: &str, file: &str) -> ConnectorError {
        unfinished(place, &format!("{} is missing, so {file} may be incomplete", self.of(file)))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_marker_for_each_file() {
        let marker = Marker::new("{name}.done").unwrap();
        assert_eq!(marker.of("a.csv"), "a.csv.done");
        let entries = ["a.csv", "a.csv.done", "b.done"].map(|name| Entry {
            name: name.into(),
            size: 0,
            modified: None,
        });
        assert!(marker.is("a.csv.done", &entries));
        assert!(!marker.is("b.done", &entries) && !marker.is("a.csv", &entries));
    }

    #[rstest]
    #[case("")]
    #[case("{name}")]
    #[case("../done")]
    #[case("*.done")]
    fn no_markers(#[case] text: &str) {
        Marker::new(text).unwrap_err();
    }
}
