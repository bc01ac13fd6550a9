//! Starts a separate console for each test.

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use super::Client;
use crate::{
    bad_disk::{bound, lend_engine},
    harness::{ENGINE, Output, Site},
};

/// The password of every operator in these tests.
pub(crate) const PASSWORD: &str = "four blue lamps";

/// `engine-cli serve`, stopped when the test ends.
#[derive(Debug)]
pub(crate) struct Console {
    child: Child,
    pub(crate) url: String,
    /// The one-time link, if there was no operator.
    pub(crate) setup: Option<String>,
    log: PathBuf,
}

impl Console {
    /// Starts a console with one property.
    pub(crate) fn of(site: &Site) -> Self {
        Self::start(&site.toml(), &["--today", &site.today])
    }

    /// Starts a console with a file or a folder, on a free port.
    pub(crate) fn start(config: &Path, args: &[&str]) -> Self {
        Self::run(Command::new(ENGINE), config, args)
    }

    /// Starts a console that can open only this many files.
    pub(crate) fn limited(config: &Path, files: u32) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("ulimit -n {files}; exec \"$0\" \"$@\""), ENGINE]);
        Self::run(shell, config, &[])
    }

    /// Starts a console as another user, after `prepare`.
    pub(crate) fn of_others(site: &Site, prepare: impl FnOnce()) -> Self {
        let command = Self::lent(site, prepare);
        Self::run(command, site.folder(), &["--today", &site.today])
    }

    /// What a console says that cannot start as another user, after `prepare`.
    pub(crate) fn refused_to_others(site: &Site, prepare: impl FnOnce()) -> Output {
        let mut command = Self::lent(site, prepare);
        command.arg("--config").arg(site.toml()).args(["serve", "--listen", "127.0.0.1:0"]);
        Output::of(command.output().unwrap())
    }

    fn lent(site: &Site, prepare: impl FnOnce()) -> Command {
        lend_engine(site);
        File::create(site.path("console.log")).unwrap();
        prepare();
        bound(site)
    }

    fn run(mut command: Command, config: &Path, args: &[&str]) -> Self {
        let folder = if config.is_dir() { config } else { config.parent().unwrap() };
        let log = folder.join("console.log");
        command.arg("--config").arg(config).args(["--json", "serve"]).args(args);
        if !args.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(File::create(&log).unwrap()).env_remove("RUST_LOG");
        let mut child = command.spawn().expect("the console starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| {
            panic!("the console did not start:\n{}", std::fs::read_to_string(&log).unwrap())
        });
        Self {
            child,
            url: ready["url"].as_str().unwrap().to_owned(),
            setup: ready["setup"].as_str().map(str::to_owned),
            log,
        }
    }

    /// The ID of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The log so far.
    pub(crate) fn logged(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// A client that is not signed in.
    pub(crate) fn guest(&self) -> Client {
        Client::new(&self.url)
    }

    /// A client that is signed in.
    pub(crate) async fn signed_in(&self, name: &str) -> Client {
        let client = self.guest();
        let form = [("name", name), ("password", PASSWORD)];
        let answer = client.post_form("/sign-in", &form).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        client
    }

    /// Stops the console as a service manager does, and waits for its end.
    pub(crate) fn stop(&mut self) -> i32 {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().unwrap();
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "it does not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let logged = std::fs::read_to_string(&self.log).unwrap_or_default();
        if !std::thread::panicking() {
            assert!(!logged.contains("panicked"), "the console panicked:\n{logged}");
        }
    }
}

/// Creates an operator with the command line.
#[track_caller]
pub(crate) fn operator(config: &Path, name: &str, role: &str, properties: &[&str]) {
    let mut args = vec!["add", name, "--role", role];
    for property in properties {
        args.extend(["--property", property]);
    }
    operators(config, &args, PASSWORD).exits(0);
}

/// Runs `engine-cli operators`.
pub(crate) fn operators(config: &Path, args: &[&str], input: &str) -> Output {
    let mut command = Command::new(ENGINE);
    command.arg("--config").arg(config).arg("operators").args(args).env_remove("RUST_LOG");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // The command may not read its input at all.
    let _ = child.stdin.take().unwrap().write_all(format!("{input}\n").as_bytes());
    Output::of(child.wait_with_output().unwrap())
}
