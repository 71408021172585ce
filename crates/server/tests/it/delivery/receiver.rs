//! A receiver of webhooks that holds to the published rules: it believes what is signed and recent, takes one number
//! once, and says how fast it may be called. Its check of signatures is its own.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What it says to a webhook that it believes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    /// That it has it.
    Fine,
    /// This status, and does not have it.
    No(u16),
    /// That it has it, and hangs up instead of saying so.
    Mum,
    /// Nothing, for as long as it is called.
    Nothing,
    /// 429 until so long after the first call, then that it has it.
    Later(Duration),
}

/// The receiver.
#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    inside: Arc<Mutex<Inside>>,
}

struct Inside {
    secret: String,
    says: Says,
    first: Option<Instant>,
    /// What it acted on, by number: one for each number.
    taken: BTreeMap<String, Value>,
    /// Every call, with its number.
    calls: Vec<String>,
    /// Calls before the end of the pause that it had asked for.
    early: usize,
    /// Why it did not believe a call.
    refused: Vec<String>,
}

impl Receiver {
    /// One that knows this secret.
    pub(crate) fn start(secret: &str, says: Says) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let inside = Inside {
            secret: secret.to_owned(),
            says,
            first: None,
            taken: BTreeMap::new(),
            calls: Vec::new(),
            early: 0,
            refused: Vec::new(),
        };
        let receiver = Self { url, inside: Arc::new(Mutex::new(inside)) };
        let serving = receiver.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                std::thread::spawn(move || serving.serve(&stream));
            }
        });
        receiver
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().expect("no panic")
    }

    /// Says something else from now on.
    pub(crate) fn say(&self, says: Says) {
        self.inside().says = says;
    }

    /// What it acted on.
    pub(crate) fn taken(&self) -> Vec<Value> {
        self.inside().taken.values().cloned().collect()
    }

    /// The number of every call.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.inside().calls.clone()
    }

    /// How often it was called too early.
    pub(crate) fn early(&self) -> usize {
        self.inside().early
    }

    /// Why it did not believe calls.
    pub(crate) fn refused(&self) -> Vec<String> {
        self.inside().refused.clone()
    }

    fn serve(&self, mut stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        let mut line = String::new();
        while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
            if let Some((name, value)) = line.split_once(':') {
                headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
            }
            line.clear();
        }
        let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        // Taken apart from what comes of it: who asks what it says must not hold it meanwhile.
        let answer = self.inside().take(&headers, &body);
        let Some((status, extra)) = answer else {
            if self.inside().says == Says::Nothing {
                // Until the other side gives up.
                let _ = reader.read(&mut [0]);
            }
            return;
        };
        let _ = write!(stream, "HTTP/1.1 {status} Said\r\n{extra}content-length: 0\r\n\r\n");
    }
}

impl Inside {
    fn take(&mut self, headers: &BTreeMap<String, String>, body: &[u8]) -> Option<(u16, String)> {
        let header = |name: &str| headers.get(name).cloned().unwrap_or_default();
        let (id, at, signatures) =
            (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"));
        self.calls.push(id.clone());
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs();
        let recent = at.parse::<u64>().is_ok_and(|at| at.abs_diff(now) <= 300);
        let signed = [id.as_bytes(), b".", at.as_bytes(), b".", body].concat();
        let secret = self.secret.strip_prefix("whsec_").unwrap_or(&self.secret);
        let expected = STANDARD.encode(hmac(&STANDARD.decode(secret).expect("base64"), &signed));
        let believed = signatures.split(' ').any(|one| one.strip_prefix("v1,") == Some(&expected));
        if id.is_empty() || !recent || !believed {
            self.refused.push(format!("{headers:?}"));
            return Some((401, String::new()));
        }
        let body = serde_json::from_slice(body).expect("JSON");
        let fine = |inside: &mut Self| {
            inside.taken.entry(id.clone()).or_insert(body);
            Some((204, String::new()))
        };
        match self.says {
            Says::Fine => fine(self),
            Says::No(status) => Some((status, String::new())),
            Says::Mum => fine(self).and(None),
            Says::Nothing => None,
            Says::Later(pause) => {
                let first = self.first.is_none();
                let since = self.first.get_or_insert_with(Instant::now).elapsed();
                if since >= pause {
                    return fine(self);
                }
                // The others of the first moment could not know.
                self.early += usize::from(!first && since > Duration::from_millis(500));
                let left = pause.saturating_sub(since).as_secs_f64().ceil();
                Some((429, format!("retry-after: {left}\r\n")))
            }
        }
    }
}

/// HMAC-SHA256, as RFC 2104 says it.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().to_vec()
}
