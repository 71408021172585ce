//! Something is sent.

use serde_json::Value;
use voorzet_channels::Came;
use voorzet_channels::whatsapp::Approved;
use voorzet_channels::whatsapp::send::file::Kind;
use voorzet_channels::whatsapp::send::{Uploaded, as_template, calls, written};
use voorzet_domain::conversation::{Attachment, Outgoing};
use voorzet_domain::time::Timestamp;
use voorzet_engine::deliver::Dispatch;

use super::account::Whatsapp;
use crate::channel::Tools;
use crate::serve::clock;

/// Why free text is not sent after the window has closed.
const CLOSED: &str = "the 24-hour window is closed: send a template";

/// A message, and in which signs it is written.
struct Letter {
    outgoing: Outgoing,
    text: String,
}

/// Sends something, and says what came of it.
pub(super) async fn carry(account: &Whatsapp, tools: &Tools, dispatch: &Dispatch) -> Came {
    let letter = match Letter::read(dispatch.body.get(), &account.approved(), clock::now()) {
        Ok(letter) => letter,
        Err(problem) => return Came::Rejected { problem },
    };
    let files = match hand_over(account, tools, &letter.outgoing.attachments).await {
        Ok(files) => files,
        Err(came) => return came,
    };
    match calls(&letter.outgoing, &letter.text, &files, &dispatch.to, &dispatch.key.0) {
        Ok(calls) => say(account, tools, &calls).await,
        Err(problem) => Came::Rejected { problem },
    }
}

impl Letter {
    /// Reads a body: a message of an agent, in WhatsApp's own signs, or one of the strategy, in Markdown.
    fn read(body: &str, known: &[Approved], now: Timestamp) -> Result<Self, String> {
        let mut body: Value =
            serde_json::from_str(body).map_err(|error| format!("it is no message: {error}"))?;
        // Whatever the strategy says, it says for a reason.
        let is_strategys = body.get("reason").is_some();
        if is_strategys && let Some(fields) = body.as_object_mut() {
            // There it is the message's name, and no number.
            fields.remove("message");
        }
        let mut outgoing: Outgoing =
            serde_json::from_value(body).map_err(|error| format!("it is no message: {error}"))?;
        let open = outgoing.window.is_some_and(|until| now < until);
        let words_alone = outgoing.attachments.is_empty() && outgoing.choices.is_empty();
        if is_strategys && outgoing.template.is_none() && !open && words_alone {
            outgoing.template = as_template(&outgoing, known);
        }
        match &outgoing.template {
            None if outgoing.window.is_some() && !open => return Err(CLOSED.to_owned()),
            Some(asked) => {
                let same = |one: &&Approved| one.name == asked.name && one.language == asked.language;
                let wants = known.iter().find(same).map_or(asked.parameters.len(), |one| one.parameters);
                if wants != asked.parameters.len() {
                    let given = asked.parameters.len();
                    return Err(format!(
                        "the template `{}` wants {wants} parameters and has {given}",
                        asked.name
                    ));
                }
            }
            None => {}
        }
        let text = if is_strategys { written(&outgoing) } else { outgoing.text.clone() };
        Ok(Self { outgoing, text })
    }
}

/// Hands files over to Meta. When one is not taken, nothing has been said yet.
async fn hand_over(account: &Whatsapp, tools: &Tools, files: &[Attachment]) -> Result<Vec<Uploaded>, Came> {
    let mut uploaded = Vec::with_capacity(files.len());
    for file in files {
        let hash = file.hash.clone();
        let read = tools.readers.read(move |reader| reader.blob(&hash)).await;
        let later = |problem: String| Came::Retry { after: None, problem };
        let bytes = read.map_err(|problem| later(format!("{} cannot be read: {problem}", file.name)))?;
        let rejected = |problem| Came::Rejected { problem };
        let bytes = bytes.ok_or_else(|| rejected(format!("the bytes of {} are not here", file.name)))?;
        let kind = Kind::fitting(&file.name, &file.media, bytes.len() as u64).map_err(rejected)?;
        let (graph, number) = (account.settings.graph(), &account.settings.number);
        let id =
            graph.hand_over(&tools.client, number, (&file.name, &file.media, &bytes), clock::now()).await?;
        uploaded.push(Uploaded { id, kind, name: file.name.clone() });
    }
    Ok(uploaded)
}

/// Makes the calls, one after the other. Once the first has gone there is no going back: what is said twice is worse
/// than what a person is told of.
async fn say(account: &Whatsapp, tools: &Tools, calls: &[Value]) -> Came {
    let mut reference = None;
    for (gone, call) in calls.iter().enumerate() {
        let came =
            account.settings.graph().say(&tools.client, &account.settings.number, call, clock::now()).await;
        let part = |problem: &str| format!("{gone} of its {} parts went; then: {problem}", calls.len());
        match came {
            Came::Sent { reference: given } => reference = given,
            other if gone == 0 => return other,
            Came::Unsure { problem } => return Came::Unsure { problem: part(&problem) },
            Came::Retry { problem, .. }
            | Came::Later { problem, .. }
            | Came::Rejected { problem }
            | Came::Auth { problem }
            | Came::Gone { problem } => return Came::Rejected { problem: part(&problem) },
            Came::Delivered { .. } | Came::NotBegun => {
                return Came::Rejected { problem: part("it was not begun") };
            }
        }
    }
    Came::Sent { reference }
}

#[cfg(test)]
mod tests {
    use voorzet_channels::whatsapp::template::Category;

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    fn known() -> Vec<Approved> {
        let text = "*Te laat*\n\nUw pakket {{1}} komt morgen.";
        vec![Approved {
            name: "parcel_late".into(),
            language: "nl".into(),
            category: Category::Utility,
            text: text.into(),
            parameters: 1,
        }]
    }

    fn read(body: &str) -> Result<Letter, String> {
        Letter::read(body, &known(), at("2026-06-01T12:00:00Z"))
    }

    #[test]
    fn what_the_strategy_says_in_the_words_of_a_template_goes_as_that_template() {
        let body = r#"{"message":"late","reason":"late-delivery","key":"","customer":"account:u1","language":"nl","subject":"Te laat","text":"Uw pakket **3S1** komt morgen."}"#;
        let template =
            read(&body.replace("**", "")).expect("a letter").outgoing.template.expect("a template");
        assert_eq!((template.name.as_str(), template.parameters), ("parcel_late", vec!["3S1".to_owned()]));
        let other = read(&body.replace("komt morgen", "is zoek")).expect("a letter");
        assert_eq!(other.outgoing.template, None);
        assert_eq!(other.text, "*Te laat*\n\nUw pakket *3S1* is zoek.");
    }

    #[test]
    fn free_text_is_for_within_the_window() {
        let body = |until: &str| format!(r#"{{"conversation":1,"text":"Dag **An**","window":"{until}"}}"#);
        let Err(problem) = read(&body("2026-06-01T12:00:00Z")) else { panic!() };
        assert_eq!(problem, CLOSED);
        assert_eq!(read(&body("2026-06-01T12:00:01Z")).expect("a letter").text, "Dag **An**");
    }

    #[test]
    fn a_template_has_as_many_parameters_as_it_wants() {
        let body = |parameters: &str| {
            format!(
                r#"{{"text":"","template":{{"name":"parcel_late","language":"nl","parameters":{parameters}}}}}"#
            )
        };
        assert!(read(&body(r#"["3S1"]"#)).is_ok());
        let Err(problem) = read(&body(r#"["3S1","x"]"#)) else { panic!() };
        assert!(problem.contains("wants 1 parameters and has 2"), "{problem}");
    }
}
