use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Logs to stderr, filtered by `RUST_LOG`. Default: warnings only, so that a
/// terminal stays readable.
pub(crate) fn init() {
    let Ok(wanted) = std::env::var("RUST_LOG") else { return };
    let filter = EnvFilter::try_new(wanted).unwrap_or_else(|_| EnvFilter::new("warn"));
    // Has no effect if the process already set up its own logging.
    let _ =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// Logs what the server does to stderr, filtered by `RUST_LOG`.
pub(crate) fn init_for_server(json: bool) {
    let wanted = std::env::var("RUST_LOG").ok().and_then(|wanted| EnvFilter::try_new(wanted).ok());
    let filter = wanted.unwrap_or_else(|| {
        EnvFilter::new("warn,tenantry_console=info,tenantry_engine=info,tenantry_store=info")
    });
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let logs = logs.with_ansi(std::io::stderr().is_terminal());
    let _ = if json { logs.json().flatten_event(true).try_init() } else { logs.try_init() };
}
