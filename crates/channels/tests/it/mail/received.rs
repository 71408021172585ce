//! What people write.

use serde_json::json;
use voorzet_channels::mail::{Read, read};

use super::{arrived, mail, mailbox, message, said};

const GMAIL: &[u8] = include_bytes!("../../fixtures/mail/gmail-answer.eml");
const OUTLOOK: &[u8] = include_bytes!("../../fixtures/mail/outlook-answer.eml");
const PICTURES: &[u8] = include_bytes!("../../fixtures/mail/pictures.eml");
const FORM: &[u8] = include_bytes!("../../fixtures/mail/form.eml");

#[test]
fn an_answer_belongs_to_its_thread_by_token_by_id_and_by_its_ancestors() {
    let (event, files) = message(GMAIL);
    let said = said(GMAIL);
    assert_eq!(
        said["threads"],
        json!([
            "mail|t:tk42",
            "mail|<vz-vz_0f1e.tk42@shop.example>",
            "mail|<first@mail.example.com>",
            "mail|<CAanswer@mail.example.com>",
        ])
    );
    assert_eq!(said["hints"], json!(["mail|s:an.jansen@example.com|uw pakket"]));
    let own = said["own"].as_u64().expect("a length") as usize;
    assert_eq!(&said["text"].as_str().expect("text")[..own], "Het is er nog steeds niet. Wat nu?");
    assert_eq!(said["from"], json!({"address": "an.jansen@example.com", "name": "An Jänsen"}));
    assert_eq!(said["subject"], "Re: Uw pakket");
    assert_eq!(said["trust"]["verdict"], "pass");
    assert!(said["automatic"].is_null());
    assert!(files.is_empty());
    assert_eq!((event.source.as_str(), event.kind.as_str()), ("mail", "message.received"));
    assert!(event.id.starts_with("CAanswer@mail.example.com|"));
    assert_eq!(event.time, arrived());
    assert_eq!(
        (event.customer[0].identity.value.as_str(), event.customer[0].verified),
        ("an.jansen@example.com", true)
    );
}

#[test]
fn an_answer_of_outlook_in_windows_1252_and_html_alone_reads_as_text() {
    let said = said(OUTLOOK);
    let text = said["text"].as_str().expect("text");
    let own = said["own"].as_u64().expect("a length") as usize;
    assert_eq!(&text[..own], "Beste café,\n\nIk wil mijn €50 terug.");
    assert!(text.contains("Onderwerp: Uw bestelling"), "{text}");
    let html = said["html"].as_str().expect("HTML");
    assert!(
        html.contains("color: #1F497D") && !html.contains("<style") && !html.contains("class="),
        "{html}"
    );
    // Its id was given by a relay that knows no tokens.
    assert_eq!(said["threads"], json!(["mail|<DB7PR@eur.example.com>"]));
}

