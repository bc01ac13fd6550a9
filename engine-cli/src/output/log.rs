use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Logs go to stderr; `RUST_LOG` says which. Without it only warnings are
/// shown, so that a terminal stays readable.
pub(crate) fn init() {
    let Ok(wanted) = std::env::var("RUST_LOG") else { return };
    let filter = EnvFilter::try_new(wanted).unwrap_or_else(|_| EnvFilter::new("warn"));
    // A second call, in a process that set up its own, changes nothing.
    let _ =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// A server says what it does, to stderr; `RUST_LOG` says how much of it.
pub(crate) fn init_for_server(json: bool) {
    let wanted = std::env::var("RUST_LOG").ok().and_then(|wanted| EnvFilter::try_new(wanted).ok());
    let filter = wanted.unwrap_or_else(|| {
        EnvFilter::new("warn,tenantry_console=info,tenantry_engine=info,tenantry_store=info")
    });
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let logs = logs.with_ansi(std::io::stderr().is_terminal());
    let _ = if json { logs.json().flatten_event(true).try_init() } else { logs.try_init() };
}
