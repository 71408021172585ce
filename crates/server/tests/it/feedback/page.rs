//! The page: one click counts, the form corrects and adds, machines count for nothing, and what came of it.

use serde_json::json;
use ureq::http::Request;

use super::{asking, help, invitation, look, send, token};
use crate::server::{Server, until};

fn scores(server: &Server) -> Vec<(String, i64, String)> {
    let known = server.get("/api/feedback/answers/1").with(200);
    let text = |score: &serde_json::Value, key: &str| score[key].as_str().expect("text").to_owned();
    let scores = known["scores"].as_array().expect("scores");
    scores
        .iter()
        .map(|one| (text(one, "question"), one["score"].as_i64().expect("a score"), text(one, "by")))
        .collect()
}

#[test]
fn one_click_counts_and_the_page_corrects_and_adds() {
    let office = asking();
    let server = &office.server;
    help(&office, "m1", "u1");
    invitation(server, 1, "asked");
    let token = token(server, 1);
    // Who asks for the head alone, or ahead, says nothing.
    let head = Request::head(server.at(&format!("/f/{token}?nps=0"))).body(Vec::new()).expect("a request");
    assert_eq!(server.send(head).status, 200);
    let ahead = Request::get(server.at(&format!("/f/{token}?nps=0"))).header("sec-purpose", "prefetch");
    assert_eq!(server.send(ahead.body(Vec::new()).expect("a request")).status, 200);
    assert!(scores(server).is_empty());
    let page = look(server, &format!("/f/{token}?nps=9"));
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    assert!(!page.text.contains("<script"), "{}", page.text);
    assert!(
        page.text.contains("value=\"9\" checked") && page.text.contains("Your answer is saved"),
        "{}",
        page.text
    );
    assert_eq!(scores(server), [("nps".to_owned(), 9, "click".to_owned())]);
    // The rest of the form, with words that are no HTML.
    let sent = send(server, &format!("/f/{token}?lang=nl"), "nps=8&solved=1&text=%3Cb%3EFine%3C%2Fb%3E");
    assert_eq!(sent.status, 303);
    let page = look(server, sent.header("location"));
    assert!(
        page.text.contains("<html lang=\"nl\">") && page.text.contains("&lt;b&gt;Fine&lt;/b&gt;"),
        "{}",
        page.text
    );
    assert_eq!(
        scores(server),
        [("nps".to_owned(), 8, "page".to_owned()), ("solved".to_owned(), 1, "page".to_owned())]
    );
    let figures = server.get("/api/feedback?by=channel").with(200);
    let row = &figures["rows"][0];
    assert_eq!((&row["name"], &row["asked"], &row["answered"]), (&"portal".into(), &1.into(), &1.into()));
    assert_eq!(
        (&row["nps"]["answers"], row["nps"]["figure"].is_null()),
        (&1.into(), true),
        "too few to tell"
    );
    assert_eq!(server.get("/api/feedback?by=agent").status, 403);
    assert_eq!(server.change("PUT", "/api/feedback/agents", &json!({"given": true})).status, 400);
    let consent = json!({"given": true, "note": "Works council, 2 March 2026, team means only"});
    server.change("PUT", "/api/feedback/agents", &consent).with(200);
    let by_agent = server.get("/api/feedback?by=agent").with(200);
    assert_eq!(by_agent["rows"].as_array().map(Vec::len), Some(1));
    let run = server.run(&["report", "feedback", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(report["all"]["answered"], 1);
}

#[test]
fn a_forged_or_broken_link_opens_nothing() {
    let office = asking();
    let server = &office.server;
    help(&office, "m1", "u1");
    invitation(server, 1, "asked");
    let token = token(server, 1);
    for at in 0..token.len() - 1 {
        let mut forged = token.clone().into_bytes();
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).expect("text");
        assert_eq!(look(server, &format!("/f/{forged}?nps=1")).status, 404, "{forged}");
        assert_eq!(look(server, &format!("/f/{}?nps=1", &token[..at])).status, 404);
    }
    assert_eq!(look(server, &format!("/f/{}", super::token(server, 99))).status, 404);
    assert_eq!(send(server, &format!("/f/{token}"), "nps=11").status, 404);
    assert_eq!(send(server, &format!("/f/{token}"), "csat=1").status, 404);
    assert_eq!(send(server, &format!("/f/{token}/review"), "stars=5&text=x").status, 404, "before a score");
    assert!(scores(server).is_empty());
}

#[test]
fn a_bad_score_is_a_call_back_and_its_outcome_is_asked_and_a_review_is_judged_and_shown() {
    let office = asking();
    let server = &office.server;
    help(&office, "m1", "u1");
    invitation(server, 1, "asked");
    let link = format!("/f/{}", token(server, 1));
    assert_eq!(send(server, &link, "nps=2&solved=0&text=Nobody+called").status, 303);
    let case = &office.cases("all", 1)[0];
    assert_eq!(
        (&case["kind"], &case["subject"]),
        (&"call_back".into(), &"NPS 2, not solved: “Nobody called”".into())
    );
    let id = case["id"].as_i64().expect("a number");
    let story = server.get(&format!("/api/cases/{id}/feedback")).with(200);
    assert_eq!(
        (&story["because"]["text"], &story["because"]["called_back"]),
        (&"Nobody called".into(), &id.into())
    );
    let caller = office.person("caller", "manager");
    caller.act(id, "claim", &json!({})).with(200);
    caller.act(id, "resolve", &json!({"how": "answered"})).with(200);
    let again = invitation(server, 2, "asked");
    assert_eq!(again["again"], 1);
    let again = format!("/f/{}", token(server, 2));
    assert!(look(server, &again).text.contains("name=\"solved\""));
    assert_eq!(send(server, &again, "solved=1").status, 303);
    let outcome = server.get("/api/feedback").with(200)["call_backs"].clone();
    assert_eq!(outcome, json!({"asked": 1, "answered": 1, "solved": 1, "unsolved": 0}));
    // The review.
    assert!(look(server, "/reviews").text.contains("no reviews yet"));
    let written = "stars=4&name=Eva&text=%3C%2Fscript%3EThey+called+back";
    assert_eq!(send(server, &format!("{link}/review"), written).status, 303);
    assert!(!look(server, "/reviews").text.contains("They called back"), "nobody judged it");
    let waiting = caller.get("/api/feedback/reviews").with(200);
    assert_eq!(waiting["reviews"][0]["review"]["stars"], 4);
    assert_eq!(caller.post("/api/feedback/reviews/1/refuse", &json!({"because": " "})).status, 400);
    caller.post("/api/feedback/reviews/1/publish", &json!({})).with(200);
    let mut page = String::new();
    until("it is shown", || {
        page = look(server, "/reviews").text;
        page.contains("They called back")
    });
    let data = page
        .split_once("application/ld+json\">")
        .expect("data")
        .1
        .split_once("</script>")
        .expect("its end")
        .0;
    let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
    assert_eq!(data["aggregateRating"]["ratingValue"], 4.0);
    assert_eq!(data["aggregateRating"]["reviewCount"], 1);
    assert_eq!(data["review"][0]["reviewBody"], "</script>They called back");
    assert_eq!(data["review"][0]["author"]["name"], "Eva");
    // What they said goes on the list.
    let new =
        json!({"theme": "complaint", "title": "Call back in time", "said": [{"answer": 1}, {"case": id}]});
    let voice = caller.post("/api/voices", &new).with(201);
    assert_eq!((&voice["customers"], &voice["status"]), (&1.into(), &"new".into()));
    let change = json!({"title": "Call back in time", "owner": caller.id, "status": "taken"});
    let voice = caller.send("PUT", "/api/voices/1", &change).with(200);
    assert_eq!((&voice["owner"], &voice["status"]), (&caller.id.into(), &"taken".into()));
    assert_eq!(caller.get("/api/voices").with(200)["voices"][0]["title"], "Call back in time");
}
