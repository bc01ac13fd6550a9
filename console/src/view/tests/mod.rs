//! Renders every page with sample records and with hostile ones. The sample pages
//! are also a gallery: `TENANTRY_GALLERY=FOLDER cargo test -p tenantry-console gallery`
//! writes each page to the folder, to be viewed in a browser.

mod clock;
mod effects;
mod gallery;
mod hostile;
mod links;
mod many;
mod pages;
pub(crate) mod sample;
