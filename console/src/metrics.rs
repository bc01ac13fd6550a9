//! `/metrics`: the current state of the database, for Prometheus. Only IDs of
//! properties, kinds and numbers; no personal data.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use metrics::{counter, gauge, with_local_recorder};
use metrics_exporter_prometheus::PrometheusBuilder;
use tenantry_core::model::AlertKind;
use tenantry_engine::schedule;
use tenantry_store::{Outcome, PropertyState, StoreError};

use crate::app::{App, Property};

/// The metrics of one property.
struct Numbers {
    property: String,
    state: PropertyState,
    alerts: Vec<(AlertKind, u64)>,
    runs: Vec<(Outcome, u64, f64)>,
    linked: u64,
    manual: u64,
    at_work: bool,
}

/// Returns all metrics, or an error if a database does not respond.
pub(crate) async fn metrics(State(app): State<Arc<App>>) -> Response {
    let mut all = Vec::new();
    for property in &app.properties {
        match numbers(property).await {
            Ok(Some(numbers)) => all.push(numbers),
            Ok(None) => {}
            Err(error) => {
                tracing::error!(property = property.id(), %error, "the metrics could not be read");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
        }
    }
    let content = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (content, render(&all, Timestamp::now())).into_response()
}

async fn numbers(property: &Property) -> Result<Option<Numbers>, StoreError> {
    let tx = property.store.read().await?;
    let Some(id) = tx.property(property.id()).await? else { return Ok(None) };
    let now = tx.counts_now(id).await?;
    let totals = tx.run_totals(id).await?;
    Ok(Some(Numbers {
        property: property.id().to_owned(),
        state: tx.state(id).await?,
        alerts: tx.open_alerts_by_kind(id).await?,
        runs: totals.into_iter().map(|total| (total.outcome, total.count, total.seconds)).collect(),
        linked: now.live_linked,
        manual: now.live_manual,
        at_work: property.worker.status().at_work.is_some(),
    }))
}

fn render(all: &[Numbers], now: Timestamp) -> String {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    with_local_recorder(&recorder, || {
        describe();
        for numbers in all {
            record(numbers, now);
        }
    });
    handle.render()
}

fn describe() {
    use metrics::{describe_counter, describe_gauge};
    describe_counter!("tenantry_runs_total", "Ended syncs, by outcome");
    describe_counter!("tenantry_run_seconds_total", "Duration of the ended syncs, by outcome");
    describe_gauge!("tenantry_residencies", "Live residencies, linked to the PMS or manual");
    describe_gauge!("tenantry_open_alerts", "Open alerts, by kind");
    describe_gauge!(
        "tenantry_roster_age_seconds",
        "Time since the last complete roster; infinite if it is dated in the future"
    );
    describe_gauge!(
        "tenantry_roster_ahead_seconds",
        "How far in the future the last complete roster is dated; more than 0 if a clock is wrong"
    );
    describe_gauge!("tenantry_roster_in_scope", "Residents in scope in the last complete roster");
    describe_gauge!("tenantry_syncing", "1 while a sync is running");
}

fn record(numbers: &Numbers, now: Timestamp) {
    let property = || numbers.property.clone();
    for outcome in [Outcome::Completed, Outcome::Held, Outcome::Failed] {
        let found = numbers.runs.iter().find(|(of, ..)| *of == outcome);
        let (runs, seconds) = found.map_or((0, 0.0), |(_, runs, seconds)| (*runs, *seconds));
        let outcome = outcome.as_str();
        counter!("tenantry_runs_total", "property" => property(), "outcome" => outcome)
            .absolute(runs);
        // Counters hold whole numbers.
        counter!("tenantry_run_seconds_total", "property" => property(), "outcome" => outcome)
            .absolute(seconds.round() as u64);
    }
    for &kind in AlertKind::ALL {
        let open = numbers.alerts.iter().find(|(of, _)| *of == kind).map_or(0, |(_, open)| *open);
        gauge!("tenantry_open_alerts", "property" => property(), "kind" => kind.as_str())
            .set(open as f64);
    }
    for (source, live) in [("pms", numbers.linked), ("manual", numbers.manual)] {
        gauge!("tenantry_residencies", "property" => property(), "source" => source)
            .set(live as f64);
    }
    if let Some(at) = numbers.state.last_complete_at {
        let age = now.duration_since(at).as_secs_f64();
        // An age that nobody knows must not look like a fresh roster.
        let (age, ahead) = match schedule::is_ahead(at, now) {
            true => (f64::INFINITY, -age),
            false => (age.max(0.0), 0.0),
        };
        gauge!("tenantry_roster_age_seconds", "property" => property()).set(age);
        gauge!("tenantry_roster_ahead_seconds", "property" => property()).set(ahead);
        gauge!("tenantry_roster_in_scope", "property" => property())
            .set(numbers.state.counts.in_scope as f64);
    }
    gauge!("tenantry_syncing", "property" => property()).set(f64::from(u8::from(numbers.at_work)));
}
