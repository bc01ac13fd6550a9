use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use secrecy::{ExposeSecret, SecretString};
use tenantry_core::connector::{ConnectorError, ErrorKind};
use url::Url;

use super::{
    Head,
    entry::{Entry, number, stem},
    forms,
    scrub::{Pieces, Scrubber},
};
use crate::{
    html,
    request::{Document, Request, base64_pair},
    secrets::{SHORTEST, is_secret},
};

/// Writes the exchanges of a session to a folder.
#[derive(Debug)]
pub(crate) struct Recorder {
    folder: PathBuf,
    secrets: Vec<SecretString>,
    next: AtomicU32,
}

impl Recorder {
    pub(super) fn open(folder: &Path, secrets: &[SecretString]) -> Result<Self, ConnectorError> {
        if holds_recording(folder).map_err(|error| unusable(folder, &error))? {
            return Err(ConnectorError::new(
                ErrorKind::ConfigInvalid,
                format!("{} already holds a recording", folder.display()),
            )
            .hint("choose another folder, or remove the recording"));
        }
        create(folder).map_err(|error| unusable(folder, &error))?;
        Ok(Self { folder: folder.to_owned(), secrets: secrets.to_vec(), next: AtomicU32::new(1) })
    }

    /// Starts recording this request to `url`.
    pub(super) fn begin(&self, request: &Request, url: &Url) -> Result<Recording, ConnectorError> {
        let (in_request, in_answer) = self.scrubbers(request, url)?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(&in_request.whole(bytes)).into_owned();
        let entry = Entry {
            label: request.label.clone(),
            method: request.method.to_string(),
            url: text(shown(url, *url != request.url).as_str().as_bytes()),
            request: request.body.as_ref().map(|(_, body)| text(body)),
            status: None,
            content_type: None,
            retry_after: None,
            location: None,
            body: None,
            whole: false,
            failure: None,
            headers: BTreeMap::new(),
        };
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(stem(number, &request.label));
        let pieces = Pieces::new(in_answer);
        Ok(Recording { path, entry, pieces, clean: Vec::new(), file: None })
    }

    /// Scrubbers for the secrets in the request and in its response.
    fn scrubbers(
        &self,
        request: &Request,
        url: &Url,
    ) -> Result<(Scrubber, Scrubber), ConnectorError> {
        let mut secrets: Vec<String> =
            self.secrets.iter().map(|secret| secret.expose_secret().to_owned()).collect();
        if let Some((user, password)) = &request.basic {
            let password_or_user = match password.expose_secret() {
                "" => user,
                password => password,
            };
            secrets.extend([password_or_user.to_owned(), base64_pair(user, password)]);
        }
        // The PMS may have redirected to an address with a password.
        secrets.extend(url.password().map(str::to_owned));
        // What only this request carries, such as a token that the PMS has just issued.
        secrets.extend(request.secret_headers());
        let long = |secret: &&String| secret.chars().count() >= SHORTEST;
        let in_answer = secrets.iter().filter(long).flat_map(|secret| forms::of(secret));
        let in_request = secrets.iter().flat_map(|secret| forms::of(secret));
        Ok((Scrubber::new(in_request)?, Scrubber::new(in_answer)?))
    }
}

/// One exchange that is being recorded.
pub(crate) struct Recording {
    /// The path of both files, without extension.
    path: PathBuf,
    entry: Entry,
    pieces: Pieces,
    clean: Vec<u8>,
    file: Option<File>,
}

impl Recording {
    /// Records the head of the response from `url`; its body follows.
    pub(crate) fn answered(
        mut self,
        head: &Head,
        url: &Url,
        expected: Document,
    ) -> Result<Self, ConnectorError> {
        let extension = extension(head.content_type.as_deref(), expected);
        let path = self.file_path(extension);
        self.entry.status = Some(head.status);
        self.entry.content_type.clone_from(&head.content_type);
        self.entry.retry_after = head.retry_after.map(|wait| wait.as_secs());
        self.entry.location = head.location.as_deref().and_then(|to| {
            let to = shown_location(url, to)?;
            let clean = self.pieces.scrubber().whole(to.as_bytes());
            Some(String::from_utf8_lossy(&clean).into_owned())
        });
        self.entry.headers = head
            .told
            .iter()
            .map(|(name, value)| {
                let clean = self.pieces.scrubber().whole(value.as_bytes());
                (name.clone(), String::from_utf8_lossy(&clean).into_owned())
            })
            .collect();
        self.entry.body = path.file_name().map(|name| name.to_string_lossy().into_owned());
        // The entry is written before the body ends, in case the process does
        // not live to see that.
        self.file = Some(new_file(&path).map_err(|error| unusable(&path, &error))?);
        self.save()?;
        Ok(self)
    }

