use std::{
    io::{BufWriter, Write},
    process::ExitCode,
};

use jiff::Timestamp;

use super::Job;
use crate::engine;

/// Prints the normalized roster, one JSON object a line.
pub(crate) async fn run(job: &Job) -> anyhow::Result<ExitCode> {
    let policy = engine::policy(&job.site, Timestamp::now(), job.today);
    let fetched = engine::fetch(&job.site, &policy).await?;
    for note in &fetched.notes {
        anstream::eprintln!("{note}");
    }
    for reject in &fetched.roster.rejects {
        let field = reject.field.map(|field| format!(" ({field})")).unwrap_or_default();
        anstream::eprintln!("rejected: {}: {}{field}", reject.location, reject.code.explanation());
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    for resident in &fetched.roster.residents {
        serde_json::to_writer(&mut out, resident)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
