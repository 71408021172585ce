//! What a message says, whatever its type. What has no form of ours becomes a text that people can read.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use compact_str::CompactString;
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use serde_json::value::RawValue;
use voorzet_domain::conversation::received::Reaction;
use voorzet_domain::conversation::{Attachment, BlobHash, Choice, Location};

use super::super::sign;
use super::wire::Message;

/// What a message says.
#[derive(Default)]
pub(super) struct Content {
    pub(super) text: String,
    pub(super) attachments: Vec<Attachment>,
    /// The file to fetch: Meta's id of it, its hash and its media type.
    pub(super) file: Option<(CompactString, BlobHash, CompactString)>,
    pub(super) location: Option<Location>,
    pub(super) choice: Option<Choice>,
    pub(super) reaction: Option<Reaction>,
    pub(super) automatic: bool,
}

#[derive(Deserialize)]
struct Said<'a> {
    #[serde(borrow)]
    body: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Media<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    mime_type: Cow<'a, str>,
    #[serde(borrow, default)]
    sha256: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    caption: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    filename: Option<Cow<'a, str>>,
    #[serde(default)]
    voice: bool,
}

#[derive(Deserialize)]
struct Interactive<'a> {
    #[serde(borrow, default, rename = "button_reply")]
    button: Option<Picked<'a>>,
    #[serde(borrow, default, rename = "list_reply")]
    row: Option<Picked<'a>>,
    #[serde(borrow, default, rename = "nfm_reply")]
    form: Option<Form<'a>>,
}

#[derive(Deserialize)]
struct Picked<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    title: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Form<'a> {
    #[serde(borrow, default)]
    body: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    response_json: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Button<'a> {
    #[serde(borrow, default)]
    payload: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Put<'a> {
    #[serde(borrow)]
    message_id: Cow<'a, str>,
    #[serde(borrow, default)]
    emoji: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Card<'a> {
    #[serde(borrow, default)]
    name: Option<CardName<'a>>,
    #[serde(borrow, default)]
    phones: Vec<CardPhone<'a>>,
    #[serde(borrow, default)]
    emails: Vec<CardMail<'a>>,
}

#[derive(Deserialize)]
struct CardName<'a> {
    #[serde(borrow, default)]
    formatted_name: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct CardPhone<'a> {
    #[serde(borrow, default)]
    phone: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct CardMail<'a> {
    #[serde(borrow, default)]
    email: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Order<'a> {
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    product_items: Vec<Item<'a>>,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow)]
    product_retailer_id: Cow<'a, str>,
    #[serde(default)]
    quantity: Option<f64>,
    #[serde(default, rename = "item_price")]
    price: Option<f64>,
    #[serde(borrow, default)]
    currency: Option<Cow<'a, str>>,
}

