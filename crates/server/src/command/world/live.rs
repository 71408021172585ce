//! `voorzet world --live`: the sample world goes on, and its events go to a server at a pace that can be watched.
//!
//! The world's time runs faster than ours, and nothing happens for a second at most; events are stamped with the
//! present. What the server decides to do is heard on its stream, and the world's customers react to it.

use std::io::{BufRead, BufReader};
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use serde::Deserialize;
use serde_json::Value;
use ureq::Agent;
use ureq::http::StatusCode;
use voorzet_domain::time::Timestamp;
use voorzet_engine::world::World;
use voorzet_engine::world::effect::Treatment;
use voorzet_engine::world::live::{Course, Reaction};

use super::colleagues::Colleague;
use super::crowd::Crowd;
use super::receiver::{self, Mail};
use super::respondents::Asked;
use super::writers::{Contact, Ways, Writers};
use crate::say::say;
use crate::serve::clock;

/// The longest that nothing happens.
const SILENCE: Duration = Duration::from_secs(1);

/// How much goes in one request.
const TOGETHER: usize = 500;

/// How long a server may be away.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the world goes on
#[derive(Args)]
#[group(requires_all = ["live", "to", "key", "from"])]
pub(super) struct Feed {
    /// Go on after the history: send events to a server as they happen
    #[arg(long, conflicts_with_all = ["out", "truth", "until"])]
    live: bool,
    /// The address of the server, as it says at its start
    #[arg(long, value_name = "URL", required = false)]
    to: String,
    /// A write key of the server
    #[arg(long, value_name = "KEY", required = false)]
    key: String,
    /// From when on in the world's time: where its history ends
    #[arg(long, value_name = "TIME", required = false)]
    from: String,
    /// How many times faster than ours the world's time runs; silences are cut to a second
    #[arg(long, value_name = "N", default_value_t = 10.0)]
    speed: f64,
    /// Take webhooks here, as the world's own systems would: 127.0.0.1:8601; mails to its customers at /mail
    #[arg(long, value_name = "ADDRESS")]
    webhooks: Option<String>,
    /// What lets the world hear what is done for its customers: the token in server.json in the server's data folder
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
    /// Have an agent of the shop work there: email:password; may be said several times
    #[arg(long, value_name = "AGENT")]
    agent: Vec<String>,
    /// Have customers write mails: the write key of a source whose name is the route by which they are answered
    #[arg(long, value_name = "KEY")]
    mail_key: Option<String>,
    /// Have them chat, signed in to the shop's page: the `identity_secret` of `[channels.chat]`
    #[arg(long, value_name = "SECRET")]
    chat_secret: Option<String>,
    /// Have them use WhatsApp: the address of `voorzet standin whatsapp`
    #[arg(long, value_name = "URL")]
    whatsapp: Option<String>,
    /// Have a customer write by mail, chat or WhatsApp every so many seconds of ours, without a cause in the world
    #[arg(long, value_name = "SECONDS")]
    visitors: Option<f64>,
    /// Stop after so many events
    #[arg(long, value_name = "N")]
    events: Option<u64>,
}

/// What is heard from the server.
enum Heard {
    /// It does something for a customer.
    Act(Act),
    /// A conversation began.
    Opened { conversation: u64, channel: String, address: String },
    /// Somebody was answered.
    Said { conversation: u64, message: u64 },
    /// Somebody was asked how they were helped, in a conversation.
    Asked { conversation: u64, key: String, text: String },
    /// Somebody has mail.
    Mail(Mail),
}

/// What the server does for a customer.
struct Act {
    customer: String,
    reason: String,
    treatment: Treatment,
}

