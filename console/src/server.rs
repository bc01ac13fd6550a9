use std::{
    collections::{BTreeSet, HashMap},
    future::Future,
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use tenantry_core::Date;
use tenantry_engine::{Site, Worker, must_exist};
use tenantry_store::{OpenMode, Store, StoreError};
use tokio::{
    net::TcpListener,
    sync::{Mutex, oneshot},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    timeout::{RequestBodyDeadlineLayer, TimeoutLayer},
};

use crate::{
    api,
    app::{App, Property},
    auth::{Secret, Setup, Throttle},
    connections::{self, Limits},
    guard,
    metrics::metrics,
    origin::{BadUrl, Origin},
    pages, schedule,
};

/// The settings of a console.
#[derive(Debug)]
pub struct Settings {
    /// The properties to show and sync.
    pub sites: Vec<Site>,
    /// The property files that cannot be used, and why.
    pub broken: Vec<String>,
    /// The database of operators, sessions and tokens.
    pub access_database: String,
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The public URL, if the console is behind a proxy.
    pub url: Option<String>,
    /// Replaces the current date, to rehearse another day.
    pub today: Option<Date>,
}

/// A running console.
#[derive(Debug)]
pub struct Ready {
    /// The URL that people open.
    pub url: String,
    /// The one-time link for creating the first operator; `None` if there is one.
    pub setup: Option<String>,
    /// Whether other machines can reach the console without HTTPS.
    pub is_open: bool,
    /// The databases that can only be viewed, as [`Store::place`] names them.
    pub read_only: Vec<String>,
}

/// Why a console could not start.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ServeError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Url(#[from] BadUrl),
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("{address} is reachable from other machines, and there is no operator yet")]
    NoOperator { address: SocketAddr },
    #[error(
        "there is no operator yet, and {place} is read-only; create an operator where it can be written"
    )]
    NobodyToSignIn { place: String },
    #[error("the system has no random numbers")]
    NoRandomness(#[from] getrandom::Error),
    #[error("the server failed")]
    Server(#[source] std::io::Error),
}

/// The largest allowed request body, in bytes.
const LARGEST_BODY: usize = 256 << 10;
/// How long the body of a request may take to arrive.
const SLOWEST_BODY: Duration = Duration::from_secs(30);
/// The time limit of a response: fetching a large roster from a PMS takes
/// minutes.
const SLOWEST: Duration = Duration::from_secs(15 * 60);
/// How long a shutdown waits for responses and for transactions.
const PATIENCE: Duration = Duration::from_secs(20);

/// Serves the console and runs the schedule until `stop`.
///
/// # Errors
/// [`ServeError`]
pub async fn serve(
    settings: Settings,
    ready: impl FnOnce(Ready),
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let listener = TcpListener::bind(settings.listen)
        .await
        .map_err(|source| ServeError::Listen { address: settings.listen, source })?;
    let address = listener.local_addr().map_err(ServeError::Server)?;
    let databases = databases(&settings).len();
    let (app, stores, setup) = open(settings, address).await?;
    let url = app.origin.url();
    let mut read_only: Vec<String> = stores
        .iter()
        .filter(|store| store.is_read_only())
        .map(|store| store.place().to_owned())
        .collect();
    read_only.sort();
    ready(Ready {
        read_only,
        setup: setup.map(|secret| format!("{url}/setup/{}", secret.text())),
        is_open: !app.origin.is_loopback() && !app.origin.is_secure(),
        url,
    });

    let (closing, closed) = oneshot::channel::<()>();
    let limits = Limits::within(connections::files(), databases, app.properties.len());
    let server = connections::serve(listener, router(app.clone()), limits, closed);
    let server = tokio::spawn(server);
    let schedule = tokio::spawn(schedule::run(app.clone()));
    let housekeeping = tokio::spawn(housekeeping(app.clone()));
    stop.await;
    tracing::info!("stopping");
    schedule.abort();
    housekeeping.abort();
    let _ = closing.send(());
    if tokio::time::timeout(PATIENCE, server).await.is_err() {
        tracing::warn!("some responses were not finished");
    }
    // A fetch is abandoned; a transaction either finishes or rolls back.
    let applied = async {
        for property in &app.properties {
            let mut watch = property.worker.watch();
            let _ = watch
                .wait_for(|status| status.at_work.as_ref().is_none_or(|work| !work.is_applying))
                .await;
        }
    };
    if tokio::time::timeout(PATIENCE, applied).await.is_err() {
        tracing::warn!("a transaction was not finished and rolls back");
    }
    // The last connection that closes makes a SQLite file complete without its side files.
    let close = async {
        for store in stores {
            if let Err(error) = store.close().await {
                tracing::warn!(%error, "a database could not be closed");
            }
        }
    };
    if tokio::time::timeout(PATIENCE, close).await.is_err() {
        tracing::warn!("a database was still in use");
    }
    Ok(())
}

async fn open(
    settings: Settings,
    address: SocketAddr,
) -> Result<(Arc<App>, Vec<Store>, Option<Secret>), ServeError> {
    let origin = Origin::new(settings.url.as_deref(), address)?;
    let mut stores: HashMap<String, Store> = HashMap::new();
    for url in databases(&settings) {
        let store = writable_or_not(&url, must_exist(&settings.sites, &url)).await?;
        stores.insert(url, store);
    }
    let operators = &stores[&settings.access_database];
    let mut access = operators.access();
    if operators.is_read_only() {
        access = access.with_sessions_in_memory().await?;
        if access.operators().await?.is_empty() {
            return Err(ServeError::NobodyToSignIn { place: operators.place().to_owned() });
        }
    }
    let setup = Setup::default();
    let secret = match access.operators().await?.is_empty() {
        true if !origin.is_loopback() => return Err(ServeError::NoOperator { address }),
        true => Some(Secret::new()?),
        false => None,
    };
    if let Some(secret) = &secret {
        setup.open(secret);
    }
    let today = settings.today;
    let mut properties: Vec<Property> = settings
        .sites
        .into_iter()
        .map(|site| {
            let store = stores[&site.database_url].clone();
            let is_read_only = store.is_read_only();
            let worker = Arc::new(Worker::new(Arc::new(site), store.clone(), today));
            Property { store, asking: Mutex::default(), worker, is_read_only }
        })
        .collect();
    properties.sort_by_key(|property| property.site().name().to_lowercase());
    let broken = settings.broken;
    let throttle = Throttle::new();
    let app = App { properties, broken, access, origin, setup, throttle, today };
    Ok((Arc::new(app), stores.into_values().collect(), secret))
}

/// Opens a database for changes or, if it cannot be written, for viewing.
async fn writable_or_not(url: &str, must_exist: bool) -> Result<Store, StoreError> {
    let settings = tenantry_store::Settings { must_exist, ..patience() };
    match Store::open_with(url, OpenMode::Write, settings).await {
        Ok(store) if !store.is_read_only() => return Ok(store),
        Ok(store) => store.close().await?,
        Err(StoreError::ReadOnly { .. }) => {}
        Err(error) => return Err(error),
    }
    Store::open_with(url, OpenMode::Read, settings).await
}

/// The URLs of the databases of all properties and of the operators.
fn databases(settings: &Settings) -> BTreeSet<String> {
    let sites = settings.sites.iter().map(|site| &site.database_url);
    sites.chain([&settings.access_database]).cloned().collect()
}

fn patience() -> tenantry_store::Settings {
    tenantry_store::Settings {
        readers: 4,
        slowest_read: Duration::from_secs(25),
        ..tenantry_store::Settings::default()
    }
}

fn router(app: Arc<App>) -> Router {
    let pages = pages::routes().merge(api::routes(&app));
    let people = pages
        .fallback(guard::nothing_there)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn_with_state(app.clone(), guard::guard))
        .layer(RequestBodyDeadlineLayer::new(SLOWEST_BODY));
    // For machines, which may use any host name.
    let machines = Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(is_ready))
        .route("/metrics", get(metrics));
    people
        .merge(machines)
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, SLOWEST))
        .layer(CatchPanicLayer::new())
        .with_state(app)
}

/// Whether every database responds.
async fn is_ready(State(app): State<Arc<App>>) -> Response {
    for property in &app.properties {
        if let Err(error) = property.store.check().await {
            tracing::warn!(property = property.id(), %error, "not ready");
            return (
                StatusCode::SERVICE_UNAVAILABLE,
                "a database does not respond, or is not the one it was\n",
            )
                .into_response();
        }
    }
    "ready\n".into_response()
}

/// Deletes expired sessions, forever.
async fn housekeeping(app: Arc<App>) {
    let mut ticks = tokio::time::interval(Duration::from_secs(3600));
    loop {
        ticks.tick().await;
        if let Err(error) = app.access.purge_expired(jiff::Timestamp::now()).await {
            tracing::warn!(%error, "expired sessions could not be deleted");
        }
    }
}
