//! Concurrent syncs of one property and of several.

use std::{
    collections::HashSet,
    process::{Child, Stdio},
};

use rstest::rstest;
use serde_json::Value;

use crate::harness::{Backend, Output, Postgres, Row, Site, Sqlite, crowd, database};

fn start(site: &Site) -> Child {
    let mut command = site.command(&["--json", "sync"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The reports of the syncs. Nobody has to give up because another was faster.
fn finish(running: Vec<Child>) -> Vec<Value> {
    let outputs = running.into_iter().map(|run| Output::of(run.wait_with_output().unwrap()));
    outputs.map(|output| output.exits(0).json()).collect()
}

fn sum(reports: &[Value], count: &str) -> u64 {
    reports.iter().map(|report| report["counts"][count].as_u64().unwrap()).sum()
}

#[rstest]
fn syncs_of_one_property_do_what_one_does(#[values(Sqlite, Postgres)] on: Backend) {
    let (Some(site), Some(reference)) = (Site::on(on), Site::on(on)) else { return };
    let (site, reference) = (site.without_limits(), reference.without_limits());
    let monday = crowd(600);
    let tuesday: Vec<Row> = monday.iter().skip(4).map(|row| row.clone().unit("moved")).collect();
    for (rows, count, expected) in [(&monday, "created", 600), (&tuesday, "updated", 596)] {
        site.feed(rows);
        let reports = finish((0..8).map(|_| start(&site)).collect());
        assert_eq!(sum(&reports, count), expected);
        assert_eq!(reports.iter().filter(|report| report["counts"][count] == expected).count(), 1);
        reference.sync(rows);
        assert_eq!(site.people(), reference.people());
        let essence = |site: &Site| -> Vec<Value> {
            let alerts = site.alerts();
            alerts.as_array().unwrap().iter().map(|alert| alert["message"].clone()).collect()
        };
        assert_eq!(essence(&site), essence(&reference));
    }
    let runs = site.json(&["runs"]);
    let applied = runs.as_array().unwrap().iter().filter(|run| run["counts"]["created"] == 600);
    assert_eq!(applied.count(), 1);
}

/// Twenty people who live in every property, ten who share an email with a
/// different person in each other property, and thirty of the property's own.
fn residents(property: usize) -> Vec<Row> {
    let own = |n: usize| {
        let row =
            Row::new(&format!("p{property}-{n}"), &format!("First{n} Last{n}"), &n.to_string());
        match n {
            0..20 => row,
            20..30 => row.name(&format!("First{n} Of{property}")),
            _ => row
                .name(&format!("First{n} Of{property}"))
                .email(&format!("f{n}.of{property}@example.com")),
        }
    };
    (0..60).map(own).collect()
}

#[rstest]
fn syncs_of_several_properties_share_emails(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(first) = Site::on(on) else { return };
    let mut sites: Vec<Site> = (1..4).map(|n| first.neighbour(&format!("court-{n}"))).collect();
    sites.insert(0, first);
    for (n, site) in sites.iter().enumerate() {
        site.feed(&residents(n));
    }
    let reports = finish(sites.iter().map(start).collect());
    // 20 who live everywhere, 10 who were first with a shared email, 30 per property.
    assert_eq!(sum(&reports, "created"), 20 + 10 + 4 * 30);
    assert_eq!(sum(&reports, "linked"), 3 * 20);

    let rows =
        database::query(&sites[0].url, "SELECT count(*), count(DISTINCT email_key) FROM accounts");
    let [all, keys] = [0, 1].map(|at| rows[0].try_get_by_index::<i64>(at).unwrap());
    assert_eq!((all, keys), (150, 150));
    for (n, site) in sites.iter().enumerate() {
        nobody_falls_through(site, n);
        let again = site.json(&["sync"]);
        assert_eq!(again["changes"], Value::Array(Vec::new()), "{}", site.property);
    }
}

/// Everybody is either linked or named in an open alert.
fn nobody_falls_through(site: &Site, property: usize) {
    let people = site.people();
    let homes = people
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|person| person["residencies"].as_array().unwrap());
    let here = homes.filter(|home| home["property"] == site.property);
    let linked: HashSet<String> = here.map(|home| text(&home["external_id"])).collect();
    let alerts = site.alerts();
    let named =
        alerts.as_array().unwrap().iter().flat_map(|alert| alert["residents"].as_array().unwrap());
    let named: HashSet<String> = named.map(text).collect();
    assert!(linked.is_disjoint(&named));
    assert_eq!(linked.len() + named.len(), residents(property).len());
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
