//! How long and how large things may be, as Meta publishes it. The stand-in refuses what is beyond; we do not send it.

/// Characters of a text.
pub const TEXT: usize = 4_096;

/// Characters of the text beside a picture, video or document.
pub const CAPTION: usize = 1_024;

/// Characters of the text over buttons.
pub const OVER_BUTTONS: usize = 1_024;

/// How many buttons, and the characters on one.
pub const BUTTONS: (usize, usize) = (3, 20);

/// How many rows of a list, and the characters on one.
pub const ROWS: (usize, usize) = (10, 24);

/// Characters of the id of a button, and of a row.
pub const IDS: (usize, usize) = (256, 200);

/// Bytes of a picture.
pub const IMAGE: u64 = 5_000_000;

/// Bytes of sound and of moving pictures.
pub const PLAYED: u64 = 16_000_000;

/// Bytes of a document.
pub const DOCUMENT: u64 = 100_000_000;

/// The most bytes of a file that we take or send.
pub const OURS: u64 = 25_000_000;

/// Bytes of a webhook's body.
pub const WEBHOOK: usize = 3_000_000;

/// How long a customer's message opens free text, in hours.
pub const WINDOW_HOURS: i64 = 24;

/// Characters of what comes back in statuses.
pub const CALLBACK: usize = 512;

/// How many characters a text has.
pub fn length(text: &str) -> usize {
    text.chars().count()
}
