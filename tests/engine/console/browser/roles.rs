//! A viewer who can only look, and two managers who answer the same alerts.

use super::{Browser, Console, Scripts, maple_court};
use crate::{console::server::operator, harness::Site};

fn synced() -> Site {
    let site = maple_court();
    site.json(&["sync"]);
    site
}

#[test]
fn a_viewer_sees_everything_and_changes_nothing() {
    let site = synced();
    operator(&site.toml(), "vic", "viewer", &[]);
    let console = Console::of(&site);
    let Some(vic) = Browser::open(&console.url, Scripts::On) else { return };
    let before = site.state();
    vic.sign_in("vic");
    vic.sees("58 people");
    assert!(!vic.has("Sync now"));
    vic.open_alerts();
    vic.sees("View only. A manager can resolve alerts.");
    vic.sees("Robert Keller");
    for answer in ["Merge: Robert Keller", "Create separate: Sofia Lindqvist"] {
        assert!(!vic.has(answer), "{answer}");
    }
    vic.sees_no("Dismiss");
    vic.sees_no("delete the old account");
    vic.follow("Syncs");
    vic.follow("Sync completed just now");
    vic.sees("records read");
    vic.sees_no("Undo");
    // Nor by typing the URL of a manager's page.
    vic.visit("/p/maple-court/alerts/answer?id=2&resolution=merge");
    vic.is_at("You are not allowed to do this");
    assert_eq!(site.state(), before);
}

#[test]
fn two_managers_do_not_answer_the_same_alert_twice() {
    let site = synced();
    for name in ["ana", "luis"] {
        operator(&site.toml(), name, "manager", &["maple-court"]);
    }
    let console = Console::of(&site);
    let Some(ana) = Browser::open(&console.url, Scripts::On) else { return };
    let luis = Browser::open(&console.url, Scripts::On).expect("a second browser");
    for (browser, name) in [(&ana, "ana"), (&luis, "luis")] {
        browser.sign_in(name);
        browser.open_alerts();
    }
    ana.press("Merge: Robert Keller");
    ana.sees("Merged:");
    let merged = site.state();
    luis.press("Merge: Robert Keller");
    luis.is_at("Something has changed in the meantime");
    luis.sees("Your request changed nothing.");
    assert_eq!(site.state(), merged);
    luis.follow("Go back");
    luis.is_at("Alerts");
    luis.sees_no("Robert Keller");
    assert_eq!(luis.mark(), "4 open alerts");

    // Nor on the second step.
    let old = "sofia.lindqvist@example.com";
    luis.follow(&format!("Create separate and delete the old account {old}…"));
    luis.is_at("Create separate and delete the old account?");
    ana.press("Use PMS email: Sofia Lindqvist");
    ana.sees("The account now has the PMS's email.");
    let settled = site.state();
    luis.press("Create separate and delete the old account");
    luis.is_at("Something has changed in the meantime");
    assert_eq!(site.state(), settled);
    luis.visit("/p/maple-court/alerts?state=settled");
    luis.sees("ana: merged");
    luis.sees("ana: used the PMS's email");
    luis.sees_no("luis:");
}
