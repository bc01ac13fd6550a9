use serde::Serialize;
use tenantry_core::Text;
use tenantry_store::{Outcome, RunKind, RunRecord, UndoReport, why_kept};
use utoipa::ToSchema;

use super::{CountsDocument, words};

/// One sync of one property, or the undo of one.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Run)]
pub struct RunDocument {
    /// Its id.
    pub id: String,
    /// The property's id.
    #[schema(value_type = String)]
    pub property: Text,
    /// What it does.
    #[schema(schema_with = words::one::<RunKind>)]
    pub kind: RunKind,
    /// When it began.
    pub started_at: String,
    /// When it ended.
    pub finished_at: String,
    /// How it ended.
    #[schema(schema_with = words::one::<Outcome>)]
    pub outcome: Outcome,
    /// Its numbers.
    pub counts: CountsDocument,
    /// Why it failed.
    pub error: Option<String>,
    /// The run that applied this held one.
    pub confirmed_by: Option<String>,
    /// The run that undid this one.
    pub undone_by: Option<String>,
    /// Who asked for it; `null` where a schedule or a program did.
    pub asked_by: Option<String>,
}

impl From<&RunRecord> for RunDocument {
    fn from(run: &RunRecord) -> Self {
        Self {
            id: run.id.clone(),
            property: run.property.clone(),
            kind: run.kind,
            started_at: run.started_at.to_string(),
            finished_at: run.finished_at.to_string(),
            outcome: run.outcome,
            counts: run.counts.into(),
            error: run.error.clone(),
            confirmed_by: run.confirmed_by.clone(),
            undone_by: run.undone_by.clone(),
            asked_by: run.asked_by.clone(),
        }
    }
}

/// What the undo of a run did.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Undo)]
pub struct UndoDocument {
    /// The property's id.
    #[schema(value_type = String)]
    pub property: Text,
    /// The run that undid.
    pub run_id: String,
    /// The run that was undone.
    pub undid: String,
    /// How many changes were taken back.
    pub undone: u64,
    /// The changes that were not.
    pub kept: Vec<KeptDocument>,
}

/// A change that could not be taken back.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Kept)]
pub struct KeptDocument {
    /// The resident's id in the PMS.
    #[schema(value_type = Option<String>)]
    pub external_id: Option<Text>,
    /// Email of the account.
    #[schema(value_type = String)]
    pub account: Text,
    /// Why not.
    pub why: String,
}

impl UndoDocument {
    /// What the undo of `run` did.
    pub fn new(run: &RunRecord, report: UndoReport) -> Self {
        let kept = report.kept.into_iter().map(|kept| KeptDocument {
            external_id: kept.external_id,
            account: kept.account_email,
            why: why_kept(&kept.why),
        });
        Self {
            property: run.property.clone(),
            run_id: report.run_id,
            undid: run.id.clone(),
            undone: report.undone,
            kept: kept.collect(),
        }
    }
}
