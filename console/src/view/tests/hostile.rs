//! Whatever a record contains, a page shows it as text.

use std::{collections::HashSet, sync::LazyLock};

use proptest::prelude::*;
use rstest::rstest;

use super::pages::{every_page, poisoned, world};

/// The tags and attributes of a page in order, without values and text: what the
/// browser acts on.
fn skeleton(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut left = html;
    while let Some(start) = left.find('<') {
        left = &left[start + 1..];
        let mut end = 0;
        let mut quote = None;
        let mut bare = String::new();
        for (at, character) in left.char_indices() {
            end = at;
            match quote {
                Some(open) if character == open => quote = None,
                Some(_) => continue,
                None if character == '"' || character == '\'' => quote = Some(character),
                None if character == '>' => break,
                None => bare.push(character),
            }
        }
        found.push(bare);
        left = &left[end..];
    }
    found
}

#[rstest]
#[case("<script>alert(1)</script>")]
#[case("\"><img src=x onerror=alert(1)>")]
#[case("' onclick='alert(1)' x='")]
#[case("\" style=\"position:fixed\" onfocus=\"alert(1)\" autofocus=\"")]
#[case("javascript:alert(1)")]
#[case("</title></main><main><h1>")]
#[case("{{ 7 * 7 }}{% raw %}")]
#[case("שלום \u{202e}evil\u{2066} مرحبا")]
#[case("=cmd|' /C calc'!A0")]
#[case("")]
#[case("a/../../b?c=d&e=f#g%2e%2e")]
fn nothing_in_a_record_becomes_markup(#[case] poison: &str) {
    let mut bad = world();
    poisoned(&mut bad, poison);
    let mut harmless = world();
    poisoned(&mut harmless, if poison.is_empty() { poison } else { "harmless" });
    for ((name, page), (_, plain)) in every_page(&bad).into_iter().zip(every_page(&harmless)) {
        assert_eq!(skeleton(&page), skeleton(&plain), "{name}");
        assert!(!page.contains("<script>"), "{name}");
        for tag in skeleton(&page) {
            assert!(!tag.contains(" style=") && !tag.contains(" on"), "{name}: {tag}");
        }
        assert!(!page.contains("href=\"javascript:"), "{name}");
    }
}

#[test]
fn a_very_long_value_is_shown_whole() {
    let long = "x".repeat(20_000);
    let mut bad = world();
    poisoned(&mut bad, &long);
    let pages = every_page(&bad);
    assert!(pages.iter().all(|(_, html)| html.matches("<h1").count() == 1));
}

/// All tags that the templates write themselves.
fn own_tags() -> HashSet<String> {
    let mut harmless = world();
    poisoned(&mut harmless, "harmless");
    let pages = every_page(&world()).into_iter().chain(every_page(&harmless));
    pages.flat_map(|(_, html)| skeleton(&html)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_text_becomes_markup(poison in "[<>&\"'/= a-z{}%\\PC]{1,24}") {
        static OWN: LazyLock<HashSet<String>> = LazyLock::new(own_tags);
        let mut bad = world();
        poisoned(&mut bad, &poison);
        for (name, page) in every_page(&bad) {
            let foreign = skeleton(&page).into_iter().find(|tag| !OWN.contains(tag));
            prop_assert!(foreign.is_none(), "{}: {:?}", name, foreign);
        }
    }
}
