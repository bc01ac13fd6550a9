//! How fast a large CSV file is read, compared with the csv crate merely
//! iterating over the same records.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use tenantry_core::{
    Date,
    connector::{BaseDir, ConnectorSettings, Context as Day, Limits, drain},
};
use tenantry_csv::CsvSettings;

use crate::measure::{Run, engine, measured, median};

/// Iterates over the records of a file with the csv crate.
pub(crate) fn iterate(feed: &Path) -> anyhow::Result<()> {
    let mut count = 0;
    for record in ::csv::Reader::from_path(feed)?.records() {
        count += record?.len();
    }
    println!("{count} cells");
    Ok(())
}

/// Reads every resident of a file with the connector, and nothing more.
pub(crate) fn take(feed: PathBuf) -> anyhow::Result<()> {
    let settings: CsvSettings =
        serde_json::from_value(serde_json::json!({ "path": feed.canonicalize()? }))?;
    let connector = settings.build(&BaseDir::default())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let events = connector.fetch(Day::new("bench", Date::constant(2026, 11, 2)));
    let totals = runtime.block_on(drain(events, Limits::default(), |_| Ok(())))?;
    println!("{totals:?}");
    Ok(())
}

/// Measures all of these over the same number of residents.
pub(crate) fn run(residents: usize, runs: usize) -> anyhow::Result<()> {
    crate::build_engine()?;
    let folder = tempfile::tempdir()?;
    crate::feed::generate(folder.path(), residents, 1)?;
    let feed = folder.path().join("first.csv");
    let config = folder.path().join("bench.toml");
    fs::write(
        &config,
        "[property]\nid = \"bench\"\ntimezone = \"UTC\"\n[connector]\nkind = \"csv\"\n\
         path = \"first.csv\"\n[database]\nurl = \"sqlite://bench.db\"\n",
    )?;
    let engine = engine()?;
    let this = env::current_exe()?.display().to_string();
    let (config, path) = (config.display().to_string(), feed.display().to_string());
    let commands: [(&str, Vec<&str>); 4] = [
        ("csv crate, a record reused", vec![&this, "read", &path]),
        ("csv crate, records()", vec![&this, "iterate", &path]),
        ("the connector's residents", vec![&this, "take", &path]),
        ("engine-cli fetch, with JSON", vec![&engine, "--config", &config, "fetch"]),
    ];
    let mut all: [Vec<Run>; 4] = Default::default();
    for _ in 0..runs.max(1) {
        for ((_, command), runs) in commands.iter().zip(&mut all) {
            runs.push(measured(command)?);
        }
    }
    let megabytes = fs::metadata(&feed)?.len() as f64 / 1e6;
    let medians = all.map(|runs| median(&runs));
    println!("{residents} residents, {megabytes:.0} MB");
    println!(
        "{:<28} {:>6} {:>7} {:>9}   of a reused record, of records()",
        "", "s", "MB/s", "peak MiB"
    );
    for ((name, _), run) in commands.iter().zip(&medians) {
        println!(
            "{name:<28} {:>6.2} {:>7.0} {:>9.0}   {:>5.2} {:>5.2}",
            run.wall,
            megabytes / run.wall,
            run.peak,
            medians[0].wall / run.wall,
            medians[1].wall / run.wall
        );
    }
    Ok(())
}
