//! `/chat/attachments`: files and pictures of a session.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};
use voorzet_channels::chat::file::{self, LARGEST};
use voorzet_channels::chat::{FileError, Kind, Ticket};
use voorzet_domain::conversation::BlobHash;
use voorzet_store::Reader;
use voorzet_store::entry::Incoming;

use super::show::shown;
use super::socket::Which;
use super::{Chat, account};
use crate::api::asked::{Asked, Named};
use crate::api::problem::{Details, Problem};
use crate::intake::body;
use crate::serve::app::App;

/// How many lines are looked at at once.
const PORTION: usize = 500;

/// Which account, and what the file is called.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Brought {
    /// The account: `chat`.
    account: String,
    /// What it is called.
    #[serde(default)]
    name: String,
}

/// Something that was sent, for the message that brings it along.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatAttachment)]
pub(super) struct Kept {
    /// The SHA-256 of its bytes.
    hash: String,
    /// What it is called.
    name: String,
    /// What it is, as its bytes say.
    media: String,
    /// How long it is.
    bytes: u64,
    /// That it came in this session.
    receipt: String,
}

/// Sends a file or picture
///
/// The body is the file as it is, at most 10 MB: pictures, PDF and plain text. A message may bring it along
/// afterwards.
#[utoipa::path(post, path = "/chat/attachments", operation_id = "attach_to_chat", tag = "chat", params(Brought),
    request_body(content = String, content_type = "application/octet-stream"), responses(
    (status = 201, body = Kept),
    (status = 401, description = "The session is over, or is none", body = Details, content_type = "application/problem+json"),
    (status = 403, description = "This page may not open it", body = Details, content_type = "application/problem+json"),
    (status = 413, description = "It is too large", body = Details, content_type = "application/problem+json"),
    (status = 415, description = "It is something else, or a picture that is too large to show", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn post(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<Brought>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Kept>), Problem> {
    let admitted = async {
        let chat = account(&app, &asked.account)?;
        chat.admit(&app, peer, &headers)?;
        let ticket = chat.opened(&headers)?;
        Ok((chat, ticket))
    };
    let (chat, ticket) = match admitted.await {
        Ok(admitted) => admitted,
        Err(problem) => {
            body::drain(body).await;
            return Err(problem);
        }
    };
    let room = (body::size(&headers, LARGEST).div_ceil(1_024) as u32).max(1);
    let _room = app.reading.acquire_many(room).await.map_err(|error| Problem::internal(&error))?;
    let bytes = body::read(&headers, body, LARGEST).await?;
    let kind = Kind::of(&bytes).map_err(refused)?;
    let hash = hashed(&bytes);
    let length = bytes.len();
    let media = kind.media().to_owned();
    let receipt = ticket.receipt(chat.key()?, &hash, &media, length as u64);
    let receipt = receipt.map_err(|error| Problem::internal(&error))?;
    let blob = Incoming::Blob { hash: BlobHash(hash.as_str().into()), bytes: bytes.into() };
    app.take_in(&chat.name, vec![blob], length).await?;
    let name = file::name(&asked.name, kind);
    Ok((StatusCode::CREATED, Json(Kept { hash, name, media, bytes: length as u64, receipt })))
}

/// A file or picture of the session
#[utoipa::path(get, path = "/chat/attachments/{hash}", operation_id = "get_chat_attachment", tag = "chat",
    params(Which, ("hash" = String, Path, description = "Its hash")), responses(
    (status = 200, description = "Its bytes", body = String, content_type = "application/octet-stream"),
    (status = 401, description = "The session is over, or is none", body = Details, content_type = "application/problem+json"),
    (status = 403, description = "This page may not open it", body = Details, content_type = "application/problem+json"),
    (status = 404, description = "Nothing in this session is it", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Asked(which): Asked<Which>,
    Named(hash): Named<CompactString>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let chat = account(&app, &which.account)?;
    chat.admit(&app, peer, &headers)?;
    let ticket = chat.opened(&headers)?;
    let unknown = || Problem::unknown("nothing in this session is it");
    if !chat.attached(&app, &ticket).await?.contains(&hash) {
        return Err(unknown());
    }
    let bytes = app.readers.read(move |reader| reader.blob(&BlobHash(hash))).await?.ok_or_else(unknown)?;
    // What an agent sent may be anything: it is shown only when it is a picture, and never run.
    let kind = Kind::of(&bytes).ok();
    let media = kind.map_or("application/octet-stream", Kind::media);
    let place = if kind.is_some_and(Kind::is_picture) { "inline" } else { "attachment" };
    let safe = [
        (header::CONTENT_TYPE, media),
        (header::CONTENT_DISPOSITION, place),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        (header::CACHE_CONTROL, "private, max-age=86400"),
    ];
    Ok((safe, bytes).into_response())
}

impl Chat {
    /// The hashes of everything that was brought along in a session, by either side.
    async fn attached(&self, app: &App, ticket: &Ticket) -> Result<BTreeSet<CompactString>, Problem> {
        let (account, session) = (self.name.clone(), ticket.session.clone());
        let read = move |reader: &Reader| {
            let (mut hashes, mut after) = (BTreeSet::new(), 0);
            loop {
                let lines = reader.lines_of(&account, &session, after, PORTION)?;
                let Some(last) = lines.last() else { return Ok(hashes) };
                after = last.number;
                let files = lines.into_iter().filter_map(shown).flat_map(|line| line.attachments);
                hashes.extend(files.map(|file| file.hash.0));
            }
        };
        app.readers.read(read).await
    }
}

/// The SHA-256 of some bytes, as 64 hexadecimal digits.
fn hashed(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

fn refused(error: FileError) -> Problem {
    let status = match error {
        FileError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        FileError::Empty => StatusCode::BAD_REQUEST,
        FileError::Unknown | FileError::Broken | FileError::TooManyPixels => {
            StatusCode::UNSUPPORTED_MEDIA_TYPE
        }
    };
    Problem::new(status, "attachment").detail(error.to_string())
}
