//! What the command line adds to errors of the directory: the command that helps.

use tenantry_store::StoreError;

/// What to do, if a command helps.
pub(crate) fn hint(error: &StoreError) -> Option<String> {
    Some(match error {
        StoreError::NoSuchAlert { .. } => "`alerts --all` lists them".to_owned(),
        StoreError::NoSuchRun { .. } => "`runs` lists them".to_owned(),
        StoreError::NoSuchOperator => "`operators` lists them".to_owned(),
        StoreError::AlertClosed { id } => format!("`alerts show {id}` tells how it was closed"),
        StoreError::OlderVersion { .. } => "run `sync` once to update it".to_owned(),
        _ => return None,
    })
}
