//! Style sheet, script and icon, embedded in the binary. Their names contain a
//! hash of the content, so that they can be cached forever.

use std::{collections::HashMap, sync::LazyLock};

use sha2::{Digest, Sha256};

/// A file for the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asset {
    pub(crate) bytes: &'static [u8],
    /// The value of the `Content-Type` header.
    pub(crate) content_type: &'static str,
}

struct Source {
    name: &'static str,
    asset: Asset,
}

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

const SOURCES: [Source; 3] = [
    Source {
        name: "console.css",
        asset: Asset { bytes: include_bytes!("../assets/console.css"), content_type: CSS },
    },
    Source {
        name: "htmx.js",
        asset: Asset { bytes: include_bytes!("../assets/htmx-2.0.11.min.js"), content_type: JS },
    },
    Source {
        name: "icon.svg",
        asset: Asset { bytes: include_bytes!("../assets/icon.svg"), content_type: SVG },
    },
];

static HASHED: LazyLock<Vec<String>> = LazyLock::new(|| SOURCES.iter().map(hashed).collect());

static BY_NAME: LazyLock<HashMap<&'static str, Asset>> = LazyLock::new(|| {
    HASHED.iter().map(String::as_str).zip(SOURCES.iter().map(|source| source.asset)).collect()
});

/// Finds an asset by the name in a page: `console-0f7ac3b2915de604.css`.
pub(crate) fn find(name: &str) -> Option<Asset> {
    BY_NAME.get(name).copied()
}

/// The URL of `console.css`, `htmx.js` or `icon.svg`.
pub(crate) fn url(name: &str) -> String {
    let at = SOURCES.iter().position(|source| source.name == name);
    let hashed = at.map_or(name, |at| &HASHED[at]);
    format!("/assets/{hashed}")
}

fn hashed(source: &Source) -> String {
    let digest = Sha256::digest(source.asset.bytes);
    let hash: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let (stem, end) = source.name.rsplit_once('.').unwrap_or((source.name, ""));
    format!("{stem}-{hash}.{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_is_found_under_its_address_and_no_other() {
        for source in &SOURCES {
            let url = url(source.name);
            let name = url.strip_prefix("/assets/").unwrap();
            assert_eq!(find(name), Some(source.asset));
            assert_ne!(name, source.name);
            assert_eq!(find(source.name), None);
        }
        assert_eq!(find("../console.css"), None);
    }

    #[test]
    fn the_style_sheet_is_small_and_asks_nobody_else() {
        let css = str::from_utf8(SOURCES[0].asset.bytes).unwrap();
        assert!(css.len() < 20_000, "{}", css.len());
        assert!(!css.contains("http") && !css.contains("@import"));
    }
}
