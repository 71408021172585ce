//! Lines of Segment and `CloudEvents`.

use voorzet_channels::line;

#[test]
fn a_track_call_is_an_event_of_its_own_name() {
    let event = line::read(
        r#"{"messageId":"m-1","type":"track","event":"checkout_failed","userId":"u1","anonymousId":"d1","timestamp":"2025-10-09T08:53:23.248Z","properties":{"amount":906.62},"context":{"ip":"203.0.113.7"}}"#,
    )
    .expect("readable");
    assert_eq!(
        serde_json::to_value(&event).expect("serialises"),
        serde_json::json!({
            "id": "m-1", "source": "segment", "type": "checkout_failed", "time": "2025-10-09T08:53:23.248Z",
            "customer": [
                {"identity": {"kind": "account", "value": "u1"}, "verified": true},
                {"identity": {"kind": "device", "value": "d1"}, "verified": false},
            ],
            "data": {"amount": 906.62},
        })
    );
}
