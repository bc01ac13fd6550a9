//! The PostgreSQL server shared by the tests.

use std::{
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// The URL of a server with a database to create schemas in: the one that
/// `TENANTRY_TEST_POSTGRES` names, otherwise a temporary one for this test run.
/// The error says why there is none, taken from `TENANTRY_SKIP_POSTGRES` if that
/// is set.
pub(crate) fn server() -> Result<&'static str, &'static str> {
    static SERVER: OnceLock<Result<String, String>> = OnceLock::new();
    let named = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let server = SERVER.get_or_init(|| {
        match (named("TENANTRY_TEST_POSTGRES"), named("TENANTRY_SKIP_POSTGRES")) {
            (Some(url), _) => Ok(url),
            (None, Some(why)) => Err(why),
            (None, None) => throw_away(),
        }
    });
    server.as_deref().map_err(String::as_str)
}

/// One server for all processes of a test run, because nextest runs each test in
/// its own process. It stops with nextest, or with this process.
fn throw_away() -> Result<String, String> {
    let owner = match env::var_os("NEXTEST") {
        Some(_) => std::os::unix::process::parent_id(),
        None => std::process::id(),
    };
    let folder = env::temp_dir().join(format!("tenantry-postgres-{owner}"));
    let lock = File::create(folder.with_extension("lock")).map_err(|error| error.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;
    if let Some(known) = remembered(&folder) {
        return known;
    }
    let result = start(&folder, owner);
    let _ = fs::create_dir_all(&folder);
    let (Ok(text) | Err(text)) = &result;
    let name = if result.is_ok() { "url" } else { "failure" };
    fs::write(folder.join(name), text).map_err(|error| error.to_string())?;
    result
}

fn remembered(folder: &Path) -> Option<Result<String, String>> {
    let read = |name| fs::read_to_string(folder.join(name)).ok();
    read("url").map(Ok).or_else(|| read("failure").map(Err))
}

fn start(folder: &Path, owner: u32) -> Result<String, String> {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../scripts/postgres");
    let done = Command::new(script)
        .arg("start")
        .arg(folder)
        .arg(owner.to_string())
        .output()
        .map_err(|error| format!("scripts/postgres: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if done.status.success() { Ok(text(&done.stdout)) } else { Err(text(&done.stderr)) }
}
