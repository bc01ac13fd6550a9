use std::{fmt, fs::File, time::Duration};

use async_trait::async_trait;
use futures_util::TryStreamExt;
use opendal::{
    HttpTransporter, OperationContext, Operator,
    layers::{RetryLayer, TimeoutLayer},
    services::S3,
};
use opendal_http_transport_reqwest::ReqwestTransport;
use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_http::{ExposeSecret, Url};

use crate::{
    MAX_FILE,
    failure::{failure, invalid, too_large, unfinished},
    folder::{Entry, Folder, MAX_ENTRIES, crowded},
    secrets::both,
    settings::Credentials,
    spool::Spool,
    web::{insecure, is_this_machine},
};

/// How long the service may be silent.
const SILENCE: Duration = Duration::from_secs(60);

const REGION: &str = "us-east-1";

/// A folder in a bucket, as given in the settings.
pub(crate) struct Bucket {
    bucket: String,
    folder: String,
    credentials: Credentials,
}

impl Bucket {
    pub(crate) fn new(
        bucket: &str,
        folder: &str,
        credentials: &Credentials,
    ) -> Result<Self, ConnectorError> {
        if !bucket.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte)) {
            return Err(invalid(
                format!("{bucket:?} is not a bucket name"),
                "correct `url`, which has the form s3://bucket/key",
            ));
        }
        if credentials.access_key_id.is_some() != credentials.secret_access_key.is_some() {
            return Err(both("access_key_id", "secret_access_key"));
        }
        if let Some(endpoint) = &credentials.endpoint {
            match Url::parse(endpoint) {
                Ok(url) if url.scheme() == "https" || is_this_machine(&url) => {}
                Ok(url) if url.scheme() == "http" => return Err(insecure("credentials.endpoint")),
                _ => {
                    return Err(invalid(
                        "`credentials.endpoint` does not have the form https://host",
                        "correct it",
                    ));
                }
            }
        }
        Ok(Self { bucket: bucket.into(), folder: folder.into(), credentials: credentials.clone() })
    }

    pub(crate) fn name(&self) -> String {
        let Self { bucket, folder, .. } = self;
        if folder.is_empty() { format!("s3://{bucket}") } else { format!("s3://{bucket}/{folder}") }
    }

    /// The folder, ready for requests. No I/O.
    pub(crate) fn enter(&self) -> Result<S3Folder, ConnectorError> {
        let Credentials {
            access_key_id, secret_access_key, session_token, region, endpoint, ..
        } = &self.credentials;
        let mut s3 = S3::default()
            .bucket(&self.bucket)
            .root(&self.folder)
            .region(region.as_deref().unwrap_or(REGION));
        if let Some(endpoint) = endpoint {
            s3 = s3.endpoint(endpoint);
        }
        if let (Some(id), Some(secret)) = (access_key_id, secret_access_key) {
            s3 = s3.access_key_id(id).secret_access_key(secret.expose_secret());
            s3 = s3.disable_config_load().disable_ec2_metadata();
        }
        if let Some(token) = session_token {
            s3 = s3.session_token(token.expose_secret());
        }
        let transport = ReqwestTransport::new(tenantry_http::transport()?);
        let context = OperationContext::new().with_http_transport(HttpTransporter::new(transport));
        let operator = Operator::new(s3)
            .map_err(|error| failed(&self.name(), &error))?
            .with_context(context)
            .layer(TimeoutLayer::new().with_timeout(SILENCE).with_io_timeout(SILENCE))
            .layer(RetryLayer::new().with_jitter().with_max_times(3));
        Ok(S3Folder { name: self.name(), operator })
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bucket").field("name", &self.name()).finish_non_exhaustive()
    }
}

/// A folder in a bucket.
#[derive(Debug)]
pub(crate) struct S3Folder {
    name: String,
    operator: Operator,
}

fn entry(name: &str, metadata: &opendal::Metadata) -> Entry {
    let modified = metadata.last_modified().map(|time| time.into_inner());
    Entry { name: name.to_owned(), size: metadata.content_length(), modified }
}

#[async_trait]
impl Folder for S3Folder {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn appears_whole(&self) -> bool {
        true
    }

