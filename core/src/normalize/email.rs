use std::str::FromStr;

use email_address::EmailAddress;
use unicode_normalization::UnicodeNormalization;

use crate::Text;

/// Local parts that people enter when they have no email. There is no other list.
const PLACEHOLDERS: [&str; 22] = [
    "donotemail",
    "donthave",
    "dontknow",
    "na",
    "n.a",
    "n/a",
    "no-email",
    "no.email",
    "no_email",
    "noaddress",
    "noemail",
    "noemailaddress",
    "noemailgiven",
    "noemailprovided",
    "nomail",
    "none",
    "not.provided",
    "notavailable",
    "notgiven",
    "notprovided",
    "nomailaddress",
    "unknownemail",
];

/// The key by which emails are compared; `None` if the text is not a plausible address.
/// Placeholders such as `noemail@...` are up to [`Placeholders`].
///
/// Removes surrounding white space, enclosing `<...>` and a leading `mailto:`, then applies NFKC
/// and lower case, and converts the domain to ASCII. Dots and `+tags` are kept.
pub fn email_key(raw: &str) -> Option<Text> {
    let address = bare_email(raw);
    if is_plain(address.as_bytes()) {
        let mut key = Text::new(address);
        key.make_ascii_lowercase();
        return Some(key);
    }
    if address.is_ascii() && !address.contains('"') {
        // ASCII that is not plain is implausible, except for a few characters that only the full
        // grammar allows.
        let lower = address.to_ascii_lowercase();
        return has_plausible_form(&lower).then(|| lower.into());
    }
    let folded: String = address.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    let (local, domain) = folded.rsplit_once('@')?;
    let domain = idna::domain_to_ascii(domain).ok()?;
    let key = format!("{local}@{domain}");
    has_plausible_form(&key).then(|| key.into())
}

/// The bare address of a `mailto:` link or a `Name <address>` form.
pub fn bare_email(raw: &str) -> &str {
    let mut address = raw.trim();
    if let Some(inner) = address.strip_suffix('>')
        && let Some((_, inner)) = inner.rsplit_once('<')
    {
        address = inner.trim();
    }
    if address.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:")) {
        address = address[7..].trim();
    }
    address
}

/// Recognizes the form of nearly every address without the full grammar.
fn is_plain(address: &[u8]) -> bool {
    let Some(at) = address.iter().position(|byte| *byte == b'@') else { return false };
    let (local, domain) = (&address[..at], &address[at + 1..]);
    let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || b"._+-'".contains(byte);
    let is_domain = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let dots_apart = |part: &[u8]| {
        !part.is_empty()
            && part.first() != Some(&b'.')
            && part.last() != Some(&b'.')
            && !part.windows(2).any(|pair| pair == b"..")
    };
    local.len() <= 64
        && domain.len() <= 253
        && local.iter().all(is_local)
        && domain.iter().all(is_domain)
        && dots_apart(local)
        && dots_apart(domain)
        && domain.contains(&b'.')
        && domain.split(|byte| *byte == b'.').all(|label| {
            label.len() <= 63 && label.first() != Some(&b'-') && label.last() != Some(&b'-')
        })
}

fn has_plausible_form(address: &str) -> bool {
    EmailAddress::from_str(address).is_ok_and(|parsed| parsed.domain().contains('.'))
        && !address.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Addresses that mean *no email*: the known ones, and a property's own.
#[derive(Debug, Clone, Default)]
pub struct Placeholders {
    addresses: Vec<Text>,
    locals: Vec<Text>,
    domains: Vec<Text>,
}

impl Placeholders {
    /// The known placeholders and a property's `own`: whole addresses, `local@` or `local@...` for
    /// any domain, `@domain` for any local part.
    pub fn new<'a>(own: impl IntoIterator<Item = &'a str>) -> Self {
        let mut placeholders = Self::default();
        for entry in own {
            let entry = entry.trim().to_lowercase();
            match entry.split_once('@') {
                None => placeholders.locals.push(entry.into()),
                Some((local, "" | "..." | "*")) => placeholders.locals.push(local.into()),
                Some(("" | "*", domain)) => placeholders.domains.push(domain.into()),
                Some(_) => placeholders.addresses.push(email_key(&entry).unwrap_or(entry.into())),
            }
        }
        placeholders
    }

    /// The key of a usable email; `None` if it is implausible or a placeholder.
    pub fn usable(&self, raw: Option<&str>) -> Option<Text> {
        let key = email_key(raw?)?;
        let (local, domain) = key.split_once('@')?;
        let is_placeholder = PLACEHOLDERS.contains(&local)
            || self.locals.iter().any(|known| known == local)
            || self.domains.iter().any(|known| known == domain)
            || self.addresses.contains(&key);
        (!is_placeholder).then_some(key)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("ana@example.com", Some("ana@example.com"))]
    #[case("  Ana@Example.COM ", Some("ana@example.com"))]
    #[case("<ana@example.com>", Some("ana@example.com"))]
    #[case("Ana Ruiz <ana@example.com>", Some("ana@example.com"))]
    #[case("mailto:ana@example.com", Some("ana@example.com"))]
    #[case("MailTo:Ana@example.com", Some("ana@example.com"))]
    #[case("a.na+flat@example.com", Some("a.na+flat@example.com"))]
    #[case("ana@müller.example", Some("ana@xn--mller-kva.example"))]
    #[case("ａｎａ@example.com", Some("ana@example.com"))]
    #[case("josé@example.com", Some("josé@example.com"))]
    #[case("o'neil@example.com", Some("o'neil@example.com"))]
    #[case("ana", None)]
    #[case("ana@", None)]
    #[case("@example.com", None)]
    #[case("ana@example", None)]
    #[case("ana@@example.com", None)]
    #[case("ana ruiz@example.com", None)]
    #[case("a@x.com, b@x.com", None)]
    #[case("", None)]
    fn keys(#[case] raw: &str, #[case] key: Option<&str>) {
        assert_eq!(email_key(raw).as_deref(), key);
    }

    #[rstest]
    #[case("noemail@example.com", false)]
    #[case("NONE@none.com", false)]
    #[case("na@na.com", false)]
    #[case("NotGiven@example.com", false)]
    #[case("nana@example.com", true)]
    #[case("office@example.com", false)]
    #[case("x@leasing.example.com", false)]
    #[case("fill@example.com", false)]
    fn placeholders(#[case] raw: &str, #[case] usable: bool) {
        let own = Placeholders::new(["Office@Example.com", "@leasing.example.com", "fill@..."]);
        assert_eq!(own.usable(Some(raw)).is_some(), usable);
    }

    proptest::proptest! {
        #[test]
        fn a_key_is_its_own_key(raw in ".{0,40}") {
            if let Some(key) = email_key(&raw) {
                assert_eq!(email_key(&key), Some(key));
            }
        }

        #[test]
        fn likely_addresses_keep_their_key(raw in "[A-Za-z0-9.+'é_-]{1,10}@[A-Za-zü0-9-]{1,8}\\.[a-z]{2,3}") {
            if let Some(key) = email_key(&raw) {
                assert_eq!(email_key(&key), Some(key));
            }
        }
    }
}
