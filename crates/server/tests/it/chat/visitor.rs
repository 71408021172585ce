//! A visitor's widget: a socket of a session.

use std::collections::BTreeMap;
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::client::IntoClientRequest;
use tungstenite::handshake::HandshakeError;
use tungstenite::{Message, WebSocket};

use super::SHOP;
use crate::server::Server;

/// How long a frame that must come may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A socket of a session.
pub(crate) struct Visitor {
    socket: WebSocket<TcpStream>,
}

/// Opens a socket from a page; or the status with which it is refused.
pub(super) fn connect(server: &Server, origin: Option<&str>) -> Result<WebSocket<TcpStream>, u16> {
    let host = server.address.strip_prefix("http://").expect("an address").to_owned();
    let stream = TcpStream::connect(&host).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("set");
    stream.set_nodelay(true).expect("set");
    let mut request =
        format!("ws://{host}/chat/socket?account=chat").into_client_request().expect("a request");
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", origin.parse().expect("a header"));
    }
    match tungstenite::client(request, stream) {
        Ok((socket, _)) => Ok(socket),
        Err(HandshakeError::Failure(tungstenite::Error::Http(answer))) => Err(answer.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

impl Visitor {
    /// One who has seen everything up to a number.
    pub(crate) fn after(server: &Server, token: &str, after: i64) -> Self {
        let mut visitor = Self { socket: connect(server, Some(SHOP)).expect("a socket") };
        visitor.send(&json!({ "type": "hello", "v": 1, "token": token, "after": after }));
        visitor
    }

    /// Says something.
    pub(super) fn send(&mut self, frame: &Value) {
        self.socket.send(Message::text(frame.to_string())).expect("sent");
    }

    /// The same, when it may be that the other end is gone.
    pub(super) fn try_send(&mut self, frame: &Value) -> bool {
        self.socket.send(Message::text(frame.to_string())).is_ok()
    }

    /// A message.
    pub(crate) fn say(&mut self, id: &str, text: &str) {
        self.send(&json!({ "type": "say", "id": id, "text": text }));
    }

    /// The next frame; none when the socket is closed.
    pub(super) fn try_next(&mut self) -> Option<Value> {
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).expect("JSON")),
                Err(tungstenite::Error::Io(error)) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    panic!("nothing came in time")
                }
                Ok(Message::Close(_))
                | Err(
                    tungstenite::Error::ConnectionClosed
                    | tungstenite::Error::Io(_)
                    | tungstenite::Error::Protocol(_),
                ) => return None,
                Ok(_) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// The next frame.
    pub(super) fn next(&mut self) -> Value {
        self.try_next().expect("a frame")
    }

    /// The next frame of a kind.
    pub(crate) fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.next();
            if frame["type"] == kind {
                return frame;
            }
            assert_ne!(frame["type"], "problem", "{frame}");
        }
    }

    /// Everything that was said before, until there is no more.
    pub(super) fn history(&mut self) -> Vec<Value> {
        let mut all = Vec::new();
        loop {
            let frame = self.next_of("history");
            all.extend(frame["said"].as_array().expect("lines").clone());
            if frame["more"] == false {
                return all;
            }
        }
    }

    /// Listens until as many lines are known as there must be; by number.
    pub(super) fn gather(&mut self, known: &mut BTreeMap<i64, Value>, amount: usize) {
        while known.len() < amount {
            let Some(frame) = self.try_next() else { return };
            let lines = match frame["type"].as_str() {
                Some("history") => frame["said"].as_array().expect("lines").clone(),
                Some("said") => vec![frame],
                _ => Vec::new(),
            };
            for line in lines {
                let number = line["number"].as_i64().expect("a number");
                assert!(known.insert(number, line).is_none(), "{number} came twice");
            }
        }
    }
}

/// An id as a widget makes them.
pub(crate) fn id(number: usize) -> String {
    format!("0198c7a1-3f64-7c1e-9c53-{number:012}")
}
