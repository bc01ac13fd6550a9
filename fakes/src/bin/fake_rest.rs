//! A server for trying out a profile of the REST connector: its responses come
//! from files that can be edited while it runs.

#![expect(clippy::disallowed_macros, reason = "a program for the terminal")]

use std::{
    io::{self, Write},
    path::PathBuf,
    thread,
};

use anyhow::Context;
use clap::Parser;
use tenantry_fakes::{Fake, Served};

/// Serves the responses listed in a file such as examples/rest/answers.toml.
#[derive(Debug, Parser)]
struct Arguments {
    /// The port on 127.0.0.1
    #[arg(long, default_value_t = 8901)]
    port: u16,
    /// The file that lists the response to each request
    answers: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let served = Served::open(&arguments.answers)
        .with_context(|| format!("{} cannot be served", arguments.answers.display()))?;
    let fake = Fake::on_port(served, arguments.port)
        .with_context(|| format!("port {} of 127.0.0.1", arguments.port))?;
    println!("Listening on {}; Ctrl-C stops.", fake.url());
    io::stdout().flush()?;
    loop {
        thread::park();
    }
}
