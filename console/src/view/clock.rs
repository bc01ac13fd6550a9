//! Times in words.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};

use tenantry_engine::schedule;

use super::words::plural;

/// The current time in a property's time zone.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    /// When the page is rendered.
    pub(crate) now: Timestamp,
    /// The property's time zone.
    pub(crate) zone: TimeZone,
}

/// A time in words; the exact time is shown on hover.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(
    source = r#"<time datetime="{{ iso }}" title="{{ exact }}">{{ text }}</time>"#,
    ext = "html"
)]
pub(crate) struct When {
    /// `12 minutes ago`.
    pub(crate) text: String,
    /// `22 Nov 2026, 16:05 CST`.
    pub(crate) exact: String,
    /// ISO 8601, for machines.
    pub(crate) iso: String,
}

/// The values are escaped by the template above.
impl HtmlSafe for When {}

impl Clock {
    /// A time in the past, relative to now. If it is in the future, it says that a
    /// clock was wrong.
    pub(crate) fn when(&self, at: Timestamp) -> When {
        let local = at.to_zoned(self.zone.clone());
        When {
            text: self.relative(at, &local),
            exact: local.strftime("%-d %b %Y, %H:%M %Z").to_string(),
            iso: local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        }
    }

    fn relative(&self, at: Timestamp, local: &Zoned) -> String {
        let seconds = self.now.as_second() - at.as_second();
        if self.is_ahead(at) {
            return format!("dated {}, which is in the future", day(local.date()));
        }
        let minutes = seconds / 60;
        match minutes {
            ..1 => return "just now".into(),
            1..60 => {
                return format!(
                    "{minutes} {} ago",
                    plural(minutes.unsigned_abs(), "minute", "minutes")
                );
            }
            60..720 => {
                let hours = minutes / 60;
                return format!("{hours} {} ago", plural(hours.unsigned_abs(), "hour", "hours"));
            }
            _ => {}
        }
        let today = self.today();
        let time = local.strftime("%H:%M");
        if local.date() == today {
            format!("today {time}")
        } else if today.yesterday().is_ok_and(|yesterday| yesterday == local.date()) {
            format!("yesterday {time}")
        } else {
            day(local.date())
        }
    }

    /// Whether something that has happened is dated in the future.
    pub(crate) fn is_ahead(&self, at: Timestamp) -> bool {
        schedule::is_ahead(at, self.now)
    }

    /// The time until then: `in about 48 minutes`.
    pub(crate) fn until(&self, at: Timestamp) -> String {
        in_about(at.as_second() - self.now.as_second())
    }

    /// Today's date in the zone.
    pub(crate) fn today(&self) -> Date {
        self.now.to_zoned(self.zone.clone()).date()
    }
}

fn in_about(seconds: i64) -> String {
    let minutes = (seconds + 30) / 60;
    match minutes {
        ..1 => "in less than a minute".into(),
        1..90 => {
            format!("in about {minutes} {}", plural(minutes.unsigned_abs(), "minute", "minutes"))
        }
        90..2880 => format!("in about {} hours", (minutes + 30) / 60),
        _ => format!("in about {} days", (minutes + 720) / 1440),
    }
}

/// A calendar date: `22 Nov 2026`.
pub(crate) fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// A date in an audit row in the same form; any other text unchanged.
pub(crate) fn day_text(value: &str) -> String {
    value.parse::<Date>().map_or_else(|_| value.to_owned(), day)
}

/// A duration: `4 seconds`, `2 min 5 s`.
pub(crate) fn duration(from: Timestamp, to: Timestamp) -> String {
    let millis = (to.as_millisecond() - from.as_millisecond()).max(0);
    match millis {
        ..1000 => "under a second".into(),
        1000..60_000 => {
            let seconds = millis / 1000;
            format!("{seconds} {}", plural(seconds.unsigned_abs(), "second", "seconds"))
        }
        _ => format!("{} min {} s", millis / 60_000, millis / 1000 % 60),
    }
}
