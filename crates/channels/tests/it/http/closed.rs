//! Nobody can send us where we must not go: a table of ways to try, and a listener that counts.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use voorzet_channels::http::{Broken, Client, Looking, Reached, Resolver, Target, is_public};

use super::peer::{Peer, Says};
use super::{call, client};

/// Addresses that are not public, as they are written.
const PRIVATE: [&str; 74] = [
    "0.0.0.0",
    "0.0.0.1",
    "0.255.255.255",
    "10.0.0.0",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.0",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.0",
    "127.0.0.1",
    "127.0.1.1",
    "127.1.2.3",
    "127.255.255.255",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "169.254.255.255",
    "172.16.0.1",
    "172.17.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.0.192",
    "192.0.2.1",
    "192.31.196.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.1.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "168.63.129.16",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.254",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:0:127.0.0.1]",
    "[::ffff:8.8.8.8]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::1]",
    "[100::1]",
    "[2001::1]",
    "[2001:10::1]",
    "[2001:20::1]",
    "[2001:db8::1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::]",
    "[2002:808:808::]",
    "[3fff::1]",
    "[fc00::1]",
    "[fd00::1]",
    "[fd00:ec2::254]",
    "[fdff:ffff::1]",
    "[fe80::1]",
    "[fe80::a9fe:a9fe]",
    "[febf::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[ff0e::1]",
    "[5f00::1]",
];

/// Hosts that some readers take for an address, and no reader should.
const ODD: [&str; 50] = [
    "2130706433",
    "017700000001",
    "0x7f000001",
    "0x7F000001",
    "0x7f.0x0.0x0.0x1",
    "0177.0.0.1",
    "0177.0.0.01",
    "127.1",
    "127.0.1",
    "127.0.0.1.",
    "127.0.0.01",
    "127.0.0.001",
    "127.00.0.1",
    "0127.0.0.1",
    "127.0.0.0x1",
    "0x7f.1",
    "0x7f.0.1",
    "0300.0250.1",
    "3232235777",
    "2852039166",
    "0xa9fea9fe",
    "0xa9.0xfe.0xa9.0xfe",
    "0251.0376.0251.0376",
    "169.254.43518",
    "169.16689662",
    "4294967295",
    "4294967296",
    "0",
    "00",
    "0x",
    "0x0",
    "127.0.0.256",
    "127.0.0.1.1",
    "1.2.3.4.5",
    "10.0.0.1.",
    "localhost.",
    "localhost..",
    ".localhost",
    "example..com",
    "-localhost",
    "localhost-",
    "local_host-",
    "a.0x1",
    "a.1",
    "%6c%6f%63alhost",
    "127%2e0.0.1",
    "[::1",
    "[::1%25lo]",
    "[127.0.0.1]",
    "[localhost]",
];

/// Whole URLs that are not read.
const UNREADABLE: [&str; 34] = [
    "",
    " ",
    "localhost",
    "//localhost/",
    "/localhost",
    "http:",
    "http://",
    "http:///",
    "https:///path",
    "ftp://localhost/",
    "file:///etc/passwd",
    "gopher://localhost/",
    "dict://localhost/",
    "ws://localhost/",
    "unix:/var/run/docker.sock",
    "javascript:alert(1)",
    "http://user@localhost/",
    "http://user:pw@localhost/",
    "http://example.com@localhost/",
    "http://localhost@example.com/",
    "http://localhost:80@example.com/",
    "http://localhost:/",
    "http://localhost:0/",
    "http://localhost:65536/",
    "http://localhost:99999/",
    "http://localhost:-1/",
    "http://localhost:8a/",
    "http://localhost:80:80/",
    "http://local host/",
    "http://localhost\\@example.com/",
    "http://localhost\t/",
    "http://localhost\r\nhost: x/",
    "http://\u{ff11}27.0.0.1/",
    "http://\u{24db}ocalhost/",
];

/// Names that lead to something that is not public, and to what.
const NAMES: [(&str, &[&str]); 10] = [
    ("localhost", &["127.0.0.1", "::1"]),
    ("inside.example", &["10.0.0.1"]),
    ("metadata.example", &["169.254.169.254"]),
    ("metadata.google.internal", &["169.254.169.254"]),
    ("v6.example", &["::1"]),
    ("mapped.example", &["::ffff:127.0.0.1"]),
    ("nat64.example", &["64:ff9b::7f00:1"]),
    ("mixed.example", &["93.184.216.34", "127.0.0.1"]),
    ("mixed-v6.example", &["2606:2800:220:1::1", "::1"]),
    ("last.example", &["93.184.216.34", "93.184.216.35", "93.184.216.36", "93.184.216.37", "127.0.0.1"]),
];

