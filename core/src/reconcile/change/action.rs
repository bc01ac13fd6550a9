use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// What a change does.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A new account, with a residency.
    Create,
    /// A residency for an account that exists.
    Link,
    /// Fields change.
    Update,
    /// A residency ends.
    End,
    /// A residency moves to another PMS ID or to another account.
    Relink,
    /// An account or a residency is deleted. A sync never does this.
    Delete,
    /// A deleted account or residency comes back with its ID. The patch holds every field. Only an
    /// undo does this.
    Restore,
}

words!(Action);
