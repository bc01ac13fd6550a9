use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use tenantry_http::{Request, SecretString};
use tracing_subscriber::fmt::MakeWriter;

use crate::server::{Server, answer, send, text, xml};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[test]
fn one_line_an_exchange() {
    let server = Server::new([answer(503, "", "hunter2"), xml("hunter2")]);
    let mut url = server.url.clone();
    url.set_query(Some("key=hunter2"));
    let request = Request::get("Get maple", url).basic("ada", SecretString::from("hunter2"));
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_ansi(false)
        .with_writer(lines.clone())
        .finish();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tracing::subscriber::with_default(subscriber, || {
        runtime.block_on(async { text(send(request).await.unwrap()).await.unwrap() })
    });
    let lines = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<&str> = lines.lines().filter(|line| line.contains("tenantry_http")).collect();
    assert_eq!(ours.len(), 2, "{lines}");
    assert!(ours[0].contains("exchange label=\"Get maple\" status=503 ms="), "{lines}");
    assert!(ours[1].contains(" status=200 ") && ours[1].contains(" bytes=7"), "{lines}");
    assert!(!lines.contains("hunter2"), "{lines}");
}
