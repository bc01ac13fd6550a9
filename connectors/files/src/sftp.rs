use std::{fs::File, net::Ipv6Addr, path::PathBuf, time::Duration};

use async_trait::async_trait;
use bytes::BytesMut;
use futures_util::TryStreamExt;
use jiff::Timestamp;
use openssh::{ControlPersist, KnownHosts, SessionBuilder};
use openssh_sftp_client::{
    Error as SftpError, Sftp, SftpOptions, error::SftpErrorKind, metadata::MetaData,
};
use tenantry_core::connector::{BaseDir, ConnectorError, ErrorKind};

use crate::{
    MAX_FILE,
    failure::{failure, invalid, too_large, unfinished},
    folder::{Entry, Folder, MAX_ENTRIES, crowded},
    settings::Credentials,
    spool::Spool,
};

/// How long the server may be silent.
const SILENCE: Duration = Duration::from_secs(60);
const CONNECT: Duration = Duration::from_secs(15);

/// How much is requested at once, in bytes.
const PIECE: u32 = 128 << 10;

/// A folder on a server reached through `ssh`, as given in the settings.
///
/// Uses the client that opendal uses, not opendal itself, which creates its
/// root folder if it does not exist, panics if a server does not tell a file's
/// type, and cannot be given a file of known server keys.
#[derive(Debug)]
pub(crate) struct Server {
    host: String,
    port: Option<u16>,
    user: Option<String>,
    folder: String,
    key: Option<PathBuf>,
    known_hosts: Option<PathBuf>,
}

/// Whether a text is a host name or an address: `pms.example`, `10.0.0.7`, `[2001:db8::1]`. Both it
/// and the user become arguments of `ssh`, which takes what begins with a dash for an option.
fn is_host(text: &str) -> bool {
    if let Some(address) = text.strip_prefix('[') {
        let address = address.strip_suffix(']').unwrap_or_default();
        return address.parse::<Ipv6Addr>().is_ok();
    }
    text.split('.').all(|label| is_word(label, "-_"))
}

/// Whether a text is a user name: `maple`, `PMS\\maple`.
fn is_user(text: &str) -> bool {
    is_word(text, "._-+\\")
}

/// Whether a text begins with a letter, a digit or `_`, and has only those and some marks.
fn is_word(text: &str, marks: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || c == '_';
    text.starts_with(is_plain) && text.chars().all(|c| is_plain(c) || marks.contains(c))
}

impl Server {
    pub(crate) fn new(
        authority: &str,
        folder: &str,
        credentials: &Credentials,
        base: &BaseDir,
    ) -> Result<Self, ConnectorError> {
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority),
        };
        if user.is_some_and(|user| user.contains(':')) {
            return Err(invalid(
                "`url` contains a password, but SFTP works only with keys",
                "set `key` in [connector.credentials] to the private key file",
            ));
        }
        let user = match (user, &credentials.user) {
            (Some(_), Some(_)) => {
                return Err(invalid(
                    "the user is given twice: in `url` and as `credentials.user`",
                    "remove one of them",
                ));
            }
            (user, other) => user.or(other.as_deref()),
        };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => {
                let port = port.parse().map_err(|_| {
                    invalid("`url` has a port that is not a number up to 65535", "correct `url`")
                })?;
                (host, Some(port))
            }
            _ => (place, None),
        };
        if !is_host(host) || user.is_some_and(|user| !is_user(user)) {
            return Err(invalid(
                "the host or user in `url` contains invalid characters",
                "correct `url`, which has the form sftp://user@host/path",
            ));
        }
        Ok(Self {
            host: host.to_owned(),
            port,
            user: user.map(str::to_owned),
            folder: folder.to_owned(),
            key: credentials.key.as_ref().map(|path| base.join(path)),
            known_hosts: credentials.known_hosts.as_ref().map(|path| base.join(path)),
        })
    }

    pub(crate) fn name(&self) -> String {
        let Self { host, port, folder, .. } = self;
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let slash = if folder.is_empty() { "" } else { "/" };
        format!("sftp://{host}{port}{slash}{folder}")
    }

    /// The folder's path on the server: from its root, or from the user's home
    /// folder after `~/`.
    fn path(&self) -> PathBuf {
        match self.folder.strip_prefix('~') {
            Some("") => PathBuf::from("."),
            Some(rest) if rest.starts_with('/') => PathBuf::from(&rest[1..]),
            _ => PathBuf::from(format!("/{}", self.folder)),
        }
    }

    /// Logs in.
    pub(crate) async fn enter(&self) -> Result<SftpFolder, ConnectorError> {
        let name = self.name();
        if let Some(key) = self.key.as_ref().filter(|key| !key.is_file()) {
            return Err(invalid(
                format!("`credentials.key`: {} does not exist", key.display()),
                "set it to the private key file, relative to the configuration file's folder",
            ));
        }
        let mut builder = SessionBuilder::default();
        builder
            .known_hosts_check(KnownHosts::Strict)
            .connect_timeout(CONNECT)
            .server_alive_interval(CONNECT)
            // Ends by itself if this process is killed.
            .control_persist(ControlPersist::ClosedAfterInitialConnection)
            .control_directory(std::env::temp_dir());
        if let Some(user) = &self.user {
            builder.user(user.clone());
        }
        if let Some(port) = self.port {
            builder.port(port);
        }
        if let Some(key) = &self.key {
            builder.keyfile(key);
        }
        if let Some(known) = &self.known_hosts {
            builder.user_known_hosts_file(known);
        }
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        let session = within(&name, builder.connect(host))
            .await?
            .map_err(|error| unconnected(&name, &error))?;
        let sftp = within(&name, Sftp::from_session(session, SftpOptions::default()))
            .await?
            .map_err(|error| failed(&name, &error))?;
        Ok(SftpFolder { name, path: self.path(), sftp })
    }
}

