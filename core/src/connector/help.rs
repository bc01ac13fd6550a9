/// Help on a connector profile: the description of one PMS, with its own settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileHelp {
    /// The value of the setting `profile` that selects it.
    pub name: String,
    /// What it reads, in one line.
    pub summary: String,
    /// The settings that differ between profiles.
    pub settings: Vec<SettingHelp>,
    /// The settings as a commented TOML fragment, without `kind`, for `init`.
    pub example: String,
}

/// Help on one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingHelp {
    /// The key with its table, such as `credentials.api_key`.
    pub name: String,
    /// The default, if there is one.
    pub default: Option<String>,
    /// Whether it must be set.
    pub required: bool,
    /// What it means.
    pub meaning: String,
}
