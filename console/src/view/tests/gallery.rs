use std::{fs, path::Path};

use super::pages::{every_page, world};

#[test]
fn gallery() {
    let pages = every_page(&world());
    for (name, html) in &pages {
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
        assert!(
            html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"),
            "{name}"
        );
        assert!(!html.contains("style="), "{name}");
    }
    let Ok(folder) = std::env::var("TENANTRY_GALLERY") else { return };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("assets")).unwrap();
    for (name, html) in pages {
        fs::write(folder.join(format!("{name}.html")), html).unwrap();
    }
    for name in ["console.css", "htmx.js", "icon.svg"] {
        let url = crate::assets::url(name);
        let asset = crate::assets::find(url.trim_start_matches("/assets/")).unwrap();
        fs::write(folder.join(&url[1..]), asset.bytes).unwrap();
    }
}
