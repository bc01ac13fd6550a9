//! A minimal HTTP client that shows what is sent over the wire.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

/// What was received until the connection ended or the limit was reached.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) status: u16,
    /// The head in lower case.
    pub(crate) head: String,
    /// The body as sent, with the sizes of its chunks.
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let start = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(start.as_str()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Ask {
    pub(crate) fn get(path: &str) -> Self {
        Self { method: "GET", path: path.into(), headers: Vec::new(), body: String::new() }
    }

    pub(crate) fn post(path: &str, content_type: &str, body: &str) -> Self {
        let ask = Self { method: "POST", body: body.into(), ..Self::get(path) };
        ask.with("Content-Type", content_type)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sends the request, and reads up to a limit.
    pub(crate) fn send_up_to(&self, url: &str, limit: usize) -> Received {
        let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut request = format!("{} {} HTTP/1.1\r\nHost: fake\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            request += &format!("{name}: {value}\r\n");
        }
        request += &format!("Content-Length: {}\r\n", self.body.len());
        request += &format!("Connection: close\r\n\r\n{}", self.body);
        stream.write_all(request.as_bytes()).unwrap();

        let mut bytes = Vec::new();
        // A connection reset also ends the reading.
        let _ = stream.take(limit as u64).read_to_end(&mut bytes);
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Received { status, head, body: bytes[end + 4..].to_vec() }
    }

    pub(crate) fn send(&self, url: &str) -> Received {
        self.send_up_to(url, 4 << 20)
    }
}
