//! Residents whose names contain scripts.

use super::{Browser, Console, Scripts, maple_court};
use crate::{
    console::server::operator,
    harness::{Row, csv_of, person},
};

#[test]
fn names_are_shown_and_never_run() {
    let site = maple_court();
    let script = "<script>alert(1)</script>";
    let image = "\"><img src=x onerror=alert(2)>";
    let rows = [
        Row::new("h1", "Ana Ruiz", "101").with("first_name", script).email("h1@example.com"),
        Row::new("h2", "Ana Ruiz", "'-alert(3)-'").with("last_name", image).email("h2@example.com"),
        // These open alerts.
        Row::new("h3", "Ana Ruiz", script)
            .with("first_name", image)
            .email("bob.keller@example.com"),
        Row::new("h4", "Ana Ruiz", "104").with("last_name", script).email(image),
        Row::new("h5", "Ana Ruiz", "105").with("status", script).email("h5@example.com"),
        Row::new("javascript:alert(4)", "Zed Quill", "106").email("h6@example.com"),
    ];
    std::fs::write(site.path("residents-monday.csv"), csv_of(&rows)).unwrap();
    site.json(&["sync"]);
    operator(&site.toml(), "<b onmouseover=alert(5)>ana", "manager", &[]);
    let people = site.people();
    let console = Console::of(&site);
    let Some(ana) = Browser::open(&console.url, Scripts::On) else { return };
    ana.sign_in("<b onmouseover=alert(5)>ana");
    ana.sees(script);
    ana.sees("<img src=x onerror=alert(2)>");
    let run = site.json(&["runs"])[0]["id"].as_str().unwrap().to_owned();
    let mut pages: Vec<String> = ["h1@example.com", "h2@example.com", "h6@example.com"]
        .iter()
        .map(|email| format!("people/{}", person(&people, email)["id"].as_str().unwrap()))
        .collect();
    let more = ["alerts", "runs", "people?search=%3Cscript%3Ealert(1)%3C%2Fscript%3E", "sync"];
    pages.extend(more.map(str::to_owned));
    pages.push(format!("runs/{run}"));
    pages.push("why/javascript%3Aalert(4)".into());
    for page in &pages {
        // A dialog would make the next command fail.
        ana.visit(&format!("/p/maple-court/{page}"));
        ana.sees("ana");
        nothing_foreign(&ana);
    }
    ana.open_alerts();
    ana.sees("Unreadable records");
    ana.sees(script);
    ana.was_quiet();
    ana.visit("/p/maple-court/why/%3Cscript%3Ealert(1)%3C%2Fscript%3E");
    ana.is_at("This page does not exist");
    ana.sees(script);
    nothing_foreign(&ana);
}

#[track_caller]
fn nothing_foreign(browser: &Browser) {
    let found: Vec<String> = browser.ask(
        "const foreign = 'img, body script, [onerror], [onmouseover], a[href^=\"javascript:\"]';
         return [...document.querySelectorAll(foreign)].map(at => at.outerHTML);",
    );
    assert!(found.is_empty(), "{}: {found:?}", browser.address());
}