fn addresses(of: &str) -> Vec<SocketAddr> {
    let found = NAMES.iter().find(|(name, _)| *name == of).map_or([].as_slice(), |(_, addresses)| addresses);
    found.iter().map(|text| SocketAddr::new(text.parse().expect("an address"), 0)).collect()
}

fn table() -> Client {
    let resolver: Resolver = Arc::new(|host: &str, _| -> Looking {
        let found = addresses(host);
        Box::pin(async move { Ok(found) })
    });
    client().resolving(resolver)
}

#[tokio::test]
async fn nothing_that_is_not_public_is_connected_to() {
    let peer = Peer::start(Says::Nothing).await;
    let port = peer.address.port();
    let client = table();
    let mut cases = 0;
    for host in PRIVATE.iter().chain(NAMES.iter().map(|(name, _)| name)) {
        for url in [format!("https://{host}:{port}/hook"), format!("http://{host}:{port}/hook")] {
            let Err(Broken { reached, .. }) = client.call(call(&url, false)).await else {
                panic!("{url} was answered");
            };
            assert_eq!(reached, Reached::Forbidden, "{url}");
            cases += 1;
        }
    }
    for host in ODD {
        let url = format!("https://{host}:{port}/hook");
        assert!(Target::parse(&url).is_err(), "{url}");
        cases += 1;
    }
    for url in UNREADABLE {
        assert!(Target::parse(url).is_err(), "{url}");
        cases += 1;
    }
    assert!(cases >= 200, "{cases} cases");
    assert_eq!(peer.connects(), 0);
}

#[test]
fn what_is_public_is_told_from_what_is_not() {
    for text in PRIVATE {
        let bare = text.trim_matches(['[', ']']);
        let address: IpAddr = bare.parse().expect(text);
        assert!(!is_public(address), "{text}");
    }
    let public = [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.1.1",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "2a00:1450:400e::1",
    ];
    for text in public {
        assert!(is_public(text.parse().expect("an address")), "{text}");
    }
}

#[tokio::test]
async fn a_name_is_looked_up_once_and_only_that_is_connected_to() {
    let (first, second) = (Peer::start(Says::Nothing).await, Peer::start(Says::Nothing).await);
    let asked = Arc::new(AtomicUsize::new(0));
    let (count, other) = (Arc::clone(&asked), second.address.port());
    let resolver: Resolver = Arc::new(move |_: &str, _| -> Looking {
        // Another address and another port with every question: neither a second address nor a port counts.
        let turn = count.fetch_add(1, Ordering::SeqCst);
        let address = if turn == 0 { "127.0.0.1" } else { "127.0.0.2" };
        let found = vec![SocketAddr::new(address.parse().expect("an address"), other)];
        Box::pin(async move { Ok(found) })
    });
    let url = format!("http://rebind.example:{}/", first.address.port());
    let broken = client().resolving(resolver).call(call(&url, true)).await.expect_err("no answer");
    assert_eq!(broken.reached, Reached::Something);
    assert_eq!((asked.load(Ordering::SeqCst), first.connects(), second.connects()), (1, 1, 0));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let inside = Peer::start(Says::Nothing).await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("http://127.0.0.1:{}/", inside.address.port());
        let head = format!("HTTP/1.1 {status} Moved\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
        let peer = Peer::start(Says::Bytes(head)).await;
        let url = format!("http://127.0.0.1:{}/", peer.address.port());
        let answer = client().call(call(&url, true)).await.expect("an answer");
        assert_eq!(answer.status.as_u16(), status);
    }
    assert_eq!(inside.connects(), 0);
}

#[tokio::test]
async fn without_tls_only_what_is_allowed_to_be_private_is_called() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let names = Arc::clone(&asked);
    let resolver: Resolver = Arc::new(move |host: &str, _| -> Looking {
        names.lock().expect("no panic").push(host.to_owned());
        Box::pin(async { Ok(Vec::new()) })
    });
    let broken =
        client().resolving(resolver).call(call("http://example.com/", false)).await.expect_err("refused");
    assert_eq!(broken.reached, Reached::Forbidden);
    assert!(asked.lock().expect("no panic").is_empty(), "nobody is even looked up");
}
