use std::process::ExitCode;

use jiff::Timestamp;

use super::Job;
use crate::{engine, output};

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
    output::json_lines(&fetched.roster.residents)?;
    Ok(ExitCode::SUCCESS)
}
