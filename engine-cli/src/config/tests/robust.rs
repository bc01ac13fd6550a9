use std::path::Path;

use proptest::{collection::vec, prelude::*, sample::select};

use crate::{
    config::{ConfigError, load::Merged, source::Source, testing::variables},
    registry::{BuildError, Registry},
};

/// Keys of the engine and of connectors, and some unknown ones.
const KEYS: &[&str] = &[
    "property",
    "connector",
    "sync",
    "database",
    "console",
    "safety",
    "id",
    "name",
    "timezone",
    "every",
    "include_roles",
    "on_missing",
    "min_ended",
    "url",
    "path",
    "layout",
    "delimiter",
    "max_age",
    "columns",
    "statuses",
    "credentials",
    "timeout",
    "version",
    "properties",
    "sites",
    "profile",
    "page_size",
    "join_units",
    "username",
    "password",
    "file",
    "x",
    "\"Résident no.\"",
];

const SECRET: &str = "hunter2";

/// A value in TOML, sometimes with broken lines.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just(format!("'{SECRET}'")),
        Just(format!("'''\n{SECRET}\n'''")),
        select(&["0", "-7", "4294967296", "1.5", "inf", "true", "2026-11-02", "'1h'", "''"][..])
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(|items| format!("[\n{}]", items.join(",\n"))),
            vec((select(KEYS), inner), 0..4).prop_map(|keys| {
                let keys: Vec<String> =
                    keys.iter().map(|(key, value)| format!("{key} = {value}")).collect();
                format!("{{ {} }}", keys.join(", "))
            }),
        ]
    })
}

/// A TOML file with tables and keys, sometimes not valid.
fn document() -> impl Strategy<Value = String> {
    let table = (vec(select(KEYS), 1..4), vec((select(KEYS), value()), 0..6));
    vec(table, 0..6).prop_map(|tables| {
        let mut text = String::new();
        for (path, keys) in tables {
            text += &format!("\n[{}]\n", path.join("."));
            for (key, value) in keys {
                text += &format!("{key} = {value}\n");
            }
        }
        text
    })
}

fn checked(error: &ConfigError, text: &str) {
    let lines = text.split('\n').count();
    assert!(error.line.is_none_or(|line| (1..=lines).contains(&line)), "{error}\n{text}");
    assert!(!error.to_string().contains(SECRET), "{error}\n{text}");
}

fn load(text: &str, names: &[String]) {
    let file = Path::new("own.toml");
    let source = match Source::parse(file, text) {
        Ok(source) => source,
        // Syntax errors come from the TOML parser.
        Err(error) => {
            let lines = text.split('\n').count();
            assert!(error.line.is_none_or(|line| (1..=lines).contains(&line)), "{error}\n{text}");
            return;
        }
    };
    let set = variables(names.iter().map(|name| (name.as_str(), SECRET)));
    let merged = match Merged::new(file, Path::new("/nowhere"), None, source.clone(), set) {
        Ok(merged) => merged,
        // The name of a missing file is shown.
        Err(_) => return,
    };
    if let Err(error) = merged.settings() {
        checked(&error, text);
    }
    let registry = Registry::builtin();
    for factory in registry.factories() {
        let built = registry.build(factory.kind, &source.table, &Default::default());
        if let Err(BuildError::Settings(problem)) = built {
            checked(&problem.into_error(file), text);
        }
    }
}

proptest! {
    #[test]
    fn whatever_is_written_has_its_line(
        text in document(),
        names in vec(vec(select(KEYS), 0..4), 0..3),
    ) {
        let names: Vec<String> =
            names.iter().map(|path| format!("ENGINE__{}", path.join("__").to_uppercase())).collect();
        load(&text, &names);
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        load(&text, &[]);
    }
}
