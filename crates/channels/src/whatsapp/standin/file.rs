//! Files, handed over and fetched.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use voorzet_domain::time::{Duration, Timestamp};

use super::Standin;
use super::customer::WrittenFile;
use super::reply::{Reply, refusal};
use crate::whatsapp::receive::hash_of;
use crate::whatsapp::send::file::Kind;

/// How long a file stays.
const KEPT: Duration = Duration::from_days(30);

/// A file.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What it is to WhatsApp.
    pub kind: &'static str,
    /// Its media type.
    pub media: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    at: Timestamp,
}

impl Standin {
    /// Takes a file in a form of several parts.
    pub fn take_file(
        &mut self,
        authorization: &str,
        number: &str,
        content_type: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Reply {
        if let Some(refused) = self.stranger(authorization, number) {
            return refused;
        }
        let Some(parts) = parts(content_type, body) else { return refusal(400, 100, "This is no form") };
        let field = |name: &str| parts.iter().find(|part| part.name == name);
        let product = field("messaging_product").map(|part| part.bytes);
        let (Some(b"whatsapp"), Some(file)) = (product, field("file")) else {
            return refusal(400, 100, "messaging_product and file are needed");
        };
        let media = file.media.to_owned();
        let Some(kind) = Kind::of(&media) else {
            return refusal(400, 131_053, "Files of this type are not taken");
        };
        if file.bytes.is_empty() || file.bytes.len() as u64 > kind.most() {
            return refusal(400, 131_053, "The file is empty or too large");
        }
        let id = self.id("10000000000");
        let at = self.clock(now);
        self.files.insert(id.clone(), Stored { kind: kind.name(), media, bytes: file.bytes.to_vec(), at });
        Reply::json(200, &json!({"id": id}))
    }

    /// Where a file lies. `base` is where this is served.
    pub fn find(&self, authorization: &str, id: &str, base: &str, now: Timestamp) -> Reply {
        if let Some(refused) = self.unknown(authorization) {
            return refused;
        }
        let now = self.clock(now);
        let Some(stored) = self.files.get(id).filter(|stored| now < stored.at.plus(KEPT)) else {
            return refusal(400, 100, "There is no such file");
        };
        let hash = hash_of(&stored.bytes).0;
        let found = json!({
            "messaging_product": "whatsapp", "url": format!("{base}/standin/files/{id}"), "id": id,
            "mime_type": stored.media, "sha256": hash, "file_size": stored.bytes.len(),
        });
        Reply::json(200, &found)
    }

    /// A file's bytes.
    pub fn file(&self, authorization: &str, id: &str) -> Reply {
        if let Some(refused) = self.unknown(authorization) {
            return refused;
        }
        match self.files.get(id) {
            None => refusal(404, 100, "There is no such file"),
            Some(stored) => {
                let (media, body) = (stored.media.clone(), stored.bytes.clone());
                Reply { status: 200, media, body, retry_after: None }
            }
        }
    }

    /// A file that a customer sends, as webhooks tell of it.
    pub(super) fn sent_file(&mut self, file: &WrittenFile, now: Timestamp) -> Result<Value, String> {
        let bytes = STANDARD.decode(&file.base64).map_err(|_| "`base64` is none".to_owned())?;
        let kind = Kind::of(&file.media).ok_or_else(|| format!("WhatsApp takes no {}", file.media))?.name();
        let stored = Stored { kind, media: file.media.clone(), bytes, at: now };
        let hash = STANDARD.encode(digest(&SHA256, &stored.bytes));
        let id = self.id("20000000000");
        self.files.insert(id.clone(), stored);
        let mut part = json!({"id": id, "mime_type": file.media, "sha256": hash});
        if let Some(caption) = &file.caption {
            part["caption"] = caption.as_str().into();
        }
        if let Some(name) = &file.name {
            part["filename"] = name.as_str().into();
        }
        Ok(json!({"type": kind, (kind): part}))
    }
}

struct Part<'a> {
    name: &'a str,
    media: &'a str,
    bytes: &'a [u8],
}

/// The parts of a form.
fn parts<'a>(content_type: &str, body: &'a [u8]) -> Option<Vec<Part<'a>>> {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=")?.trim_matches('"');
    let mark = format!("--{boundary}");
    let marks: Vec<usize> = memmem::find_iter(body, mark.as_bytes()).collect();
    let mut parts = Vec::new();
    for pair in marks.windows(2) {
        let part = body.get(pair[0] + mark.len()..pair[1])?.strip_prefix(b"\r\n")?.strip_suffix(b"\r\n")?;
        let head = memmem::find(part, b"\r\n\r\n")?;
        let text = std::str::from_utf8(&part[..head]).ok()?;
        let quoted = |name: &str| text.split_once(&format!(" {name}=\""))?.1.split('"').next();
        let media = text.lines().find_map(|line| line.strip_prefix("content-type: "));
        parts.push(Part {
            name: quoted("name")?,
            media: media.unwrap_or("text/plain"),
            bytes: &part[head + 4..],
        });
    }
    (!parts.is_empty()).then_some(parts)
}
