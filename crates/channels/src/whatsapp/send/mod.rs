//! A message as it goes out. Most are one call; one with several files, or whose text is too long to stand beside its
//! file, is several, and the send key stands on the last: once that is known to have arrived, so has what was before.
//!
//! | file | what |
//! |---|---|
//! | `choice` | buttons and lists |
//! | `file` | what kind of file something is to WhatsApp |
//! | `format` | Markdown in WhatsApp's own signs |

mod choice;
pub mod file;
mod format;

use compact_str::CompactString;
use serde_json::{Map, Value, json};
use voorzet_domain::conversation::{Outgoing, Template};

use super::limit;
use super::template::Approved;
use file::Kind;

pub use format::formatted;

/// A file that Meta has.
#[derive(Clone, Debug)]
pub struct Uploaded {
    /// Meta's id of it.
    pub id: CompactString,
    /// What it is to WhatsApp.
    pub kind: Kind,
    /// Its name.
    pub name: String,
}

/// The calls that say a message, in order. `files` are its attachments, which were handed over before; `text` is what
/// it says, in WhatsApp's own signs.
pub fn calls(
    outgoing: &Outgoing,
    text: &str,
    files: &[Uploaded],
    to: &str,
    key: &str,
) -> Result<Vec<Value>, String> {
    let mut said: Vec<(&str, Value)> = Vec::new();
    if let Some(template) = &outgoing.template {
        if !files.is_empty() || !outgoing.choices.is_empty() {
            return Err("a template goes alone: without files, and without choices of its own".to_owned());
        }
        said.push(("template", templated(template)?));
    } else {
        let beside = outgoing.choices.is_empty() && limit::length(text) <= limit::CAPTION;
        let mut text = text.trim();
        for file in files {
            let caption = if beside && file.kind.has_caption() { std::mem::take(&mut text) } else { "" };
            said.push((file.kind.name(), file.said(caption)));
        }
        if !outgoing.choices.is_empty() {
            said.push((
                "interactive",
                choice::offered(text, &outgoing.choices, outgoing.language.as_deref())?,
            ));
        } else if !text.is_empty() {
            if limit::length(text) > limit::TEXT {
                return Err(format!("it is longer than the {} characters that WhatsApp takes", limit::TEXT));
            }
            said.push(("text", json!({"preview_url": false, "body": text})));
        }
    }
    if said.is_empty() {
        return Err("it says nothing".to_owned());
    }
    let (first, last) = (0, said.len() - 1);
    let call = |(index, (kind, part)): (usize, (&str, Value))| {
        let mut call = addressed(to);
        call.insert("type".to_owned(), kind.into());
        call.insert(kind.to_owned(), part);
        if let Some(answers) = outgoing.answers.as_deref().filter(|_| index == first) {
            call.insert("context".to_owned(), json!({"message_id": answers}));
        }
        if index == last && limit::length(key) <= limit::CALLBACK {
            call.insert("biz_opaque_callback_data".to_owned(), key.into());
        }
        Value::Object(call)
    };
    Ok(said.into_iter().enumerate().map(call).collect())
}

/// To a number, or to who is known to this business alone by an id.
fn addressed(to: &str) -> Map<String, Value> {
    let mut call = Map::new();
    call.insert("messaging_product".to_owned(), "whatsapp".into());
    call.insert("recipient_type".to_owned(), "individual".into());
    let digits = to.trim().trim_start_matches('+');
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        call.insert("to".to_owned(), digits.into());
    } else {
        call.insert("recipient".to_owned(), to.into());
    }
    call
}

fn templated(template: &Template) -> Result<Value, String> {
    let fits =
        |text: &String| !text.is_empty() && !text.contains(['\n', '\r', '\t']) && !text.contains("     ");
    if let Some(number) = template.parameters.iter().position(|parameter| !fits(parameter)) {
        return Err(format!(
            "parameter {} of the template is empty, or has a new line, a tab or more than four blanks in a row",
            number + 1
        ));
    }
    let parameters: Vec<Value> =
        template.parameters.iter().map(|text| json!({"type": "text", "text": text})).collect();
    let mut said = json!({"name": template.name, "language": {"code": template.language}});
    if !parameters.is_empty() {
        said["components"] = json!([{"type": "body", "parameters": parameters}]);
    }
    Ok(said)
}

/// A strategy's message in WhatsApp's own signs, its subject over it.
pub fn written(outgoing: &Outgoing) -> String {
    let text = formatted(&outgoing.text);
    let subject = outgoing.subject.as_deref().map(formatted).unwrap_or_default().replace('*', "");
    if subject.is_empty() { text } else { format!("*{subject}*\n\n{text}") }
}

/// The template whose words a strategy's message has, with its subject or without it, filled in: what says just what
/// Meta approved may go at any time.
pub fn as_template(outgoing: &Outgoing, known: &[Approved]) -> Option<Template> {
    let said = [written(outgoing), formatted(&outgoing.text)];
    let speaks = |template: &&Approved| outgoing.language.as_deref().is_none_or(|code| template.speaks(code));
    known.iter().filter(speaks).find_map(|template| {
        let parameters = said.iter().find_map(|said| template.fits(said))?;
        Some(Template { name: template.name.clone(), language: template.language.clone(), parameters })
    })
}
