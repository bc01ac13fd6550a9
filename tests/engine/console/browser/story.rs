//! The tour of docs/console.md: what a property manager does after the first
//! sync, from beginning to end.

use std::fs;

use rstest::rstest;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};

use super::{Browser, Console, PASSWORD, Scripts, comes, maple_court};
use crate::harness::{Site, emails};

#[rstest]
fn from_the_first_sign_in_to_taking_a_run_back(
    #[values(Scripts::On, Scripts::Off)] scripts: Scripts,
) {
    let site = maple_court();
    let console = Console::of(&site);
    let Some(ana) = Browser::open(&console.url, scripts) else { return };
    signs_in_for_the_first_time(&ana, console.setup.as_deref().unwrap());
    sees_when_the_first_sync_ran(&ana, &site);
    finds_what_waits(&ana);
    gets_the_duplicate_emails_corrected(&ana, &site);
    merges_a_name_and_takes_it_back(&ana);
    settles_the_email_mismatch(&ana, &site);
    confirms_a_held_sync(&ana, &site);
    takes_a_run_back(&ana, &site);
    signs_out(&ana);
    ana.was_quiet();
}

fn signs_in_for_the_first_time(ana: &Browser, link: &str) {
    ana.visit(link);
    ana.is_at("Welcome");
    ana.fill("Name", "ana");
    ana.fill("Password", PASSWORD);
    ana.fill("Repeat password", PASSWORD);
    ana.press("Create account");
    ana.is_at("People");
}

fn sees_when_the_first_sync_ran(ana: &Browser, site: &Site) {
    ana.sees("Last complete sync just now");
    ana.sees("Next sync in");
    ana.sees("58 people");
    // In the property's time zone, whatever the browser's is.
    let shown = ana.hover("just now");
    let run = site.json(&["runs"])[0]["finished_at"].as_str().unwrap().to_owned();
    let (hour, minute) = (run[11..13].parse::<u8>().unwrap(), &run[14..16]);
    let behind = if shown.ends_with("CDT") { 5 } else { 6 };
    let expected = format!("{:02}:{minute} C", (hour + 24 - behind) % 24);
    assert!(shown.contains(&expected), "{shown:?} is not {run}");
}

fn finds_what_waits(ana: &Browser) {
    assert_eq!(ana.mark(), "5 open alerts");
    ana.open_alerts();
    let shown = ana.text();
    let order = [
        "Duplicate emails 1",
        "Duplicate accounts",
        "Name mismatch 1",
        "Email mismatch 1",
        "Missing email 1",
        "Unreadable records 1",
    ];
    let (_, sections) = shown.split_once("Resolved").unwrap();
    // The first occurrence of each is its chip.
    let places =
        order.map(|title| sections.rfind(title).unwrap_or_else(|| panic!("{title}: {shown}")));
    assert!(places.is_sorted(), "{shown}");
    ana.sees("hansen.family@example.com 2 residents");
    ana.sees("Nora Hansen unit 601");
    ana.sees("Erik Hansen unit 601");
    assert!(!ana.has("Merge: hansen.family@example.com"));
}

fn gets_the_duplicate_emails_corrected(ana: &Browser, site: &Site) {
    let export = site.path("residents-monday.csv");
    let wrong = fs::read_to_string(&export).unwrap();
    let right = wrong.replace("Erik,Hansen,hansen.family@", "Erik,Hansen,erik.hansen@");
    assert_ne!(wrong, right);
    fs::write(&export, right).unwrap();

    // While somebody else is writing, the sync waits and shows its progress.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let writer = runtime.block_on(writing(&site.url));
    ana.follow("People");
    ana.press("Sync now");
    ana.sees("Syncing now.");
    ana.is_at("Sync with the PMS");
    ana.find("//progress", "the progress of the sync");
    assert!(!ana.has("Sync now"));
    runtime.block_on(writer.execute_unprepared("ROLLBACK")).unwrap();
    // The page refreshes by itself.
    ana.find("//button[normalize-space()='Sync now']", "the button, when the sync has ended");
    ana.sees("Last complete sync just now");
    ana.sees("2 added");

    assert_eq!(ana.mark(), "4 open alerts");
    ana.look_up("hansen", "2 of 60 people");
    ana.sees("Nora Hansen");
    ana.sees("erik.hansen@example.com");
    ana.sees_no("Ana Ruiz");
    ana.open_alerts();
    ana.sees_no("Duplicate emails");
    ana.follow("Resolved");
    ana.sees("Closed by itself");
}

