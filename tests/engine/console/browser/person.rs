//! What a person does and sees in the browser: elements are found by headings,
//! labels and the texts of links and buttons.

use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use thirtyfour::prelude::*;

use super::Browser;

/// How long to wait for a page.
const PATIENCE: Duration = Duration::from_secs(20);
const OFTEN: Duration = Duration::from_millis(50);

/// Quotes a text for an XPath expression.
fn quoted(text: &str) -> String {
    assert!(!text.contains('"'), "{text:?} cannot be looked for");
    format!("\"{text}\"")
}

impl Browser {
    /// Opens an address of the console.
    #[track_caller]
    pub(crate) fn visit(&self, path: &str) {
        let address =
            if path.starts_with('/') { format!("{}{path}", self.url) } else { path.into() };
        self.wait(self.driver.goto(address));
    }

    /// The path and query of the current page.
    #[track_caller]
    pub(crate) fn address(&self) -> String {
        let address = self.wait(self.driver.current_url()).to_string();
        address.trim_start_matches(&self.url).to_owned()
    }

    /// The visible text of the page, on one line.
    #[track_caller]
    pub(crate) fn text(&self) -> String {
        // The page may be navigating to the next one.
        let begun = Instant::now();
        loop {
            let text =
                self.try_wait(async { self.driver.find(By::Tag("body")).await?.text().await });
            match text {
                Ok(text) => return text.split_whitespace().collect::<Vec<_>>().join(" "),
                Err(error) => assert!(begun.elapsed() < PATIENCE, "there is no page: {error}"),
            }
        }
    }

    /// Waits until the page contains this text.
    #[track_caller]
    pub(crate) fn sees(&self, what: &str) {
        let begun = Instant::now();
        loop {
            let text = self.text();
            if text.contains(what) {
                return;
            }
            let address = self.address();
            assert!(begun.elapsed() < PATIENCE, "{what:?} is not on {address}:\n{text}");
            std::thread::sleep(OFTEN);
        }
    }

    /// Checks that the page, which must have loaded, does not contain this text.
    #[track_caller]
    pub(crate) fn sees_no(&self, what: &str) {
        let text = self.text();
        assert!(!text.contains(what), "{what:?} is on {}:\n{text}", self.address());
    }

    /// Waits for the page with this heading.
    #[track_caller]
    pub(crate) fn is_at(&self, heading: &str) {
        self.find(&format!("//h1[normalize-space()={}]", quoted(heading)), heading);
    }

    /// Clicks the button with this text.
    #[track_caller]
    pub(crate) fn press(&self, name: &str) {
        let button = self.find(&format!("//button[normalize-space()={}]", quoted(name)), name);
        self.wait(button.click());
    }

    /// Clicks the link with this text.
    #[track_caller]
    pub(crate) fn follow(&self, name: &str) {
        let link = self.find(&format!("//a[normalize-space()={}]", quoted(name)), name);
        self.wait(link.click());
    }

    /// Opens the details with this summary.
    #[track_caller]
    pub(crate) fn unfold(&self, name: &str) {
        let fold = self.find(&format!("//summary[normalize-space()={}]", quoted(name)), name);
        self.wait(fold.click());
    }

    /// Whether there is a button or a link with this text.
    #[track_caller]
    pub(crate) fn has(&self, name: &str) -> bool {
        let path = format!("//*[self::button or self::a][normalize-space()={}]", quoted(name));
        !self.wait(self.driver.find_all(By::XPath(path))).is_empty()
    }

    /// Types into the field with this label.
    #[track_caller]
    pub(crate) fn fill(&self, label: &str, text: &str) {
        let path = format!("//*[@id=//label[normalize-space()={}]/@for]", quoted(label));
        let field = self.find(&path, label);
        self.wait(async {
            field.clear().await?;
            field.send_keys(text).await
        });
    }

    /// The screen-reader text of the mark at the top right.
    #[track_caller]
    pub(crate) fn mark(&self) -> String {
        let path = "//header//a[contains(@class, 'bang')]/*[not(@aria-hidden)]";
        let words = self.wait(self.driver.find(By::XPath(path)));
        self.wait(words.prop("textContent")).unwrap_or_default().trim().to_owned()
    }

    /// The tooltip of the first element with this text.
    #[track_caller]
    pub(crate) fn hover(&self, words: &str) -> String {
        let path = format!("//*[@title][normalize-space()={}]", quoted(words));
        let here = self.find(&path, words);
        self.wait(here.attr("title")).unwrap_or_default()
    }

    /// Waits until the element of an XPath expression is visible.
    #[track_caller]
    pub(super) fn find(&self, path: &str, name: &str) -> WebElement {
        let query = self.driver.query(By::XPath(path)).and_displayed().wait(PATIENCE, OFTEN);
        self.try_wait(query.first())
            .unwrap_or_else(|_| panic!("{name:?} is not on {}:\n{}", self.address(), self.text()))
    }

    /// Runs a script in the page.
    #[track_caller]
    pub(crate) fn ask<T: DeserializeOwned>(&self, script: &str) -> T {
        let answer = self.wait(self.driver.execute(script, vec![]));
        answer.convert().unwrap_or_else(|error| panic!("{script}: {error}"))
    }
}
