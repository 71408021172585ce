//! Files that come with messages are fetched after the message is kept, also after a restart.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha2::{Digest, Sha256};
use voorzet_domain::conversation::BlobHash;
use voorzet_store::Store;

use super::meta::Meta;
use super::{entries, phone, start};
use crate::server::{Server, until};

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"))
}

fn blob(server: &Server, hash: &str) -> Option<Vec<u8>> {
    let reader = Store::at(&server.data()).expect("a store").reader().expect("a reader");
    reader.blob(&BlobHash(hash.into())).expect("read")
}

fn picture(bytes: &[u8]) -> serde_json::Value {
    json!({"file": {"media": "image/jpeg", "base64": STANDARD.encode(bytes), "caption": "Kapot"}})
}

#[test]
fn a_picture_is_kept_with_its_message() {
    let meta = Meta::start(&[]);
    let server = start(&meta, "");
    let bytes = b"\xff\xd8 a picture".to_vec();
    meta.write(&phone(1), &picture(&bytes));
    until("its bytes are here", || blob(&server, &hash(&bytes)).is_some_and(|kept| kept == bytes));
    let message = &entries(&server, "message.received")[0]["data"];
    assert_eq!(
        (&message["text"], &message["attachments"][0]["hash"]),
        (&json!("Kapot"), &json!(hash(&bytes)))
    );
}

#[test]
fn a_file_that_was_not_fetched_before_a_power_cut_is_fetched_after_it() {
    let meta = Meta::start(&[]);
    let server = start(&meta, "");
    meta.orders(&json!({"revoked": true}));
    let bytes = b"\xff\xd8 another picture".to_vec();
    meta.write(&phone(1), &picture(&bytes));
    until("the message is here", || entries(&server, "message.received").len() == 1);
    assert!(blob(&server, &hash(&bytes)).is_none());
    let (folder, key) = (server.folder(), server.key.clone());
    server.kill();
    meta.orders(&json!({"revoked": false}));
    let server = crate::delivery::on(folder, &key, &meta.account("whatsapp"));
    until("its bytes are here", || blob(&server, &hash(&bytes)).is_some_and(|kept| kept == bytes));
}

#[test]
fn a_file_that_is_not_what_the_message_says_is_told_to_people() {
    let meta = Meta::start(&[]);
    let server = start(&meta, "");
    let id = {
        meta.write(&phone(1), &picture(b"\xff\xd8 one"));
        until("it is here", || blob(&server, &hash(b"\xff\xd8 one")).is_some());
        meta.held(&phone(1))[0]["said"]["id"].as_str().expect("an id").to_owned()
    };
    let other = json!({"id": id, "mime_type": "image/jpeg", "sha256": hash(b"two")});
    meta.write(&phone(1), &json!({"said": {"type": "image", "image": other}}));
    until("it is in quarantine", || {
        let kept = server.get("/api/quarantine").with(200);
        kept["items"][0]["problem"].as_str().is_some_and(|problem| problem.contains("cannot be fetched"))
    });
    assert!(blob(&server, &hash(b"two")).is_none());
    assert_eq!(entries(&server, "message.received").len(), 2, "the message is there without it");
}
