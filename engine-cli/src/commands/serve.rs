use std::{net::SocketAddr, process::ExitCode};

use serde_json::json;
use tenantry_console::{Ready, ServeError, Settings, serve};
use tenantry_core::Date;

use crate::{
    config::Portfolio,
    exit::Usage,
    output::{self, table::println, tell},
};

/// Serves the console until the process is told to stop.
pub(crate) async fn run(
    portfolio: Portfolio,
    listen: SocketAddr,
    url: Option<String>,
    today: Option<Date>,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let access_database = portfolio.access_database()?;
    for broken in &portfolio.broken {
        tell(format_args!("error: {broken}"));
    }
    let broken = portfolio.broken.iter().map(ToString::to_string).collect();
    let url = url.or(portfolio.console.url);
    let settings = Settings { sites: portfolio.sites, broken, access_database, listen, url, today };
    match serve(settings, |ready| say(&ready, json), stop()).await {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error @ ServeError::Url(_)) => Err(Usage(error.to_string()).into()),
        Err(error @ ServeError::NoOperator { .. }) => {
            let hint = "create an operator first, with `operators add NAME --role admin`";
            Err(Usage(format!("{error}; {hint}")).into())
        }
        Err(error @ ServeError::Listen { .. }) => {
            Err(anyhow::anyhow!("{error}; pass another address with --listen"))
        }
        Err(error) => Err(error.into()),
    }
}

fn say(ready: &Ready, json: bool) {
    let Ready { url, setup, is_open, read_only } = ready;
    for place in read_only {
        tell(format_args!(
            "note: {place} is read-only: it can be viewed, not changed, and is not synced"
        ));
    }
    if json {
        // A closed stdout does not stop the console.
        let _ = output::json(&json!({"url": url, "setup": setup}));
    } else {
        match setup {
            None => println(&format!("The console is at {url}")),
            Some(link) => println(&format!(
                "The console is at {url}\nNo operators yet. Create the first one here (this link works once):\n\n  {link}\n"
            )),
        }
    }
    if *is_open {
        tell(
            "warning: this address is reachable from other machines, and passwords travel unencrypted; put an HTTPS proxy in front of it and pass --url https://...",
        );
    }
}

/// What ends on SIGTERM or Ctrl-C. Both are caught from now on, so that nobody who is told that
/// the console is ready can stop it too early.
fn stop() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let mut caught = {
        use tokio::signal::unix::{SignalKind, signal};
        [SignalKind::terminate(), SignalKind::interrupt()].map(|kind| signal(kind).ok())
    };
    async move {
        #[cfg(unix)]
        if let [Some(terminate), Some(interrupt)] = &mut caught {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            return;
        }
        let _ = tokio::signal::ctrl_c().await;
    }
}
