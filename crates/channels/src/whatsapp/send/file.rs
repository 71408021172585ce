//! What kind of file something is to WhatsApp, and how one is handed over.

use serde_json::{Value, json};

use super::Uploaded;
use crate::whatsapp::limit::{DOCUMENT, IMAGE, OURS, PLAYED};

/// What files WhatsApp takes as a document. It refuses all others.
const DOCUMENTS: [&str; 8] = [
    "text/plain",
    "application/pdf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
];

/// What a file is to WhatsApp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A picture.
    Image,
    /// Moving pictures.
    Video,
    /// Sound.
    Audio,
    /// A picture without a frame.
    Sticker,
    /// Anything else.
    Document,
}

impl Kind {
    /// What a file of a media type is; none when WhatsApp takes none of it.
    pub fn of(media: &str) -> Option<Self> {
        let essence = essence(media);
        match essence.as_str() {
            "image/jpeg" | "image/png" => Some(Self::Image),
            "image/webp" => Some(Self::Sticker),
            "video/mp4" | "video/3gpp" => Some(Self::Video),
            "audio/aac" | "audio/amr" | "audio/mpeg" | "audio/mp4" | "audio/ogg" => Some(Self::Audio),
            other => DOCUMENTS.contains(&other).then_some(Self::Document),
        }
    }

    /// What Meta calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Sticker => "sticker",
            Self::Document => "document",
        }
    }

    /// The most bytes that WhatsApp takes of it.
    pub fn most(self) -> u64 {
        match self {
            Self::Image => IMAGE,
            Self::Sticker => 500_000,
            Self::Video | Self::Audio => PLAYED,
            Self::Document => DOCUMENT,
        }
    }

    /// Whether text can stand beside it.
    pub(super) fn has_caption(self) -> bool {
        matches!(self, Self::Image | Self::Video | Self::Document)
    }

    /// What a file of so many bytes is, or why WhatsApp does not take it.
    pub fn fitting(name: &str, media: &str, bytes: u64) -> Result<Self, String> {
        let kind = Self::of(media).ok_or_else(|| format!("WhatsApp takes no {media}: {name}"))?;
        let most = kind.most().min(OURS);
        if bytes == 0 || bytes > most {
            return Err(format!("{name} has {bytes} bytes; WhatsApp takes 1 to {most} of {media}"));
        }
        Ok(kind)
    }
}

/// A media type without its parameters.
pub(in crate::whatsapp) fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

impl Uploaded {
    /// It as a message, with what stands beside it.
    pub(super) fn said(&self, caption: &str) -> Value {
        let mut said = json!({"id": self.id});
        if !caption.is_empty() {
            said["caption"] = caption.into();
        }
        if self.kind == Kind::Document {
            said["filename"] = self.name.as_str().into();
        }
        said
    }
}

/// A form with one file, as browsers send them, and its media type. The boundary is not in the file.
pub fn form(name: &str, media: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    let mut number = 0_u32;
    let boundary = loop {
        let boundary = format!("voorzet-{number:08x}");
        if memchr::memmem::find(bytes, boundary.as_bytes()).is_none() {
            break boundary;
        }
        number += 1;
    };
    let plain = |c: char| if c == '"' || c == '\\' || c.is_control() { '_' } else { c };
    let name: String = name.chars().map(plain).collect();
    let essence = essence(media);
    let head = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n\
         --{boundary}\r\ncontent-disposition: form-data; name=\"type\"\r\n\r\n{essence}\r\n\
         --{boundary}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: {essence}\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, format!("\r\n--{boundary}--\r\n").as_bytes()].concat();
    (format!("multipart/form-data; boundary={boundary}"), body)
}