impl Feed {
    pub(super) fn run(self, world: World) -> anyhow::Result<ExitCode> {
        if !self.speed.is_finite() || self.speed <= 0.0 {
            bail!("--speed is more than 0");
        }
        let from = Timestamp::parse(&self.from).context("--from")?;
        let mut course = world.course(from);
        let to = self.to.trim_end_matches('/');
        let (told, heard) = mpsc::channel();
        if let Some(address) = &self.webhooks {
            let told = told.clone();
            receiver::listen(address, move |mail| drop(told.send(Heard::Mail(mail))))?;
        }
        listen(to, self.token.clone(), told);
        let agent = agent(Some(Duration::from_secs(20)));
        let ways = Ways { mail_key: self.mail_key, chat_secret: self.chat_secret, whatsapp: self.whatsapp };
        for colleague in &self.agent {
            Colleague::read(colleague)?.work(agent.clone(), to.to_owned());
        }
        let every = self.visitors.filter(|seconds| *seconds > 0.0).map(Duration::from_secs_f64);
        let mut crowd = Crowd::new(Writers::new(agent.clone(), to, ways)?, every);
        let (mut sent, mut avoided, mut induced) = (0, 0, 0);
        let (mut last, mut due) = (from, Instant::now());
        let most = self.events.unwrap_or(u64::MAX);
        while sent < most
            && let Some(at) = course.next_at()
        {
            let pause =
                Duration::from_micros(((at.as_micros() - last.as_micros()) as f64 / self.speed) as u64);
            let wanted = due + pause.min(SILENCE);
            let until = crowd.next_at().map_or(wanted, |thought| thought.min(wanted));
            match heard.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Heard::Act(act)) => {
                    match course.act(&act.customer, &act.reason, act.treatment) {
                        Reaction::Avoided => avoided += 1,
                        Reaction::Induced => induced += 1,
                        Reaction::Unmoved => {}
                    }
                    continue;
                }
                Ok(Heard::Opened { conversation, channel, address }) => {
                    crowd.opened(conversation, &channel, &address);
                    continue;
                }
                Ok(Heard::Said { conversation, message }) => {
                    crowd.answered(conversation, message, &course);
                    continue;
                }
                Ok(Heard::Asked { conversation, key, text }) => {
                    crowd.asked(conversation, &key, &text, &course);
                    continue;
                }
                Ok(Heard::Mail(mail)) => {
                    crowd.mailed(&mail, &course);
                    continue;
                }
                Err(RecvTimeoutError::Timeout) => {
                    crowd.act(&course);
                    if Instant::now() < wanted {
                        continue;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => {
                    std::thread::sleep(wanted.saturating_duration_since(Instant::now()));
                }
            }
            // Who cannot keep up with the speed sends as fast as it goes, and catches nothing up.
            due = wanted.max(Instant::now().checked_sub(SILENCE).unwrap_or(wanted));
            let room = usize::try_from(most - sent).unwrap_or(TOGETHER).min(TOGETHER);
            let (lines, contacts, upto, count) = next(self.speed, &crowd, &mut course, at, room);
            send(&agent, to, &self.key, &lines)?;
            for contact in contacts {
                crowd.write(&contact, &course);
            }
            last = upto;
            sent += count;
        }
        say(format_args!(
            "{sent} events sent; {avoided} contacts avoided and {induced} induced by what was done"
        ));
        Ok(ExitCode::SUCCESS)
    }
}

/// What happens at an instant, and shortly after when time runs fast: lines for the server, and what customers write
/// themselves; up to when that is, and how much.
fn next(
    speed: f64,
    crowd: &Crowd,
    course: &mut Course,
    at: Timestamp,
    room: usize,
) -> (String, Vec<Contact>, Timestamp, u64) {
    let (mut lines, mut contacts, mut count, mut upto) = (String::new(), Vec::new(), 0, at);
    let stamp = clock::now();
    // What would come within a fiftieth of a second goes together.
    let near = (speed * 20_000.0) as i64;
    while count < room
        && let Some(next) = course.next_at().filter(|next| next.as_micros() - at.as_micros() <= near)
        && let Some(line) = course.line(stamp)
    {
        let contact = if line.contact { Contact::read(&line.text) } else { None };
        if let Some(contact) = contact.filter(|contact| crowd.use_channel(&contact.channel)) {
            contacts.push(contact);
        } else {
            lines.push_str(&line.text);
            lines.push('\n');
        }
        (count, upto) = (count + 1, next);
    }
    (lines, contacts, upto, count as u64)
}

fn agent(patience: Option<Duration>) -> Agent {
    Agent::config_builder().timeout_global(patience).http_status_as_error(false).proxy(None).build().into()
}

/// Sends lines until they are taken.
fn send(agent: &Agent, to: &str, key: &str, lines: &str) -> anyhow::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let begun = Instant::now();
    loop {
        let request = agent.post(format!("{to}/events")).header("authorization", format!("Bearer {key}"));
        match request.content_type("application/x-ndjson").send(lines) {
            Ok(answer) if answer.status().is_success() => return Ok(()),
            Ok(mut answer) => {
                let status = answer.status();
                let busy = [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE].contains(&status);
                if !busy || begun.elapsed() > PATIENCE {
                    let why = answer.body_mut().read_to_string().unwrap_or_default();
                    bail!("{to} does not take the events: {status} {why}");
                }
            }
            Err(error) if begun.elapsed() > PATIENCE => {
                return Err(error).with_context(|| format!("{to} does not answer"));
            }
            Err(_) => {}
        }
        std::thread::sleep(SILENCE);
    }
}

