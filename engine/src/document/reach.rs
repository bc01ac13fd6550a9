//! What an account means beyond the property, in words.

use tenantry_core::{Text, reconcile::Reach};

/// `a staff account`, or `an account that also belongs to oak-terrace`.
pub fn beyond(reach: &Reach) -> String {
    let places: Vec<&str> = reach.properties.iter().map(Text::as_str).collect();
    match (reach.staff, places.is_empty()) {
        (true, true) => "a staff account".to_owned(),
        (true, false) => format!("a staff account that also belongs to {}", places.join(", ")),
        (false, _) => format!("an account that also belongs to {}", places.join(", ")),
    }
}

/// Who may answer an alert about such an account.
pub fn who_answers(reach: &Reach) -> String {
    let places: Vec<&str> = reach.properties.iter().map(Text::as_str).collect();
    match reach.staff {
        true => "a manager of all properties can answer it".to_owned(),
        false => format!("a manager of this property and of {} can answer it", places.join(", ")),
    }
}

/// The message of an alert about an account that the reader may not see.
pub(super) fn veiled(residents: usize, reach: &Reach) -> String {
    let whom = match residents {
        1 => "A resident matches".to_owned(),
        several => format!("{several} residents match"),
    };
    format!("{whom} {}; {}.", beyond(reach), who_answers(reach))
}
