use serde::Serialize;
use tenantry_core::reconcile::Counts;
use utoipa::ToSchema;

/// The counts of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Counts)]
pub struct CountsDocument {
    /// Records in the feed, readable or not.
    pub fetched: u64,
    /// Residents in scope; each person and lease counts once.
    pub in_scope: u64,
    /// Accounts created.
    pub created: u64,
    /// Residencies linked to a PMS ID, or moved to another one.
    pub linked: u64,
    /// Accounts and residencies with changed fields.
    pub updated: u64,
    /// Residencies ended.
    pub ended: u64,
    /// In-scope residents without a change or an alert.
    pub unchanged: u64,
    /// In-scope residents named in an open or dismissed alert.
    pub held_back: u64,
}

impl From<Counts> for CountsDocument {
    fn from(counts: Counts) -> Self {
        let Counts { fetched, in_scope, created, linked, updated, ended, unchanged, held_back } =
            counts;
        Self { fetched, in_scope, created, linked, updated, ended, unchanged, held_back }
    }
}
