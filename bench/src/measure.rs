//! One run of a whole command, measured by the operating system.

use std::{
    env,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, bail};
use nix::sys::resource::{UsageWho, getrusage};
use serde::{Deserialize, Serialize};

/// The resources used by one run of a command.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Run {
    /// Wall time, seconds.
    pub(crate) wall: f64,
    /// User and system time, seconds.
    pub(crate) cpu: f64,
    /// Peak resident memory, MiB.
    pub(crate) peak: f64,
}

/// Runs a command in a separate process that only waits for it, so that the
/// peak memory is this command's and not an earlier one's.
///
/// # Errors
/// If the command cannot be started or fails.
pub(crate) fn measured(command: &[impl AsRef<str>]) -> anyhow::Result<Run> {
    let this = env::current_exe()?;
    let output = Command::new(this)
        .arg("measure")
        .arg("--")
        .args(command.iter().map(AsRef::as_ref))
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        let words: Vec<&str> = command.iter().map(AsRef::as_ref).collect();
        bail!("{} failed", words.join(" "));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The engine in the same folder as this program.
///
/// # Errors
/// If this program's path cannot be determined.
pub(crate) fn engine() -> anyhow::Result<String> {
    Ok(env::current_exe()?.with_file_name("engine-cli").display().to_string())
}

/// Runs a command as the only child of this process.
///
/// # Errors
/// If the command cannot be started or fails.
pub(crate) fn measure(command: &[String]) -> anyhow::Result<Run> {
    let (program, args) = command.split_first().context("no command")?;
    let start = Instant::now();
    let status = Command::new(program).args(args).stdout(Stdio::null()).status()?;
    let wall = start.elapsed().as_secs_f64();
    if !status.success() {
        bail!("{program} ended with {status}");
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    Ok(Run {
        wall,
        cpu: seconds(usage.user_time()) + seconds(usage.system_time()),
        peak: usage.max_rss() as f64 / 1024.0,
    })
}

/// The median of each figure.
pub(crate) fn median(runs: &[Run]) -> Run {
    let middle = |figure: fn(&Run) -> f64| {
        let mut figures: Vec<f64> = runs.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied().unwrap_or_default()
    };
    Run { wall: middle(|run| run.wall), cpu: middle(|run| run.cpu), peak: middle(|run| run.peak) }
}
