use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Logs to stderr, filtered by `RUST_LOG`. Default: warnings only, so that a
/// terminal stays readable.
pub(crate) fn init() {
    let Ok(wanted) = std::env::var("RUST_LOG") else { return };
    let filter = filter(&wanted).unwrap_or_else(|| EnvFilter::new("warn"));
    // Has no effect if the process already set up its own logging.
    let _ =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// Logs what the server does to stderr, filtered by `RUST_LOG`.
pub(crate) fn init_for_server(json: bool) {
    let wanted = std::env::var("RUST_LOG").ok().and_then(|wanted| filter(&wanted));
    let filter = wanted.unwrap_or_else(|| {
        EnvFilter::new("warn,tenantry_console=info,tenantry_engine=info,tenantry_store=info")
    });
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let logs = logs.with_ansi(std::io::stderr().is_terminal());
    let _ = if json { logs.json().flatten_event(true).try_init() } else { logs.try_init() };
}

/// A library that logs the phone numbers that it reads.
const TELLS: &str = "rlibphonenumber";

/// What `RUST_LOG` asks for, without lines that would contain personal data; `None`
/// if it is not valid.
fn filter(wanted: &str) -> Option<EnvFilter> {
    let parts = wanted.split(',').filter(|part| !part.trim_start().starts_with(TELLS));
    let parts: Vec<&str> = parts.filter(|part| !part.trim().is_empty()).collect();
    // The later of two levels for everything counts.
    EnvFilter::try_new(format!("error,{},{TELLS}=off", parts.join(","))).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::filter;

    #[rstest]
    #[case("trace", "rlibphonenumber=off,trace")]
    #[case("", "rlibphonenumber=off,error")]
    #[case("info,rlibphonenumber::phonenumberutil=trace", "rlibphonenumber=off,info")]
    #[case("tenantry_http=debug", "rlibphonenumber=off,tenantry_http=debug,error")]
    fn nobody_can_ask_for_phone_numbers(#[case] wanted: &str, #[case] given: &str) {
        assert_eq!(filter(wanted).map(|it| it.to_string()).as_deref(), Some(given));
    }

    #[test]
    fn what_is_not_valid() {
        assert!(filter("a=b=c").is_none());
    }
}
