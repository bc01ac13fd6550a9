//! How fast a large MITS response is read, compared with quick-xml's bare event
//! loop over the same file.

use std::{
    env, fs,
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use quick_xml::{Reader, events::Event};

use crate::measure::{Run, engine, measured, median};

/// Reads all events of a document and does nothing with them.
pub(crate) fn read(feed: &Path) -> anyhow::Result<()> {
    let mut reader = Reader::from_file(feed)?;
    let mut buffer = Vec::new();
    let mut events = 0_u64;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Eof => break,
            _ => events += 1,
        }
    }
    println!("{events}");
    Ok(())
}

/// Measures a response without a ledger, and one of the same size that is four
/// fifths ledger.
pub(crate) fn run(residents: usize, runs: usize) -> anyhow::Result<()> {
    crate::build_engine()?;
    let folder = tempfile::tempdir()?;
    let feed = folder.path().join("feed.xml");
    let config = folder.path().join("bench.toml");
    fs::write(
        &config,
        "[property]\nid = \"bench\"\ntimezone = \"UTC\"\n[connector]\nkind = \"mits\"\n\
         path = \"feed.xml\"\n[database]\nurl = \"sqlite://bench.db\"\n",
    )?;
    let engine = engine()?;
    let this = env::current_exe()?.display().to_string();
    let (config, path) = (config.display().to_string(), feed.display().to_string());

    println!(
        "{:>9}  {:<8} {:>6}   {:>9} {:>7}   {:>9} {:>7} {:>9}   {:>5}",
        "residents", "ledger", "MB", "bare s", "MB/s", "fetch s", "MB/s", "peak MiB", "ratio"
    );
    for (ledger, people) in [(0, residents), (LEDGER_LINES, residents / 5)] {
        generate(&feed, people, ledger)?;
        let megabytes = fs::metadata(&feed)?.len() as f64 / 1e6;
        let (mut bare, mut fetch) = (Vec::new(), Vec::new());
        for _ in 0..runs.max(1) {
            bare.push(measured(&[&this, "read-xml", &path])?);
            fetch.push(measured(&[&engine, "--config", &config, "fetch"])?);
        }
        let (bare, fetch): (Run, Run) = (median(&bare), median(&fetch));
        println!(
            "{people:>9}  {:<8} {megabytes:>6.0}   {:>9.2} {:>7.0}   {:>9.2} {:>7.0} {:>9.0}   {:>5.2}",
            if ledger == 0 { "none" } else { "4/5" },
            bare.wall,
            megabytes / bare.wall,
            fetch.wall,
            megabytes / fetch.wall,
            fetch.peak,
            bare.wall / fetch.wall
        );
    }
    Ok(())
}

/// Charges per household, chosen so that they make up four fifths of its bytes.
const LEDGER_LINES: usize = 22;

/// Writes a ResidentTransactions document with this many people. Two out of
/// three head a household.
fn generate(path: &Path, residents: usize, ledger: usize) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><ResidentTransactions \
         xmlns=\"http://yardi.com/ResidentTransactions20\" xmlns:MITS=\"http://my-company.com/namespace\">\
         <Property><PropertyID><MITS:Identification Type=\"other\"><MITS:PrimaryID>bench</MITS:PrimaryID>\
         </MITS:Identification></PropertyID>"
    )?;
    let mut number = 0;
    while number < residents {
        let unit = number;
        number += 1;
        let head = number;
        write!(
            out,
            "<RT_Customer><CustomerID>t{head:07}</CustomerID><Customers>\
             <MITS:Customer Type=\"current resident\"><MITS:Description>{head}</MITS:Description>\
             <MITS:CustomerID>t{head:07}</MITS:CustomerID><MITS:Property><MITS:PrimaryID>bench</MITS:PrimaryID>\
             <MITS:MarketingName>Bench Court</MITS:MarketingName><MITS:UnitID>{unit}</MITS:UnitID></MITS:Property>\
             <MITS:Name><MITS:FirstName>First{head}</MITS:FirstName><MITS:MiddleName />\
             <MITS:LastName>Last{}</MITS:LastName></MITS:Name>\
             <MITS:Address Type=\"property\"><MITS:Description>current</MITS:Description>\
             <MITS:Address1>{unit} Sample Way</MITS:Address1><MITS:City>Springfield</MITS:City>\
             <MITS:State>IL</MITS:State><MITS:PostalCode>62701</MITS:PostalCode>\
             <MITS:Email>first{head}.last@example.com</MITS:Email></MITS:Address>\
             <MITS:Phone Type=\"cell\"><MITS:PhoneNumber>(555) 010-{:04}</MITS:PhoneNumber></MITS:Phone>\
             <MITS:Lease><MITS:CurrentRent>1450.00</MITS:CurrentRent>\
             <MITS:ExpectedMoveInDate>2025-03-01</MITS:ExpectedMoveInDate>\
             <MITS:LeaseFromDate>2025-03-01</MITS:LeaseFromDate><MITS:LeaseToDate>2027-02-28</MITS:LeaseToDate>\
             <MITS:ActualMoveIn>2025-03-01</MITS:ActualMoveIn>\
             <MITS:ResponsibleForLease>true</MITS:ResponsibleForLease></MITS:Lease></MITS:Customer>",
            head % 5000,
            head % 10_000
        )?;
        if number < residents && head % 3 != 0 {
            number += 1;
            write!(
                out,
                "<MITS:Customer Type=\"customer\"><MITS:CustomerID>r{number:07}</MITS:CustomerID>\
                 <MITS:Name><MITS:FirstName>Second{number}</MITS:FirstName><MITS:MiddleName />\
                 <MITS:LastName>Last{}</MITS:LastName></MITS:Name><MITS:Address Type=\"current\">\
                 <MITS:Email>second{number}@example.com</MITS:Email></MITS:Address><MITS:Lease>\
                 <MITS:ActualMoveIn>0001-01-01</MITS:ActualMoveIn>\
                 <MITS:ResponsibleForLease>true</MITS:ResponsibleForLease></MITS:Lease></MITS:Customer>",
                head % 5000
            )?;
        }
        write!(
            out,
            "</Customers><RT_Unit><UnitID>{unit}</UnitID><NumberOccupants Total=\"1\" /><Unit><MITS:Information>\
             <MITS:UnitID>{unit}</MITS:UnitID><MITS:UnitType>1x1</MITS:UnitType>\
             <MITS:UnitEconomicStatus>residential</MITS:UnitEconomicStatus>\
             <MITS:UnitOccupancyStatus>occupied</MITS:UnitOccupancyStatus>\
             <MITS:UnitLeasedStatus>leased</MITS:UnitLeasedStatus></MITS:Information></Unit></RT_Unit>\
             <PaymentAccepted>0</PaymentAccepted>"
        )?;
        if ledger > 0 {
            write!(out, "<RTServiceTransactions><Transactions>")?;
            for line in 0..ledger {
                write!(
                    out,
                    "<Charge><Detail><Description>Rent</Description><TransactionDate>2026-11-01</TransactionDate>\
                     <TransactionID>{line:09}</TransactionID><ChargeCode>rent</ChargeCode>\
                     <CustomerID>t{head:07}</CustomerID><UnitID>{unit}</UnitID><AmountPaid>0</AmountPaid>\
                     <BalanceDue>1450.00</BalanceDue><Amount>1450.00</Amount></Detail></Charge>"
                )?;
            }
            write!(out, "</Transactions></RTServiceTransactions>")?;
        }
        write!(out, "</RT_Customer>")?;
    }
    write!(out, "</Property></ResidentTransactions>")?;
    out.flush()?;
    Ok(())
}