#[test]
fn pictures_and_files_are_kept_beside_and_what_is_elsewhere_is_not_loaded() {
    let (_, files) = message(PICTURES);
    let said = said(PICTURES);
    let attachments = said["attachments"].as_array().expect("a list");
    let names: Vec<&str> = attachments.iter().map(|one| one["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["logo.png", "bon juni.txt"]);
    assert_eq!(attachments[0]["cid"], "logo@shop");
    assert_eq!(attachments[0]["media"], "image/png");
    assert_eq!(attachments[1]["bytes"], 8);
    // As it was written, in the script it was written in.
    assert_eq!(files[1].bytes, b"caf\xe9 2\r\n");
    assert_eq!(files.len(), 2);
    let html = said["html"].as_str().expect("HTML");
    assert!(
        html.contains("src=\"cid:logo@shop\"") && html.contains("src=\"remote:https://t.example/p.gif\""),
        "{html}"
    );
    assert_eq!(said["remote"], true);
    assert!(voorzet_channels::mail::with_remote(html).contains("src=\"https://t.example/p.gif\""));
}

#[test]
fn a_form_writes_for_somebody_else() {
    let (event, _) = message(FORM);
    let said = said(FORM);
    assert_eq!(said["from"], json!({"address": "piet@example.net", "name": "Piet"}));
    assert!(said["automatic"].is_null());
    // What is proved is that the form sent it.
    assert_eq!(said["trust"]["verdict"], "pass");
    assert!(!event.customer[0].verified);
}

#[test]
fn machines_are_told_from_people() {
    let is_automatic = |fields: &str| said(&mail(fields, "x"))["automatic"] == true;
    for fields in [
        "Auto-Submitted: auto-replied\r\n",
        "auto-submitted: auto-generated (failure)\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        "Precedence: bulk\r\n",
        "Precedence: auto_reply\r\n",
        "List-Id: News <news.example.com>\r\n",
        "Return-Path: <>\r\n",
        "X-Autoreply: yes\r\n",
        "Subject: Automatisch antwoord: uw pakket\r\n",
    ] {
        assert!(is_automatic(fields), "{fields}");
    }
    for fields in [
        "",
        "Auto-Submitted: no\r\n",
        "X-Auto-Response-Suppress: DR, RN, NRN\r\n",
        "Precedence: first-class\r\n",
        "Return-Path: <an@example.com>\r\n",
        "Subject: Waarom geen antwoord?\r\n",
    ] {
        assert!(!is_automatic(fields), "{fields}");
    }
    for from in ["noreply@x.example", "No-Reply+7@x.example", "MAILER-DAEMON@x.example", "bounce-7@x.example"]
    {
        assert_eq!(said(format!("From: {from}\r\n\r\nx").as_bytes())["automatic"], true, "{from}");
    }
    assert!(said(b"From: noreplyer@x.example\r\n\r\nx")["automatic"].is_null());
}

#[test]
fn a_list_by_which_people_reach_us_is_no_machine() {
    let raw = mail("List-Id: <service.shop.example>\r\nPrecedence: list\r\n", "x");
    assert_eq!(said(&raw)["automatic"], true);
    let mut mailbox = mailbox();
    mailbox.lists.push("service.shop.example".to_owned());
    let Ok(Read::Message(event, _)) = read(&raw, &mailbox, arrived()) else { panic!("a message") };
    assert!(!event.data.get().contains("automatic"));
}

#[test]
fn the_same_mail_is_one_and_two_that_call_themselves_the_same_are_two() {
    let id = |raw: &[u8]| message(raw).0.id;
    let once = mail("Message-ID: <a@b.example>\r\nDate: Tue, 3 Mar 2026 10:00:00 +0100\r\n", "x");
    let by_another_way = [b"Received: from x by y\r\n".as_slice(), &once].concat();
    assert_eq!(id(&once), id(&by_another_way));
    let other = mail("Message-ID: <a@b.example>\r\nDate: Tue, 3 Mar 2026 10:00:00 +0100\r\n", "y");
    assert_ne!(id(&once), id(&other));
    assert!(id(&once).starts_with("a@b.example|"));
    assert_ne!(id(&mail("", "x")), id(&mail("", "y")));
    assert_eq!(id(&mail("", "x")), id(&mail("", "x")));
}

#[test]
fn charsets_of_all_kinds_are_read() {
    let check = |charset: &str, bytes: &[u8], expected: &str| {
        let mut raw = mail(&format!("Content-Type: text/plain; charset={charset}\r\n"), "");
        raw.extend_from_slice(bytes);
        assert_eq!(said(&raw)["text"], expected, "{charset}");
    };
    check("utf-8", "één €".as_bytes(), "één €");
    check("iso-8859-1", b"\xe9\xe9n", "één");
    check("\"ISO-8859-15\"", b"\xe9\xe9n \xa4", "één €");
    check("windows-1252", b"\x80 \x93x\x94", "€ “x”");
    check("koi8-r", b"\xf0\xd2\xc9\xd7\xc5\xd4", "Привет");
    check("windows-1251", b"\xcf\xf0\xe8\xe2\xe5\xf2", "Привет");
    check("iso-2022-jp", b"\x1b$B$3$s\x1b(B", "こん");
    check("shift_jis", b"\x82\xb1\x82\xf1", "こん");
    check("gb18030", b"\xc4\xe3\xba\xc3", "你好");
    check("euc-kr", b"\xbe\xc8\xb3\xe7", "안녕");
    check("utf-16le", b"h\0i\0", "hi");
    check("no-such-thing", "één".as_bytes(), "één");
    assert_eq!(said(&mail("Subject: =?iso-8859-1?Q?=E9=E9n?= =?utf-8?B?4oKs?=\r\n", "x"))["subject"], "één€");
    assert_eq!(said(&mail("Subject: =?utf-8?Q?a=0D=0ABcc:_x?=\r\n", "x"))["subject"], "a Bcc: x");
}

#[test]
fn our_own_mail_and_what_goes_round_are_no_messages() {
    let ours = mail("Message-ID: <vz-vz_00.tk@shop.example>\r\n", "x");
    assert!(matches!(read(&ours, &mailbox(), arrived()), Ok(Read::Ours)));
    let hops =
        |count: usize| mail(&"Received: from a by b; Tue, 3 Mar 2026 10:00:00 +0100\r\n".repeat(count), "x");
    assert!(read(&hops(100), &mailbox(), arrived()).is_ok());
    let refused = read(&hops(101), &mailbox(), arrived()).expect_err("a loop").to_string();
    assert!(refused.contains("101") && refused.contains("loop"), "{refused}");
    for nothing in [b"".as_slice(), b"\r\n", b"hello", b"\0\0\0", b"{\"a\":1}"] {
        assert!(read(nothing, &mailbox(), arrived()).is_err());
    }
    let nobody = read(b"Subject: x\r\n\r\ny", &mailbox(), arrived()).expect_err("nobody").to_string();
    assert!(nobody.contains("no sender"), "{nobody}");
}
