//! What became of one of our messages becomes an event.

use compact_str::{CompactString, format_compact};
use serde_json::value::{RawValue, to_raw_value};
use smallvec::SmallVec;
use voorzet_domain::conversation::{Status, Step};
use voorzet_domain::event::{Event, builtin};

use super::message::{Sender, id, instant, withdrawn};
use super::{About, Arrived, wire};

/// Meta's code for a customer who stopped marketing messages.
const STOPPED: i64 = 131_050;

impl Arrived {
    pub(super) fn status(&mut self, raw: &RawValue, about: About<'_>) -> Result<(), String> {
        let status: wire::Status<'_> = serde_json::from_str(raw.get()).map_err(|error| error.to_string())?;
        let (reference, time) = (id(&status.id)?, instant(&status.timestamp)?);
        let step = match status.step.as_ref() {
            "sent" => Step::Sent,
            "delivered" => Step::Delivered,
            "read" | "played" => Step::Read,
            "failed" => Step::Failed,
            other => return Err(format!("`status`: {other:?} is none that is known")),
        };
        let problem = status.errors.first().map(wire::Trouble::said);
        let said = Status {
            account: about.account.into(),
            reference: Some(reference.clone()),
            key: status.biz_opaque_callback_data.as_deref().map(CompactString::from),
            step,
            problem: problem.filter(|_| step == Step::Failed),
        };
        self.events.push(Event {
            id: format_compact!("{reference}:{}", status.step),
            source: about.account.into(),
            kind: builtin::MESSAGE_STATUS.into(),
            time,
            // The message says whose it is.
            customer: SmallVec::new(),
            asset: None,
            data: to_raw_value(&said).map_err(|error| error.to_string())?,
        });
        let stopped = step == Step::Failed && status.errors.iter().any(|error| error.code == STOPPED);
        let sender = Sender::of(status.recipient_id.as_deref(), status.recipient_user_id.as_deref());
        if let Some(sender) = sender.filter(|_| stopped) {
            self.events.push(withdrawn(format_compact!("{reference}:stop"), &sender, time, about)?);
        }
        Ok(())
    }
}
