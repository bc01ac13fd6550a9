use std::{fmt, time::Duration};

use jiff::SignedDuration;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// A time limit in a connector's settings: text such as `"30s"`, `"2m"` or
/// `"1h"`, or a whole number of seconds; more than zero and at most a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeout(Duration);

impl Timeout {
    /// A limit of this many seconds, for a setting's default.
    pub const fn seconds(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    /// The limit as a duration.
    pub fn duration(self) -> Duration {
        self.0
    }
}

impl<'de> Deserialize<'de> for Timeout {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimeoutVisitor)
    }
}

struct TimeoutVisitor;

impl de::Visitor<'_> for TimeoutVisitor {
    type Value = Timeout;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time limit such as \"30s\" or \"2m\", or a number of seconds")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Timeout, E> {
        let invalid = |_| E::invalid_value(de::Unexpected::Str(text), &self);
        let duration: SignedDuration = text.trim().parse().map_err(invalid)?;
        limit(Duration::try_from(duration).unwrap_or_default())
    }

    fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Timeout, E> {
        limit(Duration::from_secs(seconds))
    }

    fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<Timeout, E> {
        limit(Duration::from_secs(seconds.try_into().unwrap_or(0)))
    }
}

fn limit<E: de::Error>(duration: Duration) -> Result<Timeout, E> {
    if duration.is_zero() || duration > LONGEST {
        let expected = "more than zero and at most 24 hours";
        return Err(E::invalid_value(de::Unexpected::Other("another time limit"), &expected));
    }
    Ok(Timeout(duration))
}

impl JsonSchema for Timeout {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timeout".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("30", 30)]
    #[case("\"30s\"", 30)]
    #[case("\" 2m \"", 120)]
    #[case("\"1h\"", 3600)]
    #[case("\"1h 30m\"", 5400)]
    #[case("\"24h\"", 86_400)]
    fn read(#[case] json: &str, #[case] seconds: u64) {
        let timeout: Timeout = serde_json::from_str(json).unwrap();
        assert_eq!(timeout.duration(), Duration::from_secs(seconds));
        assert_eq!(timeout, Timeout::seconds(seconds));
    }

    #[rstest]
    #[case("0")]
    #[case("-3")]
    #[case("86401")]
    #[case("1.5")]
    #[case("\"0s\"")]
    #[case("\"-5s\"")]
    #[case("\"25h\"")]
    #[case("\"soon\"")]
    #[case("\"30\"")]
    #[case("null")]
    fn refused(#[case] json: &str) {
        serde_json::from_str::<Timeout>(json).unwrap_err();
    }

    #[test]
    fn the_schema_is_a_string() {
        let schema = serde_json::to_value(schemars::schema_for!(Timeout)).unwrap();
        assert_eq!(schema["type"], "string");
    }
}
