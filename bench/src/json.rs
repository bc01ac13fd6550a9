//! How fast paged JSON is read, compared with serde_json's typed parse of the
//! same bytes.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::bail;
use serde::Deserialize;

use crate::measure::{Run, engine, measured, median};

/// Rows per page, as many as AppFolio returns at once.
const ROWS: usize = 5000;

/// A page of AppFolio's tenant directory.
#[derive(Debug, Deserialize)]
struct Page {
    results: Vec<Tenant>,
    next_page_url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "what a typed parse keeps")]
struct Tenant {
    property: String,
    property_name: String,
    property_id: u64,
    unit: String,
    unit_id: u64,
    tenant: String,
    first_name: String,
    last_name: String,
    tenant_type: String,
    status: String,
    emails: Option<String>,
    phone_numbers: Option<String>,
    move_in: Option<String>,
    move_out: Option<String>,
    lease_from: Option<String>,
    lease_to: Option<String>,
    selected_tenant_id: u64,
    occupancy_id: u64,
}

/// Parses every page in a folder into types and does nothing with them.
pub(crate) fn read(folder: &Path) -> anyhow::Result<()> {
    let (mut rows, mut linked) = (0, 0);
    for number in 1.. {
        let path = page_path(folder, number);
        if !path.exists() {
            break;
        }
        let page: Page = serde_json::from_slice(&fs::read(path)?)?;
        rows += page.results.len();
        linked += usize::from(page.next_page_url.is_some());
    }
    println!("{rows} rows, {linked} links");
    Ok(())
}

/// Measures both over the same number of residents.
pub(crate) fn run(residents: usize, runs: usize) -> anyhow::Result<()> {
    if residents == 0 {
        bail!("at least one resident");
    }
    crate::build_engine()?;
    let folder = tempfile::tempdir()?;
    let tape = folder.path().join("tape");
    fs::create_dir(&tape)?;
    let bytes = generate(&tape, residents)?;
    let config = folder.path().join("bench.toml");
    fs::write(
        &config,
        "[property]\nid = \"bench\"\ntimezone = \"UTC\"\n[connector]\nkind = \"rest\"\n\
         profile = \"appfolio\"\nurl = \"https://bench.example.com\"\n[connector.credentials]\n\
         client_id = \"id\"\nclient_secret = \"secret\"\n[database]\nurl = \"sqlite://bench.db\"\n",
    )?;
    let engine = engine()?;
    let this = env::current_exe()?.display().to_string();
    let (config, tape) = (config.display().to_string(), tape.display().to_string());
    let (mut typed, mut fetch) = (Vec::new(), Vec::new());
    for _ in 0..runs.max(1) {
        typed.push(measured(&[&this, "read-json", &tape])?);
        fetch.push(measured(&[&engine, "--config", &config, "fetch", "--replay", &tape])?);
    }
    let (typed, fetch): (Run, Run) = (median(&typed), median(&fetch));
    let megabytes = bytes as f64 / 1e6;
    println!(
        "{:>9} {:>6}   {:>9} {:>7}   {:>9} {:>7} {:>9}   {:>5}",
        "residents", "MB", "typed s", "MB/s", "fetch s", "MB/s", "peak MiB", "ratio"
    );
    println!(
        "{residents:>9} {megabytes:>6.0}   {:>9.2} {:>7.0}   {:>9.2} {:>7.0} {:>9.0}   {:>5.2}",
        typed.wall,
        megabytes / typed.wall,
        fetch.wall,
        megabytes / fetch.wall,
        fetch.peak,
        typed.wall / fetch.wall
    );
    Ok(())
}

/// Writes the pages as a recording of AppFolio's responses. Returns their size
/// in bytes.
fn generate(folder: &Path, residents: usize) -> anyhow::Result<usize> {
    let mut bytes = 0;
    let pages = residents.div_ceil(ROWS);
    for number in 1..=pages {
        let first = (number - 1) * ROWS;
        let rows: Vec<String> = (first..residents.min(first + ROWS)).map(tenant).collect();
        let next = if number < pages {
            format!("\"/api/v2/reports/tenant_directory.json?page_token={number}\"")
        } else {
            "null".into()
        };
        let page = format!("{{\"results\":[{}],\"next_page_url\":{next}}}", rows.join(","));
        bytes += page.len();
        let path = page_path(folder, number);
        fs::write(&path, page)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let entry = format!(
            "label = \"tenants page {number}\"\nmethod = \"POST\"\nurl = \"https://bench.example.com\"\n\
             status = 200\ncontent_type = \"application/json\"\nbody = {name:?}\nwhole = true\n"
        );
        fs::write(path.with_extension("toml"), entry)?;
    }
    Ok(bytes)
}

fn page_path(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("{number:03}-tenants-page-{number}.json"))
}

/// A row; two out of three share a household.
fn tenant(number: usize) -> String {
    let (household, last) = (number / 3 * 2 + usize::from(number % 3 == 2), number / 3 % 5000);
    let mut row = String::with_capacity(700);
    let _ = write!(
        row,
        "{{\"property\":\"Bench Court - 100 Sample Way Springfield, IL 62701\",\
         \"property_name\":\"Bench Court\",\"property_id\":17,\"unit\":\"{household}\",\
         \"unit_id\":{household},\"tenant\":\"Last{last}, First{number}\",\
         \"first_name\":\"First{number}\",\"last_name\":\"Last{last}\",\
         \"tenant_type\":\"Financially Responsible\",\"status\":\"Current\",\
         \"emails\":\"first{number}.last@example.com\",\
         \"phone_numbers\":\"Mobile: (555) 010-{:04}\",\"move_in\":\"2025-03-01\",\
         \"move_out\":null,\"lease_from\":\"2025-03-01\",\"lease_to\":\"2027-02-28\",\
         \"selected_tenant_id\":{number},\"occupancy_id\":{household},\
         \"tenant_integration_id\":null}}",
        number % 10_000
    );
    row
}
