//! Two agents want one case at the same time: one has it.

use serde_json::{Value, json};

use super::office::Office;

/// How often; 10,000 in the long form.
fn rounds() -> usize {
    if std::env::var_os("VOORZET_SOAK").is_some() { 10_000 } else { 200 }
}

#[test]
fn of_two_who_claim_one_case_one_has_it_soak() {
    let office = Office::open();
    let agents = [office.agent("ann"), office.agent("bob")];
    let cases = rounds();
    // A list of messages in one request, so that the races take longer than what leads to them.
    for from in (0..cases).step_by(100) {
        let message = |number: usize| {
            let customer = format!("u{number}");
            json!({"id": format!("m{number}"), "customer": customer, "from": {"address": customer}, "text": "Hi"})
        };
        let list: Vec<Value> = (from..cases.min(from + 100)).map(message).collect();
        office.post(&json!(list).to_string()).with(202);
    }
    crate::server::until("all are there", || {
        let desk = office.server.get("/api/desk").with(200);
        desk["views"][5]["count"] == json!(cases)
    });
    let mut owners = [0_usize; 2];
    for case in 1..=cases as i64 {
        let won: Vec<bool> = std::thread::scope(|scope| {
            let claims: Vec<_> = agents
                .iter()
                .map(|agent| scope.spawn(move || agent.act(case, "claim", &json!({}))))
                .collect();
            claims
                .into_iter()
                .map(|claim| {
                    let answer = claim.join().expect("an answer");
                    assert!([200, 409].contains(&answer.status), "{}", answer.text);
                    answer.status == 200
                })
                .collect()
        });
        let winner = won.iter().position(|won| *won).expect("somebody has it");
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "case {case}");
        owners[winner] += 1;
        let held = agents[0].get(&format!("/api/cases/{case}")).with(200)["agent"]["id"].clone();
        assert_eq!(held, agents[winner].id, "and it is who was told so");
    }
    println!("{cases} races: {owners:?}");
}
