use serde::Serialize;
use tenantry_core::Text;
use tenantry_store::{Outcome, RunKind, RunRecord, UndoReport, why_kept};
use utoipa::ToSchema;

use super::{CountsDocument, words};

/// One run of one property: a sync, an undo, or what a person did to many people at once.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Run)]
pub struct RunDocument {
    /// The run's ID.
    pub id: String,
    /// The property's ID.
    #[schema(value_type = String)]
    pub property: Text,
    /// What the run did.
    #[schema(schema_with = words::one::<RunKind>)]
    pub kind: RunKind,
    /// When the run started.
    pub started_at: String,
    /// When the run ended.
    pub finished_at: String,
    /// Whether the run completed, was held or failed.
    #[schema(schema_with = words::one::<Outcome>)]
    pub outcome: Outcome,
    /// What the run did, in numbers.
    pub counts: CountsDocument,
    /// Why the run failed.
    pub error: Option<String>,
    /// The run that confirmed and applied this held run.
    pub confirmed_by: Option<String>,
    /// The run that undid this run.
    pub undone_by: Option<String>,
    /// Who started the run; `null` if a schedule or a program did.
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
    /// The property's ID.
    #[schema(value_type = String)]
    pub property: Text,
    /// The new run that records the undo.
    pub run_id: String,
    /// The run that was undone.
    pub undid: String,
    /// What the undone run did.
    #[schema(schema_with = words::one::<RunKind>)]
    pub undid_kind: RunKind,
    /// How many changes were undone.
    pub undone: u64,
    /// The changes that could not be undone.
    pub kept: Vec<KeptDocument>,
}

/// A change that could not be undone.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Kept)]
pub struct KeptDocument {
    /// The resident's PMS ID.
    #[schema(value_type = Option<String>)]
    pub external_id: Option<Text>,
    /// The account's email, or its ID if it has none.
    #[schema(value_type = String)]
    pub account: Text,
    /// Why it could not be undone.
    pub why: String,
}

impl UndoDocument {
    /// Describes the undo of `run`.
    pub fn new(run: &RunRecord, report: UndoReport) -> Self {
        let kept = report.kept.into_iter().map(|kept| KeptDocument {
            account: kept.handle(),
            external_id: kept.external_id,
            why: why_kept(&kept.why),
        });
        Self {
            property: run.property.clone(),
            run_id: report.run_id,
            undid: run.id.clone(),
            undid_kind: run.kind,
            undone: report.undone,
            kept: kept.collect(),
        }
    }
}
