//! Refused answers: each has a clear error and changes nothing.

use rstest::rstest;

use crate::harness::{Backend, Postgres, Row, Site, Sqlite, alert};

/// Ana's account has another spelling of her name; Ben is missing from the roster.
fn site(on: Backend) -> Option<(Site, String, String)> {
    let site = Site::on(on)?;
    import(&site, "Anna,Ruiz");
    let ana = Row::new("t1", "Ana Ruiz", "101");
    site.sync(&[ana.clone(), Row::new("t2", "Ben Laurent", "102")]);
    site.sync(&[ana]);
    let alerts = site.alerts();
    let id = |kind| alert(&alerts, kind)["id"].as_str().unwrap().to_owned();
    Some((site, id("name_mismatch"), id("missing_from_pms")))
}

fn import(site: &Site, name: &str) {
    let file = site.path("people.csv");
    let text = format!("email,first_name,last_name,unit\nana.ruiz@example.com,{name},101\n");
    std::fs::write(&file, text).unwrap();
    site.json(&["people", "import", file.to_str().unwrap()]);
}

#[track_caller]
fn refused(site: &Site, args: &[&str], code: i32, says: &[&str]) {
    let before = site.state();
    let args: Vec<&str> = ["alerts", "resolve"].into_iter().chain(args.iter().copied()).collect();
    site.run(&args).exits(code).says(says);
    assert_eq!(site.state(), before);
}

#[rstest]
fn answers_that_do_not_fit(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((site, name, missing)) = site(on) else { return };
    refused(
        &site,
        &[&name, "end-access"],
        2,
        &["name_mismatch", "merge, create-separate, dismiss"],
    );
    refused(&site, &[&missing, "merge"], 2, &["missing_from_pms", "end-access, dismiss"]);
    refused(&site, &[&name, "confirm"], 2, &["merge, create-separate, dismiss"]);
    refused(&site, &[&name, "obliterate"], 2, &["merge, create-separate"]);
    refused(&site, &[&name, "dismiss"], 2, &["--reason"]);
    refused(&site, &[&name, "dismiss", "--reason", "  "], 2, &["--reason"]);
    refused(&site, &[&name, "merge", "--delete-old"], 2, &["--delete-old", "create-separate"]);
    refused(&site, &["x", "merge"], 2, &["invalid"]);
    refused(&site, &["4711", "merge"], 1, &["no alert 4711"]);
}

#[rstest]
fn an_alert_that_is_closed(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((site, name, missing)) = site(on) else { return };
    site.json(&["alerts", "resolve", &missing, "end-access"]);
    refused(&site, &[&missing, "end-access"], 1, &["no longer open", "nothing was changed"]);
    refused(&site, &[&missing, "dismiss", "--reason", "x"], 1, &["no longer open"]);
    // Closed by a sync.
    site.sync(&[Row::new("t1", "Anna Ruiz", "101")]);
    refused(&site, &[&name, "merge"], 1, &["no longer open"]);
}

#[rstest]
fn facts_that_have_changed_since(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((site, name, _)) = site(on) else { return };
    import(&site, "ANNA,Ruiz");
    refused(&site, &[&name, "merge"], 1, &["has changed since", "run `sync`"]);
    site.json(&["sync"]);
    site.json(&["alerts", "resolve", &name, "merge"]);
}

#[rstest]
fn an_alert_of_another_property(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((site, name, _)) = site(on) else { return };
    let oak = site.neighbour("oak-court");
    oak.sync(&[Row::new("1", "Hugo Singh", "1")]);
    let before = site.state();
    oak.run(&["alerts", "resolve", &name, "merge"]).exits(2).says(&["maple-court"]);
    assert_eq!(site.state(), before);
}

#[rstest]
fn an_old_account_that_is_in_use_is_not_deleted(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let ana = Row::new("t1", "Ana Ruiz", "101");
    site.sync(std::slice::from_ref(&ana));
    site.neighbour("oak-court").sync(std::slice::from_ref(&ana));
    site.sync(&[ana.email("new@example.com")]);
    let alerts = site.alerts();
    let id = alert(&alerts, "email_mismatch")["id"].as_str().unwrap();
    refused(&site, &[id, "create-separate", "--delete-old"], 1, &["another live residency"]);
}
