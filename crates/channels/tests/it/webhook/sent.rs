//! One try, and what came of it.

use voorzet_channels::Came;
use voorzet_channels::webhook::{Secret, Signed, Webhook, send, verify};
use voorzet_domain::time::Duration;

use super::{SECRET, at, secret};
use crate::http::client;
use crate::http::peer::{Peer, Says};

const BODY: &str = r#"{"type":"prevent.requested"}"#;

async fn try_at(url: &str, secrets: &[Secret], allow_private: bool) -> Came {
    let timeout = Duration::from_secs(20);
    send(&client(), Webhook { id: "vz_1", url, body: BODY, secrets, allow_private, timeout }, at(0)).await
}

async fn answered(head: &str) -> Came {
    let peer = Peer::start(Says::Bytes(format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\n\r\n"))).await;
    try_at(&format!("http://127.0.0.1:{}/hook", peer.address.port()), &[secret(SECRET)], true).await
}

#[tokio::test]
async fn what_is_sent_can_be_verified() {
    let peer = Peer::start(Says::Bytes("HTTP/1.1 204 Fine\r\n\r\n".into())).await;
    let secrets = [secret("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"), secret(SECRET)];
    let url = format!("http://127.0.0.1:{}/hook", peer.address.port());
    assert_eq!(try_at(&url, &secrets, true).await, Came::Delivered { reference: None });
    let heard = peer.heard();
    let (head, body) = heard[0].split_once("\r\n\r\n").expect("a request");
    let header = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.expect(name).to_owned()
    };
    assert_eq!(header("content-type"), "application/json");
    let (id, timestamp, signature) =
        (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"));
    assert_eq!(id, "vz_1");
    let signed = Signed { id: &id, timestamp: &timestamp, signature: &signature, body: body.as_bytes() };
    assert_eq!(verify(signed, &secrets[1..], at(0)), Ok(()));
}

#[tokio::test]
async fn an_answer_says_what_to_do_next() {
    let problem = |text: &str| text.to_owned();
    let cases = [
        ("200 OK", Came::Delivered { reference: None }),
        ("202 Later", Came::Delivered { reference: None }),
        ("302 There", Came::Rejected { problem: problem("answered 302, and redirects are not followed") }),
        ("400 Wrong", Came::Rejected { problem: problem("answered 400") }),
        ("404 Nowhere", Came::Rejected { problem: problem("answered 404") }),
        ("410 Gone", Came::Gone { problem: problem("answered 410") }),
        ("401 Who", Came::Auth { problem: problem("answered 401") }),
        ("403 No", Came::Auth { problem: problem("answered 403") }),
        ("408 Slow", Came::Retry { after: None, problem: problem("answered 408") }),
        ("429 Much", Came::Retry { after: None, problem: problem("answered 429") }),
        (
            "429 Much\r\nretry-after: 7",
            Came::Retry { after: Some(Duration::from_secs(7)), problem: problem("answered 429") },
        ),
        (
            "503 Busy\r\nretry-after: Thu, 25 Feb 2021 15:03:10 GMT",
            Came::Retry { after: Some(Duration::from_secs(60)), problem: problem("answered 503") },
        ),
        ("500 Oops", Came::Retry { after: None, problem: problem("answered 500") }),
        ("502 Oops\r\nretry-after: 7", Came::Retry { after: None, problem: problem("answered 502") }),
    ];
    for (head, expected) in cases {
        assert_eq!(answered(head).await, expected, "{head}");
    }
}

#[tokio::test]
async fn what_breaks_off_goes_again_and_what_is_forbidden_does_not() {
    let peer = Peer::start(Says::Nothing).await;
    let url = format!("http://127.0.0.1:{}/hook", peer.address.port());
    assert!(matches!(try_at(&url, &[secret(SECRET)], true).await, Came::Retry { after: None, .. }));
    assert_eq!(peer.connects(), 1);
    assert!(matches!(try_at(&url, &[secret(SECRET)], false).await, Came::Rejected { .. }));
    assert!(matches!(try_at("https://user@example.com/", &[], false).await, Came::Rejected { .. }));
    assert_eq!(peer.connects(), 1);
}
