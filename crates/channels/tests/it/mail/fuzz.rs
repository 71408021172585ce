//! Bytes nobody meant: nothing may panic, and what comes out is harmless whatever went in.

use proptest::prelude::*;
use voorzet_channels::mail::{Read, harmless, read};

use super::harmless::assert_harmless;
use super::{arrived, mailbox};

const SEEDS: [&[u8]; 6] = [
    include_bytes!("../../fixtures/mail/gmail-answer.eml"),
    include_bytes!("../../fixtures/mail/outlook-answer.eml"),
    include_bytes!("../../fixtures/mail/pictures.eml"),
    include_bytes!("../../fixtures/mail/bounce-postfix.eml"),
    include_bytes!("../../fixtures/mail/bounce-exim.eml"),
    include_bytes!("../../fixtures/mail/bounce-qmail.eml"),
];

/// Pieces of mails and of HTML, put together by chance.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![
            "From: a@b.nl\r\n", "To: ", "Subject: ", "=?utf-8?B?", "?=", "\r\n", "\n", "\r\n\r\n", "--b", "--b--", " ", "\t",
            "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: text/html; charset=utf-7\r\n", "Content-Type: message/rfc822\r\n",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n", "Content-Type: message/delivery-status\r\n",
            "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "Final-Recipient: rfc822; a@b.nl\r\n",
            "Action: failed\r\n", "Status: 5.1.1\r\n", "In-Reply-To: <", "References: <a@b> <", "Message-ID: <vz-", "@shop.example>",
            "Authentication-Results: mx.shop.example; dmarc=pass (", "<p ", "<script>", "</script>", "<img src=", "style=\"", "<svg", "<style>",
            "<table>", "<a href='", "javascript:", ">", "\"", "'", "<!--", "-->", "&#x", "&lt;", "> ", "Op di schreef An <a@b.nl>:\r\n",
            "-- \r\n", "Van: x\r\nVerzonden: y\r\n", "Onderwerp: z\r\n", "=0A", "=", "é", "\u{202e}", "\u{0}",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..12),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn check(raw: &[u8]) {
    if let Ok(Read::Message(event, files)) = read(raw, &mailbox(), arrived()) {
        let said: serde_json::Value = serde_json::from_str(event.data.get()).expect("JSON");
        let text = said["text"].as_str().unwrap_or_default();
        if let Some(own) = said["own"].as_u64() {
            assert!(text.is_char_boundary(own as usize) && own > 0);
        }
        if let Some(html) = said["html"].as_str() {
            assert_harmless(html);
        }
        for attachment in said["attachments"].as_array().into_iter().flatten() {
            assert!(files.iter().any(|file| attachment["hash"] == file.hash.0.as_str()));
            let name = attachment["name"].as_str().expect("a name");
            assert!(!name.is_empty() && !name.contains(['/', '\\', '\n', '\0']), "{name}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fuzz_mails(raw in pieces()) {
        check(&raw);
        check(&[b"From: a@b.nl\r\n".as_slice(), &raw].concat());
    }

    #[test]
    fn fuzz_bytes(raw in proptest::collection::vec(any::<u8>(), 0..600)) {
        check(&raw);
    }

    #[test]
    fn fuzz_changed_mails(
        seed in 0..SEEDS.len(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..40, pieces()), 1..5),
    ) {
        let mut raw = SEEDS[seed].to_vec();
        for (at, drop, put) in changes {
            let from = at.index(raw.len() + 1);
            let to = (from + drop).min(raw.len());
            raw.splice(from..to, put);
        }
        check(&raw);
    }

    #[test]
    fn fuzz_html(raw in pieces()) {
        if let Some(harmless) = harmless(&String::from_utf8_lossy(&raw)) {
            assert_harmless(&harmless.html);
        }
    }
}
