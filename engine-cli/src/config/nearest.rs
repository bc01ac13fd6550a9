/// How similar two names must be for one to be a typo of the other.
const ALIKE: f64 = 0.75;

/// The known name that `name` is most likely a typo of, if any.
pub(crate) fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|known| (strsim::jaro_winkler(name, known), *known))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("contry", Some("country"))]
    #[case("Country", Some("country"))]
    #[case("nmae", Some("name"))]
    #[case("timezoen", Some("timezone"))]
    #[case("zzz", None)]
    #[case("", None)]
    fn slips(#[case] name: &str, #[case] expected: Option<&str>) {
        assert_eq!(nearest(name, &["id", "name", "timezone", "country"]), expected);
    }
}
