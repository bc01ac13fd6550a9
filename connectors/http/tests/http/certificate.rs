use std::{io::Read, net::TcpListener, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use rustls::{crypto::aws_lc_rs, pki_types::PrivateKeyDer};
use tenantry_core::connector::ErrorKind;
use tenantry_http::{Request, Url};

use crate::server::send;

/// A self-signed certificate for 127.0.0.1, and its key.
const CERTIFICATE: &str = "\
    MIIBkjCCATegAwIBAgIUTAyTZGo45dK8QUIYQRGmvMIoDDwwCgYIKoZIzj0EAwIwFjEUMBIGA1UEAwwLcG1zLmV4YW\
    1wbGUwIBcNMjYxMTIyMTYyMzU2WhgPMjEyNjEwMjkxNjIzNTZaMBYxFDASBgNVBAMMC3Btcy5leGFtcGxlMFkwEwYH\
    KoZIzj0CAQYIKoZIzj0DAQcDQgAEVmUr8K3djM21X/kaESTdhNBEPWQ9rCR0+FIUjf3Uw4FvQzM6zI9zgIIQGQ24/+\
    tn9RG0MWcs4Tuhle3bs7IR5aNhMF8wHQYDVR0OBBYEFLtGPowHuan86yFGDi2sEL5VLaJEMB8GA1UdIwQYMBaAFLtG\
    PowHuan86yFGDi2sEL5VLaJEMA8GA1UdEQQIMAaHBH8AAAEwDAYDVR0TAQH/BAIwADAKBggqhkjOPQQDAgNJADBGAi\
    EAhvnCd5cZGmuoGa1BUtTNjgIL5rb7RgFwQGaUYdqocBACIQDR6lnXQcT+w713h/2tYECddWil4klWBIvbY1Z3SzZS\
    wQ==";
const KEY: &str = "\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQglLzExbmQKmpgqpmnHVnbrMY0sd8ma6J0piINCHOLfi\
    mhRANCAARWZSvwrd2MzbVf+RoRJN2E0EQ9ZD2sJHT4UhSN/dTDgW9DMzrMj3OAghAZDbj/62f1EbQxZyzhO6GV7duz\
    shHl";

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for() {
    let key = PrivateKeyDer::Pkcs8(STANDARD.decode(KEY).unwrap().into());
    let certificate = STANDARD.decode(CERTIFICATE).unwrap().into();
    let tls = rustls::ServerConfig::builder_with_provider(aws_lc_rs::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (socket, _) = listener.accept().unwrap();
        let connection = rustls::ServerConnection::new(Arc::new(tls)).unwrap();
        rustls::StreamOwned::new(connection, socket).read(&mut [0]).unwrap_err();
    });
    let request = Request::get("Get maple", Url::parse(&url).unwrap());
    let error = send(request).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::Protocol, 1));
    assert_eq!(
        error.message,
        "Get maple: the certificate of 127.0.0.1 is not issued by a known authority"
    );
    assert!(error.hint.is_some());
    server.join().unwrap();
}
