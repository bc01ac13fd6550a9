//! Every page, of invented records and of hostile ones; the first also make
//! the gallery: `TENANTRY_GALLERY=FOLDER cargo test -p tenantry-console gallery`
//! writes each page there, to look at in a browser.

mod clock;
mod effects;
mod gallery;
mod hostile;
mod links;
mod pages;
pub(crate) mod sample;
