use serde_json::Value as Json;
use tenantry_core::connector::{
    BaseDir, ConnectorError, ConnectorSettings, PmsConnector, ProfileHelp,
};
use tenantry_csv::CsvSettings;
use tenantry_mits::MitsSettings;
use tenantry_mri::MriSettings;
use tenantry_realpage::RealPageSettings;
use tenantry_resman::ResManSettings;
use tenantry_rest::RestSettings;
use tenantry_yardi::YardiSettings;

use crate::{
    config::{Problem, Table, deserialize, nearest},
    exit::Usage,
};

/// The connectors of a binary. Registration is explicit: a connector that is
/// not listed here is not available.
#[derive(Debug, Default)]
pub struct Registry {
    factories: Vec<Factory>,
}

/// A kind of connector: how to describe it and how to build it.
#[derive(Debug)]
pub(crate) struct Factory {
    pub(crate) kind: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) example: &'static str,
    pub(crate) schema: fn() -> Json,
    pub(crate) profiles: fn() -> Vec<ProfileHelp>,
    build: fn(&Table, &BaseDir) -> Built,
}

type Built = Result<Box<dyn PmsConnector>, BuildError>;

/// Why a connector could not be built.
#[derive(Debug)]
pub(crate) enum BuildError {
    UnknownKind,
    Settings(Problem),
    Connector(ConnectorError),
}

impl Factory {
    /// Finds a profile by name.
    ///
    /// # Errors
    /// Lists the existing ones.
    pub(crate) fn profile(&self, name: &str) -> Result<ProfileHelp, Usage> {
        let mut all = (self.profiles)();
        let Some(at) = all.iter().position(|profile| profile.name == name) else {
            let kind = self.kind;
            let known: Vec<&str> = all.iter().map(|profile| profile.name.as_str()).collect();
            let hint = match known[..] {
                [] => "it has no profiles".into(),
                _ => format!("profiles: {}", known.join(", ")),
            };
            return Err(Usage(format!("the {kind} connector has no profile {name:?}; {hint}")));
        };
        Ok(all.swap_remove(at))
    }
}

impl Registry {
    /// The built-in connectors.
    pub fn builtin() -> Self {
        Self::default()
            .with::<CsvSettings>()
            .with::<MitsSettings>()
            .with::<MriSettings>()
            .with::<RealPageSettings>()
            .with::<ResManSettings>()
            .with::<RestSettings>()
            .with::<YardiSettings>()
    }

    /// Adds a connector, replacing one of the same kind.
    #[must_use]
    pub fn with<S: ConnectorSettings>(mut self) -> Self {
        self.factories.retain(|factory| factory.kind != S::KIND);
        self.factories.push(Factory {
            kind: S::KIND,
            summary: S::SUMMARY,
            example: S::EXAMPLE,
            schema: || schemars::schema_for!(S).to_value(),
            profiles: S::profiles,
            build: |settings, base| {
                let settings: S = deserialize(settings).map_err(BuildError::Settings)?;
                settings.build(base).map_err(BuildError::Connector)
            },
        });
        self.factories.sort_by_key(|factory| factory.kind);
        self
    }

    pub(crate) fn factories(&self) -> &[Factory] {
        &self.factories
    }

    pub(crate) fn find(&self, kind: &str) -> Option<&Factory> {
        self.factories.iter().find(|factory| factory.kind == kind)
    }

    /// Finds a connector by kind.
    ///
    /// # Errors
    /// Lists the existing ones.
    pub(crate) fn known(&self, kind: &str) -> Result<&Factory, Usage> {
        let hint = || self.hint_for(kind);
        let unknown = || Usage(format!("there is no connector of kind {kind:?}; {}", hint()));
        self.find(kind).ok_or_else(unknown)
    }

    /// A sentence with the known kinds.
    pub(crate) fn hint(&self) -> String {
        let kinds: Vec<&str> = self.factories.iter().map(|factory| factory.kind).collect();
        format!("known connectors: {} (see `engine-cli connectors`)", kinds.join(", "))
    }

    /// The same, with the kind that was probably meant.
    pub(crate) fn hint_for(&self, kind: &str) -> String {
        let kinds: Vec<&str> = self.factories.iter().map(|factory| factory.kind).collect();
        let meant = nearest(&kind.to_lowercase(), &kinds);
        let meant = meant.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        format!("{meant}{}", self.hint())
    }

    pub(crate) fn build(
        &self,
        kind: &str,
        settings: &Table,
        base: &BaseDir,
    ) -> Result<Box<dyn PmsConnector>, BuildError> {
        let factory = self.find(kind).ok_or(BuildError::UnknownKind)?;
        (factory.build)(settings, base)
    }
}
