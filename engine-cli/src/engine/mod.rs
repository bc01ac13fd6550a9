//! One property at work: fetch, reconcile, apply.

mod confirm;
mod fetch;
mod plan_file;
mod report;
mod sync;

use jiff::Timestamp;
use tenantry_core::{
    Date,
    reconcile::{
        Fingerprints, Plan, Policy, Prepared, SafetyLimits, Selection, Snapshot, reconcile,
    },
};
use tenantry_store::{PropertyId, ReadTx};

pub(crate) use fetch::{Fetched, fetch};
pub(crate) use plan_file::PlanFile;
pub(crate) use report::{Report, change_view};
pub(crate) use sync::{Asked, sync};

use crate::config::Site;

/// The day of a run that begins now, in the property's time zone.
pub(crate) fn day(site: &Site, now: Timestamp, today: Option<Date>) -> Date {
    today.unwrap_or_else(|| now.to_zoned(site.timezone.clone()).date())
}

/// The policy of a property for a run that begins now.
pub(crate) fn policy(site: &Site, now: Timestamp, today: Option<Date>) -> Policy {
    let sync = &site.sync;
    Policy {
        property: site.property.id.as_str().into(),
        country: site.property.country.to_uppercase().into(),
        today: day(site, now, today),
        exclude_statuses: sync.exclude_statuses.clone(),
        include_roles: sync.include_roles.clone(),
        placeholder_emails: sync.placeholder_emails.clone(),
        on_missing: sync.on_missing,
        missing_runs: sync.missing_runs.max(1),
        safety: SafetyLimits {
            min_ended: sync.safety.min_ended,
            max_ended_percent: sync.safety.max_ended_percent,
        },
        phone_key: tenantry_phone::phone_key,
    }
}

/// A roster reconciled with one reading of the directory.
pub(crate) struct Reconciled {
    pub(crate) roster: Prepared,
    pub(crate) snapshot: Snapshot,
    pub(crate) plan: Plan,
}

/// Reads what of the directory a roster needs, and decides. The records of
/// `also` are looked at even where they are settled.
pub(crate) async fn reconcile_with(
    tx: &ReadTx,
    property: Option<PropertyId>,
    roster: Prepared,
    policy: &Policy,
    also: Option<&str>,
) -> anyhow::Result<Reconciled> {
    let fingerprints = match property {
        Some(property) => tx.fingerprints(property).await?,
        None => Fingerprints::default(),
    };
    let selection = Selection::new(&roster, &fingerprints, also);
    let focus = selection.focus(&roster, &fingerprints, policy);
    // Before its first sync a property has no number; accounts of other
    // properties may be there all the same.
    let property = property.unwrap_or(PropertyId(0));
    let snapshot = tx.snapshot(property, fingerprints, &focus, Timestamp::now()).await?;
    drop(focus);
    let plan = reconcile(&roster, &selection, &snapshot, policy)?;
    Ok(Reconciled { roster, snapshot, plan })
}

/// Who asks for a change: `--by`, else the user of the system.
pub(crate) fn actor(by: Option<String>) -> String {
    let from = |name: &str| std::env::var(name).ok().filter(|user| !user.trim().is_empty());
    by.filter(|name| !name.trim().is_empty())
        .or_else(|| from("USER"))
        .or_else(|| from("LOGNAME"))
        .unwrap_or_else(|| "unknown".into())
}
