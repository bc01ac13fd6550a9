//! Benchmarks whole syncs through the real binary and SQLite, next to a plain
//! Python script that does the same job and to merely reading the feed.
//!
//! `cargo run --release -p tenantry-bench -- run` prints a table; `generate`
//! writes feeds; `csv`, `xml` and `json` measure the reading of large
//! responses, `yardi` a sync from a server.

#![expect(clippy::disallowed_macros, reason = "a benchmark prints what it measured")]

mod console;
mod csv;
mod feed;
mod json;
mod measure;
mod rules;
mod xml;
mod yardi;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};

use crate::measure::{Run, engine, measure, measured, median};

/// The engine's allocator, so that what is compared with it uses the same one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Debug, Parser)]
#[command(about = "Generates feeds and benchmarks syncs")]
struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Write first.csv, typical.csv and people.csv into a folder
    Generate {
        folder: PathBuf,
        #[arg(long, default_value_t = 250)]
        residents: usize,
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Measure first, typical and unchanged syncs
    Run {
        /// Numbers of residents
        #[arg(long, value_delimiter = ',', default_value = "250,10000,100000,1000000")]
        residents: Vec<usize>,
        /// Runs of each; medians are printed
        #[arg(long, default_value_t = 3)]
        runs: usize,
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Measure only the rules, per resident
    Rules {
        /// Numbers of residents
        #[arg(long, value_delimiter = ',', default_value = "250,10000,100000,1000000")]
        residents: Vec<usize>,
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Read a feed with the csv crate and do nothing with it
    Read { feed: PathBuf },
    /// Measure how fast a large XML response is read
    Xml {
        /// Number of residents
        #[arg(long, default_value_t = 1_000_000)]
        residents: usize,
        /// Runs of each; medians are printed
        #[arg(long, default_value_t = 3)]
        runs: usize,
    },
    /// Measure syncs against a fake Yardi server
    Yardi {
        /// Number of residents
        #[arg(long, default_value_t = 250)]
        residents: usize,
        /// Runs of each; medians are printed
        #[arg(long, default_value_t = 11)]
        runs: usize,
    },
    /// Measure the console's pages, at rest and while the property is synced
    Console {
        #[arg(long, default_value_t = 5000)]
        people: usize,
        #[arg(long, default_value_t = 500)]
        alerts: usize,
        /// Requests per page; medians are printed
        #[arg(long, default_value_t = 101)]
        requests: usize,
    },
    /// Iterate over a feed's records with the csv crate
    Iterate { feed: PathBuf },
    /// Take a feed's residents through the connector
    Take { feed: PathBuf },
    /// Measure how fast a large CSV file is read
    Csv {
        /// Number of residents
        #[arg(long, default_value_t = 1_000_000)]
        residents: usize,
        /// Runs of each; medians are printed
        #[arg(long, default_value_t = 3)]
        runs: usize,
    },
    /// Measure how fast paged JSON is read
    Json {
        /// Number of residents
        #[arg(long, default_value_t = 1_000_000)]
        residents: usize,
        /// Runs of each; medians are printed
        #[arg(long, default_value_t = 3)]
        runs: usize,
    },
    /// Parse a recording's pages with serde_json and do nothing with them
    ReadJson { folder: PathBuf },
    /// Read a document with quick-xml's event loop and do nothing with it
    ReadXml { feed: PathBuf },
    /// Run one command and print what it took, as JSON
    #[command(hide = true)]
    Measure {
        #[arg(last = true)]
        command: Vec<String>,
    },
}

/// The name of each sync, with the measurements of the engine and the script.
type Syncs = [(&'static str, Run, Run); 3];

fn main() -> anyhow::Result<()> {
    match Args::parse().what {
        What::Generate { folder, residents, seed } => feed::generate(&folder, residents, seed),
        What::Run { residents, runs, seed } => run(&residents, runs, seed),
        What::Rules { residents, seed } => rules::run(&residents, seed),
        What::Read { feed } => read(&feed),
        What::Xml { residents, runs } => xml::run(residents, runs),
        What::Yardi { residents, runs } => yardi::run(residents, runs),
        What::Console { people, alerts, requests } => console::run(people, alerts, requests),
        What::Iterate { feed } => csv::iterate(&feed),
        What::Take { feed } => csv::take(feed),
        What::Csv { residents, runs } => csv::run(residents, runs),
        What::Json { residents, runs } => json::run(residents, runs),
        What::ReadJson { folder } => json::read(&folder),
        What::ReadXml { feed } => xml::read(&feed),
        What::Measure { command } => {
            println!("{}", serde_json::to_string(&measure(&command)?)?);
            Ok(())
        }
    }
}

fn read(feed: &Path) -> anyhow::Result<()> {
    let mut rows = ::csv::Reader::from_path(feed)?;
    let mut row = ::csv::ByteRecord::new();
    let mut bytes = 0;
    while rows.read_byte_record(&mut row)? {
        bytes += row.as_slice().len();
    }
    println!("{bytes}");
    Ok(())
}

/// Builds the engine; returns the workspace's folder.
fn build_engine() -> anyhow::Result<&'static Path> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the crate has no parent")?;
    let built = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["build", "--release", "-q", "-p", "engine-cli"])
        .status()?;
    if !built.success() {
        bail!("engine-cli does not build");
    }
    Ok(root)
}

fn run(sizes: &[usize], runs: usize, seed: u64) -> anyhow::Result<()> {
    let root = build_engine()?;
    println!(
        "{:>9}  {:<10} {:>9} {:>9} {:>9}   {:>9} {:>9} {:>9}   {:>7}",
        "residents",
        "sync",
        "wall s",
        "cpu s",
        "peak MiB",
        "python s",
        "cpu s",
        "peak MiB",
        "ratio"
    );
    for size in sizes {
        let mut all: Vec<Syncs> = Vec::new();
        let mut reads = Vec::new();
        for _ in 0..runs.max(1) {
            let (syncs, read) = once(root, *size, seed)?;
            all.push(syncs);
            reads.push(read);
        }
        for sync in 0..3 {
            let of = |pick: fn(&(&str, Run, Run)) -> Run| {
                median(&all.iter().map(|run| pick(&run[sync])).collect::<Vec<_>>())
            };
            let (ours, python) = (of(|run| run.1), of(|run| run.2));
            println!(
                "{size:>9}  {:<10} {:>9.3} {:>9.3} {:>9.0}   {:>9.3} {:>9.3} {:>9.0}   1/{:<5.1}",
                all[0][sync].0,
                ours.wall,
                ours.cpu,
                ours.peak,
                python.wall,
                python.cpu,
                python.peak,
                python.wall / ours.wall
            );
        }
        let read = median(&reads);
        println!(
            "{size:>9}  {:<10} {:>9.3} {:>9.3} {:>9.0}",
            "(csv read)", read.wall, read.cpu, read.peak
        );
    }
    Ok(())
}

/// A first, a typical and an unchanged sync by both, from the same feeds.
fn once(root: &Path, residents: usize, seed: u64) -> anyhow::Result<(Syncs, Run)> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name).display().to_string();
    feed::generate(folder.path(), residents, seed)?;
    fs::write(
        folder.path().join("bench.toml"),
        "[property]\nid = \"bench\"\ntimezone = \"UTC\"\n[connector]\nkind = \"csv\"\npath = \"feed.csv\"\n[database]\nurl = \"sqlite://bench.db\"\n",
    )?;
    let engine = engine()?;
    let config = at("bench.toml");
    let ours = |what: &[&str]| {
        measured(&[&[&engine, "--config", &config, "--today", feed::TODAY], what].concat())
    };
    let script = root.join("bench/baseline.py").display().to_string();
    let python = |what: &str, feed: &str| {
        measured(&["python3", &script, what, &at(feed), &at("python.db"), feed::TODAY])
    };

    ours(&["people", "import", &at("people.csv")])?;
    python("import", "people.csv")?;
    let mut syncs = Vec::new();
    for (name, feed) in
        [("first", "first.csv"), ("typical", "typical.csv"), ("unchanged", "typical.csv")]
    {
        fs::copy(at(feed), at("feed.csv"))?;
        // The second one must not be slowed down by the first one's dirty
        // pages.
        syncs.push((name, ours(&["sync"])?, python("sync", feed)?));
    }
    let this = env::current_exe()?.display().to_string();
    let read = measured(&[&this, "read", &at("typical.csv")])?;
    let syncs: Syncs = syncs.try_into().map_err(|_| anyhow::anyhow!("three syncs"))?;
    Ok((syncs, read))
}
