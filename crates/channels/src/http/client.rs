//! The call itself.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderName, HeaderValue, USER_AGENT};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use super::address::is_public;
use super::answer::{Answer, Broken, Reached};
use super::target::{Target, TargetError};

/// How long one address may take to take up a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// How many of a host's addresses are tried.
const ADDRESSES: usize = 4;

/// The most that the head of an answer may take.
const HEAD: usize = 64 * 1024;

/// Looks up the addresses of a host.
pub type Resolver = Arc<dyn Fn(&str, u16) -> Looking + Send + Sync>;

/// A look-up under way.
pub type Looking = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// Calls other systems. Cloning it is cheap.
#[derive(Clone)]
pub struct Client {
    tls: Arc<ClientConfig>,
    resolver: Resolver,
}

/// A call to make.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// Where it goes.
    pub target: Target,
    /// Headers beside `Host` and `User-Agent`.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The body.
    pub body: Vec<u8>,
    /// How long everything together may take.
    pub timeout: Duration,
    /// Whether private addresses may be called, and without TLS.
    pub allow_private: bool,
    /// How much of the answer's body is read.
    pub most: usize,
}

/// Addresses that may be called: nothing else is connected to.
struct Checked(Vec<SocketAddr>);

impl Client {
    /// A client that trusts what `tls` trusts, and asks the system for addresses.
    pub fn new(mut tls: ClientConfig) -> Self {
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let system: Resolver = Arc::new(|host: &str, port| {
            let host = host.to_owned();
            Box::pin(async move { Ok(lookup_host((host.as_str(), port)).await?.collect()) })
        });
        Self { tls: Arc::new(tls), resolver: system }
    }

    /// The same, with other addresses than the system's.
    #[must_use]
    pub fn resolving(self, resolver: Resolver) -> Self {
        Self { resolver, ..self }
    }

    /// Makes a call.
    pub async fn call(&self, call: Call) -> Result<Answer, Broken> {
        if !call.target.tls && !call.allow_private {
            return Err(forbidden(TargetError::Plain.to_string()));
        }
        let sent = AtomicBool::new(false);
        let timeout = call.timeout;
        let in_time = tokio::time::timeout(timeout, self.attempt(call, &sent)).await;
        in_time.unwrap_or_else(|_| {
            let problem = format!("no answer within {} s", timeout.as_secs_f64());
            Err(Broken { reached: reached(&sent), problem })
        })
    }

    async fn attempt(&self, call: Call, sent: &AtomicBool) -> Result<Answer, Broken> {
        let checked = self.check(&call.target, call.allow_private).await?;
        let stream = connect(&checked).await.map_err(|error| nothing(format!("no connection: {error}")))?;
        if call.target.tls {
            let name = server_name(&call.target)?;
            let stream = TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream).await;
            exchange(stream.map_err(|error| nothing(format!("no TLS: {error}")))?, call, sent).await
        } else {
            exchange(stream, call, sent).await
        }
    }

    /// The addresses of a host, when all of them may be called.
    async fn check(&self, target: &Target, allow_private: bool) -> Result<Checked, Broken> {
        let found = match target.address() {
            Some(address) => vec![SocketAddr::new(address, target.port)],
            None => (self.resolver)(&target.host, target.port)
                .await
                .map_err(|error| nothing(format!("the host `{}` is not found: {error}", target.host)))?,
        };
        if found.is_empty() {
            return Err(nothing(format!("the host `{}` has no address", target.host)));
        }
        let closed = |address: &SocketAddr| !is_public(address.ip());
        if !allow_private && found.iter().any(closed) {
            // Which address it is says something about our network to whoever may read this.
            return Err(forbidden(format!(
                "`{}` is a private address, and those are not called",
                target.host
            )));
        }
        // A name may not lead to another port than the one that was asked for.
        let found = found.into_iter().map(|address| SocketAddr::new(address.ip(), target.port));
        Ok(Checked(found.take(ADDRESSES).collect()))
    }
}

async fn connect(checked: &Checked) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in &checked.0 {
        match tokio::time::timeout(CONNECT, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Ok(Err(error)) => last = error,
            Err(_) => last = io::ErrorKind::TimedOut.into(),
        }
    }
    Err(last)
}

fn server_name(target: &Target) -> Result<ServerName<'static>, Broken> {
    match target.address() {
        Some(address) => Ok(ServerName::IpAddress(IpAddr::into(address))),
        None => ServerName::try_from(target.host.clone())
            .map_err(|_| nothing(format!("`{}` is no name for TLS", target.host))),
    }
}

/// Sends the request and reads the answer.
async fn exchange<S>(stream: S, call: Call, sent: &AtomicBool) -> Result<Answer, Broken>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let request = request(&call).map_err(|error| nothing(format!("it cannot be written: {error}")))?;
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(HEAD)
        .max_headers(100)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| nothing(format!("no connection: {error}")))?;
    sent.store(true, Ordering::Relaxed);
    let something = |error: hyper::Error| Broken {
        reached: Reached::Something,
        problem: format!("the connection broke off: {error}"),
    };
    let answered = async {
        let response = sender.send_request(request).await.map_err(something)?;
        read(response, call.most).await.map_err(something)
    };
    // The connection is driven beside the exchange, and ends with it.
    tokio::pin!(connection, answered);
    let mut open = true;
    loop {
        tokio::select! {
            answer = &mut answered => return answer,
            _ = &mut connection, if open => open = false,
        }
    }
}

fn request(call: &Call) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
    let mut builder = Request::builder()
        .method(call.method.clone())
        .uri(call.target.path.as_str())
        .header(HOST, call.target.authority())
        .header(USER_AGENT, concat!("voorzet/", env!("CARGO_PKG_VERSION")));
    for (name, value) in &call.headers {
        builder = builder.header(name, value);
    }
    builder.body(Full::new(Bytes::from(call.body.clone())))
}

/// Reads no more of a body than is asked for, and does not care how it ends.
async fn read(response: Response<Incoming>, most: usize) -> Result<Answer, hyper::Error> {
    let (head, mut body) = response.into_parts();
    let mut taken = Vec::new();
    while taken.len() < most {
        let Some(frame) = body.frame().await else { break };
        // The status is the answer; a body that breaks off does not change it.
        let Ok(frame) = frame else { break };
        if let Some(data) = frame.data_ref() {
            let room = (most - taken.len()).min(data.len());
            taken.extend_from_slice(&data[..room]);
        }
    }
    Ok(Answer { status: head.status, headers: head.headers, body: taken })
}

fn reached(sent: &AtomicBool) -> Reached {
    if sent.load(Ordering::Relaxed) { Reached::Something } else { Reached::Nothing }
}

fn forbidden(problem: String) -> Broken {
    Broken { reached: Reached::Forbidden, problem }
}

fn nothing(problem: String) -> Broken {
    Broken { reached: Reached::Nothing, problem }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}