impl Content {
    /// Reads what stands under the name of the message's type.
    pub(super) fn read(message: &Message<'_>, raw: &RawValue) -> Result<Self, String> {
        let kind = message.kind.as_ref();
        let fields: HashMap<Cow<'_, str>, &RawValue> =
            serde_json::from_str(raw.get()).map_err(|error| error.to_string())?;
        let said = fields.get(kind).copied();
        match kind {
            "text" => Ok(Self::text(part::<Said<'_>>(kind, said)?.body)),
            "image" | "video" | "audio" | "document" | "sticker" => Ok(Self::media(kind, part(kind, said)?)),
            "location" => {
                let location = part::<Location>(kind, said)?;
                let within = |degrees: f64, most: f64| degrees.is_finite() && degrees.abs() <= most;
                if !within(location.latitude, 90.0) || !within(location.longitude, 180.0) {
                    return Err("`location` is no place on the map".to_owned());
                }
                Ok(Self { location: Some(location), ..Self::default() })
            }
            "interactive" => Self::interactive(part(kind, said)?),
            "button" => {
                let button: Button<'_> = part(kind, said)?;
                let id = button.payload.unwrap_or_else(|| button.text.clone()).into_owned();
                Ok(Self::chosen(id, button.text.into_owned()))
            }
            "reaction" => {
                let put: Put<'_> = part(kind, said)?;
                let sign = put.emoji.map(Into::into).unwrap_or_default();
                let reaction = Reaction { to: put.message_id.into(), sign };
                Ok(Self { reaction: Some(reaction), ..Self::default() })
            }
            "contacts" => Ok(Self::text(cards(&part::<Vec<Card<'_>>>(kind, said)?))),
            "order" => Ok(Self::text(order(&part(kind, said)?))),
            // That their number changed, or that they opened the chat: WhatsApp says it, not the customer.
            "system" => {
                let text = part::<Said<'_>>(kind, said)?.body;
                Ok(Self { automatic: true, ..Self::text(text) })
            }
            "request_welcome" => Ok(Self { automatic: true, ..Self::text("[opened the chat]") }),
            _ => Ok(Self::text(unsupported(message))),
        }
    }

    fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    fn chosen(id: String, title: String) -> Self {
        Self { text: title.clone(), choice: Some(Choice { id, title }), ..Self::default() }
    }

    fn interactive(said: Interactive<'_>) -> Result<Self, String> {
        if let Some(picked) = said.button.or(said.row) {
            return Ok(Self::chosen(picked.id.into(), picked.title.into()));
        }
        let form = said.form.ok_or("`interactive` says nothing that is known")?;
        let (body, answers) = (form.body.unwrap_or_default(), form.response_json.unwrap_or_default());
        Ok(Self::text(format!("{body}\n{answers}").trim()))
    }

    fn media(kind: &str, media: Media<'_>) -> Self {
        let caption = media.caption.map(Into::into).unwrap_or_default();
        let essence = media.mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let Some(hash) = media.sha256.as_deref().and_then(hash) else {
            // Bytes that nothing vouches for are not fetched.
            let text: String = [caption, format!("[{kind} that cannot be fetched]")].join("\n");
            return Self::text(text.trim());
        };
        let called = media.filename.as_deref().map(bare).filter(|name| !name.is_empty());
        let what = if media.voice { "voice" } else { kind };
        let name = called.map_or_else(|| format!("{what}.{}", extension(&essence)), ToOwned::to_owned);
        let media_type = CompactString::from(essence);
        let attachment =
            Attachment { hash: hash.clone(), name, media: media_type.clone(), bytes: 0, cid: None };
        let file = Some((media.id.as_ref().into(), hash, media_type));
        Self { text: caption, attachments: vec![attachment], file, ..Self::default() }
    }
}

fn part<'a, T: Deserialize<'a>>(kind: &str, said: Option<&'a RawValue>) -> Result<T, String> {
    let said = said.ok_or_else(|| format!("`{kind}` is missing"))?;
    serde_json::from_str(said.get()).map_err(|error| format!("`{kind}`: {error}"))
}

/// A hash, in hexadecimal digits or base64: Meta has had both.
pub(in crate::whatsapp) fn hash(text: &str) -> Option<BlobHash> {
    let decoded = || {
        [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
            .iter()
            .find_map(|form| form.decode(text).ok())
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
    };
    sign::bytes(text).or_else(decoded).map(|bytes| digits(&bytes))
}

/// The hash of some bytes.
pub(in crate::whatsapp) fn hash_of(bytes: &[u8]) -> BlobHash {
    digits(digest(&SHA256, bytes).as_ref())
}

fn digits(bytes: &[u8]) -> BlobHash {
    BlobHash(bytes.iter().fold(CompactString::default(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    }))
}

/// A file's name without any path.
fn bare(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default().trim()
}

/// What files of a type usually end in.
fn extension(essence: &str) -> &str {
    match essence {
        "image/jpeg" => "jpg",
        "audio/mpeg" => "mp3",
        "audio/mp4" => "m4a",
        "video/3gpp" => "3gp",
        "text/plain" => "txt",
        _ => {
            let plain =
                |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
            essence.split_once('/').map(|(_, part)| part).filter(plain).unwrap_or("bin")
        }
    }
}

fn cards(cards: &[Card<'_>]) -> String {
    let card = |card: &Card<'_>| {
        let name = card.name.iter().filter_map(|name| name.formatted_name.as_deref());
        let phones = card.phones.iter().filter_map(|phone| phone.phone.as_deref());
        let mails = card.emails.iter().filter_map(|mail| mail.email.as_deref());
        name.chain(phones).chain(mails).collect::<Vec<_>>().join(", ")
    };
    cards.iter().map(card).collect::<Vec<_>>().join("\n")
}

fn order(order: &Order<'_>) -> String {
    let item = |item: &Item<'_>| {
        let price =
            item.price.map(|price| format!(", {price:.2} {}", item.currency.as_deref().unwrap_or_default()));
        let quantity = item.quantity.unwrap_or(1.0);
        format!("{quantity} × {}{}", item.product_retailer_id, price.unwrap_or_default())
            .trim_end()
            .to_owned()
    };
    let items = order.product_items.iter().map(item);
    items.chain(order.text.as_deref().map(ToOwned::to_owned)).collect::<Vec<_>>().join("\n")
}

/// What is shown of a message of a type that is not known, or that WhatsApp itself does not hand on.
fn unsupported(message: &Message<'_>) -> String {
    let kind = message.kind.as_ref();
    let known = kind.is_empty() || kind == "unsupported" || kind == "unknown";
    let what = if known { "[unsupported]".to_owned() } else { format!("[unsupported: {kind}]") };
    let why = message.errors.first().map(super::wire::Trouble::said);
    why.map_or_else(|| what.clone(), |why| format!("{what} {why}"))
}
