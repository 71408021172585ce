//! Where a call goes, read without guessing: what browsers and resolvers read in several ways is refused.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hyper::Uri;

/// Where a call goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Whether the connection is encrypted.
    pub tls: bool,
    /// The host's name or address, in lower case, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Path and query, beginning with `/`.
    pub path: String,
}

/// Why an address is not one that we call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// It cannot be read.
    #[error("the address cannot be read; write https://host/path")]
    Unreadable,
    /// It begins with something else than `https://`, or `http://`.
    #[error("the address must begin with https://")]
    Scheme,
    /// It has a name and password in it.
    #[error("the address must not have a user name or password in it")]
    UserInfo,
    /// Its host is not a plain name or address.
    #[error("the host must be a plain name or address: letters, digits, dots and hyphens")]
    Host,
    /// Its port is not one.
    #[error("the port must be between 1 and 65535")]
    Port,
    /// It goes without TLS.
    #[error("without TLS only what is private may be called; write https://, or allow private addresses")]
    Plain,
}

impl Target {
    /// Reads an address. One without TLS is read as well; whether it may be called is asked later.
    pub fn parse(url: &str) -> Result<Self, TargetError> {
        if url.len() > 2048 || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(TargetError::Unreadable);
        }
        let uri: Uri = url.parse().map_err(|_| TargetError::Unreadable)?;
        let tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            Some(_) => return Err(TargetError::Scheme),
            None => return Err(TargetError::Unreadable),
        };
        let authority = uri.authority().ok_or(TargetError::Unreadable)?.as_str();
        if authority.contains('@') {
            return Err(TargetError::UserInfo);
        }
        let (host, port) = split(authority)?;
        let port = match port {
            None if tls => 443,
            None => 80,
            Some(port) => plain_port(port).ok_or(TargetError::Port)?,
        };
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Self { tls, host, port, path })
    }

    /// The address itself, when the host is one.
    pub fn address(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// What stands in the header `Host`.
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let usual = if self.tls { 443 } else { 80 };
        if self.port == usual { host } else { format!("{host}:{}", self.port) }
    }
}

/// The host and, if one is stated, the port.
fn split(authority: &str) -> Result<(String, Option<&str>), TargetError> {
    if let Some(rest) = authority.strip_prefix('[') {
        let (inside, rest) = rest.split_once(']').ok_or(TargetError::Host)?;
        let address: Ipv6Addr = inside.parse().map_err(|_| TargetError::Host)?;
        let port =
            if rest.is_empty() { None } else { Some(rest.strip_prefix(':').ok_or(TargetError::Host)?) };
        return Ok((address.to_string(), port));
    }
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    if is_plain(host) { Ok((host.to_ascii_lowercase(), port)) } else { Err(TargetError::Host) }
}

/// Whether a host is a name, or an IPv4 address of four decimal numbers. A last label that looks like a number
/// makes it an address to some readers (`127.1`, `2130706433`, `0x7f.1`), so it must be one to us.
fn is_plain(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if host.len() > 253 || !host.split('.').all(label) {
        return false;
    }
    let last = host.rsplit('.').next().unwrap_or_default();
    let number = last.bytes().all(|byte| byte.is_ascii_digit())
        || last.strip_prefix("0x").or_else(|| last.strip_prefix("0X")).is_some();
    !number || host.parse::<Ipv4Addr>().is_ok()
}

fn plain_port(text: &str) -> Option<u16> {
    let plain = (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| plain && *port != 0)
}