    /// Adds bytes of the body.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), ConnectorError> {
        self.pieces.push(bytes, &mut self.clean);
        self.flush()
    }

    /// Records that the body is complete.
    pub(crate) fn whole(mut self) -> Result<(), ConnectorError> {
        self.entry.whole = true;
        self.end()
    }

    /// Records why there is no response, or only part of one.
    pub(crate) fn failed(mut self, error: &ConnectorError) -> Result<(), ConnectorError> {
        self.entry.failure = Some(error.into());
        self.end()
    }

    fn end(&mut self) -> Result<(), ConnectorError> {
        self.pieces.finish(&mut self.clean);
        self.flush()?;
        self.file = None;
        self.save()
    }

    fn flush(&mut self) -> Result<(), ConnectorError> {
        if let Some(file) = &mut self.file {
            file.write_all(&self.clean).map_err(|error| unusable(&self.path, &error))?;
        }
        self.clean.clear();
        Ok(())
    }

    fn save(&self) -> Result<(), ConnectorError> {
        let path = self.file_path("toml");
        let save = || {
            let text = toml::to_string_pretty(&self.entry).map_err(io::Error::other)?;
            private(OpenOptions::new().write(true).create(true).truncate(true))
                .open(&path)?
                .write_all(text.as_bytes())
        };
        save().map_err(|error| unusable(&path, &error))
    }

    fn file_path(&self, extension: &str) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push(".");
        path.push(extension);
        path.into()
    }
}

impl Drop for Recording {
    /// Writes what was held back if the body was not read to its end.
    fn drop(&mut self) {
        if self.file.is_some() {
            // Too late to report an error.
            let _ = self.end();
        }
    }
}

/// An address as a recording shows it. If the PMS redirected a request, the
/// query it added may contain a secret that is not known here.
fn shown(url: &Url, redirected: bool) -> Url {
    let mut shown = url.clone();
    // An address that cannot have a user has none to remove.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    if redirected {
        shown.set_query(None);
    } else if shown.query_pairs().any(|(name, _)| is_secret(&name)) {
        let pairs = url.query_pairs().map(|(name, value)| match is_secret(&name) {
            true => (name, "***".into()),
            false => (name, value),
        });
        shown.query_pairs_mut().clear().extend_pairs(pairs);
    }
    shown
}

/// The target of a redirect from `url`, as a recording shows it: relative, if
/// it is at the same place.
fn shown_location(url: &Url, to: &str) -> Option<String> {
    let to = shown(&url.join(to).ok()?, true);
    let same = to.origin() == url.origin();
    Some(if same { to.path().to_owned() } else { to.into() })
}

fn extension(content_type: Option<&str>, expected: Document) -> &'static str {
    let is = |part| content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains(part));
    match expected {
        _ if html::declared(content_type) => "html",
        _ if is("json") => "json",
        _ if is("xml") => "xml",
        _ if is("text/plain") => "txt",
        Document::Xml => "xml",
        Document::Json => "json",
        Document::File => "bin",
    }
}

fn holds_recording(folder: &Path) -> io::Result<bool> {
    let files = match std::fs::read_dir(folder) {
        Ok(files) => files,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    for file in files {
        if number(&file?.file_name().to_string_lossy()).is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn create(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

fn new_file(path: &Path) -> io::Result<File> {
    private(OpenOptions::new().write(true).create_new(true)).open(path)
}

/// New files are readable by their owner only.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// The error for a tape's folder or file.
pub(super) fn unusable(path: &Path, error: &io::Error) -> ConnectorError {
    ConnectorError::new(
        ErrorKind::ConfigInvalid,
        format!("the recording {} cannot be used: {}", path.display(), error.kind()),
    )
}
