//! Calls: where they may go, and what comes back.

mod answers;
mod closed;
pub(crate) mod peer;

use std::time::Duration;

use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use voorzet_channels::http::{Answer, Broken, Call, Client, Target};

/// A client that trusts nobody's certificate.
pub(crate) fn client() -> Client {
    Client::new(ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

/// A call to a URL that must be readable.
fn call(url: &str, allow_private: bool) -> Call {
    Call {
        method: "POST".parse().expect("a method"),
        target: Target::parse(url).expect("a target"),
        headers: Vec::new(),
        body: b"{}".to_vec(),
        timeout: Duration::from_secs(20),
        allow_private,
        most: 1024,
    }
}

async fn get(url: &str) -> Result<Answer, Broken> {
    client().call(call(url, true)).await
}
