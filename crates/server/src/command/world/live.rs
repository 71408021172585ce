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
use ureq::Agent;
use ureq::http::StatusCode;
use voorzet_domain::time::Timestamp;
use voorzet_engine::world::World;
use voorzet_engine::world::effect::Treatment;
use voorzet_engine::world::live::{Course, Reaction};

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
    /// Stop after so many events
    #[arg(long, value_name = "N")]
    events: Option<u64>,
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
        let acts = listen(to);
        let agent = agent(Some(Duration::from_secs(20)));
        let (mut sent, mut avoided, mut induced) = (0, 0, 0);
        let (mut last, mut due) = (from, Instant::now());
        let most = self.events.unwrap_or(u64::MAX);
        while sent < most
            && let Some(at) = course.next_at()
        {
            let pause =
                Duration::from_micros(((at.as_micros() - last.as_micros()) as f64 / self.speed) as u64);
            let wanted = due + pause.min(SILENCE);
            match acts.recv_timeout(wanted.saturating_duration_since(Instant::now())) {
                Ok(act) => {
                    match course.act(&act.customer, &act.reason, act.treatment) {
                        Reaction::Avoided => avoided += 1,
                        Reaction::Induced => induced += 1,
                        Reaction::Unmoved => {}
                    }
                    continue;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    std::thread::sleep(wanted.saturating_duration_since(Instant::now()));
                }
            }
            // Who cannot keep up with the speed sends as fast as it goes, and catches nothing up.
            due = wanted.max(Instant::now().checked_sub(SILENCE).unwrap_or(wanted));
            let room = usize::try_from(most - sent).unwrap_or(TOGETHER).min(TOGETHER);
            let (lines, upto, count) = self.next(&mut course, at, room);
            send(&agent, to, &self.key, &lines)?;
            last = upto;
            sent += count;
        }
        say(format_args!(
            "{sent} events sent; {avoided} contacts avoided and {induced} induced by what was done"
        ));
        Ok(ExitCode::SUCCESS)
    }

    /// What happens at an instant, and shortly after when time runs fast.
    fn next(&self, course: &mut Course, at: Timestamp, room: usize) -> (String, Timestamp, u64) {
        let (mut lines, mut count, mut upto) = (String::new(), 0, at);
        let stamp = clock::now();
        // What would come within a fiftieth of a second goes together.
        let near = (self.speed * 20_000.0) as i64;
        while count < room
            && let Some(next) = course.next_at().filter(|next| next.as_micros() - at.as_micros() <= near)
            && let Some(line) = course.line(stamp)
        {
            lines.push_str(&line.text);
            lines.push('\n');
            (count, upto) = (count + 1, next);
        }
        (lines, upto, count as u64)
    }
}

fn agent(patience: Option<Duration>) -> Agent {
    Agent::config_builder().timeout_global(patience).http_status_as_error(false).proxy(None).build().into()
}

/// Sends lines until they are taken.
fn send(agent: &Agent, to: &str, key: &str, lines: &str) -> anyhow::Result<()> {
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

/// Hears what a server does for customers, on a thread of its own, as long as it answers.
fn listen(to: &str) -> mpsc::Receiver<Act> {
    let (told, acts) = mpsc::channel();
    let stream = format!("{to}/api/stream?type=decision.made");
    std::thread::spawn(move || {
        let agent = agent(None);
        // A stream that breaks off begins anew. What was decided meanwhile moves nobody.
        while let Ok(answer) = agent.get(&stream).call() {
            let lines = BufReader::new(answer.into_body().into_reader()).lines();
            for act in lines.map_while(Result::ok).filter_map(|line| act(&line)) {
                if told.send(act).is_err() {
                    return;
                }
            }
            std::thread::sleep(SILENCE);
        }
    });
    acts
}

/// What a line of the stream says that is done; nothing when it is another one.
fn act(line: &str) -> Option<Act> {
    #[derive(Deserialize)]
    struct Entry {
        #[serde(default)]
        history: bool,
        data: Decision,
    }
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
    let Entry { history, data } = serde_json::from_str(line.strip_prefix("data: ")?).ok()?;
    if history || data.verdict != "act" {
        return None;
    }
    let action = data.action?;
    let treatment = Treatment::of(&action.level, &action.by)?;
    let customer = data.customer.strip_prefix("account:")?.to_owned();
    Some(Act { customer, reason: data.reason, treatment })
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
        let heard = act(&line("act", "proactive")).expect("an act");
        assert_eq!((heard.customer.as_str(), heard.reason.as_str()), ("u000007", "outage"));
        assert_eq!(heard.treatment, Treatment::Sms);
        assert!(act(&line("held_out", "proactive")).is_none(), "it is withheld");
        assert!(act(&line("act", "self_service")).is_none(), "it is an offer at a contact");
        assert!(
            act(&line("act", "proactive").replace("\"position\"", "\"history\":true,\"position\"")).is_none()
        );
        assert!(act(": still here").is_none() && act("id: 9").is_none() && act("").is_none());
    }
}
