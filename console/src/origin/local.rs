use std::sync::LazyLock;

use url::Url;

/// Any origin will do: what stays on it stays on ours.
static SOMEWHERE: LazyLock<Option<Url>> =
    LazyLock::new(|| Url::parse("http://console.invalid/").ok());

/// One of our own pages, as a path with a query; `None` if a browser would leave the console.
///
/// Browsers drop tabs and line breaks, take `\` for `/`, and resolve dots: `/<tab>/evil.example`
/// is `//evil.example`, another host. So the text is read as they read it, and what is returned
/// is what was understood. The path `/.//evil.example` is ours, but written out again it is
/// `//evil.example`, so that is read once more.
pub(crate) fn local(text: &str) -> Option<String> {
    let page = resolve(text)?;
    let written = match page.query() {
        Some(query) => format!("{}?{query}", page.path()),
        None => page.path().to_owned(),
    };
    let again = resolve(&written)?;
    (again.path() == page.path() && again.query() == page.query()).then_some(written)
}

fn resolve(text: &str) -> Option<Url> {
    let base = SOMEWHERE.as_ref()?;
    let page = base.join(text).ok()?;
    (text.starts_with('/') && page.origin() == base.origin()).then_some(page)
}
