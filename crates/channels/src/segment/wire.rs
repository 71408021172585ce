//! Segment's call as it is written. Unknown keys are skipped without being kept.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json::Text;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call<'a> {
    #[serde(rename = "type", borrow)]
    pub(super) kind: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) message_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) event: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) user_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) anonymous_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) previous_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) group_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) category: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) timestamp: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) original_timestamp: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) sent_at: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) received_at: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) properties: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) traits: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) context: Option<Context<'a>>,
}

/// What a batch says, beside what nobody reads.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Batch<'a> {
    #[serde(rename = "batch", borrow)]
    pub(super) calls: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    pub(super) sent_at: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) write_key: Option<Text<'a>>,
}

/// The write key among a call's fields.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Keyed<'a> {
    #[serde(borrow)]
    pub(super) write_key: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Context<'a> {
    #[serde(borrow)]
    pub(super) asset: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) traits: Option<&'a RawValue>,
}

/// The traits that are identities. They are read leniently: a trait of another type is no identity.
#[derive(Deserialize)]
pub(super) struct Identifying<'a> {
    #[serde(borrow)]
    pub(super) email: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) email_verified: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) phone: Option<&'a RawValue>,
}

/// The property that names an asset.
#[derive(Deserialize)]
pub(super) struct About<'a> {
    #[serde(borrow)]
    pub(super) asset: Option<&'a RawValue>,
}

/// A value's text when it is a string or a number.
pub(super) fn text(raw: Option<&RawValue>) -> Option<Text<'_>> {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok())
}
