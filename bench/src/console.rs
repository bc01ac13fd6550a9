//! How long the server takes for pages while the property is synced: 5,000
//! people, 500 alerts, SQLite.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};

use crate::measure::engine;

/// Starts a console and requests its pages, at rest and while syncs run one
/// after another.
pub(crate) fn run(people: usize, alerts: usize, requests: usize) -> anyhow::Result<()> {
    crate::build_engine()?;
    let folder = tempfile::tempdir()?;
    let config = folder.path().join("bench.toml");
    fs::write(
        &config,
        "[property]\nid = \"bench\"\ntimezone = \"UTC\"\n[connector]\nkind = \"csv\"\n\
         path = \"feed.csv\"\n[database]\nurl = \"sqlite://bench.db\"\n",
    )?;
    let feeds = [feed(people, alerts, "5550100"), feed(people, alerts, "5550199")];
    let put = |feed: &str| -> anyhow::Result<()> {
        let next = folder.path().join("next.csv");
        fs::write(&next, feed)?;
        Ok(fs::rename(next, folder.path().join("feed.csv"))?)
    };
    put(&feeds[0])?;
    let engine = engine()?;
    let with = |args: &[&str]| {
        let mut command = Command::new(&engine);
        command.arg("--config").arg(&config).args(args);
        command
    };
    if !with(&["sync"]).stdout(Stdio::null()).status()?.success() {
        bail!("the first sync failed");
    }
    add_operator(with(&["operators", "add", "bench", "--role", "manager"]))?;
    let server = Server::start(with(&["--json", "serve", "--listen", "127.0.0.1:0"]))?;
    let cookie = server.sign_in()?;

    let pages = [
        ("People", "/p/bench/people"),
        ("People, a search", "/p/bench/people?search=last4"),
        ("Alerts", "/p/bench/alerts"),
    ];
    println!("{people} people, {alerts} alerts, medians of {requests} requests, ms:");
    println!("{:<18} {:>8} {:>15} {:>9}", "page", "at rest", "while syncing", "KiB");
    let mut rows = Vec::new();
    for (name, path) in pages {
        let (rest, size) = server.median(path, &cookie, requests)?;
        rows.push((name, path, rest, size));
    }
    let (stop, syncs) = (AtomicBool::new(false), AtomicUsize::new(0));
    let busy: anyhow::Result<Vec<f64>> = thread::scope(|scope| {
        // Every sync finds that every phone has changed, and applies that.
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                let done = syncs.fetch_add(1, Ordering::Relaxed);
                if put(&feeds[(done + 1) % 2]).is_err()
                    || with(&["sync"]).stdout(Stdio::null()).status().is_err()
                {
                    break;
                }
            }
        });
        let measure = |(_, path, ..): &(&str, &str, f64, usize)| {
            server.median(path, &cookie, requests).map(|(busy, _)| busy)
        };
        let busy = rows.iter().map(measure).collect();
        stop.store(true, Ordering::Relaxed);
        busy
    });
    for ((name, _, rest, size), busy) in rows.iter().zip(busy?) {
        println!("{name:<18} {rest:>8.1} {busy:>15.1} {:>9}", size / 1024);
    }
    println!("{} syncs ran during the measurement", syncs.load(Ordering::Relaxed));
    Ok(())
}

/// People with one email each, and pairs that share one.
fn feed(people: usize, alerts: usize, phone: &str) -> String {
    let mut feed =
        String::from("external_id,first_name,last_name,email,phone,unit,status,move_in\n");
    for n in 0..people + 2 * alerts {
        let email = if n < people { n } else { people + (n - people) / 2 };
        let _ = writeln!(
            feed,
            "t{n:06},First{n},Last{n},p{email}@example.com,+1{phone}{:03},{},Current,2026-01-03",
            n % 1000,
            100 + n
        );
    }
    feed
}

fn add_operator(mut command: Command) -> anyhow::Result<()> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    child.stdin.take().context("no stdin")?.write_all(b"four blue lamps\n")?;
    if !child.wait()?.success() {
        bail!("no operator could be created");
    }
    Ok(())
}

struct Server {
    child: Child,
    host: String,
}

impl Server {
    fn start(mut command: Command) -> anyhow::Result<Self> {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("no stdout")?).read_line(&mut line)?;
        let ready: serde_json::Value = serde_json::from_str(&line)?;
        let url = ready["url"].as_str().context("no url")?;
        Ok(Self { host: url.trim_start_matches("http://").to_owned(), child })
    }

    fn sign_in(&self) -> anyhow::Result<String> {
        let body = "name=bench&password=four+blue+lamps";
        let head = format!(
            "POST /sign-in HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        );
        let answer = self.ask(&head)?;
        let cookie = answer.split("set-cookie: ").nth(1).and_then(|rest| rest.split(';').next());
        Ok(cookie.context("nobody was signed in")?.to_owned())
    }

    /// The median time of a page in ms, and its size.
    fn median(&self, path: &str, cookie: &str, times: usize) -> anyhow::Result<(f64, usize)> {
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n",
            self.host
        );
        let (mut took, mut size) = (Vec::new(), 0);
        for _ in 0..times.max(1) {
            let begun = Instant::now();
            let answer = self.ask(&head)?;
            took.push(begun.elapsed().as_secs_f64() * 1e3);
            size = answer.len();
            if !answer.starts_with("HTTP/1.1 200") {
                bail!("{path}: {}", answer.lines().next().unwrap_or_default());
            }
            thread::sleep(Duration::from_millis(5));
        }
        took.sort_by(f64::total_cmp);
        Ok((took[took.len() / 2], size))
    }

    fn ask(&self, request: &str) -> anyhow::Result<String> {
        let mut server = TcpStream::connect(&self.host)?;
        server.write_all(request.as_bytes())?;
        let mut answer = String::new();
        server.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
