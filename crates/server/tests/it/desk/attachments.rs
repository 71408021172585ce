//! Files and pictures beside messages.

use serde_json::json;

use super::office::Office;
use crate::server::until;

const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\0;";

#[test]
fn a_file_is_its_bringers_until_a_message_names_it() {
    let office = Office::open();
    let (ann, bob) = (office.agent("ann"), office.agent("bob"));
    let kept = ann.bring("..%2Fbox.gif", "image/gif", GIF).with(201);
    assert_eq!(
        (&kept["name"], &kept["media"], &kept["bytes"]),
        (&json!("box.gif"), &json!("image/gif"), &json!(GIF.len()))
    );
    let path = format!("/api/attachments/{}?name=box.gif", kept["hash"].as_str().expect("a hash"));
    let shown = ann.get(&path);
    assert_eq!((shown.status, shown.header("content-type")), (200, "image/gif"));
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    assert_eq!(shown.header("content-security-policy"), "sandbox; default-src 'none'");
    assert!(shown.header("content-disposition").starts_with("inline"));
    let hidden = bob.get(&path).problem(404);
    let nothing = bob.get(&format!("/api/attachments/{}", "0".repeat(64))).problem(404);
    assert_eq!(hidden, nothing, "what is hidden is as what is not there");
    office.write("m1", "u1", "How big is it?");
    let case = office.case();
    let file = json!([{"hash": kept["hash"], "name": "box.gif", "media": "image/gif"}]);
    let body = json!({"id": "r", "conversation": 1, "text": "So big", "seen": 1, "attachments": file});
    assert_eq!(bob.act(case, "replies", &body).status, 422, "and is sent by nobody else");
    let said = ann.act(case, "replies", &body).with(201);
    assert_eq!(said["attachments"][0]["bytes"], GIF.len());
    assert_eq!(bob.get(&path).status, 200);
}

#[test]
fn what_a_customer_sent_is_there_and_runs_nowhere() {
    let office = Office::open();
    let ann = office.agent("ann");
    // `<script>alert(1)</script>` in base64, under the name and type of a picture.
    let file =
        json!({"name": "photo.png", "media": "image/png", "data": "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="});
    office.hand_over(&json!({"id": "m1", "customer": "u1", "text": "Look", "attachments": [file]}));
    let case = office.case();
    let attachment = ann.messages(case)[0]["attachments"][0].clone();
    assert_eq!(attachment["name"], "photo.png");
    let path = format!("/api/attachments/{}?name=photo.png", attachment["hash"].as_str().expect("a hash"));
    let shown = ann.get(&path);
    assert_eq!((shown.status, shown.header("content-type")), (200, "application/octet-stream"));
    assert!(shown.header("content-disposition").starts_with("attachment"));
    assert_eq!(shown.text, "<script>alert(1)</script>");
    let analyst = office.person("alma", "analyst");
    assert_eq!(analyst.get(&path).status, 200, "who reads conversations reads this");
    assert_eq!(office.person("ivo", "integrator").get(&path).status, 403);
}

#[test]
fn there_is_an_end_to_it() {
    let office = Office::open();
    let ann = office.agent("ann");
    ann.bring("x", "text/plain", b"").problem(422);
    ann.bring("x", "text/plain", &vec![b'x'; 25_000_001]).problem(413);
    let whole = ann.bring("x", "text/plain", &vec![b'x'; 25_000_000]).with(201);
    assert_eq!(whole["bytes"], 25_000_000);
}

#[test]
fn it_outlives_a_restart_once_it_is_sent() {
    let office = Office::open();
    let ann = office.agent("ann");
    office.write("m1", "u1", "How big is it?");
    let case = office.case();
    let kept = ann.bring("box.gif", "image/gif", GIF).with(201);
    let file = json!([{"hash": kept["hash"], "name": "box.gif", "media": "image/gif"}]);
    let body = json!({"id": "r", "conversation": 1, "text": "So big", "seen": 1, "attachments": file});
    ann.act(case, "replies", &body).with(201);
    let (folder, key) = (office.server.folder(), office.server.key.clone());
    drop(ann);
    let Office { server, .. } = office;
    assert_eq!(server.stop(), Some(0));
    let server = crate::server::Server::on(folder, &key, &[]);
    let path = format!("/api/attachments/{}", kept["hash"].as_str().expect("a hash"));
    until("it is there", || server.get(&path).status == 200);
}
