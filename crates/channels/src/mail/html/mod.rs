//! HTML of strangers, made harmless: no scripts, no forms, nothing that is loaded from elsewhere.
//!
//! First it is brought into bounds ([`tame`]), since what is badly nested on purpose makes every reader of HTML
//! build trees that fill the memory; then `ammonia` lets through what is on its list.
//!
//! | file | what |
//! |---|---|
//! | `tame` | as many tags as mail has, one within the other |
//! | `tag` | how tags are read |
//! | `style` | which declarations of an inline style stay |
//! | `text` | the same as plain text |

mod style;
mod tag;
mod tame;
mod text;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ammonia::{Builder, UrlRelative};

pub(super) use text::text;

/// The longest HTML that is looked at; what is longer is an attachment.
pub(super) const LONGEST: usize = 1_000_000;

/// What stands before the address of a picture that is elsewhere. No browser loads it; [`with_remote`] takes it off
/// again.
const REMOTE: &str = "remote:";

/// HTML that harms nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Harmless {
    /// The HTML: what stands in a `body`.
    pub html: String,
    /// Whether it asked for things from elsewhere. Pictures can be asked for again by [`with_remote`].
    pub remote: bool,
}

/// Makes HTML harmless. Pictures of the mail itself stay as `cid:`. Nothing when it is too long or too tangled to
/// be shown; then the text stands alone.
pub fn harmless(html: &str) -> Option<Harmless> {
    if html.len() > LONGEST {
        return None;
    }
    let tamed = tame::tame(html)?;
    let remote = Arc::new(AtomicBool::new(false));
    let html = builder(&remote).clean(&tamed).to_string();
    Some(Harmless { html, remote: remote.load(Ordering::Relaxed) })
}

/// Harmless HTML with its pictures from elsewhere, for who asks for them: their sender sees that it is read.
pub fn with_remote(html: &str) -> String {
    html.replace("src=\"remote:http", "src=\"http")
}

/// What is let through.
fn builder(remote: &Arc<AtomicBool>) -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .tags(tag::SHOWN.iter().copied().collect())
        .tag_attributes(
            tag::ATTRIBUTES.iter().map(|(tag, names)| (*tag, names.iter().copied().collect())).collect(),
        )
        .generic_attributes(tag::EVERYWHERE.iter().copied().collect())
        .url_schemes(["http", "https", "mailto", "tel", "cid", "data"].into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_values(HashMap::from([("a", HashMap::from([("target", "_blank")]))]));
    let remote = Arc::clone(remote);
    builder.attribute_filter(move |tag, attribute, value| {
        let (value, asks) = permitted(tag, attribute, value);
        if asks {
            remote.store(true, Ordering::Relaxed);
        }
        value
    });
    builder
}

/// What an attribute may hold, and whether it asked for something from elsewhere.
fn permitted<'a>(tag: &str, attribute: &str, value: &'a str) -> (Option<Cow<'a, str>>, bool) {
    match (tag, attribute) {
        ("img", "src") => {
            let lower = value.trim_start().get(..10).unwrap_or(value.trim_start()).to_ascii_lowercase();
            if lower.starts_with("http:") || lower.starts_with("https:") {
                (Some(format!("{REMOTE}{}", value.trim()).into()), true)
            } else if lower.starts_with("cid:") || is_picture(value.trim_start()) {
                (Some(value.trim().into()), false)
            } else {
                (None, false)
            }
        }
        (_, "href") => {
            let lower = value.trim_start().to_ascii_lowercase();
            let known = ["http:", "https:", "mailto:", "tel:"].iter().any(|scheme| lower.starts_with(scheme));
            (known.then_some(value.into()), false)
        }
        (_, "background") => (None, true),
        (_, "style") => {
            let (style, asks) = style::permitted(value);
            ((!style.is_empty()).then_some(style.into()), asks)
        }
        _ => (Some(value.into()), false),
    }
}

/// Whether it is a picture that holds nothing but points.
fn is_picture(value: &str) -> bool {
    ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,", "data:image/webp;base64,"]
        .iter()
        .any(|start| value.get(..start.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(start)))
}
