//! Bodies that are not what they should be.

use std::io::{self, Read};

use flate2::read::GzDecoder;
use tenantry_fakes::{Fake, Fault, Yardi};

use crate::{
    client::{Ask, Received},
    yardi::maple,
};

/// Any request will do; this one needs no credentials.
fn page() -> Ask {
    Ask::get("/ItfCommonData.asmx")
}

fn fail(fake: &Fake<Yardi>, fault: Fault) -> Received {
    fake.fault(fault);
    page().send(&fake.url())
}

#[test]
fn a_cut_body_lacks_its_last_chunk() {
    let fake = maple();
    let whole = page().send(&fake.url()).text();
    let received = fail(&fake, Fault::Cut);
    assert_eq!(received.header("transfer-encoding"), Some("chunked"));
    let text = received.text();
    assert!(text.contains(&whole[..whole.len() / 2]), "{text}");
    assert!(!text.contains("</html>") && !text.ends_with("0\r\n\r\n"), "{text}");
}

#[test]
fn a_body_is_shorter_than_its_length() {
    let fake = maple();
    let whole = page().send(&fake.url()).body;
    let received = fail(&fake, Fault::TooShort(10));
    let length: usize = received.header("content-length").unwrap().parse().unwrap();
    assert_eq!((length, received.body.len()), (whole.len() + 10, whole.len()));
}

#[test]
fn a_truncated_body_looks_whole() {
    let received = fail(&maple(), Fault::Truncated(7));
    assert_eq!((received.header("content-length"), received.body.len()), (Some("7"), 7));
}

#[test]
fn a_bomb_is_small_and_inflates() {
    let bomb = Fault::GzipBomb { start: "<r>".into(), repeat: "<a/>".into() };
    let received = fail(&maple(), bomb);
    assert_eq!(received.header("content-encoding"), Some("gzip"));
    assert!(received.body.len() < 2 << 20, "{}", received.body.len());
    let mut start = [0; 11];
    #[expect(clippy::disallowed_methods, reason = "the test reads the bomb piece by piece")]
    let mut file = GzDecoder::new(received.body.as_slice());
    file.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"<r><a/><a/>");
    // Reads to the end, where the checksum is compared.
    assert_eq!(io::copy(&mut file, &mut io::sink()).unwrap(), (512 << 20) - 8);
}

#[test]
fn an_endless_body_goes_on() {
    let fake = maple();
    fake.fault(Fault::Endless { start: "<r>".into(), repeat: "<a/>".into() });
    let received = page().send_up_to(&fake.url(), 8 << 20);
    assert!(received.body.len() > 7 << 20);
    assert!(received.text().contains("<r>"));
}

#[test]
fn a_request_that_is_too_long_is_not_read() {
    let long = Ask::post("/ItfCommonData.asmx", "text/xml", &" ".repeat((1 << 20) + 1));
    assert_eq!(long.send(&maple().url()).status, 413);
}
