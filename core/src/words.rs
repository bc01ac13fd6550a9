/// An enum with one text for each value: in the database, in JSON and on the
/// command line.
pub trait Words: Copy + 'static {
    /// Every value, in the order of the definition.
    fn all() -> &'static [Self];

    /// The text of a value.
    fn word(self) -> &'static str;
}

/// Gives enums their text.
///
/// `strum` derives it from the names of the variants, so that it is written
/// once; the enums' serde attributes follow the same rule (a test compares
/// them).
#[macro_export]
macro_rules! words {
    ($($name:ty),+) => {$(
        impl $name {
            /// Every value, in the order of the definition.
            pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

            /// The text in the database, in JSON and on the command line.
            pub fn as_str(self) -> &'static str {
                self.into()
            }

            /// The value of a text.
            pub fn from_name(name: &str) -> Option<Self> {
                name.trim().parse().ok()
            }
        }

        impl $crate::Words for $name {
            fn all() -> &'static [Self] {
                Self::ALL
            }

            fn word(self) -> &'static str {
                self.into()
            }
        }
    )+};
}
