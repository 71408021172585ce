//! What an attachment really is: told by its first bytes, whatever its sender calls it.
//!
//! Pictures are looked at as far as their dimensions, which stand before what they hold: a picture of a few kilobytes
//! that would take gigabytes to show is refused without unpacking anything.

/// The largest attachment, in bytes.
pub const LARGEST: usize = 10_000_000;

/// The widest and highest picture.
const LONGEST_SIDE: u32 = 16_384;

/// The most pixels of a picture: twice what telephones make by themselves.
const MOST_PIXELS: u64 = 100_000_000;

/// What is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A picture with transparency, or a drawing.
    Png,
    /// A photo.
    Jpeg,
    /// A moving picture.
    Gif,
    /// Either, newer.
    Webp,
    /// A document.
    Pdf,
    /// Plain text.
    Text,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// There is nothing in it.
    #[error("there is nothing in it")]
    Empty,
    /// It is larger than is taken.
    #[error("at most {LARGEST} bytes are taken")]
    TooLarge,
    /// It is something else.
    #[error("pictures (PNG, JPEG, GIF, WebP), PDF and plain text are taken")]
    Unknown,
    /// It says that it is a picture, and does not say how large.
    #[error("it is no whole picture")]
    Broken,
    /// Showing it would take too much.
    #[error("a picture has at most {LONGEST_SIDE} pixels a side and {MOST_PIXELS} in all")]
    TooManyPixels,
}

impl Kind {
    /// What some bytes are.
    pub fn of(bytes: &[u8]) -> Result<Self, FileError> {
        if bytes.is_empty() {
            return Err(FileError::Empty);
        }
        if bytes.len() > LARGEST {
            return Err(FileError::TooLarge);
        }
        let (kind, size) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            (Self::Png, png(bytes))
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            (Self::Jpeg, jpeg(bytes))
        } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
            (Self::Gif, gif(bytes))
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            (Self::Webp, webp(bytes))
        } else if bytes.starts_with(b"%PDF-") {
            return Ok(Self::Pdf);
        } else if is_text(bytes) {
            return Ok(Self::Text);
        } else {
            return Err(FileError::Unknown);
        };
        let (width, height) =
            size.filter(|(width, height)| *width > 0 && *height > 0).ok_or(FileError::Broken)?;
        let pixels = u64::from(width) * u64::from(height);
        if width.max(height) > LONGEST_SIDE || pixels > MOST_PIXELS {
            return Err(FileError::TooManyPixels);
        }
        Ok(kind)
    }

    /// Its media type.
    pub const fn media(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// Whether a page may show it.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Gif | Self::Webp)
    }
}

/// The name of a file without any path, without what would confuse a reader, and not too long.
pub fn name(raw: &str, kind: Kind) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    // Signs that turn the direction of what follows make `exe.jpg` out of `gpj.exe`.
    let shown = |letter: &char| {
        !letter.is_control()
            && !matches!(*letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let name: String = last.chars().filter(shown).take(120).collect();
    let name = name.trim().trim_start_matches('.');
    if !name.is_empty() {
        return name.to_owned();
    }
    match kind {
        Kind::Pdf => "document.pdf".to_owned(),
        Kind::Text => "text.txt".to_owned(),
        picture => format!("picture.{}", picture.media().rsplit('/').next().unwrap_or_default()),
    }
}

fn is_text(bytes: &[u8]) -> bool {
    let plain = |letter: char| !letter.is_control() || matches!(letter, '\n' | '\r' | '\t');
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().all(plain))
}

fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.get(12..24)?.strip_prefix(b"IHDR")?;
    Some((big(&header[..4])?, big(&header[4..8])?))
}

fn gif(bytes: &[u8]) -> Option<(u32, u32)> {
    let pair = |at: usize| Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    Some((pair(6)?, pair(8)?))
}

/// Walks through the segments to the one that begins the frame.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        while *bytes.get(at)? == 0xff && *bytes.get(at + 1)? == 0xff {
            at += 1;
        }
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        // Those without a length.
        if marker == 0x01 || (0xd0..=0xd7).contains(&marker) {
            at += 2;
            continue;
        }
        let length = usize::from(u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?));
        match marker {
            0xc4 | 0xc8 | 0xcc => {}
            0xc0..=0xcf => {
                let side =
                    |at: usize| Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
                return Some((side(at + 7)?, side(at + 5)?));
            }
            // What follows is the picture itself, and nothing has said how large it is.
            0xd9 | 0xda => return None,
            _ => {}
        }
        at += 2 + length.max(2);
    }
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let chunk = bytes.get(12..16)?;
    let data = bytes.get(20..)?;
    let three = |at: usize| {
        let part = data.get(at..at + 3)?;
        Some(u32::from(part[0]) | u32::from(part[1]) << 8 | u32::from(part[2]) << 16)
    };
    match chunk {
        b"VP8X" => Some((three(4)? + 1, three(7)? + 1)),
        b"VP8L" => {
            let bits = u32::from_le_bytes(data.get(1..5)?.try_into().ok()?);
            (data.first() == Some(&0x2f)).then_some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => {
            let side = |at: usize| {
                Some(u32::from(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?)) & 0x3fff)
            };
            (data.get(3..6) == Some(b"\x9d\x01\x2a")).then_some((side(6)?, side(8)?))
        }
        _ => None,
    }
}

fn big(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}