/// Hears what a server does for customers, on a thread of its own, as long as it answers. Without a token nothing is
/// heard.
fn listen(to: &str, token: Option<String>, told: mpsc::Sender<Heard>) {
    let stream = format!("{to}/api/stream?type=decision.made,conversation.opened,conversation.said");
    std::thread::spawn(move || {
        let Some(token) = token else {
            // Whoever waits for something to be heard waits as long as it wants to.
            std::thread::park();
            return drop(told);
        };
        let agent = agent(None);
        let ask = || agent.get(&stream).header("authorization", format!("Bearer {token}")).call();
        // A stream that breaks off begins anew. What was decided meanwhile moves nobody.
        while let Ok(answer) = ask() {
            let lines = BufReader::new(answer.into_body().into_reader()).lines();
            for heard in lines.map_while(Result::ok).filter_map(|line| hear(&line)) {
                if told.send(heard).is_err() {
                    return;
                }
            }
            std::thread::sleep(SILENCE);
        }
    });
}

/// What a line of the stream tells; nothing when it is another one.
fn hear(line: &str) -> Option<Heard> {
    #[derive(Deserialize)]
    struct Entry {
        #[serde(default)]
        history: bool,
        #[serde(rename = "type")]
        kind: String,
        data: Value,
    }
    #[derive(Deserialize)]
    struct Opened {
        conversation: u64,
        channel: String,
        address: String,
    }
    #[derive(Deserialize)]
    struct Said {
        conversation: u64,
        message: u64,
        #[serde(default)]
        key: String,
        #[serde(default)]
        text: String,
    }
    let entry: Entry = serde_json::from_str(line.strip_prefix("data: ")?).ok()?;
    match entry.kind.as_str() {
        "decision.made" if !entry.history => act(entry.data).map(Heard::Act),
        "conversation.opened" => {
            let Opened { conversation, channel, address } = serde_json::from_value(entry.data).ok()?;
            Some(Heard::Opened { conversation, channel, address })
        }
        "conversation.said" => {
            let Said { conversation, message, key, text } = serde_json::from_value(entry.data).ok()?;
            Some(if Asked::is(&key) {
                Heard::Asked { conversation, key, text }
            } else {
                Heard::Said { conversation, message }
            })
        }
        _ => None,
    }
}

/// What a decision does; nothing when it does nothing to a customer.
fn act(decision: Value) -> Option<Act> {
    #[derive(Deserialize)]
    struct Decision {
        customer: String,
        reason: String,
        #[serde(rename = "decision")]
        verdict: String,
        action: Option<Action>,
    }
    #[derive(Deserialize)]
    struct Action {
        level: String,
        by: String,
    }
    let decision: Decision =
        serde_json::from_value(decision).ok().filter(|said: &Decision| said.verdict == "act")?;
    let action = decision.action?;
    let treatment = Treatment::of(&action.level, &action.by)?;
    let customer = decision.customer.strip_prefix("account:")?.to_owned();
    Some(Act { customer, reason: decision.reason, treatment })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_is_heard_and_nothing_else() {
        let line = |decision: &str, level: &str| {
            format!(
                r#"data: {{"position":9,"type":"decision.made","data":{{"customer":"account:u000007","reason":"outage","decision":"{decision}","action":{{"level":"{level}","step":1,"by":"sms"}}}}}}"#
            )
        };
        let Some(Heard::Act(heard)) = hear(&line("act", "proactive")) else { panic!("nothing is heard") };
        assert_eq!((heard.customer.as_str(), heard.reason.as_str()), ("u000007", "outage"));
        assert_eq!(heard.treatment, Treatment::Sms);
        assert!(hear(&line("held_out", "proactive")).is_none(), "it is withheld");
        assert!(hear(&line("act", "self_service")).is_none(), "it is an offer at a contact");
        let history = line("act", "proactive").replace("\"position\"", "\"history\":true,\"position\"");
        assert!(hear(&history).is_none());
        assert!(hear(": still here").is_none() && hear("id: 9").is_none() && hear("").is_none());
        let said = r#"data: {"position":9,"type":"conversation.said","data":{"conversation":3,"message":8}}"#;
        assert!(matches!(hear(said), Some(Heard::Said { conversation: 3, message: 8 })));
        let asked = said.replace("\"message\"", "\"key\":\"feedback:4\",\"text\":\"Well?\",\"message\"");
        assert!(matches!(hear(&asked), Some(Heard::Asked { conversation: 3, .. })));
    }
}
