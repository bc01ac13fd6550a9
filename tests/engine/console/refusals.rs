//! Pages refuse in their own words, never in those of the command line.

use super::{Client, Console, server::operator};
use crate::harness::{Row, Site};

/// Ana has one account and Ben two, all with other emails than in the PMS.
async fn mismatches() -> (Site, Console, Client) {
    let site = Site::new();
    let people = "email,first_name,last_name\nana.old@example.com,Ana,Ruiz\n\
                  ben1@example.com,Ben,Ode\nben2@example.com,Ben,Ode\n";
    std::fs::write(site.path("people.csv"), people).unwrap();
    let file = site.path("people.csv");
    site.json(&["people", "import", file.to_str().unwrap()]);
    site.sync(&[
        Row::new("t1", "Ana Ruiz", "101").email("ana.new@example.com"),
        Row::new("t2", "Ben Ode", "102").email("ben.new@example.com"),
    ]);
    operator(&site.toml(), "mona", "manager", &[]);
    let console = Console::of(&site);
    let mona = console.signed_in("mona").await;
    (site, console, mona)
}

#[tokio::test]
async fn two_ticked_mismatches_of_which_one_has_two_accounts() {
    let (site, _console, mona) = mismatches().await;
    let before = site.state();
    let page = mona.page("/p/maple-court/alerts/answer?id=1&id=2&resolution=use-pms-email").await;
    assert!(page.body.contains("everal accounts"), "{}", page.body);
    assert!(page.body.contains("ana.old@example.com"), "{}", page.body);
    for option in ["--account", "--delete-old", "EMAIL"] {
        assert!(!page.body.contains(option), "{option}: {}", page.body);
    }
    assert_eq!(site.state(), before);
}
