//! What the first records of the feed say about the settings.

use serde_json::json;
use tenantry_core::{Text, connector::quote_name};
use tenantry_engine::{FIELDS, Sample, Site, document::counted};

use super::Check;
use crate::output::plan::unmatched_word;

/// The highest share of unreadable records with which a roster is used, in percent.
const UNREADABLE: u64 = 5;

/// How many words a line lists.
const SHOWN: usize = 10;

/// With more words for a status than this, it is something else than a status.
const WORDS: usize = 40;

/// The checks of a sample.
pub(super) fn checks(site: &Site, sample: &Sample) -> Vec<Check> {
    let mut checks = vec![readable(sample)];
    if sample.read == 0 {
        return checks;
    }
    checks.push(fields(sample));
    checks.extend(
        sample.left_out.iter().map(|note| Check::new("properties", Ok(note.clone()), None)),
    );
    checks.extend(never(site, sample));
    checks.extend(absent(sample));
    checks.extend(statuses(sample));
    checks.extend(roles(sample));
    let why = match sample.is_all {
        true => "no record has it".to_owned(),
        false => format!("none of the first {} has it", counted(sample.read, "record", "records")),
    };
    checks.extend(sample.unmatched.iter().map(|word| {
        let hint = "correct it, or remove it if the PMS uses it only at times".to_owned();
        Check::warning("words", unmatched_word(word, &why), hint)
    }));
    checks
}

fn readable(sample: &Sample) -> Check {
    let Sample { read, rejected, is_all, .. } = *sample;
    let records = sample.records();
    let details = json!({"records": records, "read": read, "all": is_all});
    let all = match (is_all, records) {
        (true, 0) => {
            let hint = "a sync uses an empty roster only if the directory is empty too".to_owned();
            let message = "the feed has no records".to_owned();
            return Check::warning("records", message, hint).with(details);
        }
        (false, 0) => {
            let hint = "`fetch` waits for the whole roster".to_owned();
            let message = "none arrived within 30 seconds, so that none was looked at".to_owned();
            return Check::warning("records", message, hint).with(details);
        }
        (true, _) => counted(records, "record", "records"),
        (false, _) => format!("the first {}", counted(records, "record", "records")),
    };
    if rejected == 0 {
        let message = format!("{all}: all can be read");
        return Check::new("records", Ok(message), None).with(details);
    }
    let mut why: Vec<String> = Vec::new();
    for reject in &sample.rejects {
        let field = reject.field.map(|field| format!(" ({field})")).unwrap_or_default();
        why.push(format!("{}: {}{field}", reject.location, reject.code.explanation()));
    }
    let message = format!("{all}: {read} can be read, {rejected} cannot: {}", why.join("; "));
    let limit = format!("a sync uses no roster of which more than {UNREADABLE} % cannot be read");
    if read == 0 || (is_all && rejected * 100 > records * UNREADABLE) {
        return Check::new("records", Err(message), Some(limit)).with(details);
    }
    Check::warning("records", message, limit).with(details)
}

/// How many of the records have each field.
fn fields(sample: &Sample) -> Check {
    let share = |count: u64| match count {
        // Some are not "0 %", and not all are not "100 %".
        count if count < sample.read => {
            format!("{} %", (count * 100 / sample.read).clamp(1, 99))
        }
        _ => "all".to_owned(),
    };
    let (with, without): (Vec<_>, Vec<_>) =
        FIELDS.iter().map(|(field, _)| *field).partition(|field| count(sample, field) > 0);
    let with: Vec<String> =
        with.into_iter().map(|field| format!("{field} {}", share(count(sample, field)))).collect();
    let mut line = with.join(", ");
    if !without.is_empty() {
        line += &format!("; never a value: {}", without.join(", "));
    }
    Check::new("fields", Ok(line), None)
        .with(json!({"records": sample.read, "fields": sample.fields}))
}

fn count(sample: &Sample, field: &str) -> u64 {
    sample.fields.get(field).copied().unwrap_or_default()
}

/// Fields that the configuration says where to find, and that no record has.
fn never(site: &Site, sample: &Sample) -> Vec<Check> {
    let reads = site.connector.reads().into_iter();
    reads
        .filter(|read| sample.fields.get(read.field) == Some(&0))
        .map(|read| {
            let message =
                format!("{} never has a value; it is read from {}", read.field, read.place);
            Check::warning("fields", message, "correct the path in the profile".to_owned())
        })
        .collect()
}

/// Properties that the configuration names, and of which the PMS has no record.
fn absent(sample: &Sample) -> Vec<Check> {
    // The records of a property may come later than the sample reaches.
    let named = sample.absent.iter().filter(|_| sample.is_all);
    named
        .map(|code| {
            let message = format!("no record is of the PMS property {code:?}");
            let hint = "correct `properties`, or remove it".to_owned();
            Check::warning("source", message, hint)
        })
        .collect()
}

fn statuses(sample: &Sample) -> Option<Check> {
    let unmapped = &sample.unmapped_statuses;
    let hint = "say what they mean in [connector.statuses], or correct them in the PMS".to_owned();
    let check = words("statuses", "status", unmapped, sample.read, hint)?;
    let without = unmapped.iter().map(|(_, count)| count).sum::<u64>();
    Some(match without == sample.read {
        true => check.failed("no status is known, so that a sync would let nobody in: "),
        false => check,
    })
}

fn roles(sample: &Sample) -> Option<Check> {
    let hint = "say what they mean in the connector's settings, or correct them in the PMS";
    words("roles", "role", &sample.unmapped_roles, sample.read, hint.to_owned())
}

/// The words that are not mapped, each with how many records have it.
fn words(
    check: &'static str,
    what: &str,
    unmapped: &[(Text, u64)],
    records: u64,
    hint: String,
) -> Option<Check> {
    if unmapped.is_empty() {
        return None;
    }
    let without: u64 = unmapped.iter().map(|(_, count)| count).sum();
    let affected = format!("{without} of {}", counted(records, "record", "records"));
    // Then it may be a column of names, which are not shown.
    if unmapped.len() > WORDS {
        let message = format!(
            "{affected} have a {what} that is not mapped, in {} different words; is this the right column?",
            unmapped.len()
        );
        return Some(Check::warning(check, message, hint));
    }
    let shown = unmapped.iter().take(SHOWN).map(|(word, count)| match word.trim() {
        "" => format!("blank ({count})"),
        word => format!("\"{}\" ({count})", quote_name(word)),
    });
    let mut shown: Vec<String> = shown.collect();
    if unmapped.len() > SHOWN {
        shown.push(format!("and {} more", unmapped.len() - SHOWN));
    }
    let message = format!("{affected} have a {what} that is not mapped: {}", shown.join(", "));
    let list = unmapped.iter().map(|(word, count)| json!({"word": word, "records": count}));
    Some(Check::warning(check, message, hint).with(json!({"unmapped": list.collect::<Vec<_>>()})))
}
