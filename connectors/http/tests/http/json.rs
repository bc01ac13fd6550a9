use std::io::{self, Read};

use rstest::rstest;
use serde_json::{Map, Value, json};
use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_http::json::records;

fn read(text: &str) -> Result<(Vec<Value>, Map<String, Value>), ConnectorError> {
    let mut found = Vec::new();
    let rest = records(text.as_bytes(), "value", |record| {
        found.push(record);
        Ok(())
    })?;
    Ok((found, rest))
}

#[test]
fn an_object_with_a_list() {
    let text = r#"{"total": 2, "next": "p2", "value": [{"id": 1}, {"id": [2]}], "meta": {"a": 1, "b": [2]},
                   "tags": ["x"], "none": null, "ok": true, "minus": -1, "part": 0.5}"#;
    let (found, rest) = read(text).unwrap();
    assert_eq!(found, [json!({"id": 1}), json!({"id": [2]})]);
    let expected = json!({"total": 2, "next": "p2", "meta": {"a": 1}, "none": null, "ok": true,
                          "minus": -1, "part": 0.5});
    assert_eq!(Value::from(rest), expected);
}

#[test]
fn a_bare_list() {
    let (found, rest) = read(" [1, \"]{[\\\"\", null] \n").unwrap();
    assert_eq!(found, [json!(1), json!("]{[\""), json!(null)]);
    assert!(rest.is_empty());
}

#[rstest]
#[case("")]
#[case("[1, 2")]
#[case(r#"{"value": [{"name": "Ada"#)]
#[case(r#"{"value": [1]"#)]
fn truncated(#[case] text: &str) {
    assert_eq!(read(text).unwrap_err().kind, ErrorKind::Incomplete);
}

#[rstest]
#[case(r#"{"data": [1]}"#, "there is no list of records")]
#[case(r#"{"value": [1], "value": []}"#, "there are two lists of records")]
#[case(r#"{"value": "Ada"}"#, "it is not a list of records")]
#[case(r#"{"value": null}"#, "it is not a list of records")]
#[case(r#""Ada""#, "it is not a list of records")]
#[case(r#"[1] Ada"#, "it is not valid JSON")]
#[case(r#"[Ada]"#, "it is not valid JSON")]
#[case(r#"{"value": [1], "Ada": }"#, "it is not valid JSON")]
fn malformed(#[case] text: &str, #[case] what: &str) {
    let error = read(text).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Malformed);
    let start = format!("the JSON cannot be read: {what} (line 1, column ");
    assert!(error.message.starts_with(&start), "{error}");
    assert!(!format!("{error:?}").contains("Ada"), "{error:?}");
}

#[test]
fn nesting() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    read(&nested(64)).unwrap();
    assert_eq!(read(&nested(65)).unwrap_err().kind, ErrorKind::Malformed);
    read(&format!("[\"{}\"]", "[".repeat(1000))).unwrap();
}

#[test]
fn one_by_one() {
    let mut seen = 0;
    let stopped = records("[1, 2, 3, oops".as_bytes(), "value", |_| {
        seen += 1;
        if seen < 2 { Ok(()) } else { Err(ConnectorError::new(ErrorKind::Cancelled, "enough")) }
    });
    assert_eq!((stopped.unwrap_err().kind, seen), (ErrorKind::Cancelled, 2));
}

#[test]
fn errors_of_the_reader() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other(ConnectorError::new(ErrorKind::Timeout, "late")))
        }
    }
    let read = records("[1, ".as_bytes().chain(Broken), "value", |_| Ok(()));
    assert_eq!(read.unwrap_err().kind, ErrorKind::Timeout);
}
