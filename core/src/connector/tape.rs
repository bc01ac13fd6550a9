use std::path::PathBuf;

/// What becomes of the PMS's answers besides being read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Tape {
    /// Nothing.
    #[default]
    Off,
    /// They are written to this folder, credentials removed.
    Record(PathBuf),
    /// They come from this folder, and the network is not used.
    Replay(PathBuf),
}
