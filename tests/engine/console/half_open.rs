//! Thousands of connections that send half a request and wait.

use std::{
    collections::VecDeque,
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, SocketAddrV4},
    process::Command,
    time::{Duration, Instant},
};

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use rstest::rstest;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinSet,
};

use super::{Console, client::between, schedule::runs, server::operator};
use crate::harness::{Backend, Postgres, Row, Site, Sqlite, Wrong, misdate, skip};

const CONNECTIONS: usize = 5_000;

/// As many half-open connections as this test wants and may have.
fn allowed() -> usize {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).unwrap();
    let allowed = CONNECTIONS.min(usize::try_from(hard).unwrap_or(usize::MAX).saturating_sub(200));
    if allowed < CONNECTIONS {
        skip(&format!("{allowed} instead of {CONNECTIONS} half-open connections (ulimit -Hn)"));
    }
    allowed
}

/// A connection from `127.0.0.HOST` that sends the start of a request.
async fn half_open(to: SocketAddr, host: u8, start: &str) -> Option<TcpStream> {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddrV4::new(Ipv4Addr::new(127, 0, 0, host), 0).into()).unwrap();
    let connected = tokio::time::timeout(Duration::from_secs(5), socket.connect(to)).await;
    let mut stream = connected.ok()?.ok()?;
    stream.write_all(start.as_bytes()).await.ok()?;
    Some(stream)
}

/// Whether the other side has closed the connection.
async fn is_closed(stream: &mut TcpStream, within: Duration) -> bool {
    let mut rest = Vec::new();
    tokio::time::timeout(within, stream.read_to_end(&mut rest)).await.is_ok()
}

const HEAD: &str = "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
const BODY: &str = "POST /sign-in HTTP/1.1\r\nHost: localhost\r\n\
                    Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nname=";

