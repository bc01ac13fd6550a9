use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

use jiff::ToSpan;
use tenantry_core::connector::ErrorKind;
use tenantry_fakes::{Answer, Fake, Pms, Seen};
use tenantry_files::{Credentials, Pick, Settings};

use crate::{TEXT, bring, text};

/// A service with one bucket, `exports`: keys, contents and ages in seconds.
#[derive(Debug)]
struct Service(BTreeMap<&'static str, (Vec<u8>, u64)>);

impl Service {
    fn error(status: u16, code: &str) -> Answer {
        let body = format!(
            "<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>for AKID hush-hush</Message></Error>"
        );
        Answer::new(status, "application/xml", body)
    }

    fn list(&self, prefix: &str) -> Answer {
        let items = self
            .0
            .iter()
            .filter(|(key, _)| key.strip_prefix(prefix).is_some_and(|name| !name.contains('/')));
        let items = items.map(|(key, (bytes, age))| {
            let time = jiff::Timestamp::try_from(modified(*age)).unwrap();
            format!(
                "<Contents><Key>{key}</Key><LastModified>{}.123Z</LastModified><ETag>\"e\"</ETag>\
                 <Size>{}</Size></Contents>",
                time.strftime("%Y-%m-%dT%H:%M:%S"),
                bytes.len()
            )
        });
        let items: String = items.collect();
        Answer::xml(format!(
            "<?xml version=\"1.0\"?><ListBucketResult><Name>exports</Name><IsTruncated>false\
             </IsTruncated>{items}</ListBucketResult>"
        ))
    }
}

fn modified(age: u64) -> SystemTime {
    SystemTime::now() - Duration::from_secs(age)
}

impl Pms for Service {
    fn operation(&self, seen: &Seen) -> String {
        seen.method.clone()
    }

    fn answer(&mut self, seen: &Seen) -> Answer {
        let signed = seen.header("authorization").unwrap_or_default();
        if !signed.contains("Credential=AKID/") {
            return Self::error(403, "InvalidAccessKeyId");
        }
        let Some(key) = seen.path.strip_prefix("/exports") else {
            return Self::error(404, "NoSuchBucket");
        };
        if let Some(prefix) = seen.parameter("prefix") {
            return self.list(&prefix);
        }
        let key = key.trim_start_matches('/').replace("%20", " ");
        let Some((bytes, age)) = self.0.get(&*key) else { return Self::error(404, "NoSuchKey") };
        let range = seen.header("range").and_then(|range| range.strip_prefix("bytes=0-"));
        let answer =
            Answer::new(if range.is_some() { 206 } else { 200 }, "text/csv", bytes.clone())
                .with("last-modified", &httpdate::fmt_http_date(modified(*age)))
                .with("etag", "\"e\"");
        match range {
            None => answer,
            Some(_) => {
                let len = bytes.len();
                answer.with("content-range", &format!("bytes 0-{}/{len}", len - 1))
            }
        }
    }
}

fn service() -> Fake<Service> {
    Fake::start(Service(BTreeMap::from([
        ("maple court/rent-1.csv", (b"old".to_vec(), 200_000)),
        ("maple court/rent-2.csv", (TEXT.into(), 3_600)),
        ("maple court/deeper/rent-9.csv", (b"deeper".to_vec(), 10)),
        ("maple court/notes.txt", (b"notes".to_vec(), 10)),
    ])))
}

fn settings(fake: &Fake<Service>, url: &str) -> Settings {
    Settings {
        url: Some(url.into()),
        credentials: Credentials {
            access_key_id: Some("AKID".into()),
            secret_access_key: Some("hush-hush".into()),
            endpoint: Some(fake.url()),
            ..Credentials::default()
        },
        ..Settings::default()
    }
}

#[tokio::test]
async fn a_key() {
    let fake = service();
    let url = "s3://exports/maple court/rent-2.csv";
    let brought = bring(&settings(&fake, url)).await.unwrap();
    assert_eq!((brought.name.as_str(), brought.label.as_str()), (url, "rent-2.csv"));
    assert!(brought.modified.is_some());
    assert_eq!(text(brought), TEXT);
}

#[tokio::test]
async fn the_newest_of_a_folder() {
    let fake = service();
    let settings = Settings {
        pick: Pick::Newest,
        max_age: Some(26.hours()),
        ..settings(&fake, "s3://exports/maple court/rent-*.csv")
    };
    let brought = bring(&settings).await.unwrap();
    assert!(brought.summary().starts_with("rent-2.csv, the newest of 2, 1h"));
    assert_eq!(text(brought), TEXT);
}

#[tokio::test]
async fn too_old_to_be_fetched() {
    let fake = service();
    let settings = Settings {
        max_age: Some(26.hours()),
        ..settings(&fake, "s3://exports/maple court/rent-1.csv")
    };
    let error = bring(&settings).await.unwrap_err();
    assert!(error.message.contains("`max_age` is 26h"), "{error}");
    assert!(!fake.operations().contains(&"GET".into()));
}

#[tokio::test]
async fn a_marker() {
    let fake = service();
    let url = "s3://exports/maple court/rent-2.csv";
    let marked = |marker: &str| Settings { marker: Some(marker.into()), ..settings(&fake, url) };
    let error = bring(&marked("done.flag")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Incomplete);
    assert_eq!(text(bring(&marked("notes.txt")).await.unwrap()), TEXT);
}

#[tokio::test]
async fn what_is_refused() {
    let fake = service();
    let missing = bring(&settings(&fake, "s3://exports/none.csv")).await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::Unavailable);
    assert_eq!(missing.message, "s3://exports/none.csv: does not exist");

    let bucket = bring(&settings(&fake, "s3://others/*.csv")).await.unwrap_err();
    assert_eq!(bucket.kind, ErrorKind::ConfigInvalid, "{bucket}");

    let mut stranger = settings(&fake, "s3://exports/*.csv");
    stranger.credentials.access_key_id = Some("OTHER".into());
    let refused = bring(&stranger).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Unauthenticated, "{refused}");
    assert!(!format!("{refused:?}").contains("hush"), "{refused:?}");
}
