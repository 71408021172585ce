//! Texts that prove something: sessions, identities, receipts.

use voorzet_channels::chat::ticket::LIFE;
use voorzet_channels::chat::{Identity, IdentityError, Key, Ticket, TicketError};
use voorzet_domain::time::{Duration, Timestamp};

const NOW: &str = "2026-03-01T08:00:00Z";

fn now() -> Timestamp {
    Timestamp::parse(NOW).expect("an instant")
}

fn key_of(fill: u8) -> Key {
    Key::new(&[fill; 32]).expect("long enough")
}

fn identity(expires: Timestamp) -> Identity {
    Identity {
        account: "u001".to_owned(),
        name: Some("An de Vries".to_owned()),
        mail: Some("an@example.com".to_owned()),
        expires: expires.as_micros() / 1_000_000,
    }
}

fn ticket() -> Ticket {
    Ticket {
        account: "chat".to_owned(),
        session: "019c8a01-2000-7000-8000-000000000001".to_owned(),
        visitor: "019c8a01-2000-7000-8000-000000000002".to_owned(),
        since: now().as_micros() / 1_000_000,
        identity: None,
        language: "nl".to_owned(),
    }
}

/// Every text that differs from one in a single character.
fn bent(text: &str) -> impl Iterator<Item = String> {
    (0..text.len()).map(move |at| {
        let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
        format!("{}{other}{}", &text[..at], &text[at + 1..])
    })
}

#[test]
fn an_identity_is_believed_when_the_site_signed_it_and_for_as_long_as_it_says() {
    let (key, known) = (key_of(7), identity(now().plus(Duration::from_hours(1))));
    let text = known.sign(&key).expect("JSON");
    assert_eq!(Identity::read(&text, &key, now()), Ok(known));
    assert_eq!(Identity::read(&text, &key_of(8), now()), Err(IdentityError::Forged));
    let later = now().plus(Duration::from_hours(1));
    assert_eq!(Identity::read(&text, &key, later), Err(IdentityError::Expired));
    let long = identity(now().plus(Duration::from_days(32))).sign(&key).expect("JSON");
    assert_eq!(Identity::read(&long, &key, now()), Err(IdentityError::TooLong));
    let mut tried = 0;
    for forged in bent(&text) {
        // The last character of base64 may hold bits that count for nothing.
        if let Ok(read) = Identity::read(&forged, &key, now()) {
            assert_eq!(read, identity(now().plus(Duration::from_hours(1))), "{forged}");
        }
        tried += 1;
    }
    assert!(tried > 100);
    for broken in ["", ".", "a.b", "e30.", &text[..text.len() - 4], &"x".repeat(5_000)] {
        assert_eq!(Identity::read(broken, &key, now()), Err(IdentityError::Forged), "{broken}");
    }
}

#[test]
fn an_identity_is_what_any_language_makes_in_three_lines() {
    // Python: hmac.new(secret, body, "sha256"), both in base64 for addresses, without padding.
    let secret = Key::new(b"0123456789abcdef0123456789abcdef").expect("long enough");
    let text = "eyJhY2NvdW50IjoidTAwMSIsIm5hbWUiOiJBbiIsImV4cGlyZXMiOjE3NzIzNTU2MDB9.vwWDIs9Ba9BO7areB6F16Up0uM-ECr42W5fd4fGgfNE";
    let read = Identity::read(text, &secret, now()).expect("believed");
    assert_eq!((read.account.as_str(), read.name.as_deref(), read.mail), ("u001", Some("An"), None));
}

#[test]
fn a_session_is_opened_by_what_we_signed_for_it_and_by_nothing_else() {
    let key = key_of(7);
    let text = ticket().sign(&key).expect("JSON");
    assert_eq!(Ticket::read(&text, &key, now()), Ok(ticket()));
    assert_eq!(Ticket::read(&text, &key_of(8), now()), Err(TicketError::Forged));
    let after = now().plus(LIFE);
    assert_eq!(Ticket::read(&text, &key, after), Err(TicketError::Over(Box::new(ticket()))));
    let forged =
        bent(&text).filter(|forged| Ticket::read(forged, &key, now()).is_ok_and(|read| read != ticket()));
    assert_eq!(forged.count(), 0);
    // What the site signed is no session, even with the same key.
    let identity = identity(now().plus(Duration::from_hours(1))).sign(&key).expect("JSON");
    assert_eq!(Ticket::read(&identity, &key, now()), Err(TicketError::Forged));
}

#[test]
fn a_receipt_is_for_these_bytes_in_this_session() {
    let key = key_of(7);
    let receipt = ticket().receipt(&key, "abc", "image/png", 10).expect("JSON");
    assert!(ticket().holds(&key, &receipt, "abc", "image/png", 10));
    let other = Ticket { session: "another".to_owned(), ..ticket() };
    assert!(!other.holds(&key, &receipt, "abc", "image/png", 10));
    assert!(!ticket().holds(&key, &receipt, "abd", "image/png", 10));
    assert!(!ticket().holds(&key, &receipt, "abc", "text/html", 10));
    assert!(!ticket().holds(&key, &receipt, "abc", "image/png", 11));
    assert!(!ticket().holds(&key, &ticket().sign(&key).expect("JSON"), "abc", "image/png", 10));
}

#[test]
fn a_key_is_long_and_shows_nothing_of_itself() {
    assert!(Key::new(&[0; 31]).is_none());
    assert_eq!(format!("{:?}", key_of(7)), "Key(…)");
}
