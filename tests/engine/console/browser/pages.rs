//! Every page on a laptop, zoomed, on a phone, and in both color schemes.

use std::{env, path::PathBuf};

use serde_json::Value;

use super::{
    Browser, Console, Scripts, comes,
    look::{LAPTOP, PHONE, ZOOMED, axe},
    maple_court,
};
use crate::{
    console::server::operator,
    harness::{Row, Site, crowd, person},
};

/// A portfolio: Maple Court on Monday, a property without alerts, and a held one.
fn portfolio() -> Site {
    let site = maple_court();
    site.json(&["sync"]);
    for (id, name) in [("birch-house", "Birch House"), ("cedar-park", "Cedar Park")] {
        let mut other = site.neighbour(id);
        other.today.clone_from(&site.today);
        let every = "[sync]\nevery = \"1h\"\n";
        let other = other.set(every);
        let toml = std::fs::read_to_string(other.toml()).unwrap();
        other.write_toml(&toml.replace("Test Court", name));
        let own = |row: Row| {
            let email = format!("{id}-{}@example.com", row.cell("external_id"));
            row.email(&email)
        };
        let everybody: Vec<Row> = crowd(40).into_iter().map(own).collect();
        other.sync(&everybody);
        if id == "cedar-park" {
            let left: Vec<_> =
                everybody.into_iter().map(|row| row.with("status", "Past")).collect();
            other.feed(&left);
            other.run(&["sync"]).exits(3);
        }
    }
    operator(site.folder(), "ana", "manager", &[]);
    site
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

#[test]
fn every_page_fits_and_can_be_read_by_everybody() {
    let site = portfolio();
    let console = Console::start(site.folder(), &["--today", &site.today]);
    let Some(ana) = Browser::open(&console.url, Scripts::On) else { return };
    ana.visit("/sign-in");
    ana.is_at("Sign in");
    let axe = axe();
    try_page(&ana, axe.as_deref());
    ana.fill("Name", "ana");
    ana.fill("Password", super::PASSWORD);
    ana.press("Sign in");
    ana.is_at("Properties");
    let folder = env::var_os("TENANTRY_SCREENSHOTS").map(PathBuf::from);
    if let Some(folder) = &folder {
        pictures(&ana, folder, &site);
    }

    // After three days there is one of everything, and a PMS that fails.
    let cedar = site.neighbour("cedar-park");
    std::fs::remove_file(cedar.feed_path()).unwrap();
    cedar.run(&["sync"]).exits(1);
    let dov = id(person(&site.people(), "dov.petrov@example.com"));
    for (day, code) in [("tuesday", 0), ("wednesday", 3)] {
        comes(&site, day);
        site.run(&["sync"]).exits(code);
    }
    let (runs, alerts) = (site.json(&["runs"]), site.alerts());
    let (held, done) = (runs[0]["id"].as_str().unwrap(), runs[1]["id"].as_str().unwrap());
    let sofia = |alert: &&Value| alert["message"].as_str().unwrap().contains("Sofia Lindqvist");
    let email = id(alerts.as_array().unwrap().iter().find(sofia).unwrap());
    let delete = format!("alerts/answer?id={email}&resolution=create-separate&delete_old=true");
    let pages = [
        "people".into(),
        "people?search=dov&status=active".into(),
        "people?search=nobody".into(),
        format!("people/{dov}"),
        "why/t0001050".into(),
        "alerts".into(),
        "alerts?state=settled".into(),
        format!("alerts/{email}"),
        delete,
        "alerts/answer?resolution=merge".into(),
        "runs".into(),
        format!("runs/{done}"),
        format!("runs/{held}"),
        "sync".into(),
        "nowhere".into(),
    ];
    let mut visited = 0;
    for page in pages.iter().map(|page| format!("/p/maple-court/{page}")) {
        ana.visit(&page);
        try_page(&ana, axe.as_deref());
        visited += 1;
    }
    for page in ["/properties", "/account", "/p/cedar-park/people", "/p/cedar-park/alerts"] {
        ana.visit(page);
        try_page(&ana, axe.as_deref());
        visited += 1;
    }
    assert_eq!(visited, 19);
    if let Some(folder) = &folder {
        ana.visit("/p/maple-court/runs");
        ana.picture(folder, "runs.png");
    }
}

#[track_caller]
fn try_page(browser: &Browser, axe: Option<&str>) {
    for (screen, scheme) in
        [(ZOOMED, "light"), (PHONE, "light"), (LAPTOP, "dark"), (LAPTOP, "light")]
    {
        browser.on(screen);
        browser.in_colours(scheme);
        browser.fits();
        if let Some(axe) = axe.filter(|_| screen != ZOOMED) {
            browser.is_accessible(axe);
        }
    }
}

/// Takes the screenshots in docs/images.
fn pictures(ana: &Browser, folder: &std::path::Path, site: &Site) {
    ana.on(LAPTOP);
    ana.in_colours("light");
    ana.picture(folder, "properties.png");
    let dov = id(person(&site.people(), "dov.petrov@example.com"));
    for (page, name) in [
        ("people".to_owned(), "people.png"),
        ("alerts".to_owned(), "alerts.png"),
        (format!("people/{dov}"), "person.png"),
    ] {
        ana.visit(&format!("/p/maple-court/{page}"));
        ana.picture(folder, name);
    }
    ana.visit("/p/maple-court/alerts");
    ana.in_colours("dark");
    ana.picture(folder, "alerts-dark.png");
    ana.in_colours("light");
    ana.on(PHONE);
    ana.picture(folder, "alerts-phone.png");
    ana.on(LAPTOP);
}
