use std::{
    env, fs,
    io::Write,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use tenantry_core::connector::ErrorKind;
use tenantry_files::{Credentials, Pick, Settings};

use crate::{TEXT, bring, text};

const SSHD: &str = "/usr/sbin/sshd";

/// A server on a port of this machine, with its own key and one that it
/// accepts.
struct Server {
    folder: TempDir,
    port: u16,
    sshd: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.sshd.kill();
        let _ = self.sshd.wait();
    }
}

/// A server, if this machine allows one; else prints why not.
fn server() -> Option<Server> {
    start().map_err(|why| skip(&format!("SFTP tests ({why})"))).ok()
}

#[expect(clippy::disallowed_macros, reason = "a test says what it skipped")]
fn skip(what: &str) {
    eprintln!("SKIPPED: {what}");
    if let Some(file) = env::var_os("TENANTRY_SKIPPED") {
        let file = fs::OpenOptions::new().append(true).create(true).open(file);
        let _ = file.and_then(|mut file| file.write_all(format!("{what}\n").as_bytes()));
    }
}

fn start() -> Result<Server, &'static str> {
    if !Path::new(SSHD).exists() {
        return Err("sshd is not installed");
    }
    let folder = TempDir::with_prefix("tenantry-sftp-").unwrap();
    let at = |name: &str| folder.path().join(name);
    for key in ["host", "login", "stranger"] {
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-f"])
            .arg(at(key))
            .status();
        if !made.is_ok_and(|status| status.success()) {
            return Err("ssh-keygen creates no key");
        }
    }
    // As root, sshd needs a folder that some systems create only for its
    // service.
    let _ = fs::create_dir_all("/run/sshd");
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    fs::copy(at("login.pub"), at("authorized")).unwrap();
    let host = fs::read_to_string(at("host.pub")).unwrap();
    fs::write(at("known_hosts"), format!("[127.0.0.1]:{port} {host}")).unwrap();
    let config = format!(
        "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nStrictModes no\n\
         PermitRootLogin yes\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n\
         UsePAM no\nPidFile none\nSubsystem sftp internal-sftp\n",
        at("host").display(),
        at("authorized").display(),
    );
    fs::write(at("sshd_config"), config).unwrap();
    let sshd = Command::new(SSHD)
        .args(["-D", "-e", "-f"])
        .arg(at("sshd_config"))
        .stderr(fs::File::create(at("log")).unwrap())
        .stdin(Stdio::null())
        .spawn()
        .map_err(|_| "sshd does not start")?;
    let server = Server { folder, port, sshd };
    for _ in 0..100 {
        if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(server);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err("sshd does not listen")
}

impl Server {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn settings(&self, file: &str) -> Settings {
        let user = Command::new("id").arg("-un").output().unwrap().stdout;
        Settings {
            url: Some(format!("sftp://127.0.0.1:{}{}", self.port, self.path(file).display())),
            settle: Some("10ms".parse().unwrap()),
            credentials: Credentials {
                user: Some(String::from_utf8(user).unwrap().trim().to_owned()),
                key: Some(self.path("login")),
                known_hosts: Some(self.path("known_hosts")),
                ..Credentials::default()
            },
            ..Settings::default()
        }
    }
}

#[tokio::test]
async fn a_file_and_the_newest_of_a_folder() {
    let Some(server) = server() else { return };
    fs::create_dir(server.path("out")).unwrap();
    fs::write(server.path("out/rent 1.csv"), "old").unwrap();
    let large = TEXT.repeat(40_000);
    fs::write(server.path("out/rent 2.csv"), &large).unwrap();
    let old = fs::File::options().append(true).open(server.path("out/rent 1.csv")).unwrap();
    old.set_modified(std::time::SystemTime::now() - Duration::from_secs(7_200)).unwrap();

    let brought = bring(&server.settings("out/rent 1.csv")).await.unwrap();
    assert!(brought.summary().starts_with("rent 1.csv, 2h"));
    assert_eq!(text(brought), "old");

    let newest = Settings { pick: Pick::Newest, ..server.settings("out/*.csv") };
    let brought = bring(&newest).await.unwrap();
    assert!(brought.summary().starts_with("rent 2.csv, the newest of 2, "));
    assert!(text(brought) == large);

    // The client cannot read such a list.
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"out/rent \xE9.csv");
        fs::write(server.folder.path().join(name), "x").unwrap();
        let error = bring(&newest).await.unwrap_err();
        assert!(error.hint.unwrap().contains("not UTF-8"));
    }

    let missing = bring(&server.settings("none/rent.csv")).await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::Unavailable);
    assert!(missing.message.ends_with("does not exist"), "{missing}");
    assert!(!server.path("none").exists(), "looking for a file makes no folder");
}

#[tokio::test]
async fn a_login_that_is_refused() {
    let Some(server) = server() else { return };
    let mut stranger = server.settings("host.pub");
    stranger.credentials.key = Some(server.path("stranger"));
    let error = bring(&stranger).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unauthenticated, "{error}");

    let mut unknown = server.settings("host.pub");
    fs::write(server.path("nobody"), "").unwrap();
    unknown.credentials.known_hosts = Some(server.path("nobody"));
    let error = bring(&unknown).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Protocol, "{error}");
    assert!(error.message.contains("is not known"), "{error}");
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let url = Some(format!("sftp://127.0.0.1:{port}/rent.csv"));
    let error = bring(&Settings { url, ..Settings::default() }).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable, "{error}");
    assert!(error.message.contains("cannot be reached"), "{error}");
}
