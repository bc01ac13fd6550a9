//! Locating a database by its URL.

use std::path::{Path, PathBuf};

use crate::{Result, StoreError};

/// The part of a database URL that this crate needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Location {
    /// A SQLite file.
    File(PathBuf),
    /// SQLite in memory, which is lost when the connection closes.
    Memory,
    /// A PostgreSQL database.
    Server,
}

impl Location {
    /// Parses `sqlite://PATH`, `sqlite::memory:` or `postgres://...`. Options in a SQLite URL are
    /// ignored.
    pub(crate) fn of(url: &str) -> Result<Self> {
        if let Some(rest) = url.strip_prefix("sqlite:") {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            let path = path.split_once('?').map_or(path, |(path, _)| path);
            return match path {
                "" => Err(StoreError::Url { why: "it does not name a file" }),
                ":memory:" => Ok(Location::Memory),
                path => Ok(Location::File(PathBuf::from(path))),
            };
        }
        match url.split_once("://") {
            Some(("postgres" | "postgresql", _)) => Ok(Location::Server),
            Some(_) => Err(StoreError::Url { why: "it is neither sqlite nor postgres" }),
            None => Err(StoreError::Url { why: "it has no scheme" }),
        }
    }
}

/// The path of a file next to a SQLite file, which has the same name and a suffix.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The files of a database with residents' data in them, and its marker, whether they exist or not;
/// none if it is on a server.
pub fn files_of(url: &str) -> Vec<PathBuf> {
    let Ok(Location::File(path)) = Location::of(url) else { return Vec::new() };
    let next_to = ["-wal", "-shm", ".id"].map(|suffix| beside(&path, suffix));
    std::iter::once(path).chain(next_to).collect()
}

/// Whether a URL is one of a database. Does not look whether there is one.
///
/// # Errors
/// [`StoreError::Url`] with what is wrong with it.
pub fn check_url(url: &str) -> Result<()> {
    Location::of(url).map(|_| ())
}

/// A database URL without its password, for messages and logs. Options that may contain a secret
/// are removed too.
pub fn redacted(url: &str) -> String {
    let url = url.split_once('?').map_or(url, |(url, _)| url);
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    if scheme == "sqlite" {
        return url.to_owned();
    }
    // A password may contain an `@`, so the last one counts.
    let Some((login, host)) = rest.rsplit_once('@') else { return url.to_owned() };
    let user = login.split_once(':').map_or(login, |(user, _)| user);
    format!("{scheme}://{user}@{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_never_printed() {
        for (url, shown) in [
            (
                "postgres://ana:se@cret@db.example.com:5432/doors?password=x",
                "postgres://ana@db.example.com:5432/doors",
            ),
            ("postgres://ana@db.example.com/doors", "postgres://ana@db.example.com/doors"),
            ("postgres://db.example.com/doors", "postgres://db.example.com/doors"),
            ("sqlite://a@b.db?mode=rwc", "sqlite://a@b.db"),
        ] {
            assert_eq!(redacted(url), shown);
        }
    }

    #[test]
    fn urls_are_read() {
        assert_eq!(
            Location::of("sqlite://x/y.db?mode=ro").ok(),
            Some(Location::File("x/y.db".into()))
        );
        assert_eq!(Location::of("sqlite::memory:").ok(), Some(Location::Memory));
        assert_eq!(Location::of("postgresql://h/d").ok(), Some(Location::Server));
        for url in ["", "sqlite://", "mysql://h/d", "/x.db"] {
            assert!(matches!(Location::of(url), Err(StoreError::Url { .. })), "{url}");
        }
    }
}
