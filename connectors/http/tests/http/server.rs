//! A server that sends one scripted response after another, each on its own
//! connection.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::Duration,
};

use tenantry_core::connector::{ConnectorError, Tape};
use tenantry_http::{Answer, Client, Options, Request, Retry, Url};

pub(crate) type Script = Box<dyn FnOnce(&mut TcpStream) + Send>;

pub(crate) struct Server {
    pub(crate) url: Url,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Sends these responses, then refuses connections.
    pub(crate) fn new(answers: impl IntoIterator<Item = Script> + Send + 'static) -> Self {
        Self::with(|_| answers)
    }

    /// Like [`new`](Self::new), for responses that contain the server's
    /// address.
    pub(crate) fn with<I>(answers: impl FnOnce(&Url) -> I) -> Self
    where
        I: IntoIterator<Item = Script> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = Url::parse(&format!("http://{}/feed", listener.local_addr().unwrap())).unwrap();
        let answers = answers(&url);
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        std::thread::spawn(move || {
            for answer in answers {
                let Ok((mut stream, _)) = listener.accept() else { return };
                if let Some(request) = request(&stream) {
                    seen.lock().unwrap().push(request);
                }
                answer(&mut stream);
            }
        });
        Self { url, requests }
    }

    /// The requests so far, as received.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn get(&self) -> Request {
        Request::get("Get maple", self.url.clone())
    }
}

fn request(stream: &TcpStream) -> Option<String> {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    let mut length = 0;
    loop {
        let start = request.len();
        // Stop at bytes that are not text: they are not HTTP.
        if reader.read_line(&mut request).ok()? == 0 {
            return None;
        }
        let line = request[start..].trim().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(request + &String::from_utf8(body).unwrap())
}

/// Writes bytes and closes the connection.
pub(crate) fn raw(bytes: impl Into<Vec<u8>>) -> Script {
    let bytes = bytes.into();
    Box::new(move |stream| {
        // The client may have closed the connection.
        let _ = stream.write_all(&bytes);
    })
}

/// A complete response; `headers` are lines, each with its line end.
pub(crate) fn answer(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Script {
    let body = body.as_ref();
    let mut bytes = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    raw(bytes)
}

pub(crate) fn xml(body: impl AsRef<[u8]>) -> Script {
    answer(200, "content-type: text/xml\r\n", body)
}

/// Writes bytes, then nothing until the client disconnects.
pub(crate) fn then_silence(bytes: impl Into<Vec<u8>>) -> Script {
    let bytes = bytes.into();
    Box::new(move |stream| {
        let _ = stream.write_all(&bytes);
        let _ = stream.read(&mut [0]);
    })
}

/// The head of a chunked response, then each chunk after a pause.
pub(crate) fn chunks(chunks: Vec<Vec<u8>>, pause: Duration, whole: bool) -> Script {
    Box::new(move |stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        for chunk in chunks {
            let mut framed = format!("{:x}\r\n", chunk.len()).into_bytes();
            framed.extend_from_slice(&chunk);
            framed.extend_from_slice(b"\r\n");
            if stream.write_all(&framed).is_err() {
                return;
            }
            std::thread::sleep(pause);
        }
        if whole {
            let _ = stream.write_all(b"0\r\n\r\n");
        }
    })
}

/// A response without an end.
pub(crate) fn endless() -> Script {
    Box::new(|stream| {
        let mut piece = b"4000\r\n".to_vec();
        piece.resize(piece.len() + 0x4000, b'x');
        piece.extend_from_slice(b"\r\n");
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        while stream.write_all(&piece).is_ok() {}
    })
}

/// Three attempts without long waits.
pub(crate) fn options() -> Options {
    Options {
        timeout: Duration::from_secs(20),
        idle: Duration::from_secs(10),
        retry: Retry {
            attempts: 3,
            first_wait: Duration::from_millis(1),
            max_wait: Duration::from_secs(5),
        },
        ..Options::default()
    }
}

pub(crate) async fn send(request: Request) -> Result<Answer, ConnectorError> {
    send_with(options(), request).await
}

pub(crate) async fn send_with(
    options: Options,
    request: Request,
) -> Result<Answer, ConnectorError> {
    Client::new(options).session(&Tape::Off)?.send(request).await
}

pub(crate) async fn text(answer: Answer) -> Result<String, ConnectorError> {
    let bytes = answer.body.bytes(usize::MAX).await?;
    Ok(String::from_utf8(bytes.into()).unwrap())
}
