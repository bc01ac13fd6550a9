//! Screens and color schemes, the browser's logs, and accessibility checks.

use std::{env, fs, path::Path};

use serde_json::{Value, json};

use super::Browser;
use crate::harness::skip;

/// The size and the pixel density of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Screen {
    width: u32,
    height: u32,
    density: u32,
}

pub(super) const LAPTOP: Screen = Screen { width: 1280, height: 900, density: 1 };
/// A laptop at 200% zoom.
pub(super) const ZOOMED: Screen = Screen { width: 640, height: 450, density: 2 };
pub(super) const PHONE: Screen = Screen { width: 360, height: 780, density: 2 };

impl Browser {
    /// Emulates another screen.
    #[track_caller]
    pub(super) fn on(&self, Screen { width, height, density }: Screen) {
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": density, "mobile": false,
        });
        self.chromium("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Emulates the color scheme `light` or `dark`.
    #[track_caller]
    pub(super) fn in_colours(&self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.chromium("Emulation.setEmulatedMedia", features);
    }

    /// Checks that the page is not wider than the screen.
    #[track_caller]
    pub(super) fn fits(&self) {
        // Elements that scroll by themselves, such as the chips on a phone, may be wider.
        let wide: Vec<String> = self.ask(
            "const wide = document.documentElement.clientWidth;
             if (document.documentElement.scrollWidth <= wide) return [];
             return [...document.querySelectorAll('body *')]
                 .filter(at => at.getBoundingClientRect().right > wide)
                 .map(at => at.outerHTML.slice(0, 120));",
        );
        assert!(wide.is_empty(), "{} is too wide: {wide:#?}", self.address());
    }

    /// Checks that, since the browser was opened, the content security policy
    /// blocked nothing, no script failed, and all requests went to the console.
    #[track_caller]
    pub(super) fn was_quiet(&self) {
        let mut said = self.wait(self.driver.browser_log());
        // htmx logs this when a search replaces the previous one.
        said.retain(|entry| {
            !["htmx:sendAbort", "htmx:afterRequest"].iter().any(|word| entry.message.contains(word))
        });
        assert!(said.is_empty(), "the browser says: {said:#?}");
        let asked = self.requests();
        assert!(asked.len() > 3, "no request was seen: {asked:?}");
        let elsewhere: Vec<_> =
            asked.iter().filter(|address| !address.starts_with(&self.url)).collect();
        assert!(elsewhere.is_empty(), "asked of others: {elsewhere:#?}");
    }

    /// The URLs that pages requested.
    fn requests(&self) -> Vec<String> {
        let events = self.wait(self.driver.get_log("performance"));
        let addresses = events.iter().filter_map(|entry| {
            let event: Value = serde_json::from_str(&entry.message).unwrap();
            let event = &event["message"];
            let of_a_page = event["method"] == "Network.requestWillBeSent"
                // The browser's own start page.
                && !event["params"]["documentURL"].as_str()?.starts_with("chrome://");
            let address = event["params"]["request"]["url"].as_str()?;
            (of_a_page && !address.starts_with("data:")).then(|| address.to_owned())
        });
        addresses.collect()
    }

    /// Checks that axe finds no serious accessibility problems.
    #[track_caller]
    pub(super) fn is_accessible(&self, axe: &str) {
        let (passed, found): (u32, Vec<String>) = self.ask(&format!(
            "{axe};
             return axe.run(document, {{ resultTypes: ['violations'] }}).then(result => [
                 result.passes.length,
                 result.violations
                     .filter(flaw => ['serious', 'critical'].includes(flaw.impact))
                     .map(flaw => flaw.id + ': ' + flaw.help + '\\n' +
                         flaw.nodes.map(node => node.html + ' ' + node.failureSummary).join('\\n')),
             ]);"
        ));
        assert!(passed > 10, "axe has tried {passed} rules");
        assert!(found.is_empty(), "{}:\n{}", self.address(), found.join("\n"));
    }

    /// Saves a screenshot.
    #[track_caller]
    pub(super) fn picture(&self, folder: &Path, name: &str) {
        let png = self.wait(self.driver.screenshot_as_png());
        fs::write(folder.join(name), png).unwrap();
    }
}

/// The script of axe-core, if `TENANTRY_AXE` names its file.
pub(super) fn axe() -> Option<String> {
    let Some(file) = env::var_os("TENANTRY_AXE").filter(|file| !file.is_empty()) else {
        skip("axe in the browser: TENANTRY_AXE does not name axe.min.js");
        return None;
    };
    Some(fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())))
}
