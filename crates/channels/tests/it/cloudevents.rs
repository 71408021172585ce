//! CloudEvents in structured JSON form.

use serde_json::json;

use crate::{event, refused};

fn cloud(rest: &str) -> String {
    format!(
        r#"{{"specversion":"1.0","id":"1","source":"/shop","type":"delivery.delayed","time":"2026-01-01T00:00:00Z"{rest}}}"#
    )
}

fn claim(kind: &str, value: &str) -> serde_json::Value {
    json!({"identity": {"kind": kind, "value": value}, "verified": kind == "account"})
}

#[test]
fn the_subject_is_a_customer_or_an_asset() {
    let read =
        event(&cloud(r#","subject":"parcel:3S1","customer":"account:u1 mail:A@B.nl","data":{"hours":4}"#));
    let expected = json!({
        "id": "1", "source": "/shop", "type": "delivery.delayed", "time": "2026-01-01T00:00:00Z",
        "customer": [claim("account", "u1"), claim("mail", "a@b.nl")], "asset": "parcel:3S1",
        "data": {"hours": 4},
    });
    assert_eq!(read, expected);
    assert_eq!(event(&cloud(r#","subject":"u1""#))["customer"], json!([claim("account", "u1")]));
    assert_eq!(event(&cloud(r#","subject":"device:d1""#))["customer"], json!([claim("device", "d1")]));
    let both = event(&cloud(r#","subject":"u1","customer":"device:d1 account:u1""#));
    assert_eq!(both["customer"], json!([claim("account", "u1"), claim("device", "d1")]));
    assert_eq!(event(&cloud(""))["data"], json!({}));
}

#[test]
fn a_mention_of_the_version_makes_no_cloud_event() {
    let line = r#"{"type":"track","event":"e","timestamp":"2026-01-01T00:00:00Z","properties":{"specversion":"1.0"}}"#;
    assert_eq!(event(line)["source"], "segment");
}

#[test]
fn what_is_wrong_is_said() {
    let cases = [
        (cloud("").replace("\"1.0\"", "\"0.3\""), "`0.3` is not 1.x"),
        (cloud("").replace(r#""id":"1","#, ""), "`id` is missing"),
        (cloud("").replace("2026-01-01T00:00:00Z", "2026-01-01"), "`time`"),
        (cloud(r#","customer":"parcel:3S1""#), "names no customer"),
        (cloud(r#","subject":":x""#), "kind:name"),
        (cloud(r#","subject":"mail:nobody""#), "names no customer"),
        (cloud(r#","data":"text""#), "not an object"),
        (cloud(r#","data_base64":"AAAA""#), "binary"),
    ];
    for (line, expected) in cases {
        let reason = refused(&line);
        assert!(reason.contains(expected), "{line}: {reason}");
    }
}
