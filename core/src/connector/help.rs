/// What there is to know of a profile of a connector: a description of one
/// PMS, with settings of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileHelp {
    /// What the setting `profile` names it by.
    pub name: String,
    /// One line on what it reads.
    pub summary: String,
    /// The settings that differ from profile to profile.
    pub settings: Vec<SettingHelp>,
    /// A commented TOML fragment of the settings, without `kind`, for `init`.
    pub example: String,
}

/// What there is to know of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingHelp {
    /// The key, with the table it is in: `credentials.api_key`.
    pub name: String,
    /// What it is where absent.
    pub default: Option<String>,
    /// Whether it must be set.
    pub required: bool,
    /// What it means.
    pub meaning: String,
}
