//! `GET /chat/socket`: speaking and listening over a WebSocket.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;
use utoipa::IntoParams;
use voorzet_channels::chat::frame::VERSION;
use voorzet_channels::chat::{FromServer, FromVisitor};

use super::hear::Visitor;
use super::outlet::{Next, Outlet, Waiting};
use super::show::shown;
use super::{Chat, account};
use crate::api::asked::Asked;
use crate::api::problem::{Details, Problem};
use crate::intake::quota::Quota;
use crate::serve::app::App;
use crate::serve::clock;

/// How long the first frame may take.
const HELLO: Duration = Duration::from_secs(10);

/// How often a socket that is silent is pinged.
pub(super) const ALIVE: Duration = Duration::from_secs(25);

/// How long nothing may be heard of one who listens.
const SILENCE: Duration = Duration::from_secs(75);

/// How long one frame may take to go out.
const SLOW: Duration = Duration::from_secs(10);

/// The largest frame that is taken: a message of the longest, with all its attachments.
const LARGEST: usize = 32 * 1_024;

/// What a socket reads and writes at once: messages are short, and there are many sockets.
const BUFFER: usize = 2 * 1_024;

/// How much of a history goes in one frame, in lines and in bytes.
const PAGE: (usize, usize) = (50, 192 * 1_024);

/// Which account.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// The account: `chat`.
    pub(super) account: String,
    /// The contact reason that the page is about: by it goes which queue's hours count.
    #[serde(default)]
    pub(super) reason: Option<String>,
}

/// Speaks and listens over a WebSocket
///
/// The first frame says `hello` with the session's token; docs/chat.md has the protocol.
#[utoipa::path(get, path = "/chat/socket", operation_id = "open_chat_socket", tag = "chat", params(Which), responses(
    (status = 101, description = "The socket is open", body = Object, content_type = "application/json"),
    (status = 403, description = "This page may not open it", body = Details, content_type = "application/problem+json"),
    (status = 503, description = "As many are open as may", body = Details, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Asked(which): Asked<Which>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let chat = account(&app, &which.account)?;
    let address = chat.admit(&app, peer, &headers)?;
    let upgrade = upgrade.map_err(|error| Problem::wrong(error.body_text()))?;
    let crowded = |_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "crowded").retry_after(10);
    let place = Arc::clone(&chat.places).try_acquire_owned().map_err(crowded)?;
    let upgrade = upgrade.read_buffer_size(BUFFER).write_buffer_size(BUFFER);
    let upgrade = upgrade.max_message_size(LARGEST).max_frame_size(LARGEST);
    let door = Door { app, chat, address, about: which.reason };
    Ok(upgrade.on_upgrade(move |socket| converse(door, socket, place)))
}

type Sink = SplitSink<WebSocket, Message>;

/// Where somebody came in.
struct Door {
    app: Arc<App>,
    chat: Arc<Chat>,
    address: Arc<Quota>,
    about: Option<String>,
}

/// A socket from its first frame to its last.
async fn converse(door: Door, socket: WebSocket, _place: OwnedSemaphorePermit) {
    let Door { app, chat, address, about } = door;
    let (mut sink, mut stream) = socket.split();
    let hello = timeout(HELLO, first(&mut stream)).await;
    let Ok(Some(FromVisitor::Hello { token, after, .. })) = hello else {
        let problem = problem("hello", "the first frame says `hello`, in this version");
        return part(&mut sink, close_code::POLICY, problem).await;
    };
    let ticket = match chat.opens(&token, clock::now()) {
        Ok(ticket) => ticket,
        Err(refused) => {
            return part(&mut sink, close_code::POLICY, problem("session", &refused.to_string())).await;
        }
    };
    let Some(room) = chat.rooms.open(&ticket.session) else { return };
    room.set_about(about);
    let outlet = Arc::new(Outlet::default());
    // First, so that what is said while the history is read waits here.
    room.enter(Arc::clone(&outlet));
    let visitor = Visitor { app, chat, ticket, room, address };
    tokio::select! {
        () = speak(&visitor, &outlet, &mut sink, after) => {}
        () = listen(&visitor, &outlet, &mut stream) => {}
        () = outlet.ended() => {}
    }
    visitor.room.leave(&outlet, clock::now());
    visitor.chat.rooms.types(&visitor.ticket.session, false);
    let away = CloseFrame { code: close_code::AWAY, reason: Utf8Bytes::default() };
    let _ = timeout(Duration::from_millis(100), sink.send(Message::Close(Some(away)))).await;
}

/// The first frame, when it says hello in our version.
async fn first(stream: &mut SplitStream<WebSocket>) -> Option<FromVisitor> {
    let Message::Text(text) = stream.next().await?.ok()? else { return None };
    let frame = FromVisitor::read(&text).ok()?;
    matches!(frame, FromVisitor::Hello { v: VERSION, .. }).then_some(frame)
}

