//! The other end of a call: counts who connects, keeps what is said, and says what it was told to say.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A listener on every address of this machine.
#[derive(Clone)]
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    connects: Arc<AtomicUsize>,
    heard: Arc<Mutex<Vec<String>>>,
}

/// What it does with a request.
#[derive(Clone)]
pub(crate) enum Says {
    /// These bytes.
    Bytes(String),
    /// Nothing at all, and the connection is closed.
    Nothing,
    /// Nothing, and the connection stays open.
    Silence,
}

impl Peer {
    pub(crate) async fn start(says: Says) -> Self {
        let listener = match TcpListener::bind("[::]:0").await {
            Ok(listener) => listener,
            Err(_) => TcpListener::bind("0.0.0.0:0").await.expect("a port"),
        };
        let address = listener.local_addr().expect("an address");
        let peer = Self { address, connects: Arc::default(), heard: Arc::default() };
        let inner = peer.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                inner.connects.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(inner.clone().serve(stream, says.clone()));
            }
        });
        peer
    }

    /// How many connected.
    pub(crate) fn connects(&self) -> usize {
        self.connects.load(Ordering::SeqCst)
    }

    /// What was said, head and body, request by request.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("no panic").clone()
    }

    async fn serve(self, mut stream: TcpStream, says: Says) {
        let mut text = Vec::new();
        let mut chunk = [0; 4096];
        while !is_whole(&text) {
            match stream.read(&mut chunk).await {
                Ok(0) | Err(_) => return,
                Ok(read) => text.extend_from_slice(&chunk[..read]),
            }
        }
        self.heard.lock().expect("no panic").push(String::from_utf8_lossy(&text).into_owned());
        match says {
            Says::Bytes(bytes) => {
                let _ = stream.write_all(bytes.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
            Says::Nothing => {}
            Says::Silence => while stream.read(&mut chunk).await.is_ok_and(|read| read > 0) {},
        }
    }
}

/// Whether a request is there with all of its body.
fn is_whole(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}
