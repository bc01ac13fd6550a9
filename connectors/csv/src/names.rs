use std::collections::BTreeSet;

use tenantry_core::Text;

/// A name of a property, and its code in the records.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Named {
    pub(crate) code: Text,
    pub(crate) name: Text,
}

/// What a file calls its properties besides their codes.
#[derive(Debug, Default)]
pub(crate) struct Names {
    known: BTreeSet<Named>,
    last: Option<Named>,
    new: Vec<Named>,
}

impl Names {
    /// A property has this name and code.
    pub(crate) fn learn(&mut self, name: &str, code: &str) {
        let is_last = |last: &Named| last.name == name && last.code == code;
        if name == code || name.is_empty() || self.last.as_ref().is_some_and(is_last) {
            return;
        }
        let named = Named { code: Text::from(code), name: Text::from(name) };
        self.last = Some(named.clone());
        if self.known.insert(named.clone()) {
            self.new.push(named);
        }
    }

    /// The names that were learned since the last call.
    pub(crate) fn take(&mut self) -> Vec<Named> {
        std::mem::take(&mut self.new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_told_once() {
        let mut names = Names::default();
        for (name, code) in [("Oak", "o"), ("Elm", "e"), ("Elm", "e"), ("Oak", "o"), ("o", "o")] {
            names.learn(name, code);
        }
        let told: Vec<String> = names.take().into_iter().map(|named| named.name.into()).collect();
        assert_eq!(told, ["Oak", "Elm"]);
        assert_eq!(names.take(), []);
    }
}
