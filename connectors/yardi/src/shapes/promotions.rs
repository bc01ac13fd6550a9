//! `RoommatePromotion` in `GetRoommatePromotions`: which code a roommate had
//! before becoming the tenant.

use std::collections::HashMap;

use tenantry_core::{
    Date, Text,
    connector::{ConnectorError, Draft},
    model::Resident,
};
use tenantry_xml::Document;

/// Former codes of roommates, by their codes as tenants.
///
/// At some companies the new tenant takes over the previous tenant's code; then
/// the former code is what tells the two people apart.
#[derive(Debug, Default)]
pub(crate) struct Promotions(HashMap<Text, (Option<Date>, Text)>);

impl Promotions {
    /// Reads the `RoommatePromotion` that is the current element.
    pub(crate) fn read(&mut self, document: &mut Document<'_>) -> Result<(), ConnectorError> {
        let mut draft = Draft::default();
        let (mut code, mut former, mut moved_out) = (Text::default(), Text::default(), None);
        document.children(|document, name| {
            match name {
                "newtenant" => document.children(|document, name| {
                    match name {
                        "code" => code = draft.text("external_id", document.text()?),
                        // Yardi's own spelling has only one m.
                        "oldroomatecode" | "oldroommatecode" => {
                            former = draft.text("previous_external_id", document.text()?);
                        }
                        _ => {}
                    }
                    Ok(())
                })?,
                "moveoutdate" => moved_out = draft.date("move_out", document.text()?),
                _ => {}
            }
            Ok(())
        })?;
        if code.is_empty() || former.is_empty() || code.eq_ignore_ascii_case(&former) {
            return Ok(());
        }
        // A code may be passed on more than once: the last time counts.
        match self.0.get(&code.to_ascii_lowercase()) {
            Some((known, _)) if *known > moved_out => {}
            _ => drop(self.0.insert(code.to_ascii_lowercase(), (moved_out, former))),
        }
        Ok(())
    }

    /// Fills in which code a resident had before.
    pub(crate) fn complete(&self, resident: &mut Resident) {
        if !self.0.is_empty()
            && let Some((_, former)) = self.0.get(&resident.external_id.to_ascii_lowercase())
        {
            resident.previous_external_id = Some(former.clone());
        }
    }
}
