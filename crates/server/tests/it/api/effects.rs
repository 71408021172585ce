//! `/api/effects`, `/api/guards` and `voorzet report effects`.

use serde_json::json;

use crate::server::{ONE, Server, until};

#[test]
fn a_lot_is_seen_as_a_running_unit_over_the_api_and_in_the_report() {
    let server = Server::start();
    let none = server.get("/api/effects").with(200);
    assert_eq!((&none["decisions"], &none["overall"]), (&json!([]), &json!(null)));
    assert!(server.run(&["report", "effects"]).ok().contains("nothing was measured yet"));
    server.run(&["publish", "examples/webshop"]).ok();
    // Our own vans can come by on another day, at any hour.
    let late = json!({
        "specversion": "1.0", "id": "late-1", "source": "/logistics", "type": "delivery.delayed",
        "subject": "parcel:3S1", "customer": "account:u1",
        "data": {"delay_hours": 6.0, "carrier": "own", "under_way": false},
    });
    server.post("/events", ONE, late.to_string()).with(202);
    let id = "late-delivery:prevent:carrier-reschedule";
    until("a lot is drawn", || server.get("/api/effects").with(200)["decisions"][0]["id"] == id);
    let found = server.get("/api/effects").with(200);
    let row = &found["decisions"][0];
    assert_eq!((&row["running"], &row["treated"]["units"]), (&json!(1), &json!(0)));
    assert_eq!(
        (&row["contacts"]["verdict"], &row["guard"]["state"]),
        (&json!("not_established"), &json!("learning"))
    );
    assert_eq!((&found["overall"]["running"], &found["within_days"]), (&json!(1), &json!(14.0)));
    assert!(
        found["definitions"]
            .as_array()
            .is_some_and(|all| all.iter().all(|one| one["text"]["nl"].is_string()))
    );
    let report = server.run(&["report", "effects", "--json"]).json();
    assert_eq!(report["decisions"], found["decisions"]);

    let resume = format!("/api/guards/{id}/resume");
    server.change("POST", &resume, &json!({"reason": " "})).problem(400);
    server.change("POST", &resume, &json!({"reason": "mended"})).problem(404);
    server.change("POST", "/api/guards/nothing/resume", &json!({"reason": "mended"})).problem(404);
}
