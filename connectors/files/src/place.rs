use std::path::{Path, PathBuf};

use tenantry_core::connector::{BaseDir, ConnectorError};
use tenantry_http::Url;

#[cfg(unix)]
use crate::retry::retrying;
use crate::{
    failure::invalid,
    folder::Folder,
    local::LocalFolder,
    pick::Pattern,
    s3::Bucket,
    secrets::Keys,
    settings::{Pick, Settings},
    web::Web,
};

/// The place of a file, or of the folder it is picked from.
#[derive(Debug)]
pub(crate) enum Place {
    /// An address that returns the file.
    Address(Web),
    /// A folder, and which of its files to read.
    Folder(Where, Which),
}

/// A folder that is not open yet.
#[derive(Debug)]
pub(crate) enum Where {
    Local(PathBuf),
    Bucket(Bucket),
    #[cfg(unix)]
    Server(crate::sftp::Server),
}

/// Which file in the folder.
#[derive(Debug)]
pub(crate) enum Which {
    Named(String),
    Fitting(Pattern),
}

impl Where {
    /// Opens the folder.
    pub(crate) async fn enter(&self) -> Result<Box<dyn Folder>, ConnectorError> {
        Ok(match self {
            Where::Local(path) => Box::new(LocalFolder(path.clone())),
            Where::Bucket(bucket) => Box::new(bucket.enter()?),
            #[cfg(unix)]
            Where::Server(server) => Box::new(retrying(|| server.enter()).await?),
        })
    }
}

impl Place {
    /// The place given in the settings.
    ///
    /// # Errors
    /// If there is not exactly one place, if it is not valid, or if another
    /// setting does not apply to it.
    pub(crate) fn new(settings: &Settings, base: &BaseDir) -> Result<Self, ConnectorError> {
        match (&settings.path, &settings.url) {
            (Some(path), None) => local(path, settings, base),
            (None, Some(url)) => far(url.trim(), settings, base),
            (Some(_), Some(_)) => {
                Err(invalid("`path` and `url` are both set", "remove one of them"))
            }
            (None, None) => {
                Err(invalid("neither `path` nor `url` is set", "name the file to read"))
            }
        }
    }
}

fn local(path: &Path, settings: &Settings, base: &BaseDir) -> Result<Place, ConnectorError> {
    if path.as_os_str().is_empty() {
        return Err(invalid("`path` is blank", "name the file to read"));
    }
    Keys::of(&settings.credentials).none_but("path", &[])?;
    let parent = path.parent().unwrap_or(Path::new(""));
    if Pattern::of(&parent.to_string_lossy()).is_some() {
        return Err(pattern_in_folder("path"));
    }
    let whole = base.join(path);
    let (Some(folder), Some(name)) = (whole.parent(), whole.file_name()) else {
        return Err(invalid("`path` does not name a file", "name the file to read"));
    };
    // `parent` of a bare name is empty, which is not a folder that can be
    // listed.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    Ok(Place::Folder(Where::Local(folder.into()), which(&name.to_string_lossy(), settings)?))
}

fn far(url: &str, settings: &Settings, base: &BaseDir) -> Result<Place, ConnectorError> {
    let keys = Keys::of(&settings.credentials);
    match url.split_once("://") {
        Some(("s3", rest)) => {
            keys.none_but(
                "s3://",
                &["access_key_id", "secret_access_key", "session_token", "region", "endpoint"],
            )?;
            if settings.settle.is_some() {
                return Err(meaningless("settle", "in S3 a file appears only once it is complete"));
            }
            let (bucket, folder, name) = split(rest, "s3://bucket/key")?;
            let bucket = Bucket::new(bucket, folder, &settings.credentials)?;
            Ok(Place::Folder(Where::Bucket(bucket), which(name, settings)?))
        }
        #[cfg(unix)]
        Some(("sftp", rest)) => {
            keys.none_but("sftp://", &["user", "key", "known_hosts"])?;
            let (host, folder, name) = split(rest, "sftp://host/path")?;
            let server = crate::sftp::Server::new(host, folder, &settings.credentials, base)?;
            Ok(Place::Folder(Where::Server(server), which(name, settings)?))
        }
        #[cfg(not(unix))]
        Some(("sftp", _)) => Err(invalid("sftp:// is not available on this system", "")),
        Some(("https" | "http", _)) => {
            keys.none_but("https://", &["username", "password", "token"])?;
            let set = [
                ("settle", settings.settle.is_some()),
                ("marker", settings.marker.is_some()),
                ("pick", settings.pick != Pick::Only),
            ];
            if let Some((name, _)) = set.iter().find(|(_, set)| *set) {
                return Err(meaningless(
                    name,
                    "an https:// address has one file, which is complete",
                ));
            }
            let url = Url::parse(url).ok().filter(Url::has_host).ok_or_else(not_understood)?;
            Ok(Place::Address(Web::new(url, &settings.credentials)?))
        }
        _ => Err(not_understood()),
    }
}