    async fn list(&self) -> Result<Vec<Entry>, ConnectorError> {
        let failed = |error| failed(&self.name, &error);
        let mut found = self.operator.lister("/").await.map_err(failed)?;
        let mut entries = Vec::new();
        while let Some(item) = found.try_next().await.map_err(failed)? {
            if item.metadata().mode().is_file() {
                entries.push(entry(item.name(), item.metadata()));
            }
            if entries.len() > MAX_ENTRIES {
                return Err(crowded(&self.name));
            }
        }
        Ok(entries)
    }

    async fn look(&self, name: &str) -> Result<Option<Entry>, ConnectorError> {
        match self.operator.stat(name).await {
            Ok(metadata) => Ok(Some(entry(name, &metadata))),
            Err(error) if error.kind() == opendal::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&self.name_of(name), &error)),
        }
    }

    async fn open(&self, chosen: &Entry) -> Result<File, ConnectorError> {
        let name = self.name_of(&chosen.name);
        let failed = |error| failed(&name, &error);
        if chosen.size > MAX_FILE {
            return Err(too_large(&name, MAX_FILE));
        }
        let mut spool = Spool::new(&name, MAX_FILE)?;
        if chosen.size > 0 {
            let reader = self.operator.reader(&chosen.name).await.map_err(failed)?;
            let mut pieces = reader.into_stream(0..chosen.size).await.map_err(failed)?;
            while let Some(piece) = pieces.try_next().await.map_err(failed)? {
                spool.add(&piece.to_bytes())?;
            }
        }
        if spool.len() != chosen.size || self.look(&chosen.name).await?.as_ref() != Some(chosen) {
            return Err(unfinished(&name, "changed while it was read"));
        }
        spool.finish()
    }
}

/// A service error. Its text may quote the request, so only its code is shown.
fn failed(name: &str, error: &opendal::Error) -> ConnectorError {
    use opendal::ErrorKind as Kind;
    let code = code(error.message());
    let (kind, what, hint) = match (error.kind(), code) {
        (_, Some("InvalidAccessKeyId" | "SignatureDoesNotMatch" | "ExpiredToken")) => (
            ErrorKind::Unauthenticated,
            "the access key is refused",
            "check `access_key_id` and `secret_access_key` of [connector.credentials]",
        ),
        (_, Some("NoSuchBucket")) => {
            (ErrorKind::ConfigInvalid, "the bucket does not exist", "check `url` and `region`")
        }
        (Kind::NotFound, _) => (
            ErrorKind::Unavailable,
            "does not exist",
            "check `url`, and whether the export has run",
        ),
        (Kind::PermissionDenied, _) => (
            ErrorKind::PermissionDenied,
            "access was denied",
            "check the credentials; they need s3:GetObject, and s3:ListBucket for a pattern",
        ),
        (Kind::RateLimited, _) => {
            (ErrorKind::RateLimited, "the service limits the rate of requests", "run again later")
        }
        (Kind::ConfigInvalid, _) => {
            (ErrorKind::ConfigInvalid, "cannot be requested", "check [connector.credentials]")
        }
        _ => (
            ErrorKind::Unavailable,
            "the service cannot be reached or has failed",
            "nothing was changed; check `region` and `endpoint`, or run again later",
        ),
    };
    let what = match code {
        Some(code) => format!("{what} ({code})"),
        None => what.to_owned(),
    };
    failure(kind, name, &what).hint(hint)
}

/// Finds `NoSuchBucket` in `S3Error { code: "NoSuchBucket", ... }`.
fn code(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("code: \"")?;
    let (code, _) = rest.split_once('"')?;
    let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_code.then_some(code)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(r#"S3Error { code: "NoSuchKey", message: "x" }"#, Some("NoSuchKey"))]
    #[case(r#"S3Error { code: "", message: "x" }"#, None)]
    #[case(r#"S3Error { code: "<a b>", message: "x" }"#, None)]
    #[case("send http request", None)]
    fn codes(#[case] message: &str, #[case] expected: Option<&str>) {
        assert_eq!(code(message), expected);
    }
}
