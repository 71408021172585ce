//! What tries to become a field, a part or a command.

use mail_parser::MessageParser;
use voorzet_channels::mail::Address;
use voorzet_domain::conversation::{Attachment, BlobHash, Outgoing, Template};

use super::written::written;

/// Ways to end a line, and what is put after it.
fn attacks() -> Vec<String> {
    let ends = [
        "\r\n",
        "\n",
        "\r",
        "\n\n",
        "\r\n\r\n",
        "\u{2028}",
        "\u{85}",
        "\0\r\n",
        "\r\n\t\r\n",
        "=?utf-8?Q?=0D=0A?=",
    ];
    let rests = [
        "Bcc: victim@example.org",
        "X-Evil: 1",
        "Content-Type: text/html\r\n\r\n<script>alert(1)</script>",
        ".\r\nMAIL FROM:<evil@example.org>",
        "Reply-To: evil@example.org",
        "--=_a\r\nX-Evil: 1",
    ];
    let around = |end: &&str| rests.iter().map(|rest| format!("a{end}{rest}{end}b")).collect::<Vec<_>>();
    ends.iter().flat_map(around).collect()
}

#[test]
fn nothing_that_is_filled_in_becomes_a_field() {
    let (mut tried, places) = (
        0,
        [
            "subject",
            "name",
            "author",
            "answers",
            "thread",
            "token",
            "unsubscribe",
            "language",
            "key",
            "file",
            "media",
        ],
    );
    for attack in attacks() {
        for place in places {
            let mut outgoing =
                Outgoing { conversation: Some(1), text: "Dag".to_owned(), ..Outgoing::default() };
            let (mut key, mut files) = ("vz_1".to_owned(), Vec::new());
            let file = |name: &str, media: &str| {
                (
                    Attachment {
                        hash: BlobHash("x".into()),
                        name: name.into(),
                        media: media.into(),
                        bytes: 1,
                        cid: None,
                    },
                    b"x".to_vec(),
                )
            };
            match place {
                "subject" => outgoing.subject = Some(attack.clone()),
                "name" => outgoing.name = Some(attack.clone()),
                "author" => outgoing.author = Some(attack.clone()),
                "answers" => outgoing.answers = Some(format!("<{attack}@x.example>")),
                "thread" => outgoing.thread = vec![format!("{attack}@x.example")],
                "token" => outgoing.token = Some(attack.clone()),
                "unsubscribe" => outgoing.unsubscribe = Some(format!("https://x.example/{attack}")),
                "language" => outgoing.language = Some(attack.as_str().into()),
                "key" => key.clone_from(&attack),
                "file" => files.push(file(&attack, "text/plain")),
                _ => files.push(file("a.txt", &attack)),
            }
            outgoing.template = Some(Template { name: attack.clone(), ..Template::default() });
            let (id, bytes) = written(&outgoing, &files, &key);
            let mail = MessageParser::default().parse(&bytes).expect("a mail");
            let names: Vec<String> =
                mail.headers().iter().map(|header| header.name().to_lowercase()).collect();
            for name in &names {
                let known = [
                    "from",
                    "to",
                    "subject",
                    "date",
                    "message-id",
                    "in-reply-to",
                    "references",
                    "reply-to",
                    "mime-version",
                    "content-type",
                    "content-language",
                    "x-voorzet-key",
                    "list-unsubscribe",
                    "list-unsubscribe-post",
                ];
                assert!(known.contains(&name.as_str()), "{place}: {name} by {attack:?}");
            }
            let mut once = names.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), names.len(), "{place}: twice by {attack:?}");
            if let Some(reply_to) = mail.reply_to().and_then(|to| to.first()).and_then(|to| to.address()) {
                assert!(reply_to.ends_with("@shop.example"), "{reply_to}");
            }
            assert!(id.bytes().all(|byte| byte.is_ascii_graphic()), "{id}");
            let parts = mail.parts.len();
            assert_eq!(parts, if files.is_empty() { 3 } else { 5 }, "{place}: {attack:?}");
            tried += 1;
        }
    }
    assert!(tried >= 200, "{tried}");
}

#[test]
fn no_address_carries_a_command() {
    let mut tried = 0;
    for attack in attacks() {
        for address in [
            format!("{attack}@x.example"),
            format!("a@{attack}"),
            format!("a@x.example{attack}"),
            format!("<a@x.example>{attack}"),
        ] {
            assert!(Address::parse(&address).is_err(), "{address:?}");
            tried += 1;
        }
    }
    assert!(tried >= 200, "{tried}");
}
