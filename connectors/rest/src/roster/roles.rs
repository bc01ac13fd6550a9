use tenantry_core::{
    Text,
    connector::{RoleWords, fold},
    model::Role,
};

use super::Sources;

/// What decides a person's role.
#[derive(Debug, Clone)]
pub(crate) struct RoleRules {
    pub(crate) from: Sources,
    /// Words, folded.
    pub(crate) words: Vec<(Text, Role)>,
    /// The role of a person for whom the PMS has no word.
    pub(crate) otherwise: Role,
}

impl RoleRules {
    /// What a word means; `configured` takes precedence over the profile. A word that is not
    /// mapped is [`Role::Unknown`], not the role of a person without one.
    pub(crate) fn role(&self, word: &str, configured: &RoleWords) -> Role {
        if word.trim().is_empty() {
            return self.otherwise;
        }
        configured.get(word).unwrap_or_else(|| {
            let word = fold(word);
            let known = self.words.iter().find(|(known, _)| *known == word);
            known.map_or(Role::Unknown, |(_, role)| *role)
        })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use tenantry_core::connector::{ConnectorError, ErrorKind};

    use super::*;

    fn configured(words: &[(&str, Role)]) -> Result<RoleWords, ConnectorError> {
        RoleWords::new(&words.iter().map(|(word, role)| ((*word).to_owned(), *role)).collect())
    }

    #[rstest]
    #[case("co-applicant", Role::Roommate)]
    #[case("true", Role::Primary)]
    // Without a word, the profile's default holds.
    #[case("", Role::Occupant)]
    #[case(" ", Role::Occupant)]
    // A word that nobody has explained is not a missing word.
    #[case("Guarantor", Role::Unknown)]
    #[case("Sitter", Role::Unknown)]
    // The settings explain words, and override the profile.
    #[case("house  SITTER", Role::Occupant)]
    #[case("Child", Role::Minor)]
    fn words(#[case] word: &str, #[case] role: Role) {
        let known = [("Co-Applicant", Role::Roommate), ("true", Role::Primary)];
        let known = known.into_iter().chain([("child", Role::Occupant)]);
        let words = known.map(|(word, role)| (fold(word), role)).collect();
        let rules = RoleRules { from: Sources::default(), words, otherwise: Role::Occupant };
        let settings = configured(&[("House Sitter", Role::Occupant), ("CHILD", Role::Minor)]);
        assert_eq!(rules.role(word, &settings.unwrap()), role);
    }

    #[test]
    fn one_word_means_one_thing() {
        assert!(configured(&[("Sitter", Role::Minor), ("sitter ", Role::Minor)]).is_ok());
        let error = configured(&[("Sitter", Role::Minor), ("sitter ", Role::Primary)]).unwrap_err();
        assert_eq!(error.kind, ErrorKind::ConfigInvalid);
        assert!(error.message.starts_with("[connector.roles] gives "), "{error}");
    }
}
