/// An enum with one text per value, which is used in the database, in JSON and on the command
/// line.
pub trait Words: Copy + 'static {
    /// Every value, in the order of definition.
    fn all() -> &'static [Self];

    /// The text of a value.
    fn word(self) -> &'static str;
}

/// Implements [`Words`](crate::Words) for enums.
///
/// `strum` derives the texts from the variants' names, so that they are written only once. The
/// enums' serde attributes follow the same rule, which a test checks.
#[macro_export]
macro_rules! words {
    ($($name:ty),+) => {$(
        impl $name {
            /// Every value, in the order of definition.
            pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

            /// The text in the database, in JSON and on the command line.
            pub fn as_str(self) -> &'static str {
                self.into()
            }

            /// Parses a text, ignoring surrounding white space.
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