/// The authority, the folder without surrounding slashes, and the file name of
/// what follows a scheme. Taken literally, without unescaping.
fn split<'a>(rest: &'a str, form: &str) -> Result<(&'a str, &'a str, &'a str), ConnectorError> {
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if authority.is_empty() || name.is_empty() {
        return Err(invalid(
            format!("`url` does not have the form {form}"),
            "correct `url`; it ends with the file name or a pattern",
        ));
    }
    if Pattern::of(folder).is_some() {
        return Err(pattern_in_folder("url"));
    }
    Ok((authority, folder, name))
}

fn which(name: &str, settings: &Settings) -> Result<Which, ConnectorError> {
    match Pattern::of(name) {
        Some(pattern) => Ok(Which::Fitting(pattern)),
        None if settings.pick == Pick::Only => Ok(Which::Named(name.to_owned())),
        None => Err(meaningless("pick", "only one file is named; use a pattern such as *.csv")),
    }
}

fn meaningless(setting: &str, why: &str) -> ConnectorError {
    invalid(format!("`{setting}` does not apply here: {why}"), "remove it")
}

fn pattern_in_folder(setting: &str) -> ConnectorError {
    invalid(
        format!("`{setting}` has * or ? in a folder name"),
        "only the file name may be a pattern",
    )
}

