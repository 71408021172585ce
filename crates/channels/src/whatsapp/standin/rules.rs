//! What a message must keep to.

use serde_json::Value;
use voorzet_domain::time::Timestamp;

use super::super::limit::{self, BUTTONS, CALLBACK, CAPTION, IDS, OVER_BUTTONS, ROWS, TEXT};
use super::super::template::Category;
use super::reply::{Reply, refusal};
use super::{Standin, customer};

/// That it is not as it must be.
type Broken = Box<Reply>;

fn broken<T>(code: i64, details: &str) -> Result<T, Broken> {
    Err(Box::new(refusal(400, code, details)))
}

/// A text of one to so many characters.
fn text<'a>(said: &'a Value, most: usize, what: &str) -> Result<&'a str, Broken> {
    let text = said.as_str().unwrap_or_default();
    if text.trim().is_empty() {
        return broken(131_008, &format!("{what} is missing"));
    }
    if limit::length(text) > most {
        return broken(131_009, &format!("{what} has more than {most} characters"));
    }
    Ok(text)
}

impl Standin {
    pub(super) fn check(&self, said: &Value, now: Timestamp) -> Result<(), Broken> {
        if said["messaging_product"] != "whatsapp" {
            return broken(100, "messaging_product is not whatsapp");
        }
        let to = customer::address(said);
        if to.is_empty() {
            return broken(131_008, "to is missing");
        }
        if said.get("to").is_some() && (to.len() > 15 || !to.bytes().all(|byte| byte.is_ascii_digit())) {
            return broken(131_009, "to is no number");
        }
        if said["biz_opaque_callback_data"].as_str().is_some_and(|data| limit::length(data) > CALLBACK) {
            return broken(131_009, "biz_opaque_callback_data is too long");
        }
        let kind = said["type"].as_str().unwrap_or("text");
        if kind != "template" && !self.is_open(&to, now) {
            return broken(
                131_047,
                "More than 24 hours have passed since the customer last wrote to this number",
            );
        }
        let part = &said[kind];
        match kind {
            "text" => text(&part["body"], TEXT, "text.body").map(drop),
            "image" | "video" | "audio" | "document" | "sticker" => self.media(kind, part),
            "interactive" => interactive(part),
            "template" => self.template(part, &to),
            "reaction" => text(&part["message_id"], 256, "reaction.message_id").map(drop),
            "location" => {
                let whole = part["latitude"].is_number() && part["longitude"].is_number();
                if whole { Ok(()) } else { broken(131_008, "location is not whole") }
            }
            _ => broken(131_051, "This type is not known"),
        }
    }

    fn media(&self, kind: &str, part: &Value) -> Result<(), Broken> {
        let id = part["id"].as_str().unwrap_or_default();
        let Some(stored) = self.files.get(id) else { return broken(131_009, "There is no such file") };
        if stored.kind != kind {
            return broken(131_053, &format!("The file is no {kind}"));
        }
        if part["caption"].as_str().is_some_and(|caption| limit::length(caption) > CAPTION) {
            return broken(131_009, "caption is too long");
        }
        if part.get("caption").is_some() && matches!(kind, "audio" | "sticker") {
            return broken(100, "caption is for pictures, videos and documents");
        }
        Ok(())
    }

    fn template(&self, part: &Value, to: &str) -> Result<(), Broken> {
        let (name, language) = (part["name"].as_str(), part["language"]["code"].as_str());
        let known = self.settings.templates.iter();
        let mut found = known.filter(|template| {
            Some(template.name.as_str()) == name && Some(template.language.as_str()) == language
        });
        let Some(template) = found.next() else {
            return Err(Box::new(refusal(404, 132_001, "There is no such template in this language")));
        };
        let parameters: Vec<&Value> = part["components"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|component| component["type"] == "body")
            .flat_map(|component| component["parameters"].as_array().into_iter().flatten())
            .collect();
        if parameters.len() != template.parameters {
            return broken(132_000, "The number of parameters is not that of the template");
        }
        for parameter in parameters {
            let text = parameter["text"].as_str().unwrap_or_default();
            if parameter["type"] != "text" || text.is_empty() {
                return broken(132_012, "A parameter is no text");
            }
            if text.contains(['\n', '\r', '\t']) || text.contains("     ") {
                return broken(
                    132_018,
                    "A parameter has a new line, a tab or more than four blanks in a row",
                );
            }
        }
        let stopped = self.customers.get(to).is_some_and(|customer| customer.no_marketing);
        if stopped && template.category == Category::Marketing {
            return broken(131_050, "The customer stopped marketing messages");
        }
        Ok(())
    }
}

fn interactive(part: &Value) -> Result<(), Broken> {
    let kind = part["type"].as_str().unwrap_or_default();
    match kind {
        "button" => {
            text(&part["body"]["text"], OVER_BUTTONS, "interactive.body.text")?;
            let buttons = part["action"]["buttons"].as_array().map(Vec::as_slice).unwrap_or_default();
            let replies = buttons.iter().map(|button| &button["reply"]);
            chosen_from(&replies.collect::<Vec<_>>(), BUTTONS, IDS.0, "buttons")
        }
        "list" => {
            text(&part["body"]["text"], TEXT, "interactive.body.text")?;
            text(&part["action"]["button"], 20, "interactive.action.button")?;
            let sections = part["action"]["sections"].as_array().map(Vec::as_slice).unwrap_or_default();
            let rows = sections.iter().flat_map(|section| section["rows"].as_array().into_iter().flatten());
            chosen_from(&rows.collect::<Vec<_>>(), ROWS, IDS.1, "rows")
        }
        _ => broken(131_009, "interactive.type is not known"),
    }
}

fn chosen_from(
    choices: &[&Value],
    most: (usize, usize),
    longest_id: usize,
    what: &str,
) -> Result<(), Broken> {
    if choices.is_empty() || choices.len() > most.0 {
        return broken(131_009, &format!("There are 1 to {} {what}", most.0));
    }
    let mut ids = Vec::new();
    for choice in choices {
        text(&choice["title"], most.1, "title")?;
        ids.push(text(&choice["id"], longest_id, "id")?);
    }
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < choices.len() { broken(131_009, &format!("Two {what} have one id")) } else { Ok(()) }
}
