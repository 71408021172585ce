//! Mails that are made to hold others up. Each is refused, or read in a time and a size that hold up nobody: the
//! bounds are on what is done, so that a slow machine fails nothing.

use voorzet_channels::mail::{LARGEST, Read, harmless, read};

use super::{arrived, mail, mailbox};

fn refused(raw: &[u8]) -> String {
    read(raw, &mailbox(), arrived()).expect_err("refused").to_string()
}

#[test]
fn what_is_too_large_is_refused() {
    assert!(refused(&mail("", &"x".repeat(LARGEST))).contains("at most"));
    let part = format!(
        "--b\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        "QUJD".repeat(6_400_000 / 4 * 4 / 4)
    );
    let raw = mail("Content-Type: multipart/mixed; boundary=b\r\n", &part.repeat(5));
    assert!(raw.len() < LARGEST, "{}", raw.len());
    drop(refused_or_small(&raw));
    assert!(refused(&mail(&"X-A: b\r\n".repeat(1_001), "")).contains("fields"));
    assert!(refused(&mail(&format!("X-A: {}\r\n", "b".repeat(600_000)), "")).contains("head"));
}

/// What a mail that is not refused keeps is never more than what is allowed.
fn refused_or_small(raw: &[u8]) -> Option<String> {
    match read(raw, &mailbox(), arrived()) {
        Ok(Read::Message(event, files)) => {
            let kept: usize =
                files.iter().map(|file| file.bytes.len()).sum::<usize>() + event.data.get().len();
            assert!(kept <= 2 * raw.len() + 1_000, "{kept} of {}", raw.len());
            None
        }
        Ok(_) => None,
        Err(refused) => Some(refused.to_string()),
    }
}

#[test]
fn parts_within_parts_without_end_are_refused() {
    let mut nested = String::new();
    for depth in 0..5_000 {
        nested.push_str(&format!("Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n"));
    }
    assert!(refused(&mail(&nested, "x")).contains("parts"));
    let messages = "Content-Type: message/rfc822\r\n\r\n".repeat(5_000);
    assert!(refused(&mail(&messages, "x")).contains("parts"));
    let many = "--b\r\n\r\nx\r\n".repeat(20_000);
    assert!(refused(&mail("Content-Type: multipart/mixed; boundary=b\r\n", &many)).contains("parts"));
    let long = "b".repeat(70_000);
    let lines = format!("--{}\r\n", "b".repeat(69_999)).repeat(100);
    drop(refused_or_small(&mail(&format!("Content-Type: multipart/mixed; boundary={long}\r\n"), &lines)));
}

#[test]
fn tangled_html_stays_about_as_long_as_it_was() {
    let numbered = |open: &str, close: &str, count: usize| -> String {
        (0..count).map(|n| format!("<{open} color={n}>")).collect::<Vec<_>>().concat() + &close.repeat(count)
    };
    let cases = [
        numbered("font", "<p>", 10_000),
        numbered("font", "</p><p>", 10_000),
        numbered("a href=#x", "<table>", 10_000),
        "<div>".repeat(29_000),
        "<b><p>".repeat(14_000),
        "<table><tr><td>".repeat(9_000),
        "<a><b><i><u><s><font>".repeat(4_900),
        "<svg>".repeat(29_000),
        "<style>".repeat(29_000),
        "<!--".repeat(200_000),
        "<".repeat(500_000),
        "&".repeat(500_000),
        format!("<p {}>x", (0..90_000).map(|n| format!("a{n} ")).collect::<Vec<_>>().concat()),
        format!("<p style=\"{}\">x", "color:red;".repeat(50_000)),
        format!("<p title='{}'>x", "\"".repeat(400_000)),
        "<img src=\"".repeat(80_000),
        "</p>".repeat(29_000),
        "<li><ul>".repeat(14_000),
        "<select><option>".repeat(10_000),
        "<math><mtext><table><mglyph><style>".repeat(5_000),
    ];
    for case in cases {
        if let Some(harmless) = harmless(&case) {
            // Ten that are carried on, and an `&amp;` for each `&`.
            assert!(
                harmless.html.len() <= 12 * case.len() + 10_000,
                "{} of {}",
                harmless.html.len(),
                &case[..40]
            );
        }
    }
    assert!(harmless(&"<p>x".repeat(40_000)).is_none(), "too many");
    assert!(harmless(&"x".repeat(1_100_000)).is_none(), "too long");
}

#[test]
fn html_that_is_too_much_is_kept_beside_its_text() {
    let html = "<p>Dag</p>".repeat(40_000);
    let raw = mail("Content-Type: text/html\r\n", &html);
    let Ok(Read::Message(event, files)) = read(&raw, &mailbox(), arrived()) else { panic!("a message") };
    let said: serde_json::Value = serde_json::from_str(event.data.get()).expect("JSON");
    assert!(said["html"].is_null() && said["text"].as_str().is_some_and(|text| text.starts_with("Dag")));
    assert_eq!(
        (said["attachments"][0]["name"].as_str(), files[0].bytes.len()),
        (Some("message.html"), html.len())
    );
}