fn not_understood() -> ConnectorError {
    invalid(
        "`url` is not https://host/path, s3://bucket/key or sftp://host/path",
        "correct `url`; for a file on this computer use `path`",
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use tenantry_core::connector::ErrorKind;

    use super::*;
    use crate::settings::Credentials;

    fn settings(toml: &str) -> Settings {
        let mut settings = Settings::default();
        let mut credentials = toml::Table::new();
        for (key, value) in toml.parse::<toml::Table>().unwrap() {
            let text = || value.as_str().unwrap().to_owned();
            match &*key {
                "path" => settings.path = Some(text().into()),
                "url" => settings.url = Some(text()),
                "marker" => settings.marker = Some(text()),
                "settle" => settings.settle = Some(text().parse().unwrap()),
                "pick" => settings.pick = Pick::Newest,
                _ => drop(credentials.insert(key, value)),
            }
        }
        let credentials: Credentials = credentials.try_into().unwrap();
        Settings { credentials, ..settings }
    }

    fn place(toml: &str) -> Result<String, ConnectorError> {
        let place = Place::new(&settings(toml), &BaseDir::new("/etc/maple"))?;
        Ok(match place {
            Place::Address(web) => web.name().to_owned(),
            Place::Folder(folder, which) => {
                let folder = match folder {
                    Where::Local(path) => path.display().to_string(),
                    Where::Bucket(bucket) => bucket.name(),
                    Where::Server(server) => server.name(),
                };
                match which {
                    Which::Named(name) => format!("{folder} | {name}"),
                    Which::Fitting(pattern) => format!("{folder} | {} fits", pattern.text()),
                }
            }
        })
    }

    #[rstest]
    #[case("path = 'a.csv'", "/etc/maple | a.csv")]
    #[case("path = '/drop/rent[1].csv'", "/drop | rent[1].csv")]
    #[case("path = 'drop/rent-*.csv'\npick = 'newest'", "/etc/maple/drop | rent-*.csv fits")]
    #[case("path = 'drop/*'\nmarker = '{name}.done'", "/etc/maple/drop | * fits")]
    #[case("url = 'https://pms.example/a/b.csv?key=secret#x'", "https://pms.example/a/b.csv")]
    #[case("url = 'http://127.0.0.1:80/b'\ntoken = 't'", "http://127.0.0.1/b")]
    #[case("url = 'http://localhost:8080/b'", "http://localhost:8080/b")]
    #[case("url = ' s3://exports/maple court/a+b.csv '", "s3://exports/maple court | a+b.csv")]
    #[case("url = 's3://exports/*.zip'\npick = 'newest'", "s3://exports | *.zip fits")]
    #[case(
        "url = 'sftp://maple@pms.example:2222/out/*.csv'\nsettle = '5s'",
        "sftp://pms.example:2222/out | *.csv fits"
    )]
    #[case("url = 'sftp://pms.example/~/a.csv'\nuser = 'maple'", "sftp://pms.example/~ | a.csv")]
    #[case("url = 'sftp://[2001:db8::1]/a.csv'", "sftp://[2001:db8::1] | a.csv")]
    fn places(#[case] toml: &str, #[case] expected: &str) {
        assert_eq!(place(toml).unwrap(), expected);
    }

    #[rstest]
    #[case("", "neither `path` nor `url`")]
    #[case("path = 'a'\nurl = 'https://a/b'", "`path` and `url` are both set")]
    #[case("path = ''", "`path` is blank")]
    #[case("path = 'drop*/a.csv'", "in a folder name")]
    #[case("path = 'a.csv'\npick = 'newest'", "`pick` does not apply here")]
    #[case("path = 'a.csv'\ntoken = 't'", "credentials.token")]
    #[case("url = 'ftp://a/b'", "is not https://")]
    #[case("url = 'pms.example/b'", "is not https://")]
    #[case("url = 'https://'", "is not https://")]
    #[case("url = 'http://pms.example/b'", "not https")]
    #[case("url = 'https://maple:secret@pms.example/b'", "user name")]
    #[case("url = 'https://pms.example/*.csv'", "pattern")]
    #[case("url = 'https://pms.example/b'\npick = 'newest'", "`pick` does not apply here")]
    #[case("url = 'https://pms.example/b'\nmarker = 'done'", "`marker` does not apply here")]
    #[case("url = 'https://pms.example/b'\nusername = 'u'", "username")]
    #[case("url = 'https://pms.example/b'\nusername = 'u'\npassword = ' '", "blank")]
    #[case("url = 'https://pms.example/b'\nusername = 'u'\npassword = 'p'\ntoken = 't'", "token")]
    #[case("url = 'https://pms.example/b'\nkey = 'id'", "credentials.key")]
    #[case("url = 's3://exports'", "form s3://bucket/key")]
    #[case("url = 's3://exports/drop/'", "form s3://bucket/key")]
    #[case("url = 's3://Exports:1/a'", "bucket")]
    #[case("url = 's3://exports/d*/a'", "in a folder name")]
    #[case("url = 's3://exports/a'\naccess_key_id = 'a'", "secret_access_key")]
    #[case("url = 's3://exports/a'\nsettle = '5s'", "`settle` does not apply here")]
    #[case("url = 's3://exports/a'\nendpoint = 'http://minio.example'", "not https")]
    #[case("url = 'sftp://-oProxyCommand=x/a'", "host")]
    #[case("url = 'sftp://[-Fx]/f'", "host")]
    #[case("url = 'sftp://[::1]x/f'", "host")]
    #[case("url = 'sftp://a..b/f'", "host")]
    #[case("url = 'sftp://a.-b/f'", "host")]
    #[case("url = 'sftp://%h/f'", "host")]
    #[case("url = 'sftp://-lroot@pms.example/f'", "user")]
    #[case("url = 'sftp://[x@pms.example/f'", "user")]
    #[case("url = 'sftp://pms.example/f'\nuser = '-Fx'", "user")]
    #[case("url = 'sftp://maple:secret@pms.example/a'", "password")]
    #[case("url = 'sftp://a@pms.example/a'\nuser = 'b'", "twice")]
    #[case("url = 'sftp://pms.example:99999/a'", "port")]
    fn refused(#[case] toml: &str, #[case] says: &str) {
        let error = place(toml).unwrap_err();
        assert_eq!(error.kind, ErrorKind::ConfigInvalid);
        assert!(error.message.contains(says) && !error.message.contains("secret@"), "{error}");
        assert!(error.hint.is_some());
    }

    #[test]
    fn secrets_are_not_shown() {
        for toml in [
            "url = 'https://pms.example/b?sig=hushhush'\ntoken = 'hushhush'",
            "url = 's3://b/a'\naccess_key_id = 'a'\nsecret_access_key = 'hushhush'",
        ] {
            let place = Place::new(&settings(toml), &BaseDir::default()).unwrap();
            assert!(!format!("{place:?} {:?}", settings(toml).credentials).contains("hushhush"));
        }
    }
}
