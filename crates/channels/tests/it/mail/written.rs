//! What we write, read back by a reader of mail.

use mail_parser::{MessageParser, MimeHeaders};
use voorzet_channels::mail::{Address, Draft, write};
use voorzet_domain::conversation::{Attachment, BlobHash, Outgoing};

use super::arrived;

pub(super) fn written(outgoing: &Outgoing, files: &[(Attachment, Vec<u8>)], key: &str) -> (String, Vec<u8>) {
    let from = Address::parse("service@shop.example").expect("an address");
    let to = Address::parse("an@example.com").expect("an address");
    let draft = Draft {
        key,
        from: &from,
        name: Some("Voorbeeldwinkel"),
        tagged: true,
        to: &to,
        outgoing,
        files,
        at: arrived(),
    };
    write(&draft)
}

fn answer() -> Outgoing {
    Outgoing {
        conversation: Some(3),
        message: Some(9),
        name: Some("An Jänsen, klant".to_owned()),
        subject: Some(
            "Re: Uw pakket – één vraag over een onderwerp dat zo lang is dat het niet op een regel past"
                .to_owned(),
        ),
        text: format!("Dag An,\n\n.\n.. {}\n\nGroet — Jo", "lang ".repeat(60)),
        language: Some("nl".into()),
        answers: Some("<CA1@mail.example.com>".to_owned()),
        thread: vec!["a@b.example".to_owned(), "CA1@mail.example.com".to_owned()],
        token: Some("TK42".to_owned()),
        ..Outgoing::default()
    }
}

#[test]
fn an_answer_stands_in_its_thread_and_says_the_same_twice() {
    let outgoing = answer();
    let (id, bytes) = written(&outgoing, &[], "vz_0f1e");
    assert_eq!(id, "vz-vz_0f1e.tk42@shop.example");
    assert_eq!(written(&outgoing, &[], "vz_0f1e"), (id.clone(), bytes.clone()));
    let mail = MessageParser::default().parse(&bytes).expect("a mail");
    assert_eq!(mail.message_id(), Some(id.as_str()));
    assert_eq!(mail.subject(), outgoing.subject.as_deref());
    assert_eq!(mail.in_reply_to().as_text(), Some("CA1@mail.example.com"));
    let references: Vec<&str> =
        mail.references().as_text_list().expect("a list").iter().map(AsRef::as_ref).collect();
    assert_eq!(references, ["a@b.example", "CA1@mail.example.com"]);
    let to = mail.to().and_then(|to| to.first()).expect("a receiver");
    assert_eq!((to.name(), to.address()), (Some("An Jänsen, klant"), Some("an@example.com")));
    let from = mail.from().and_then(|from| from.first()).expect("a sender");
    assert_eq!((from.name(), from.address()), (Some("Voorbeeldwinkel"), Some("service@shop.example")));
    let reply_to = mail.reply_to().and_then(|to| to.first()).and_then(|to| to.address());
    assert_eq!(reply_to, Some("service+tk42@shop.example"));
    assert_eq!(mail.body_text(0).expect("text").replace("\r\n", "\n").trim_end(), outgoing.text);
    assert!(mail.body_html(0).expect("HTML").contains("<html lang=\"nl\">"));
    assert!(mail.header_raw("Auto-Submitted").is_none() && mail.header_raw("List-Unsubscribe").is_none());
    assert_eq!(mail.date().map(mail_parser::DateTime::to_rfc3339).as_deref(), Some("2026-03-03T09:00:00Z"));
    assert!(bytes.is_ascii() && bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 998));
    let bare =
        bytes.iter().enumerate().filter(|(at, byte)| **byte == b'\n' && bytes[at - 1] != b'\r').count();
    assert_eq!(bare, 0, "every line ends as mail's lines do");
}

#[test]
fn a_message_of_a_strategy_says_that_it_is_one_and_how_to_stop_it() {
    let outgoing = Outgoing {
        subject: Some("Nieuws".to_owned()),
        text: "Dag **An**".to_owned(),
        unsubscribe: Some("https://shop.example/unsubscribe/abc".to_owned()),
        ..Outgoing::default()
    };
    let (_, bytes) = written(&outgoing, &[], "vz_1");
    let mail = MessageParser::default().parse(&bytes).expect("a mail");
    let header = |name: &str| mail.header_raw(name.to_owned()).map(str::trim);
    assert_eq!(header("List-Unsubscribe"), Some("<https://shop.example/unsubscribe/abc>"));
    assert_eq!(header("List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    assert_eq!(header("Auto-Submitted"), Some("auto-generated"));
    assert_eq!(mail.body_text(0).as_deref().map(str::trim_end), Some("Dag An"));
    assert!(mail.body_html(0).expect("HTML").contains("<strong>An</strong>"));
    let answer = Outgoing { automatic: true, answers: Some("a@b.example".to_owned()), ..outgoing };
    let (_, bytes) = written(&answer, &[], "vz_1");
    assert!(String::from_utf8_lossy(&bytes).contains("Auto-Submitted: auto-replied\r\n"));
}

#[test]
fn files_arrive_as_they_were() {
    let bytes: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    let text = b"a\n.\r\nb\rc".to_vec();
    let file = |name: &str, media: &str, bytes: &Vec<u8>| {
        let attachment = Attachment {
            hash: BlobHash("x".into()),
            name: name.to_owned(),
            media: media.into(),
            bytes: bytes.len() as u64,
            cid: None,
        };
        (attachment, bytes.clone())
    };
    let files = [file("bon – juni.pdf", "application/pdf", &bytes), file("a.txt", "text/plain", &text)];
    let (_, mail) = written(&answer(), &files, "vz_2");
    let mail = MessageParser::default().parse(&mail).expect("a mail");
    let parts: Vec<_> = mail.attachments().collect();
    assert_eq!(parts.len(), 2);
    assert_eq!((parts[0].attachment_name(), parts[0].contents()), (Some("bon – juni.pdf"), bytes.as_slice()));
    assert_eq!((parts[1].attachment_name(), parts[1].contents()), (Some("a.txt"), text.as_slice()));
}