#[rstest]
#[case::from_many_addresses(Sqlite, 40, HEAD)]
#[case::on_a_server(Postgres, 40, HEAD)]
#[case::from_one_address(Sqlite, 1, HEAD)]
#[case::with_half_a_body(Sqlite, 40, BODY)]
#[tokio::test]
async fn a_sync_completes_and_pages_are_served(
    #[case] on: Backend,
    #[case] hosts: usize,
    #[case] start: &str,
) {
    let Some(site) = Site::on(on) else { return };
    let site = site.set("[sync]\nevery = \"1h\"\n");
    site.sync(&[Row::new("t1", "Ana Ruiz", "101")]);
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::limited(&site.toml(), 1024);
    let ana = console.signed_in("ana").await;
    let to: SocketAddr = console.url.strip_prefix("http://").unwrap().parse().unwrap();

    let start = start.to_owned();
    let host = move |at: usize| u8::try_from(2 + at % hosts).unwrap();
    let opening = (0..allowed()).map(|at| {
        let start = start.clone();
        async move { half_open(to, host(at), &start).await }
    });
    let opening: JoinSet<Option<TcpStream>> = opening.collect();
    let mut open: VecDeque<TcpStream> = opening.join_all().await.into_iter().flatten().collect();
    assert!(!open.is_empty());
    // What is closed is opened again, until the test ends.
    let attack = async {
        for at in 0.. {
            open.pop_front();
            open.extend(half_open(to, host(at), &start).await);
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    let story = async {
        site.feed(&[Row::new("t1", "Ana Ruiz", "101"), Row::new("t2", "Ben Ode", "102")]);
        misdate(&site, on, Wrong::Behind);
        let runs = runs(&site, 2).await;
        assert_eq!(runs[0]["outcome"], "completed", "{}", runs[0]);
        for client in [ana, console.signed_in("ana").await] {
            assert!(client.page("/p/maple-court/people").await.body.contains("Ben"));
        }
    };
    tokio::select! {
        () = attack => {}
        () = tokio::time::sleep(Duration::from_secs(60)) => panic!("{}", console.logged()),
        () = story => {}
    }
    assert!(!console.logged().contains("Too many open files"), "{}", console.logged());
}

#[tokio::test]
async fn half_a_request_does_not_wait_forever() {
    let site = Site::new();
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let to: SocketAddr = console.url.strip_prefix("http://").unwrap().parse().unwrap();
    let whole = "GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut streams = Vec::new();
    for (what, start) in [("nothing", ""), ("a head", HEAD), ("a body", BODY), ("idle", whole)] {
        streams.push((what, half_open(to, 2, start).await.unwrap()));
    }
    let begun = Instant::now();
    for (what, stream) in &mut streams {
        let left = Duration::from_secs(45).saturating_sub(begun.elapsed());
        assert!(is_closed(stream, left).await, "{what}");
    }
}

#[tokio::test]
async fn a_connection_is_kept_for_a_thousand_requests() {
    let site = Site::new();
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let to: SocketAddr = console.url.strip_prefix("http://").unwrap().parse().unwrap();
    let mut stream = std::net::TcpStream::connect(to).unwrap();
    for request in 1..=1000 {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let said = read(&mut stream);
        assert!(said.starts_with("HTTP/1.1 200"), "{said}");
        assert_eq!(said.contains("connection: close"), request == 1000, "{request}: {said}");
    }
    assert_eq!(stream.read(&mut [0]).unwrap(), 0, "it is closed");
}

#[tokio::test]
async fn half_open_connections_do_not_delay_a_stop() {
    let site = Site::new();
    operator(&site.toml(), "ana", "manager", &[]);
    let mut console = Console::of(&site);
    let to: SocketAddr = console.url.strip_prefix("http://").unwrap().parse().unwrap();
    let mut open = Vec::new();
    for start in ["", HEAD, BODY].repeat(10) {
        open.push(half_open(to, 2, start).await.unwrap());
    }
    let begun = Instant::now();
    assert_eq!(console.stop(), 0);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn a_sync_that_cannot_open_a_file_is_in_the_history() {
    let site = Site::new();
    site.sync(&[Row::new("t1", "Ana Ruiz", "101")]);
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let to: SocketAddr = console.url.strip_prefix("http://").unwrap().parse().unwrap();
    // One connection, which stays open: another would need another file.
    let mut stream = std::net::TcpStream::connect(to).unwrap();
    let mut ask = |head: &str, body: &str| {
        let length = body.len();
        let request = format!(
            "{head} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        read(&mut stream)
    };
    let signed = ask("POST /sign-in", "name=ana&password=four+blue+lamps");
    let cookie = between(&signed, "tenantry=", ";").to_owned();
    let account = ask(&format!("GET /account HTTP/1.1\r\nCookie: tenantry={cookie}\r\nX:"), "");
    let csrf = between(&account, "name=\"csrf\" value=\"", "\"").to_owned();
    limit(&console, files(&console));
    let sync = format!("POST /p/maple-court/sync HTTP/1.1\r\nCookie: tenantry={cookie}\r\nX:");
    let started = ask(&sync, &format!("csrf={csrf}"));
    assert!(started.starts_with("HTTP/1.1 303"), "{started}");
    let begun = Instant::now();
    loop {
        let runs = site.json(&["runs"]);
        if runs.as_array().unwrap().len() == 2 {
            assert_eq!(runs[0]["outcome"], "failed", "{runs}");
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", console.logged());
        std::thread::sleep(Duration::from_millis(100));
    }
    // It is there once.
    std::thread::sleep(Duration::from_secs(6));
    assert_eq!(site.json(&["runs"]).as_array().unwrap().len(), 2);
    limit(&console, 1024);
    let people =
        ask(&format!("GET /p/maple-court/runs HTTP/1.1\r\nCookie: tenantry={cookie}\r\nX:"), "");
    assert!(people.contains("open files") || people.contains("failed"), "{people}");
}

/// Reads one response.
fn read(stream: &mut std::net::TcpStream) -> String {
    let mut text = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).unwrap();
        text.extend_from_slice(&buffer[..read]);
        let said = String::from_utf8_lossy(&text).into_owned();
        let Some((head, body)) = said.split_once("\r\n\r\n") else { continue };
        let length = head.to_lowercase();
        let length: usize = match length.split_once("content-length: ") {
            Some((_, rest)) => rest.split("\r\n").next().unwrap().parse().unwrap(),
            None => 0,
        };
        if body.len() >= length {
            return said;
        }
    }
}

/// The highest file that the console has open, plus one: at this limit it cannot
/// open another.
fn files(console: &Console) -> u64 {
    let open = fs::read_dir(format!("/proc/{}/fd", console.id())).unwrap();
    let used: Vec<u64> =
        open.map(|file| file.unwrap().file_name().to_str().unwrap().parse().unwrap()).collect();
    (0..).find(|file| !used.contains(file)).unwrap()
}

fn limit(console: &Console, files: u64) {
    let (id, files) = (console.id().to_string(), format!("--nofile={files}:20000"));
    let done = Command::new("prlimit").args(["--pid", &id, &files]).status().unwrap();
    assert!(done.success());
}
