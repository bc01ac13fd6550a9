use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE},
};

/// A secret in every form in which it may appear in an address, a request or a
/// response. Documents within documents are escaped twice, such as XML that is
/// the text of a SOAP result.
pub(super) fn of(secret: &str) -> Vec<String> {
    let mut forms = written(secret);
    forms.extend([STANDARD, URL_SAFE].iter().flat_map(|engine| written(&engine.encode(secret))));
    let mut forms = distinct(forms);
    let twice: Vec<String> = forms.iter().flat_map(|form| written(form)).collect();
    forms.extend(twice);
    distinct(forms)
}

fn distinct(mut forms: Vec<String>) -> Vec<String> {
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// Unchanged, and escaped by the rules of XML, JSON and addresses.
fn written(text: &str) -> Vec<String> {
    let mut forms = vec![text.to_owned()];
    forms.extend(XML.iter().map(|marks| xml(text, marks)));
    forms.extend(json(text));
    forms.extend(percent(text));
    forms
}

/// Characters and their escapes in XML. Writers differ in which ones they
/// escape.
const XML: [&[(char, &str)]; 5] = [
    &[('&', "&amp;"), ('<', "&lt;")],
    &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;")],
    &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;")],
    &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&apos;")],
    &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&#34;"), ('\'', "&#39;")],
];

fn xml(text: &str, marks: &[(char, &str)]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match marks.iter().find(|(mark, _)| *mark == c) {
            Some((_, entity)) => escaped += entity,
            None => escaped.push(c),
        }
    }
    escaped
}

fn json(text: &str) -> Vec<String> {
    let quoted = serde_json::Value::from(text).to_string();
    let plain = quoted[1..quoted.len() - 1].to_owned();
    let slashes = plain.replace('/', "\\/");
    let numbered = |lower: bool, also: &str| {
        let mut escaped = String::new();
        for c in plain.chars() {
            if c.is_ascii() && !also.contains(c) {
                escaped.push(c);
                continue;
            }
            for unit in c.encode_utf16(&mut [0; 2]) {
                escaped += &if lower { format!("\\u{unit:04x}") } else { format!("\\u{unit:04X}") };
            }
        }
        escaped
    };
    // Characters that .NET and others write as numbers, apart from non-ASCII
    // ones.
    let sets = ["", "<>&'", "<>&'+\"`"];
    let numbered = sets.into_iter().flat_map(|also| [numbered(false, also), numbered(true, also)]);
    numbered.chain([plain.clone(), slashes]).collect()
}

fn percent(text: &str) -> Vec<String> {
    let encoded = |keep: &str, space: &str, lower: bool| {
        let mut escaped = String::new();
        for byte in text.bytes() {
            match byte {
                b' ' => escaped += space,
                byte if byte.is_ascii_alphanumeric() || keep.contains(char::from(byte)) => {
                    escaped.push(char::from(byte));
                }
                byte if lower => escaped += &format!("%{byte:02x}"),
                byte => escaped += &format!("%{byte:02X}"),
            }
        }
        escaped
    };
    let mut forms = Vec::new();
    // The rules of forms, of RFC 3986, of JavaScript, and of query strings.
    for keep in ["*-._", "-._~", "-_.!~*'()", "-_.!~*'();/?:@&=+$,[]|\\^`{}%"] {
        for space in ["+", "%20"] {
            forms.extend([encoded(keep, space, false), encoded(keep, space, true)]);
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("p&s <\"'/é +")]
    #[case("p&amp;s &lt;\"'/é +")]
    #[case("p&amp;s &lt;&quot;&apos;/é +")]
    #[case("p&amp;s &lt;&#34;&#39;/é +")]
    #[case("p&s <\\\"'/é +")]
    #[case("p&s <\\\"'\\/é +")]
    #[case("p\\u0026s \\u003C\\\"\\u0027/\\u00E9 +")]
    #[case("p%26s+%3C%22%27%2F%C3%A9+%2B")]
    #[case("p%26s%20%3c%22%27%2f%c3%a9%20%2b")]
    #[case("p%26s%20%3C%22'%2F%C3%A9%20%2B")]
    #[case("cCZzIDwiJy/DqSAr")]
    #[case("cCZzIDwiJy%2FDqSAr")]
    #[case("cCZzIDwiJy_DqSAr")]
    // XML in XML, JSON in JSON, a query in XML.
    #[case("p&amp;amp;s &amp;lt;\"'/é +")]
    #[case("p&s <\\\\\\\"'/é +")]
    #[case("p%2526s%2B%253C%2522%2527%252F%25C3%25A9%2B%252B")]
    fn the_forms_of_a_secret(#[case] form: &str) {
        let forms = of("p&s <\"'/é +");
        assert!(forms.iter().any(|known| known == form), "{forms:#?}");
    }

    #[test]
    fn a_plain_secret_has_two_forms() {
        assert_eq!(of("abc"), ["YWJj", "abc"]);
    }
}
