//! Functions that look at a customer's past and standing. Their arguments are written out, so that what
//! they need is known before the first event.

use compact_str::CompactString;

use super::Checker;
use crate::expr::fault::Fault;
use crate::expr::syntax::Node;
use crate::expr::tree::{Bool, Double, Int, Span, Summary, Time, Typed};
use crate::state::history::{MAX_TRACKS, TrackId};
use crate::strategy::model::{ChannelId, PurposeId, ReasonId, TypeId};
use crate::time::Duration;
use crate::value::{FieldId, FieldType};

impl Checker<'_> {
    /// A call of a function that looks back.
    pub(super) fn look_back(&mut self, name: &str, args: &[Node], node: &Node) -> Option<Typed> {
        match (name, args) {
            ("count", [kind, within]) => self.count(kind, within),
            ("last", [kind]) => self.moment(kind, "last()").map(|track| Typed::Time(Time::Last(track))),
            ("since", [kind]) => self.moment(kind, "since()").map(|track| Typed::Span(Span::Since(track))),
            ("sum", [kind, field, within]) => self.amounts(Summary::Sum, name, [kind, field, within]),
            ("max", [kind, field, within]) => self.amounts(Summary::Max, name, [kind, field, within]),
            ("min", [kind, field, within]) => self.amounts(Summary::Min, name, [kind, field, within]),
            ("avg", [kind, field, within]) => self.amounts(Summary::Average, name, [kind, field, within]),
            ("expected", [reason]) => self.expected(reason),
            ("consent", [purpose, channel]) => self.consent(purpose, channel),
            ("touches", [within]) => self.duration(within, "touches()").map(|within| {
                self.vocabulary.touches = self.vocabulary.touches.max(within);
                Typed::Int(Int::Touches(within))
            }),
            _ => self.no_such_function(name, args.len(), node),
        }
    }

    fn count(&mut self, kind: &Node, within: &Node) -> Option<Typed> {
        let named = self.event_type(kind, "count()");
        let within = self.window(within, "count()");
        let (named, within) = (named?, within?);
        let track = self.track(named, None, within, kind.start)?;
        Some(Typed::Int(Int::Count(track, within)))
    }

    fn moment(&mut self, kind: &Node, what: &str) -> Option<TrackId> {
        let named = self.event_type(kind, what)?;
        self.track(named, None, Duration::ZERO, kind.start)
    }

    fn amounts(&mut self, how: Summary, name: &str, args: [&Node; 3]) -> Option<Typed> {
        let [kind, field, within] = args;
        let what = format!("{name}()");
        let named = self.event_type(kind, &what);
        let within = self.window(within, &what);
        let field = self.number_field(named?, field, &what)?;
        let (named, within) = (named?, within?);
        let track = self.track(named, Some(field), within, kind.start)?;
        Some(Typed::Double(Double::Amounts(how, track, within)))
    }

    fn expected(&mut self, reason: &Node) -> Option<Typed> {
        let name = self.written(reason, "the reason of expected()")?;
        let place = known(&mut self.faults, &self.vocabulary.reasons, name, reason.start, "reason")?;
        Some(Typed::Double(Double::Expected(ReasonId(place))))
    }

    fn consent(&mut self, purpose: &Node, channel: &Node) -> Option<Typed> {
        let purpose_name = self.written(purpose, "the purpose of consent()");
        let channel_name = self.written(channel, "the channel of consent()");
        let purposes = &self.vocabulary.purposes;
        let purpose =
            purpose_name.and_then(|name| known(&mut self.faults, purposes, name, purpose.start, "purpose"));
        let channels = &self.vocabulary.channels;
        let channel =
            channel_name.and_then(|name| known(&mut self.faults, channels, name, channel.start, "channel"));
        Some(Typed::Bool(Bool::Consent(PurposeId(purpose?), ChannelId(channel?))))
    }

    /// The event type an argument names. One that nobody declared is worth a warning.
    fn event_type(&mut self, arg: &Node, what: &str) -> Option<TypeId> {
        let name = self.written(arg, &format!("the event type of {what}"))?;
        if name.is_empty() {
            self.faults.push(Fault::new(arg.start, format!("{what} needs the name of an event type")));
            return None;
        }
        let near = self.declared_name(name);
        let (id, declared) = self.vocabulary.type_id(name);
        if !declared {
            let fault = Fault::new(arg.start, format!("no event type `{name}` is declared in events.toml"));
            self.warnings.push(match near {
                Some(near) => fault.hinting(format!("did you mean `{near}`?")),
                None => fault.hinting("declare it, so that its fields can be used"),
            });
        }
        Some(id)
    }

    /// The declared type that was probably meant.
    fn declared_name(&self, name: &str) -> Option<String> {
        let types = self.vocabulary.types.iter().enumerate();
        let declared = types.filter(|(place, _)| !self.vocabulary.is_undeclared(TypeId(*place as u16)));
        crate::problem::nearest(name, declared.map(|(_, kind)| kind.name.as_str())).map(str::to_owned)
    }

    /// The numeric field of an event type that an argument names.
    fn number_field(&mut self, kind: TypeId, arg: &Node, what: &str) -> Option<FieldId> {
        let name = self.written(arg, &format!("the field of {what}"))?;
        let found = self.vocabulary.field_of(kind, name);
        let declared = &self.vocabulary.types[kind.index()];
        let Some(id) = found else {
            let fields = declared.declared.iter().filter_map(|id| self.vocabulary.field(*id));
            let fault = Fault::new(arg.start, format!("`{}` declares no field `{name}`", declared.name));
            self.faults.push(if self.vocabulary.is_undeclared(kind) {
                match self.declared_name(&declared.name) {
                    Some(near) => fault.hinting(format!("did you mean the event type `{near}`?")),
                    None => fault.hinting("declare the event type in events.toml"),
                }
            } else {
                fault.meaning(name, fields.map(|field| field.name.as_str()))
            });
            return None;
        };
        let field = self.vocabulary.field(id)?;
        if matches!(field.kind, FieldType::Int | FieldType::Double) {
            return Some(id);
        }
        let message = format!("{what} takes a number; `{name}` is {}", super::article(field.kind.name()));
        self.faults.push(Fault::new(arg.start, message));
        None
    }

    /// A window to look back in.
    fn window(&mut self, arg: &Node, what: &str) -> Option<Duration> {
        let within = self.duration(arg, what)?;
        if within > Duration::ZERO {
            return Some(within);
        }
        self.faults.push(Fault::new(arg.start, "a window must be longer than nothing"));
        None
    }

    fn track(&mut self, kind: TypeId, field: Option<FieldId>, keep: Duration, at: usize) -> Option<TrackId> {
        let track = self.vocabulary.track(kind, field, keep);
        if track.is_none() {
            let message = format!("the strategy looks back on more than {MAX_TRACKS} event types and fields");
            self.faults.push(Fault::new(at, message));
        }
        track
    }
}

/// The place of a name in its table.
fn known(faults: &mut Vec<Fault>, table: &[CompactString], name: &str, at: usize, what: &str) -> Option<u16> {
    let place = table.iter().position(|known| known == name);
    if place.is_none() {
        let fault = Fault::new(at, format!("there is no {what} `{name}`"));
        faults.push(fault.meaning(name, table.iter().map(CompactString::as_str)));
    }
    place.and_then(|place| u16::try_from(place).ok())
}
