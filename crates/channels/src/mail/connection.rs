//! A connection to a mail server: lines and bytes, in the clear or over TLS.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

/// How long connecting, and how long each line, may take.
const CONNECT: Duration = Duration::from_secs(20);
const LINE: Duration = Duration::from_secs(90);

/// The longest line.
const LONGEST: usize = 1_000_000;

/// Where a mail server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How what is said is kept from others.
    pub security: Security,
}

/// How what is said is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after asking for it; without it nothing is said.
    StartTls,
    /// Not at all.
    Plain,
}

/// Why speaking with a server went wrong. Its text is for people, and holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It cannot be reached.
    #[error("{0} cannot be reached: {1}")]
    Unreachable(String, String),
    /// It is not who it should be, or its TLS is not ours.
    #[error("TLS with {0} fails: {1}")]
    Tls(String, String),
    /// It went away.
    #[error("the connection was lost: {0}")]
    Lost(String),
    /// It says nothing any more.
    #[error("it does not answer in time")]
    Slow,
    /// It does not accept who we say we are.
    #[error("it does not accept our user name and password: {0}")]
    Auth(String),
    /// It does not do what it is asked.
    #[error("it refuses {0}: {1}")]
    Refused(&'static str, String),
    /// It says what nobody understands.
    #[error("it says something that cannot be understood: {0}")]
    Nonsense(String),
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// A connection to a mail server.
pub struct Connection {
    stream: Box<dyn Stream>,
    server: Server,
    tls: Arc<ClientConfig>,
    buffer: Vec<u8>,
    at: usize,
}

impl Connection {
    /// Connects. With [`Security::StartTls`] nothing is kept from others until [`upgrade`](Self::upgrade).
    pub async fn open(server: &Server, tls: &Arc<ClientConfig>) -> Result<Self, Failure> {
        let unreachable =
            |problem: String| Failure::Unreachable(format!("{}:{}", server.host, server.port), problem);
        let connecting = timeout(CONNECT, TcpStream::connect((server.host.as_str(), server.port))).await;
        let stream = connecting.map_err(|_| unreachable("it takes too long".to_owned()))?;
        let stream = stream.map_err(|error| unreachable(error.to_string()))?;
        // Without it, small commands wait for each other; where it cannot be set they do.
        let _ = stream.set_nodelay(true);
        let stream: Box<dyn Stream> = match server.security {
            Security::Tls => Box::new(secured(stream, server, tls).await?),
            Security::StartTls | Security::Plain => Box::new(stream),
        };
        Ok(Self { stream, server: server.clone(), tls: Arc::clone(tls), buffer: Vec::new(), at: 0 })
    }

    /// Goes on over TLS. What was said in the clear and not read yet is somebody else's.
    pub async fn upgrade(self) -> Result<Self, Failure> {
        if self.at < self.buffer.len() {
            return Err(Failure::Tls(self.server.host, "something was said before it began".to_owned()));
        }
        let stream = secured(self.stream, &self.server, &self.tls).await?;
        Ok(Self { stream: Box::new(stream), buffer: Vec::new(), at: 0, ..self })
    }

    /// The next line, with its end.
    pub async fn line(&mut self) -> Result<Vec<u8>, Failure> {
        self.line_within(LINE).await
    }

    /// The same, when it may take its time.
    pub async fn line_within(&mut self, patience: Duration) -> Result<Vec<u8>, Failure> {
        let mut searched = self.at;
        loop {
            if let Some(end) = memchr::memchr(b'\n', &self.buffer[searched..]) {
                let end = searched + end + 1;
                let line = self.buffer[self.at..end].to_vec();
                self.at = end;
                return Ok(line);
            }
            if self.buffer.len() - self.at > LONGEST {
                return Err(Failure::Nonsense("a line that does not end".to_owned()));
            }
            searched = self.buffer.len();
            let dropped = self.fill(patience).await?;
            searched -= dropped;
        }
    }

    /// So many bytes, after those that are there already.
    pub async fn bytes(&mut self, amount: usize, into: &mut Vec<u8>) -> Result<(), Failure> {
        let end = into.len() + amount;
        while into.len() < end {
            if self.at == self.buffer.len() {
                self.fill(LINE).await?;
            }
            let take = (end - into.len()).min(self.buffer.len() - self.at);
            into.extend_from_slice(&self.buffer[self.at..self.at + take]);
            self.at += take;
        }
        Ok(())
    }

    /// Reads more; gives how many bytes before it were dropped.
    async fn fill(&mut self, patience: Duration) -> Result<usize, Failure> {
        let dropped = std::mem::take(&mut self.at);
        self.buffer.drain(..dropped);
        let before = self.buffer.len();
        self.buffer.resize(before + 64 * 1024, 0);
        let read = timeout(patience, self.stream.read(&mut self.buffer[before..])).await;
        let amount = match read {
            Ok(Ok(amount)) => amount,
            Ok(Err(error)) => {
                self.buffer.truncate(before);
                return Err(lost(&error));
            }
            Err(_) => {
                self.buffer.truncate(before);
                return Err(Failure::Slow);
            }
        };
        self.buffer.truncate(before + amount);
        if amount == 0 {
            return Err(Failure::Lost("it was closed".to_owned()));
        }
        Ok(dropped)
    }

    /// Says something.
    pub async fn say(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let saying = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        timeout(LINE, saying).await.map_err(|_| Failure::Slow)?.map_err(|error| lost(&error))
    }
}

fn lost(error: &io::Error) -> Failure {
    Failure::Lost(error.to_string())
}

async fn secured<S: AsyncRead + AsyncWrite + Unpin + Send>(
    stream: S,
    server: &Server,
    tls: &Arc<ClientConfig>,
) -> Result<tokio_rustls::client::TlsStream<S>, Failure> {
    let failed = |problem: String| Failure::Tls(server.host.clone(), problem);
    let name = ServerName::try_from(server.host.clone()).map_err(|error| failed(error.to_string()))?;
    let connecting = TlsConnector::from(Arc::clone(tls)).connect(name, stream);
    let connected = timeout(CONNECT, connecting).await.map_err(|_| failed("it takes too long".to_owned()))?;
    connected.map_err(|error| failed(error.to_string()))
}
