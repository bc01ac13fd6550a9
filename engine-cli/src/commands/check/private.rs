//! Whether files about residents, and files with secrets, are their owner's only.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use tenantry_engine::Site;
use tenantry_store::files_of;

use super::Check;
use crate::{commands::Job, output::pasted};

/// A warning about the files of a property that others can read. In a portfolio, the first
/// property that uses a file reports it.
pub(super) fn check(job: &Job<'_>) -> Option<Check> {
    let mut exposed: Vec<PathBuf> =
        files(job.site).into_iter().filter(|file| is_exposed(file)).collect();
    if !exposed.is_empty() {
        let before = job.portfolio.chosen().take_while(|site| site.id() != job.site.id());
        let before: HashSet<PathBuf> = before.flat_map(files).collect();
        exposed.retain(|file| !before.contains(file));
    }
    if exposed.is_empty() {
        return None;
    }
    let shown: Vec<String> = exposed.iter().map(|file| file.display().to_string()).collect();
    let message = format!("others on this machine can read or change {}", shown.join(", "));
    let pasted: Vec<String> = exposed.iter().map(|file| pasted(file)).collect();
    let hint = format!("`chmod go= {}` makes it private", pasted.join(" "));
    Some(Check::warning("permissions", message, hint))
}

/// The files that are nobody else's business.
fn files(site: &Site) -> Vec<PathBuf> {
    let mut files = files_of(&site.database_url);
    files.extend(site.files_with_secrets.iter().cloned());
    files
}

/// Whether anybody but the owner may read or write a file.
#[cfg(unix)]
fn is_exposed(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    const OTHERS: u32 = 0o077;
    std::fs::metadata(file).is_ok_and(|file| file.permissions().mode() & OTHERS != 0)
}

#[cfg(not(unix))]
fn is_exposed(_: &Path) -> bool {
    false
}
