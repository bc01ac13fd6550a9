//! A Yardi server for trying out Tenantry: one property, made-up credentials,
//! and residents from files that can be edited while it runs.

#![expect(clippy::disallowed_macros, reason = "a program for the terminal")]

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use anyhow::{Context, bail};
use clap::Parser;
use tenantry_fakes::{Answer, Call, Fake, Pms, Reply, Seen, Service, Yardi};

const PROPERTY: &str = "maple";
const DEMO_FEED: &str = include_str!("../../fixtures/yardi/a_household.xml");
const PROMOTIONS: &str = "GetRoommatePromotions";

/// Serves ItfResidentTransactions20, ItfResidentData and ItfCommonData for the
/// property `maple`.
#[derive(Debug, Parser)]
struct Arguments {
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 8900)]
    port: u16,
    /// A file with the content of a result. Its root element decides for which
    /// operations: ResidentTransactions, MITS-ResidentData, Properties (the
    /// rent roll) or UnitInformation. Files are read again for every request.
    /// Default: one household.
    #[arg(long = "feed", value_name = "FILE")]
    feeds: Vec<PathBuf>,
    /// The content of the result of GetRoommatePromotions.
    #[arg(long, value_name = "FILE")]
    promotions: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut yardi = Yardi::demo(PROPERTY, "Maple Court");
    yardi.licenses.remove(&Service::RentersInsurance);
    for operation in FEEDS.iter().flat_map(|(_, operations)| *operations) {
        for service in SERVICES {
            yardi.offer(service, operation, false);
        }
    }
    if arguments.feeds.is_empty() {
        serve(&mut yardi, Source::Text(DEMO_FEED))?;
    }
    for path in arguments.feeds {
        serve(&mut yardi, Source::File(path))?;
    }
    if let Some(path) = arguments.promotions {
        let source = Arc::new(Source::File(path));
        source.read()?;
        answer(&mut yardi, PROMOTIONS, &source);
    }

    let introduction = introduction(&yardi);
    let fake = Fake::on_port(Told(yardi), arguments.port)
        .with_context(|| format!("port {} of 127.0.0.1", arguments.port))?;
    print!("Listening on {}; Ctrl-C stops.\n{introduction}", fake.url());
    io::stdout().flush()?;
    loop {
        thread::park();
    }
}

const SERVICES: [Service; 3] =
    [Service::ResidentTransactions20, Service::ResidentData, Service::CommonData];

/// The operations that return a document with this root element.
const FEEDS: [(&str, &[&str]); 4] = [
    ("ResidentTransactions", &["GetResidentTransactions_Login"]),
    ("MITS-ResidentData", &["GetResidents", "GetResidentsByStatus"]),
    ("Properties", &["GetRentroll"]),
    ("UnitInformation", &["GetUnitInformation"]),
];

/// Where a document comes from.
enum Source {
    Text(&'static str),
    File(PathBuf),
}

impl Source {
    fn read(&self) -> anyhow::Result<String> {
        match self {
            Self::Text(text) => Ok((*text).into()),
            Self::File(path) => read(path),
        }
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// Serves a document as the result of its operations.
fn serve(yardi: &mut Yardi, source: Source) -> anyhow::Result<()> {
    let root = root(&source.read()?);
    let Some((_, operations)) = FEEDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(&root))
    else {
        bail!("no operation returns a document with the root element {root:?}");
    };
    let source = Arc::new(source);
    for operation in *operations {
        answer(yardi, operation, &source);
    }
    Ok(())
}

fn answer(yardi: &mut Yardi, operation: &str, source: &Arc<Source>) {
    for service in SERVICES {
        let source = source.clone();
        yardi.offer(service, operation, true);
        yardi.reply_with(service, operation, PROPERTY, move |_| match source.read() {
            Ok(text) => Reply::Inner(text),
            Err(error) => Reply::Whole(Answer::html(500, &format!("{error:#}"))),
        });
    }
}

/// The local name of a document's root element.
fn root(document: &str) -> String {
    let start = document.split('<').skip(1).find(|tag| tag.starts_with(char::is_alphabetic));
    let name = start.unwrap_or_default().split(['>', '/', ' ', '\t', '\r', '\n']).next();
    name.unwrap_or_default().rsplit(':').next().unwrap_or_default().into()
}

/// The settings for a connector.
fn introduction(yardi: &Yardi) -> String {
    let login = &yardi.login;
    let mut lines = vec![
        ("property", PROPERTY),
        ("user name", &login.user_name),
        ("password", &login.password),
        ("server", &login.server_name),
        ("database", &login.database),
        ("platform", &login.platform),
    ];
    if let Some(license) = yardi.licenses.get(&Service::CommonData) {
        lines.extend([("entity", license.entity.as_str()), ("license", &license.license)]);
    }
    lines.iter().map(|(name, value)| format!("  {name:<10} {value}\n")).collect()
}

/// A system that prints one line per request.
struct Told(Yardi);

impl Pms for Told {
    fn operation(&self, seen: &Seen) -> String {
        self.0.operation(seen)
    }

    fn answer(&mut self, seen: &Seen) -> Answer {
        let answer = self.0.answer(seen);
        let asked = Yardi::call(seen).as_ref().map_or_else(|| seen.path.clone(), line);
        println!("{} {asked}", answer.status);
        answer
    }
}

fn line(call: &Call) -> String {
    format!("{} {} {}", call.service.name(), call.operation, call.property())
}
