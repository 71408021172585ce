//! A text while it is worked with: borrowed from the event, the customer or the expression where it can be.

use std::ops::Deref;

use compact_str::CompactString;

/// A text: mostly someone else's.
#[derive(Debug)]
pub(super) enum Str<'e> {
    Borrowed(&'e str),
    Made(CompactString),
}

impl Str<'_> {
    /// The text as one's own.
    pub(super) fn into_owned(self) -> CompactString {
        match self {
            Self::Borrowed(text) => text.into(),
            Self::Made(text) => text,
        }
    }
}

impl Deref for Str<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Made(text) => text,
        }
    }
}

impl PartialEq for Str<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl PartialOrd for Str<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        (**self).partial_cmp(&**other)
    }
}

/// The text with its ASCII letters small; itself when they are.
pub(super) fn lowered(text: Str<'_>) -> Str<'_> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let mut owned = text.into_owned();
        owned.make_ascii_lowercase();
        Str::Made(owned)
    } else {
        text
    }
}
