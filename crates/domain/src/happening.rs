//! What all kinds of happenings have in common: a struct for each type of entry, and one enum of them that is read from
//! what an entry says and written as it says it.

/// Makes `Happening` of structs and the types of their entries: `Opened = "case.opened"`.
macro_rules! happenings {
    ($($(#[$doc:meta])* $name:ident = $kind:literal,)*) => {
        /// One thing that happened.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Happening {
            $($(#[$doc])* $name($name),)*
        }

        impl Happening {
            /// The types of all entries that are such happenings.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            /// The type of its entry.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => $kind,)* }
            }

            /// What an entry of this type says; none when it is no such happening.
            ///
            /// # Errors
            /// When it does not read as its type says: it is of another version.
            pub fn read(kind: &str, data: &str) -> Option<serde_json::Result<Self>> {
                Some(match kind {
                    $($kind => serde_json::from_str(data).map(Self::$name),)*
                    _ => return None,
                })
            }

            /// As its entry says it.
            ///
            /// # Errors
            /// Never, with what is in it.
            pub fn write(&self) -> serde_json::Result<Box<serde_json::value::RawValue>> {
                match self { $(Self::$name(said) => serde_json::value::to_raw_value(said),)* }
            }
        }

        $(
            impl $name {
                /// The type of its entry.
                pub const KIND: &'static str = $kind;
            }

            impl From<$name> for Happening {
                fn from(said: $name) -> Self {
                    Self::$name(said)
                }
            }
        )*
    };
}

pub(crate) use happenings;
