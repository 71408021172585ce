//! By what somebody is asked: in the conversation itself where that takes a message now, else by another channel.

use compact_str::CompactString;
use voorzet_domain::conversation::Conversation;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::feedback::gate::{Ask, Barrier, may_ask};
use voorzet_domain::feedback::{Invitation, InvitationId};
use voorzet_domain::strategy::model::{ChannelId, Strategy};
use voorzet_domain::time::Timestamp;

use crate::deliver::Recipient;
use crate::live::Core;
use crate::live::stop::Stop;

/// By what somebody is asked.
pub(super) struct Way {
    /// The account.
    pub(super) route: CompactString,
    /// The channel.
    pub(super) channel: CompactString,
    /// To whom.
    pub(super) to: CompactString,
    /// The conversation in which it is asked.
    pub(super) conversation: Option<Conversation>,
    /// Whether it is answered there, by what can be chosen.
    pub(super) inline: bool,
}

/// Tells the touch of an invitation from all others.
pub(super) fn touch(invitation: InvitationId) -> u32 {
    invitation.0 ^ 0xfeed_bacc
}

/// The thread of the outbox that an invitation is.
pub(super) fn thread(invitation: InvitationId) -> i64 {
    (0x0007_feed_bacc << 32) | i64::from(invitation.0)
}

impl Core {
    /// By what somebody is asked; why not, when they are not.
    pub(super) fn find_way(
        &mut self,
        known: &Invitation,
        customer: CustomerId,
        recipient: &Recipient,
        strategy: &Strategy,
        now: Timestamp,
    ) -> Result<Result<Way, Barrier>, Stop> {
        let mut refused = Barrier::Refused;
        for (way, channel, within) in self.ways(known, recipient, strategy, now)? {
            let ask = Ask {
                feedback: &strategy.feedback,
                channel,
                within,
                again: known.again.is_some(),
                thread: touch(known.id),
            };
            let mut may = Ok(());
            // Nothing is changed: what is worked on are copies.
            self.people.work(customer, |person| may = may_ask(person, strategy, ask, now))?;
            match may {
                Ok(()) => return Ok(Ok(way)),
                Err(Barrier::Refused) => {}
                Err(other) => refused = other,
            }
        }
        Ok(Err(refused))
    }

    /// Every way there is, the best first; each with the strategy's channel, and whether it is within what the customer
    /// began.
    fn ways(
        &mut self,
        known: &Invitation,
        recipient: &Recipient,
        strategy: &Strategy,
        now: Timestamp,
    ) -> Result<Vec<(Way, Option<ChannelId>, bool)>, Stop> {
        let mut ways = Vec::new();
        let conversation = match known.conversation {
            Some(id) => self.conversation(id)?,
            None => None,
        };
        if let Some(conversation) = conversation
            && self.outbox.routes().get(&conversation.account).is_some()
            && conversation.window_until().is_none_or(|until| now < until)
        {
            let inline = matches!(conversation.channel.as_str(), "chat" | "whatsapp");
            let way = Way {
                route: conversation.account.clone(),
                channel: conversation.channel.clone(),
                to: conversation.address.as_str().into(),
                inline,
                conversation: Some(conversation),
            };
            let channel = strategy.channel_named(&way.channel);
            ways.push((way, channel, inline));
        }
        for id in &strategy.feedback.channels {
            let channel = &strategy.channels[id.index()];
            let to = match channel.needs {
                None => Some(recipient.label.as_str().into()),
                Some(kind) => recipient.best(kind).map(|identity| identity.value.clone()),
            };
            if let Some(to) = to {
                let (route, name) = (channel.name.clone(), channel.name.clone());
                let way = Way { route, channel: name, to, conversation: None, inline: false };
                ways.push((way, Some(*id), false));
            }
        }
        Ok(ways)
    }
}
