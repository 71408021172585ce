//! What comes back, and how far a call got when nothing does.

use std::time::Duration;

use voorzet_channels::http::{Reached, Target};
use voorzet_domain::time::{Duration as Span, Timestamp};

use super::peer::{Peer, Says};
use super::{call, client, get};

async fn answer(head: &str, body: &str) -> voorzet_channels::http::Answer {
    let bytes = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let peer = Peer::start(Says::Bytes(bytes)).await;
    get(&format!("http://127.0.0.1:{}/a?b=c", peer.address.port())).await.expect("an answer")
}

#[tokio::test]
async fn a_call_is_answered() {
    let peer = Peer::start(Says::Bytes("HTTP/1.1 201 Made\r\ncontent-length: 5\r\n\r\nhello".into())).await;
    let url = format!("http://127.0.0.1:{}/a?b=c", peer.address.port());
    let answer = client().call(call(&url, true)).await.expect("an answer");
    assert_eq!((answer.status.as_u16(), answer.body.as_slice()), (201, b"hello".as_slice()));
    let heard = peer.heard();
    assert!(heard[0].starts_with("POST /a?b=c HTTP/1.1\r\n"), "{heard:?}");
    assert!(heard[0].contains(&format!("host: 127.0.0.1:{}\r\n", peer.address.port())), "{heard:?}");
    assert!(heard[0].ends_with("\r\n\r\n{}"), "{heard:?}");
}

#[tokio::test]
async fn no_more_is_read_than_is_asked_for() {
    let long = "x".repeat(100_000);
    assert_eq!(answer("HTTP/1.1 200 OK", &long).await.body.len(), 1024);
    let head = format!("HTTP/1.1 200 OK\r\nx: {}", "x".repeat(200_000));
    let peer = Peer::start(Says::Bytes(format!("{head}\r\n\r\n"))).await;
    let url = format!("http://127.0.0.1:{}/", peer.address.port());
    let broken = get(&url).await.expect_err("too long a head");
    assert_eq!(broken.reached, Reached::Something);
}

#[tokio::test]
async fn how_far_it_got_is_known() {
    let silent = Peer::start(Says::Silence).await;
    let mut slow = call(&format!("http://127.0.0.1:{}/", silent.address.port()), true);
    slow.timeout = Duration::from_millis(300);
    let broken = client().call(slow).await.expect_err("silence");
    assert_eq!((broken.reached, broken.problem.as_str()), (Reached::Something, "no answer within 0.3 s"));

    let closed = Peer::start(Says::Nothing).await;
    let url = format!("http://127.0.0.1:{}/", closed.address.port());
    assert_eq!(get(&url).await.expect_err("closed").reached, Reached::Something);

    // Nobody speaks TLS there, so nothing of the call was said.
    let mut encrypted = call(&format!("https://127.0.0.1:{}/", closed.address.port()), true);
    encrypted.timeout = Duration::from_millis(300);
    assert_eq!(client().call(encrypted).await.expect_err("no TLS").reached, Reached::Nothing);

    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address").port()
    };
    let broken = get(&format!("http://127.0.0.1:{port}/")).await.expect_err("nobody");
    assert_eq!(broken.reached, Reached::Nothing);
}

#[tokio::test]
async fn retry_after_is_seconds_or_a_date() {
    let now = Timestamp::parse("1994-11-06T08:49:00Z").expect("an instant");
    let cases = [
        ("0", Some(0)),
        ("120", Some(120)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(37)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", Some(37)),
        ("Sun Nov  6 08:49:37 1994", Some(37)),
        ("Sun, 06 Nov 1994 08:48:37 GMT", Some(0)),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("Sun, 99 Nov 9999 08:49:37 GMT", None),
    ];
    for (text, expected) in cases {
        let answer = answer(&format!("HTTP/1.1 429 Slow\r\nretry-after: {text}"), "").await;
        assert_eq!(answer.retry_after(now), expected.map(Span::from_secs), "{text}");
    }
    let far = answer("HTTP/1.1 429 Slow\r\nretry-after: 99999999999999999999", "").await;
    assert_eq!(far.retry_after(now), Some(Span::MAX));
    assert_eq!(answer("HTTP/1.1 429 Slow", "").await.retry_after(now), None);
}

#[test]
fn a_target_is_read_as_it_is_written() {
    let read = |url: &str| {
        let target = Target::parse(url).expect(url);
        (target.authority(), target.path, target.tls)
    };
    let cases = [
        ("https://Example.com", ("example.com", "/", true)),
        ("https://example.com:443/a", ("example.com", "/a", true)),
        ("https://example.com:8443/a?b#c", ("example.com:8443", "/a?b", true)),
        ("https://example.com?b", ("example.com", "/?b", true)),
        ("http://127.0.0.1:80/", ("127.0.0.1", "/", false)),
        ("http://[::1]:8080/", ("[::1]:8080", "/", false)),
        ("https://xn--bcher-kva.example/", ("xn--bcher-kva.example", "/", true)),
        ("https://a_b.example/", ("a_b.example", "/", true)),
    ];
    for (url, (authority, path, tls)) in cases {
        assert_eq!(read(url), (authority.to_owned(), path.to_owned(), tls), "{url}");
    }
}
