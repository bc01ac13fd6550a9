use tenantry_core::connector::ConnectorError;

use crate::{
    failure::{invalid, unfinished},
    folder::Entry,
};

/// What stands for the file's own name.
const NAME: &str = "{name}";

/// The name of the file that is there once the file is whole.
#[derive(Debug, Clone)]
pub(crate) struct Marker(String);

impl Marker {
    /// The marker of the setting.
    ///
    /// # Errors
    /// For what is no name of a file in the same folder.
    pub(crate) fn new(text: &str) -> Result<Self, ConnectorError> {
        if text.trim().is_empty() || text == NAME || text.contains(['/', '\\', '*', '?']) {
            return Err(invalid(
                "`marker` is no name of another file in the same folder",
                "name it, such as \"done.flag\", or \"{name}.done\" for one beside each file",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The marker of a file.
    pub(crate) fn of(&self, file: &str) -> String {
        self.0.replace(NAME, file)
    }

    /// Whether a file is a marker, of whichever of these.
    pub(crate) fn is(&self, name: &str, entries: &[Entry]) -> bool {
        if self.0.contains(NAME) {
            entries.iter().any(|entry| entry.name != name && self.of(&entry.name) == name)
        } else {
            self.0 == name
        }
    }

    /// The error of a file whose marker is not there.
    pub(crate) fn missing(&self, place: &str, file: &str) -> ConnectorError {
        unfinished(
            place,
            &format!("{} is not there, so that {file} may be unfinished", self.of(file)),
        )
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
