//! What a search for people means. All lists of people use this one condition.

use sea_orm::Value;

use crate::keys::name_key;

/// The condition on an account `a` for a search text: its name, email or phone number contains the
/// text, or it has that unit or PMS ID. `None` if the text is blank.
///
/// With a property, only units and PMS IDs at that property count, and the units are those in a
/// list parameter.
pub(crate) fn condition(
    search: Option<&str>,
    property: Option<(i64, Value)>,
    text_list: &str,
) -> Option<(String, Vec<Value>)> {
    let search = search.map(str::trim).filter(|search| !search.is_empty())?;
    let mut any = vec!["a.email_key LIKE ? ESCAPE '!'", "a.phone LIKE ? ESCAPE '!'"];
    let (like, word) = (containing(&search.to_lowercase()), search.to_lowercase());
    let mut values: Vec<Value> = vec![like.clone().into(), like.into()];
    let name = name_key(search, "");
    if !name.is_empty() {
        any.push("a.name_key LIKE ? ESCAPE '!'");
        values.push(containing(&name).into());
    }
    let lives = match property {
        // Each account looks up its own residencies, so that no others have to be read.
        None => {
            values.extend([word.clone().into(), word.into()]);
            "EXISTS (SELECT 1 FROM residencies s WHERE s.account_id = a.id \
             AND (lower(s.unit) = ? OR lower(s.external_id) = ?))"
                .to_owned()
        }
        Some((property, units)) => {
            values.extend([property.into(), word.into(), units]);
            format!(
                "a.id IN (SELECT s.account_id FROM residencies s WHERE s.property_id = ? \
                 AND (lower(s.external_id) = ? OR s.unit IN {text_list}))"
            )
        }
    };
    any.push(&lives);
    Some((format!("({})", any.join(" OR ")), values))
}

/// A pattern for `LIKE ... ESCAPE '!'` that matches text containing this one.
fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.chars() {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_text_is_looked_for() {
        assert!(condition(None, None, "").is_none() && condition(Some("  "), None, "").is_none());
        assert_eq!(condition(Some("ana"), None, "").unwrap().1.len(), 5);
        // Text without a letter cannot be part of a name.
        assert_eq!(condition(Some("--"), None, "").unwrap().1.len(), 4);
    }

    #[test]
    fn wildcards_are_letters() {
        assert_eq!(containing("50%_!a"), "%50!%!_!!a%");
    }
}
