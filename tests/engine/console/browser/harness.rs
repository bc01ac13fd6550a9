//! Headless Chromium, driven by chromedriver: a new one for each browser of a
//! test, stopped when the test ends, however it ends.

use std::{
    env, fs,
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{
    Capabilities, ChromeCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel, WebDriver,
    error::WebDriverResult,
};
use tokio::runtime::Runtime;

use crate::harness::skip;

const CHROMIUM: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The prefix of the browsers' profile folders.
const PROFILE: &str = "tenantry-browser-";

/// No window, no network traffic of its own, nothing kept.
const FLAGS: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    "--window-size=1280,900",
];

/// Whether scripts are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scripts {
    /// The browser's default.
    On,
    /// JavaScript switched off in the browser's settings.
    Off,
}

/// A fresh browser: no cookies, no cache, no history.
#[derive(Debug)]
pub(crate) struct Browser {
    // Dropped in this order: the session ends before the driver.
    pub(super) driver: WebDriver,
    runtime: Runtime,
    _process: Driver,
    _profile: TempDir,
    /// The console's URL.
    pub(super) url: String,
}

/// `chromedriver` and the browser that it started.
#[derive(Debug)]
struct Driver {
    child: Child,
    url: String,
    browser: Option<u64>,
}

impl Browser {
    /// Opens a browser for the console at `url`; `None`, with a message, if
    /// this machine has no browser.
    pub(crate) fn open(url: &str, scripts: Scripts) -> Option<Self> {
        let (chromium, chromedriver) = found()?;
        // Only the first one in the process takes effect.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let profile = TempDir::with_prefix(PROFILE).unwrap();
        let mut process = Driver::start(&chromedriver, profile.path());
        let capabilities = capabilities(&chromium, profile.path(), scripts).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let driver = runtime.block_on(WebDriver::new(&process.url, capabilities));
        let driver = driver.unwrap_or_else(|error| panic!("Chromium does not start: {error}"));
        process.browser = driver.capabilities().get("goog:processID").and_then(Value::as_u64);
        Some(Self { driver, runtime, _process: process, _profile: profile, url: url.to_owned() })
    }

    /// Waits for an action of the browser.
    #[track_caller]
    pub(super) fn wait<T>(&self, doing: impl Future<Output = WebDriverResult<T>>) -> T {
        self.try_wait(doing).unwrap_or_else(|error| panic!("the browser: {error}"))
    }

    /// The same, but it may fail.
    pub(super) fn try_wait<T>(
        &self,
        doing: impl Future<Output = WebDriverResult<T>>,
    ) -> WebDriverResult<T> {
        self.runtime.block_on(doing)
    }

    /// Sends a command of the Chrome DevTools protocol.
    #[track_caller]
    pub(crate) fn chromium(&self, command: &str, about: Value) -> Value {
        let cdp = self.driver.cdp();
        self.wait(cdp.send_raw(command, about))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let driver = self.driver.clone();
        let quit = async { tokio::time::timeout(Duration::from_secs(5), driver.quit()).await };
        if !matches!(self.runtime.block_on(quit), Ok(Ok(()))) {
            // A browser that does not quit is killed with its driver.
            let _ = self.driver.clone().leak();
        }
    }
}

/// The browser and its driver on this machine.
fn found() -> Option<(PathBuf, PathBuf)> {
    if let Ok(why) = env::var("TENANTRY_SKIP_BROWSER") {
        skip(&format!("browser tests: {why}"));
        return None;
    }
    let chromium = CHROMIUM.iter().find_map(|name| on_path(name));
    match (chromium, on_path("chromedriver")) {
        (Some(chromium), Some(driver)) => Some((chromium, driver)),
        (None, _) => {
            skip("browser tests: Chromium is not installed");
            None
        }
        (_, None) => {
            skip("browser tests: chromedriver is not installed");
            None
        }
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn capabilities(
    chromium: &Path,
    profile: &Path,
    scripts: Scripts,
) -> WebDriverResult<Capabilities> {
    let mut chrome = ChromeCapabilities::new();
    chrome.set_binary(&chromium.to_string_lossy())?;
    for flag in FLAGS {
        chrome.add_arg(flag)?;
    }
    chrome.add_arg(&format!("--user-data-dir={}", profile.join("profile").display()))?;
    // Console messages, and what the content security policy blocked.
    chrome.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    // All requests.
    chrome.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
    if scripts == Scripts::Off {
        let never = json!({ "profile.managed_default_content_settings.javascript": 2 });
        chrome.add_experimental_option("prefs", never)?;
    }
    Ok(chrome.into())
}

impl Driver {
    fn start(program: &Path, folder: &Path) -> Self {
        let log = folder.join("chromedriver.log");
        let child = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(File::create(&log).unwrap())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut driver = Self { child, url: String::new(), browser: None };
        let begun = Instant::now();
        driver.url = loop {
            let said = fs::read_to_string(&log).unwrap();
            let port = said.split_once("successfully on port ").and_then(|(_, rest)| {
                rest.split_once('.').and_then(|(port, _)| port.parse::<u16>().ok())
            });
            if let Some(port) = port {
                break format!("http://127.0.0.1:{port}");
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "chromedriver: {said}");
            std::thread::sleep(Duration::from_millis(10));
        };
        driver
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The browser has ended with its session, unless it hangs.
        if let Some(browser) = self.browser {
            let called = fs::read_to_string(format!("/proc/{browser}/cmdline"));
            if called.is_ok_and(|line| line.contains(PROFILE)) {
                let _ = Command::new("kill").args(["-KILL", &browser.to_string()]).status();
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