/// Sends what was said after what the visitor has seen, then what is said from now on.
async fn speak(visitor: &Visitor, outlet: &Outlet, sink: &mut Sink, after: i64) {
    let welcome =
        FromServer::Welcome { v: VERSION, session: visitor.ticket.session.clone(), alive: ALIVE.as_secs() };
    if send(sink, welcome.text()).await.is_none() {
        return;
    }
    let Some(mut seen) = catch_up(visitor, sink, after, true).await else { return };
    visitor.remember_resolved().await;
    visitor.chat.show_opening(&visitor.app, &visitor.room).await;
    for frame in visitor.room.now(visitor.chat.rooms.ask_after, clock::now()).1 {
        if send(sink, frame.text()).await.is_none() {
            return;
        }
    }
    loop {
        let sent = match timeout(ALIVE, outlet.next()).await {
            Ok(Some(Next::Frame(Waiting { number: Some(number), .. }))) if number <= seen => continue,
            Ok(Some(Next::Frame(Waiting { number, text }))) => {
                seen = number.unwrap_or(seen);
                put(sink, Message::Text(text)).await
            }
            Ok(Some(Next::Lines)) => match catch_up(visitor, sink, seen, false).await {
                Some(number) => {
                    seen = number;
                    Some(())
                }
                None => None,
            },
            Ok(None) => return,
            Err(_) => put(sink, Message::Ping(Vec::new().into())).await,
        };
        if sent.is_none() {
            return;
        }
    }
}

/// Sends what was said after a number, as it stands in the store, and gives the number of the last; none when it does
/// not go out. Who has just come is told also that there was nothing.
async fn catch_up(visitor: &Visitor, sink: &mut Sink, mut seen: i64, is_first: bool) -> Option<i64> {
    loop {
        let (said, more) = visitor.history(seen).await.ok()?;
        let is_empty = said.is_empty();
        seen = said.last().map_or(seen, |line| line.number);
        if is_first || !is_empty {
            send(sink, FromServer::History { said, more }.text()).await?;
        }
        if !more {
            return Some(seen);
        }
    }
}

/// Does what the visitor says, one after the other.
async fn listen(visitor: &Visitor, outlet: &Outlet, stream: &mut SplitStream<WebSocket>) {
    while let Ok(Some(Ok(message))) = timeout(SILENCE, stream.next()).await {
        let answer = match message {
            Message::Text(text) => match FromVisitor::read(&text) {
                Ok(frame) => visitor.hear(frame).await,
                Err(detail) => Some(problem("frame", &detail)),
            },
            Message::Ping(_) | Message::Pong(_) => None,
            Message::Binary(_) | Message::Close(_) => return,
        };
        if let Some(answer) = answer {
            outlet.push(Waiting { number: None, text: answer.text().into() });
        }
    }
}

impl Visitor {
    /// What was said after a number, as much as goes in one frame; and whether there is more.
    pub(super) async fn history(
        &self,
        after: i64,
    ) -> Result<(Vec<voorzet_channels::chat::frame::Line>, bool), Problem> {
        let (account, session) = (self.chat.name.clone(), self.ticket.session.clone());
        let (most, most_bytes) = PAGE;
        let read = move |reader: &voorzet_store::Reader| {
            let lines = reader.lines_of(&account, &session, after, most)?;
            let last = if lines.is_empty() { reader.last_line_of(&account, &session)? } else { None };
            Ok((lines, last))
        };
        let (lines, last) = self.app.readers.read(read).await?;
        let mut more = lines.len() == most;
        let mut said = Vec::with_capacity(lines.len());
        let mut bytes = 0;
        for line in lines.into_iter().filter_map(shown) {
            bytes += line.text.len();
            if bytes > most_bytes && !said.is_empty() {
                more = true;
                break;
            }
            said.push(line);
        }
        // Who has seen everything is asked what they were asked before.
        if let Some(last) = said.last().cloned().or_else(|| shown(last?)) {
            self.room.remember(&last);
        }
        Ok((said, more))
    }
}

fn problem(kind: &str, detail: &str) -> FromServer {
    FromServer::Problem { kind: kind.to_owned(), detail: detail.to_owned(), id: None, retry_after: None }
}

async fn send(sink: &mut Sink, text: String) -> Option<()> {
    put(sink, Message::Text(text.into())).await
}

/// Sends a frame; none when it does not go out in time.
async fn put(sink: &mut Sink, message: Message) -> Option<()> {
    timeout(SLOW, sink.send(message)).await.ok()?.ok()
}

/// Says why, and hangs up.
async fn part(sink: &mut Sink, code: u16, problem: FromServer) {
    if send(sink, problem.text()).await.is_some() {
        let close = CloseFrame { code, reason: Utf8Bytes::default() };
        let _ = put(sink, Message::Close(Some(close))).await;
    }
}
