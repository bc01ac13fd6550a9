use std::path::PathBuf;

/// Whether the PMS's responses are recorded or replayed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Tape {
    /// Neither: they are only read.
    #[default]
    Off,
    /// They are also written to this folder, with credentials removed.
    Record(PathBuf),
    /// They are read from this folder instead of the network.
    Replay(PathBuf),
}
