//! How much time a sync takes in addition to the server's own, against a fake
//! Yardi server on this machine.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    time::Instant,
};

use anyhow::Context;
use tenantry_fakes::{Fake, Seen, Service, Yardi};

use crate::measure::{Run, engine, measured, median};

const OPERATION: &str = "GetResidentTransactions_Login";

/// Measures first and unchanged syncs, and the server alone.
pub(crate) fn run(residents: usize, runs: usize) -> anyhow::Result<()> {
    crate::build_engine()?;
    let fake = Fake::start(Yardi::demo("maple", "Maple Court"));
    fake.pms().set(Service::ResidentTransactions20, OPERATION, "maple", &document(residents));
    let folder = tempfile::tempdir()?;
    let config = folder.path().join("bench.toml");
    fs::write(
        &config,
        format!(
            "[property]\nid = \"bench\"\ntimezone = \"UTC\"\n[connector]\nkind = \"yardi\"\n\
             url = \"{}/webservices\"\nusername = \"demo_ws\"\npassword = \"demo-password\"\n\
             server_name = 'demo-sql\\VOYAGER'\ndatabase = \"demo_live\"\n\
             interface_entity = \"Example Access\"\ninterface_license = \"DEMO+LICENSE/0000==\"\n\
             properties = [\"maple\"]\n[database]\nurl = \"sqlite://bench.db\"\n",
            fake.url()
        ),
    )?;
    let engine = engine()?;
    let sync = [engine, "--config".into(), config.display().to_string(), "sync".into()];

    let (mut first, mut unchanged, mut server) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs.max(1) {
        for file in fs::read_dir(folder.path())? {
            let path = file?.path();
            if path != config {
                fs::remove_file(path)?;
            }
        }
        first.push(measured(&sync)?);
        unchanged.push(measured(&sync)?);
        let request = fake.requests().into_iter().next().context("no request was made")?;
        server.push(ask(&fake.url(), &request)?);
    }
    let (first, unchanged, server): (Run, Run, Run) =
        (median(&first), median(&unchanged), median(&server));
    println!(
        "{residents} residents, medians of {runs} in ms; the server alone: {:.1}",
        1e3 * server.wall
    );
    for (name, sync) in [("first", first), ("unchanged", unchanged)] {
        println!(
            "{name:<10} {:>6.1}   beyond the server {:>6.1}",
            1e3 * sync.wall,
            1e3 * (sync.wall - server.wall)
        );
    }
    Ok(())
}

/// Sends a request again, unchanged, and reads the response.
fn ask(url: &str, request: &Seen) -> anyhow::Result<Run> {
    let host = url.trim_start_matches("http://");
    let action = request.header("soapaction").unwrap_or_default();
    let start = Instant::now();
    let mut server = TcpStream::connect(host)?;
    write!(
        server,
        "POST {} HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/xml; charset=utf-8\r\n\
         SOAPAction: {action}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
        request.path,
        request.body.len(),
        request.body
    )?;
    server.read_to_end(&mut Vec::new())?;
    Ok(Run { wall: start.elapsed().as_secs_f64(), cpu: 0.0, peak: 0.0 })
}

fn document(residents: usize) -> String {
    let households: String = (0..residents)
        .map(|number| {
            format!(
                "<RT_Customer><CustomerID>t{number:07}</CustomerID><Customers>\
                 <MITS:Customer Type=\"current resident\"><MITS:CustomerID>t{number:07}</MITS:CustomerID>\
                 <MITS:Property><MITS:UnitID>{number}</MITS:UnitID></MITS:Property>\
                 <MITS:Name><MITS:FirstName>First{number}</MITS:FirstName>\
                 <MITS:LastName>Last{number}</MITS:LastName></MITS:Name><MITS:Address Type=\"property\">\
                 <MITS:Email>first{number}@example.com</MITS:Email></MITS:Address>\
                 <MITS:Lease><MITS:LeaseFromDate>2025-03-01</MITS:LeaseFromDate></MITS:Lease>\
                 </MITS:Customer></Customers><RTServiceTransactions>{}</RTServiceTransactions></RT_Customer>",
                "<Charge><Detail><Amount>1450.00</Amount></Detail></Charge>".repeat(20)
            )
        })
        .collect();
    format!("<ResidentTransactions><Property>{households}</Property></ResidentTransactions>")
}
