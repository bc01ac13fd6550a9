use std::{fs, path::Path, time::Duration};

use tenantry_core::connector::{ConnectorError, ErrorKind, Tape};
use tenantry_http::{Client, Document, Options, Request, SecretString};

use crate::server::{Server, answer, chunks, options, raw, text, xml};

fn secret(options: Options, secrets: &[&str]) -> Options {
    Options {
        secrets: secrets.iter().map(|secret| SecretString::from(*secret)).collect(),
        ..options
    }
}

async fn record(
    folder: &Path,
    options: Options,
    request: Request,
) -> Result<String, ConnectorError> {
    let session = Client::new(options).session(&Tape::Record(folder.to_owned()))?;
    text(session.send(request).await?).await
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn what_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let tape = folder.path().join("a/b");
    let server = Server::new([answer(503, "retry-after: 0\r\n", "busy"), xml("<a>Ada</a>")]);
    let mut url = server.url.clone();
    url.set_username("eve").unwrap();
    url.set_password(Some("url-password")).unwrap();
    url.set_query(Some("key=hunter2&site=maple"));
    let request = Request::post("Get/../ maple", url, "text/xml", "<q p=\"hunter2\" k=\"7\"/>")
        .header("api-key", "header-key")
        .basic("ada", SecretString::from("basic-password"));
    let read_back = record(&tape, secret(options(), &["hunter2", "7"]), request).await.unwrap();
    assert_eq!(read_back, "<a>Ada</a>");
    assert_eq!(
        names(&tape),
        [
            "001-Get-..--maple.toml",
            "001-Get-..--maple.xml",
            "002-Get-..--maple.toml",
            "002-Get-..--maple.xml"
        ]
    );
    let port = server.url.port().unwrap().to_string().replace('7', "***");
    assert_eq!(
        read(&tape, "002-Get-..--maple.toml").replace(&port, "PORT").replace("12***.0", "127.0"),
        "label = \"Get/../ maple\"\n\
         method = \"POST\"\n\
         url = \"http://127.0.0.1:PORT/feed?key=***&site=maple\"\n\
         request = '<q p=\"***\" k=\"***\"/>'\n\
         status = 200\n\
         content_type = \"text/xml\"\n\
         body = \"002-Get-..--maple.xml\"\n\
         whole = true\n"
    );
    assert_eq!(read(&tape, "002-Get-..--maple.xml"), "<a>Ada</a>");
    let first = read(&tape, "001-Get-..--maple.toml");
    assert!(first.contains("status = 503") && first.contains("retry_after = 0"), "{first}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&tape), 0o700);
        for name in names(&tape) {
            assert_eq!(mode(&tape.join(name)), 0o600);
        }
    }
}

#[tokio::test]
async fn secrets_in_answers() {
    let folder = tempfile::tempdir().unwrap();
    let pieces = [
        "hunter&2 hun",
        "ter&amp;",
        "2 hunter\\u00262 hunter%262 aHVudGVyJjI= ",
        "YWRhOmh1",
        "bnRlciYy short: ab",
    ];
    let pieces: Vec<Vec<u8>> = pieces.iter().map(|piece| piece.as_bytes().to_vec()).collect();
    let whole = String::from_utf8(pieces.concat()).unwrap();
    let server = Server::new([chunks(pieces, Duration::from_millis(20), true)]);
    let request = server.get().basic("ada", SecretString::from("hunter&2"));
    let seen = record(folder.path(), secret(options(), &["ab"]), request).await.unwrap();
    assert_eq!(seen, whole, "only the recording is scrubbed");
    assert_eq!(read(folder.path(), "001-Get-maple.xml"), "*** *** *** *** *** *** short: ab");
}

