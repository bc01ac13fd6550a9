/// A profile that is part of the connector.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Builtin {
    /// Its name in the setting `profile`.
    pub(crate) name: &'static str,
    /// What it reads, in one line.
    pub(crate) summary: &'static str,
    pub(crate) text: &'static str,
}

macro_rules! builtin {
    ($($name:literal: $summary:literal),* $(,)?) => {
        &[$(Builtin {
            name: $name,
            summary: $summary,
            text: include_str!(concat!("../profiles/", $name, ".toml")),
        }),*]
    };
}

/// All built-in profiles.
pub(crate) const BUILTIN: &[Builtin] = builtin! {
    "appfolio": "AppFolio, Reports API v2, which customers can enable themselves",
    "appfolio-v0": "AppFolio, the partners' API (v0)",
    "buildium": "Buildium Open API",
    "doorloop": "DoorLoop",
    "entrata": "Entrata, leases (getLeases r2)",
    "entrata-customers": "Entrata, customers (getCustomers)",
    "propertyware": "Propertyware",
    "rentmanager": "Rent Manager Web API (RM12)",
};

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::profile::Profile;

    #[test]
    fn every_profile_is_valid() {
        for Builtin { name, text, .. } in BUILTIN {
            let profile = Profile::parse(name, text).unwrap_or_else(|error| panic!("{error}"));
            assert!(
                !profile.credentials.is_empty() && profile.url.starts_with("https://"),
                "{name}"
            );
        }
    }

    const LEAST: &str = r#"name = "Acme"
url = "https://api.acme.example"
credentials = { key = "The key" }
[requests.people]
get = "/people"
records = "$.people[*]"
[roster]
from = "people"
as = "person"
[resident]
external_id = "$.person.id"
last_name = "$.person.name"
status = { from = "$.person.status", words = { in = "current" } }
"#;

    #[test]
    fn the_least_that_suffices() {
        Profile::parse("acme", LEAST).unwrap();
    }

    /// Each change introduces one mistake, which is reported with its line.
    #[rstest]
    #[case("name = \"Acme\"", "nam = \"Acme\"", 1, "unknown field `nam`")]
    #[case("get = \"/people\"", "", 4, "either get or post")]
    #[case("get = \"/people\"", "get = \"/{keys}\"", 5, "{keys} is not known; known names are key")]
    #[case(
        "get = \"/people\"",
        "get = \"/people\"\nbody = { a = 1 }",
        6,
        "only a post can have a body"
    )]
    #[case(
        "get = \"/people\"",
        "get = \"/people\"\npaging = { by = \"page\" }",
        6,
        "param is required"
    )]
    #[case(
        "get = \"/people\"",
        "get = \"/people\"\npaging = { by = \"pages\" }",
        6,
        "unknown variant `pages`"
    )]
    #[case(
        "get = \"/people\"",
        "get = \"/people\"\npaging = { by = \"page\", param = \"p\", until = \"short\" }",
        6,
        "rows is required"
    )]
    #[case("get = \"/people\"", "get = \"/people\"\npaging = { by = \"link\" }", 6, "either next")]
    #[case("get = \"/people\"", "get = \"/people\"\ntotal = {}", 6, "either a header or a path")]
    #[case("$.people[*]", "$.people", 6, "does not lead to a list: add [*]")]
    #[case("$.people[*]", "people", 6, "not a JSONPath")]
    #[case(
        "from = \"people\"",
        "from = \"persons\"",
        8,
        "no request \"persons\"; there are people"
    )]
    #[case("as = \"person\"", "as = \"a person\"", 9, "is not a valid name")]
    #[case(
        "as = \"person\"",
        "as = \"person\"\nsteps = [{ as = \"x\" }]",
        10,
        "one of each, first"
    )]
    #[case(
        "as = \"person\"",
        "as = \"person\"\nskip = [{ what = \"x\", when = [] }]",
        10,
        "apply to everybody"
    )]
    #[case(
        "$.person.id",
        "$.persn.id",
        11,
        "there is no \"persn\" here; a path may begin with: $.person"
    )]
    #[case("$.person.name", "$..name", 12, "must begin with a name")]
    #[case("last_name = \"$.person.name\"", "", 10, "missing field `last_name`")]
    #[case(
        "last_name = \"$.person.name\"",
        "last_name = { path = \"$.person.name\", function = \"x\" }",
        12,
        "no function \"x\""
    )]
    #[case(
        "last_name = \"$.person.name\"",
        "last_name = { path = \"$.person.name\", format = \"%Q\" }",
        12,
        "not a date format"
    )]
    #[case(
        "last_name = \"$.person.name\"",
        "last_name = { lower = true }",
        12,
        "one of path, value and join"
    )]
    #[case("in = \"current\"", "in = \"here\"", 13, "unknown variant `here`")]
    fn a_mistake_is_found_in_its_line(
        #[case] from: &str,
        #[case] to: &str,
        #[case] line: usize,
        #[case] says: &str,
    ) {
        assert!(LEAST.contains(from));
        let error = Profile::parse("./acme.toml", &LEAST.replacen(from, to, 1)).unwrap_err();
        let place = format!("profile ./acme.toml, line {line}: ");
        assert!(error.message.starts_with(&place), "{error}");
        assert!(error.message.contains(says), "{error}");
        assert!(error.hint.is_some());
    }
}
