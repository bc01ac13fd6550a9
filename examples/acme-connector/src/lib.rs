//! A connector for Acme, an invented property-management system, written the
//! way a third party would: outside Tenantry's workspace, depending only on its
//! core.
//!
//! [`AcmeSettings`] are the keys in the configuration, [`AcmeConnector`] reads
//! the file, and `feed` knows its format.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod feed;

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use schemars::JsonSchema;
use serde::Deserialize;
use tenantry_core::connector::{
    BaseDir, Capability, ConnectorError, ConnectorSettings, Context, Description, ErrorKind,
    FeedEvent, PmsConnector,
};

/// The maximum size of a feed in bytes, because it is read at once.
const MAX_BYTES: u64 = 64 << 20;

/// The settings of `kind = "acme"`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcmeSettings {
    /// The feed that Acme writes every night. A relative path starts from the
    /// configuration file's folder.
    pub path: PathBuf,
}

impl ConnectorSettings for AcmeSettings {
    const KIND: &'static str = "acme";
    const SUMMARY: &'static str = "residents from Acme's nightly feed";
    const EXAMPLE: &'static str =
        "# The feed, relative to this file's folder.\npath = \"feed.acme\"\n";

    fn build(self, base: &BaseDir) -> Result<Box<dyn PmsConnector>, ConnectorError> {
        Ok(Box::new(AcmeConnector { path: base.join(self.path) }))
    }
}

/// Reads residents from an Acme feed.
#[derive(Debug)]
pub struct AcmeConnector {
    path: PathBuf,
}

#[async_trait]
impl PmsConnector for AcmeConnector {
    fn describe(&self) -> Description {
        Description {
            kind: AcmeSettings::KIND,
            name: "Acme feed",
            version: env!("CARGO_PKG_VERSION"),
            capabilities: &[Capability::AnnouncesCounts, Capability::FutureResidents],
        }
    }

    async fn check(&self, _: &Context) -> Result<String, ConnectorError> {
        let text = read(&self.path)?;
        let header = feed::Header::parse(&text).map_err(|error| at(&self.path, error))?;
        Ok(format!(
            "{}: property {}, {} records",
            self.path.display(),
            header.property,
            header.count
        ))
    }

    fn fetch(&self, _: Context) -> BoxStream<'static, Result<FeedEvent, ConnectorError>> {
        let path = self.path.clone();
        let events = async move {
            let events =
                read(&path).and_then(|text| feed::events(&text).map_err(|error| at(&path, error)));
            match events {
                Ok(events) => stream::iter(events.into_iter().map(Ok).collect::<Vec<_>>()),
                Err(error) => stream::iter(vec![Err(error)]),
            }
        };
        stream::once(events).flatten().boxed()
    }
}

/// Reads the whole feed.
///
/// # Errors
/// [`ErrorKind::Unavailable`] if the file cannot be read,
/// [`ErrorKind::TooLarge`] above [`MAX_BYTES`], [`ErrorKind::Malformed`] if it
/// is not UTF-8.
fn read(path: &Path) -> Result<String, ConnectorError> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::InvalidData => {
            at(path, ConnectorError::new(ErrorKind::Malformed, "is not UTF-8"))
        }
        _ => at(
            path,
            ConnectorError::new(ErrorKind::Unavailable, format!("cannot be read: {error}")),
        )
        .hint("check `path`, and whether Acme has written its feed"),
    };
    let len = std::fs::metadata(path).map_err(failed)?.len();
    if len > MAX_BYTES {
        let error =
            ConnectorError::new(ErrorKind::TooLarge, format!("is larger than {MAX_BYTES} bytes"));
        return Err(at(path, error));
    }
    std::fs::read_to_string(path).map_err(failed)
}

fn at(path: &Path, mut error: ConnectorError) -> ConnectorError {
    error.message = format!("{}: {}", path.display(), error.message);
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_executor::block_on;
    use tenantry_core::connector::{Limits, collect};
    use tenantry_core::model::{Role, Status};

    fn connector(path: &str) -> Box<dyn PmsConnector> {
        let folder = env!("CARGO_MANIFEST_DIR");
        AcmeSettings { path: path.into() }.build(&BaseDir::new(folder)).unwrap()
    }

    fn context() -> Context {
        Context::new("acme-lofts", tenantry_core::Date::constant(2026, 11, 2))
    }

    #[test]
    fn the_feed_of_the_example() {
        let connector = connector("feed.acme");
        let roster =
            block_on(collect(connector.fetch(context()), Limits::default(), |_| {})).unwrap();
        assert_eq!((roster.residents.len(), roster.rejects.len()), (6, 0));
        let ada = &roster.residents[0];
        assert_eq!((ada.external_id.as_str(), ada.full_name().as_str()), ("0017", "Ada Okafor"));
        assert_eq!((ada.building.as_deref(), ada.unit.as_deref()), (Some("B2"), Some("104")));
        assert_eq!((ada.status, ada.pms_status.as_str()), (Status::Current, "LIV"));
        assert_eq!(ada.role, Role::Primary);
        assert!(
            block_on(connector.check(&context()))
                .unwrap()
                .ends_with("property acme-lofts, 6 records")
        );
    }

    #[test]
    fn a_missing_feed_is_an_error_that_names_it() {
        let error =
            block_on(collect(connector("none.acme").fetch(context()), Limits::default(), |_| {}));
        let error = error.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unavailable);
        assert!(error.message.contains("none.acme"));
    }
}
