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