/// An open folder on a server.
#[derive(Debug)]
pub(crate) struct SftpFolder {
    name: String,
    path: PathBuf,
    sftp: Sftp,
}

fn entry(name: &str, metadata: &MetaData) -> Entry {
    let modified =
        metadata.modified().and_then(|time| Timestamp::try_from(time.as_system_time()).ok());
    Entry { name: name.to_owned(), size: metadata.len().unwrap_or(0), modified }
}

#[async_trait]
impl Folder for SftpFolder {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn list(&self) -> Result<Vec<Entry>, ConnectorError> {
        let failed = |error| match (failed(&self.name, &error), error) {
            (failed, SftpError::SftpError(..)) => failed,
            (failed, _) => failed.hint(
                "this happens if a file name is not UTF-8: rename that file; otherwise run \
                 again later",
            ),
        };
        let folder =
            within(&self.name, self.sftp.fs().open_dir(&self.path)).await?.map_err(failed)?;
        let mut found = Box::pin(folder.read_dir());
        let mut entries = Vec::new();
        while let Some(item) = within(&self.name, found.try_next()).await?.map_err(failed)? {
            let is_folder = item.file_type().is_some_and(|kind| kind.is_dir());
            if let (false, Some(file)) = (is_folder, item.filename().to_str()) {
                entries.push(entry(file, &item.metadata()));
            }
            if entries.len() > MAX_ENTRIES {
                return Err(crowded(&self.name));
            }
        }
        Ok(entries)
    }

    async fn look(&self, file: &str) -> Result<Option<Entry>, ConnectorError> {
        let name = self.name_of(file);
        match within(&name, self.sftp.fs().metadata(self.path.join(file))).await? {
            Ok(metadata) if metadata.file_type().is_some_and(|kind| kind.is_dir()) => {
                Err(failure(ErrorKind::Unavailable, &name, "is a folder")
                    .hint("end `url` with the name of a file"))
            }
            Ok(metadata) => Ok(Some(entry(file, &metadata))),
            Err(SftpError::SftpError(SftpErrorKind::NoSuchFile, _)) => Ok(None),
            Err(error) => Err(failed(&name, &error)),
        }
    }

    async fn open(&self, chosen: &Entry) -> Result<File, ConnectorError> {
        let name = self.name_of(&chosen.name);
        let failed = |error| failed(&name, &error);
        if chosen.size > MAX_FILE {
            return Err(too_large(&name, MAX_FILE));
        }
        let mut spool = Spool::new(&name, MAX_FILE)?;
        let opened = self.sftp.open(self.path.join(&chosen.name));
        let mut file = within(&name, opened).await?.map_err(failed)?;
        let mut piece = BytesMut::new();
        loop {
            piece.clear();
            match within(&name, file.read(PIECE, piece)).await?.map_err(failed)? {
                Some(read) => piece = read,
                None => break,
            }
            spool.add(&piece)?;
        }
        if spool.len() != chosen.size || self.look(&chosen.name).await?.as_ref() != Some(chosen) {
            return Err(unfinished(&name, "changed while it was read"));
        }
        spool.finish()
    }
}

async fn within<T>(name: &str, work: impl Future<Output = T>) -> Result<T, ConnectorError> {
    tokio::time::timeout(SILENCE, work).await.map_err(|_| {
        failure(ErrorKind::Timeout, name, "the server does not answer")
            .hint("nothing was changed; run again later")
    })
}

fn failed(name: &str, error: &SftpError) -> ConnectorError {
    let (kind, what, hint) = match error {
        SftpError::SftpError(SftpErrorKind::NoSuchFile, _) => (
            ErrorKind::Unavailable,
            "does not exist",
            "check `url`, and whether the export has run",
        ),
        SftpError::SftpError(SftpErrorKind::PermDenied, _) => (
            ErrorKind::PermissionDenied,
            "access was denied",
            "ask the server's administrator for permission to read it",
        ),
        _ => (
            ErrorKind::Unavailable,
            "the server closed the connection",
            "nothing was changed; run again later",
        ),
    };
    failure(kind, name, what).hint(hint)
}

/// The error for a failed login. The output of `ssh` is examined but never
/// shown, since it may name files and users.
fn unconnected(name: &str, error: &openssh::Error) -> ConnectorError {
    let said = match error {
        openssh::Error::Connect(why) | openssh::Error::Master(why) | openssh::Error::Ssh(why) => {
            if why.kind() == std::io::ErrorKind::NotFound {
                return failure(ErrorKind::Unsupported, name, "the program `ssh` is not installed")
                    .hint("install OpenSSH's client");
            }
            why.to_string()
        }
        _ => String::new(),
    };
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let (kind, what, hint) = if says(&["Host key verification failed", "host key", "authenticity"])
    {
        (
            ErrorKind::Protocol,
            "the server's key is not known",
            "verify the server's key with its administrator, and add it to known_hosts \
             (ssh-keyscan prints it)",
        )
    } else if says(&["Permission denied", "Too many authentication", "publickey"]) {
        (
            ErrorKind::Unauthenticated,
            "the server refused the user or the key",
            "check `user` and `key` of [connector.credentials]; the key must have no passphrase, \
             or be in the agent",
        )
    } else if says(&["resolve", "not known"]) {
        (ErrorKind::Unavailable, "the server's name cannot be found", "check `url`")
    } else {
        (
            ErrorKind::Unavailable,
            "the server cannot be reached",
            "nothing was changed; check `url`, or run again later",
        )
    };
    failure(kind, name, what).hint(hint)
}
