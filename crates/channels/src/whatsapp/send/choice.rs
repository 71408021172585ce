//! What can be chosen in answer: at most three are buttons, at most ten the rows of a list.

use serde_json::{Value, json};
use voorzet_domain::conversation::Choice;

use crate::whatsapp::limit::{self, BUTTONS, IDS, OVER_BUTTONS, ROWS, TEXT};

/// Buttons where they fit, else a list.
pub(super) fn offered(text: &str, choices: &[Choice], language: Option<&str>) -> Result<Value, String> {
    let within = |most: (usize, usize), ids: usize| {
        choices.len() <= most.0
            && choices.iter().all(|choice| {
                (1..=most.1).contains(&limit::length(&choice.title))
                    && (1..=ids).contains(&limit::length(&choice.id))
            })
    };
    let (buttons, rows) = (within(BUTTONS, IDS.0), within(ROWS, IDS.1));
    if !buttons && !rows {
        return Err(format!(
            "WhatsApp offers at most {} buttons of {} characters, or a list of {} rows of {}",
            BUTTONS.0, BUTTONS.1, ROWS.0, ROWS.1
        ));
    }
    let most = if buttons { OVER_BUTTONS } else { TEXT };
    if text.is_empty() || limit::length(text) > most {
        return Err(format!("what can be chosen goes with a text of 1 to {most} characters"));
    }
    let body = json!({"text": text});
    if buttons {
        let button =
            |choice: &Choice| json!({"type": "reply", "reply": {"id": choice.id, "title": choice.title}});
        let buttons: Vec<Value> = choices.iter().map(button).collect();
        return Ok(json!({"type": "button", "body": body, "action": {"buttons": buttons}}));
    }
    let rows: Vec<Value> = choices.iter().map(|row| json!({"id": row.id, "title": row.title})).collect();
    let opens = if language.is_some_and(|language| language.starts_with("nl")) { "Kies" } else { "Choose" };
    Ok(json!({"type": "list", "body": body, "action": {"button": opens, "sections": [{"rows": rows}]}}))
}