#[tokio::test]
async fn the_kinds_of_files() {
    for (content_type, expected, extension) in [
        ("application/json", Document::Xml, "json"),
        ("application/soap+xml", Document::Json, "xml"),
        ("text/plain", Document::Json, "txt"),
        ("application/octet-stream", Document::Json, "json"),
        ("text/html", Document::Json, "html"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let header = format!("content-type: {content_type}\r\n");
        let server = Server::new([answer(404, &header, "x")]);
        record(folder.path(), options(), server.get().expects(expected)).await.unwrap_err();
        assert_eq!(read(folder.path(), &format!("001-Get-maple.{extension}")), "x");
    }
}

#[tokio::test]
async fn a_recording_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("notes.txt"), "").unwrap();
    let server = Server::new([xml("<a/>"), xml("<a/>")]);
    record(folder.path(), options(), server.get()).await.unwrap();
    let error = record(folder.path(), options(), server.get()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ConfigInvalid);
    assert!(error.message.ends_with(" already holds a recording"), "{error}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn what_was_cut() {
    let folder = tempfile::tempdir().unwrap();
    let server =
        Server::new([raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<residents>abcd")]);
    let error = record(folder.path(), secret(options(), &["abcdef"]), server.get()).await;
    assert_eq!(error.unwrap_err().kind, ErrorKind::Incomplete);
    let entry = read(folder.path(), "001-Get-maple.toml");
    assert!(entry.contains("whole = false"), "{entry}");
    assert!(entry.contains("kind = \"Incomplete\""), "{entry}");
    assert_eq!(read(folder.path(), "001-Get-maple.xml"), "<residents>abcd");
}

#[tokio::test]
async fn what_was_not_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let server =
        Server::new([chunks(vec![b"<residents>".to_vec(); 9], Duration::from_millis(30), true)]);
    let session = Client::new(options()).session(&Tape::Record(folder.path().to_owned())).unwrap();
    drop(session.send(server.get()).await.unwrap());
    let entry = read(folder.path(), "001-Get-maple.toml");
    assert!(entry.contains("whole = false") && !entry.contains("failure"), "{entry}");
    assert!(read(folder.path(), "001-Get-maple.xml").starts_with("<residents>"));
}

#[tokio::test]
async fn where_a_request_was_sent_on() {
    let location = |to: &str| answer(302, &format!("location: {to}\r\n"), "");
    let server = Server::new([
        location("/moved?token=unknown"),
        location("https://eve:unknown@pms.example/hunter2?token=unknown"),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let options = secret(options(), &["hunter2"]);
    record(folder.path(), options, server.get()).await.unwrap_err();
    assert!(server.requests()[1].contains("unknown"));
    for name in names(folder.path()) {
        assert!(!read(folder.path(), &name).contains("unknown"), "{name}");
    }
    let location = |name| read(folder.path(), name).contains("location = \"/moved\"");
    assert!(location("001-Get-maple.toml"));
    let second = read(folder.path(), "002-Get-maple.toml");
    assert!(second.contains("location = \"https://pms.example/***\""), "{second}");
}

#[tokio::test]
async fn headers_that_are_read_are_recorded_and_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new([answer(200, "X-Total-Count: 7\r\nX-Note: hunter2\r\n", "[]")]);
    let request = || server.get().reads_header("X-Total-Count").reads_header("x-note");
    let tape = Tape::Record(folder.path().to_owned());
    let session = Client::new(secret(options(), &["hunter2"])).session(&tape).unwrap();
    let told = session.send(request()).await.unwrap();
    assert_eq!((told.header("x-total-count"), told.header("X-NOTE")), (Some("7"), Some("hunter2")));
    assert_eq!(told.header("content-type"), None);
    text(told).await.unwrap();

    let tape = Tape::Replay(folder.path().to_owned());
    let session = Client::new(options()).session(&tape).unwrap();
    assert!(session.replays());
    let told = session.send(request()).await.unwrap();
    assert_eq!((told.header("X-Total-Count"), told.header("X-Note")), (Some("7"), Some("***")));
}

#[tokio::test]
async fn an_answer_that_is_a_credential_is_not_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new([answer(200, "", "\"a-token\"")]);
    let token = record(folder.path(), options(), server.get().unrecorded()).await.unwrap();
    assert_eq!(token, "\"a-token\"");
    assert!(names(folder.path()).is_empty());
}

/// A token that the PMS has just issued is in no setting.
#[tokio::test]
async fn a_token_that_the_pms_repeats_is_not_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let tape = folder.path().join("tape");
    let server = Server::new([xml("<a token=\"issued-token\" name=\"Ana\"/>")]);
    let request =
        server.get().header("Authorization", "Bearer issued-token").header("accept", "text/xml");
    record(&tape, options(), request).await.unwrap();
    assert_eq!(read(&tape, "001-Get-maple.xml"), "<a token=\"***\" name=\"Ana\"/>");
}
