use crate::settings::CsvSettings;

/// Settings for a file, with more lines of TOML; tables without `connector.`.
pub(crate) fn settings(more: &str) -> CsvSettings {
    toml::from_str(&format!("path = 'residents.csv'\n{more}")).unwrap()
}

/// A file of these bytes in its own folder, which is deleted with the first
/// value.
pub(crate) fn file(bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("residents.csv");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// UTF-16 with a byte-order mark.
pub(crate) fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{FEFF}{text}").encode_utf16().flat_map(bytes).collect()
}