/// Another connection that holds the database's write lock for a while.
async fn writing(url: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await.unwrap();
    connection.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    connection
}

fn merges_a_name_and_takes_it_back(ana: &Browser) {
    ana.open_alerts();
    ana.sees("renamed from Bob Keller to Robert Keller");
    ana.press("Merge: Robert Keller");
    ana.sees("Merged: the account now has the PMS's name.");
    assert_eq!(ana.mark(), "3 open alerts");
    ana.press("Undo");
    ana.sees("The answer was undone; the alert is open again.");
    assert_eq!(ana.mark(), "4 open alerts");
    ana.look_up("keller", "Bob Keller");
    ana.sees_no("Robert");
    ana.open_alerts();
    ana.press("Merge: Robert Keller");
    ana.sees("Merged:");
    ana.look_up("keller", "Robert Keller");
    ana.sees_no("Bob Keller");
}

fn settles_the_email_mismatch(ana: &Browser, site: &Site) {
    let old = "sofia.lindqvist@example.com";
    ana.open_alerts();
    ana.follow(&format!("Create separate and delete the old account {old}…"));
    ana.is_at("Create separate and delete the old account?");
    ana.sees(&format!("The old account {old} is deleted with its keys"));
    assert!(
        emails(&site.people()).contains(&old.to_owned()),
        "nothing changes before the second step"
    );
    ana.press("Create separate and delete the old account");
    ana.sees("A separate account was created for the resident.");
    assert_eq!(ana.mark(), "2 open alerts");

    ana.look_up("lindqvist", "1 of 60 people");
    ana.sees("sofia.l@example.com");
    ana.sees_no(old);
    ana.follow("Sofia Lindqvist");
    ana.is_at("Sofia Lindqvist");
    ana.sees("Account created in unit 603 by ana");
    ana.open_alerts();
    ana.follow("Resolved");
    ana.sees("ana: created a separate account");
}

fn confirms_a_held_sync(ana: &Browser, site: &Site) {
    comes(site, "wednesday");
    ana.sync();
    ana.sees("The last sync was held");
    ana.follow("See who, and decide");
    ana.sees("This needs your decision");
    ana.sees("would lose access");
    ana.sees("Uma Rao");
    // One newcomer is in; nobody has lost access yet.
    assert_eq!(live(site), 61);
    ana.press("Confirm");
    ana.is_at("Sync with the PMS");
    ana.find("//button[normalize-space()='Sync now']", "the button, when the sync has ended");
    ana.sees("Last complete sync just now");
    ana.sees_no("was held");
    ana.look_up("uma rao", "inactive");
    ana.follow("Uma Rao");
    ana.sees("Access ended on");
}

fn takes_a_run_back(ana: &Browser, site: &Site) {
    let before = live(site);
    ana.follow("Syncs");
    ana.is_at("Sync history");
    ana.follow("Sync completed just now");
    ana.unfold("Undo this sync…");
    ana.press("Undo this sync");
    ana.sees("changes were undone.");
    assert!(live(site) > before);
    ana.look_up("uma rao", "Uma Rao");
    ana.sees_no("inactive");
}

/// The number of accounts that open doors.
fn live(site: &Site) -> usize {
    let people = site.people();
    let all = people.as_array().unwrap();
    all.iter().filter(|person| person["status"] == "active").count()
}

fn signs_out(ana: &Browser) {
    ana.unfold("Signed in as ana admin");
    ana.press("Sign out");
    ana.is_at("Sign in");
    ana.visit("/p/maple-court/people");
    ana.is_at("Sign in");
}
