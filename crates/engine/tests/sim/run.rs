//! One run: steps drawn by chance.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use voorzet_domain::conversation::{AgentId, CaseId, ConversationId, MessageNumber};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::Event;
use voorzet_domain::state::record;
use voorzet_domain::strategy::File;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_engine::deliver::Report;
use voorzet_engine::deliver::routes::Routes;
use voorzet_engine::desk::{DeskCommand, Say, Wish};
use voorzet_engine::live::{self, Command, Core, Work};
use voorzet_engine::own::{self, kind};
use voorzet_store::Store;
use voorzet_store::entry::{Incoming, Mode, Placed};
use voorzet_store::outbox::SendKey;
use voorzet_store::simulated::{Disk, Faults};
use xxhash_rust::xxh3::Xxh3;

use super::chance::Chance;
use super::provider::Providers;
use super::town::Town;

/// What a run is made of. The numbers are in a thousand steps, or calls.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) seed: u64,
    pub(crate) steps: u32,
    /// Crashes, anywhere.
    pub(crate) crashes: u64,
    /// Disks that refuse for a while.
    pub(crate) disk: u64,
    /// Providers that do not do as they are asked.
    pub(crate) provider: u64,
    /// Requests that are sent again, late or in another order.
    pub(crate) bus: u64,
    /// Clocks that jump.
    pub(crate) jumps: u64,
    /// People who publish, retry and cancel.
    pub(crate) people: u64,
    /// Agents who answer.
    pub(crate) agents: u64,
}

impl Settings {
    /// Every seed has trouble of its own kind.
    pub(crate) fn of(seed: u64) -> Self {
        let mut chance = Chance::new(seed ^ 0x5eed);
        let mut some = |most: u64| if chance.in_thousand(250) { 0 } else { chance.below(most) };
        Self {
            seed,
            steps: 60 + some(200) as u32,
            crashes: some(150),
            disk: some(60),
            provider: some(800),
            bus: some(300),
            jumps: some(80),
            people: 0,
            agents: some(400),
        }
    }
}

/// What a client sent and has no answer to.
#[derive(Clone)]
struct Request {
    events: Vec<Event>,
}

pub(crate) struct Simulation {
    settings: Settings,
    chance: Chance,
    town: Town,
    pub(crate) disk: Disk,
    core: Option<Core>,
    pub(crate) providers: Providers,
    /// The true time, the latest that our own clock said, and how wrong that is.
    now: Timestamp,
    latest: Timestamp,
    skew: Duration,
    back: bool,
    /// Sent, and not answered.
    waiting: Vec<Request>,
    /// Answered with success: these must be in the log, once.
    pub(crate) acknowledged: Vec<Event>,
    /// On their way to the engine.
    reports: Vec<Report>,
    /// What people asked to be tried again, so that a second effect is theirs.
    pub(crate) retried: BTreeMap<SendKey, u32>,
    /// What people can ask something about.
    planned: Vec<SendKey>,
    /// What agents said, and how many conversations they can say it in.
    says: Vec<Say>,
    conversations: u32,
    /// Those of which they heard that they are said: these must be in the log, once.
    pub(crate) spoken: BTreeSet<String>,
    strategies: [Vec<File>; 2],
    published: usize,
    disk_refuses: bool,
    trace: Xxh3,
}

/// The routes of every run. The mail provider knows keys, the others do not.
pub(crate) fn routes() -> Routes {
    use voorzet_engine::deliver::routes::Route;
    let mut routes = Routes::default();
    for (name, knows_keys) in [("mail", true), ("sms", false), ("push", false), ("webhook:retune-line", true)]
    {
        let mut route = Route::log();
        route.knows_keys = knows_keys;
        route.pace.concurrency = 3;
        routes.0.insert(name.into(), route);
    }
    routes
}

pub(crate) fn knows_keys(route: &str) -> bool {
    routes().get(route).is_some_and(|route| route.knows_keys)
}

/// Small, so that portions and rounds end in the middle of things.
pub(crate) fn live_settings(chance: &mut Chance) -> live::Settings {
    live::Settings {
        cache: 2 + chance.below(20) as usize,
        portion: 1 + chance.below(12) as usize,
        round_portion: 1 + chance.below(3) as usize,
        round_at: 2 + chance.below(4) as usize,
        routes: routes(),
        ..live::Settings::default()
    }
}

/// The strategy of the internet provider in `examples/`, and a later version of it.
fn strategies() -> [Vec<File>; 2] {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/internet-provider"));
    let first = crate::live::files(&folder);
    let mut second = first.clone();
    for file in &mut second {
        // Another order of numbers, another chance, one reason less.
        if file.path.ends_with("unstable-line.toml") {
            file.text = file.text.replace("chance = 0.35", "chance = 0.55");
        }
    }
    second.retain(|file| !file.path.ends_with("appointment.toml"));
    [first, second]
}

impl Simulation {
    pub(crate) fn new(settings: &Settings) -> Self {
        // The last Saturday of October, before the clocks go back.
        let start = Timestamp::parse("2026-10-24T10:00:00Z").expect("a time");
        let mut simulation = Self {
            settings: settings.clone(),
            chance: Chance::new(settings.seed),
            town: Town::new(),
            disk: Disk::new(settings.seed),
            core: None,
            providers: Providers::default(),
            now: start,
            latest: start,
            skew: Duration::ZERO,
            back: false,
            waiting: Vec::new(),
            acknowledged: Vec::new(),
            reports: Vec::new(),
            retried: BTreeMap::new(),
            planned: Vec::new(),
            says: Vec::new(),
            conversations: 0,
            spoken: BTreeSet::new(),
            strategies: strategies(),
            published: 0,
            disk_refuses: false,
            trace: Xxh3::new(),
        };
        simulation.open();
        simulation.publish();
        simulation
    }

    pub(crate) fn trace(&self) -> u64 {
        self.trace.digest()
    }

    /// What our own clock says.
    fn clock(&self) -> Timestamp {
        if self.back { self.now.minus(self.skew) } else { self.now.plus(self.skew) }
    }

    /// Starts the engine on what the disk holds.
    fn open(&mut self) {
        let options = self.disk.options(self.clock(), self.settings.seed);
        let opened = Store::open(&self.disk.folder(), &options).expect("the store opens");
        let settings = live_settings(&mut self.chance);
        let core = Core::open(opened.writer, settings, self.clock()).expect("the core opens");
        self.core = Some(core);
        self.latest = self.clock();
        self.trace.update(b"open");
    }

    /// The process dies: what is not on disk is lost, the providers go on.
    fn crash(&mut self) {
        self.disk_refuses = false;
        self.disk.set_faults(Faults::default());
        // Either the process dies, or the machine does, and with it what was not synced.
        if self.chance.in_thousand(500) {
            self.disk.crash();
            self.core = None;
            self.disk.restart();
        } else {
            self.disk.kill();
            self.core = None;
        }
        self.reports.clear();
        self.providers.hang_up(knows_keys);
        self.trace.update(b"crash");
        self.open();
    }

    pub(crate) fn run(&mut self) {
        for _ in 0..self.settings.steps {
            self.step();
        }
        self.heal();
    }

    fn step(&mut self) {
        let settings = self.settings.clone();
        if self.chance.in_thousand(settings.crashes) {
            return self.crash();
        }
        if self.chance.in_thousand(settings.jumps) {
            self.skew = Duration::from_mins(self.chance.below(2 * 24 * 60) as i64);
            self.back = self.chance.in_thousand(500);
        }
        if self.disk_refuses {
            if self.chance.in_thousand(300) {
                self.disk_refuses = false;
                self.disk.set_faults(Faults::default());
            }
        } else if self.chance.in_thousand(settings.disk) {
            self.disk_refuses = true;
            self.disk.set_faults(match self.chance.below(3) {
                0 => Faults { room: Some(self.disk.size()), ..Faults::default() },
                1 => Faults { writes: true, ..Faults::default() },
                _ => Faults { syncs: true, ..Faults::default() },
            });
        }
        if self.chance.in_thousand(settings.people) {
            self.ask();
        }
        if self.chance.in_thousand(settings.agents) {
            self.say();
        }
        match self.chance.below(10) {
            0..5 => self.send(),
            5..8 => {
                let most = *self.chance.one_of(&[1, 60, 3_600, 40_000]);
                let seconds = 1 + self.chance.below(most);
                self.pass(Duration::from_secs(seconds as i64));
            }
            _ => {
                let micros = 1_000 * self.chance.below(400);
                self.pass(Duration::from_micros(micros as i64));
            }
        }
        self.turn();
    }

    fn pass(&mut self, time: Duration) {
        self.now = self.now.plus(time);
        self.reports.extend(self.providers.finish(self.now, knows_keys));
    }

    /// A client has something to say; mostly it hears an answer and goes on, else it says it again later.
    fn send(&mut self) {
        let events =
            (0..=self.chance.below(6)).map(|_| self.town.event(&mut self.chance, self.now)).collect();
        self.waiting.push(Request { events });
        if self.chance.in_thousand(self.settings.bus) && !self.acknowledged.is_empty() {
            // A webhook that comes again although it was taken.
            let again = self.chance.one_of(&self.acknowledged).clone();
            self.waiting.push(Request { events: vec![again.clone(), again] });
        }
    }

    fn publish(&mut self) {
        let files = self.strategies[self.published].clone();
        let publish =
            Command::Publish { files, by: "somebody".into(), note: self.published.to_string(), over: None };
        self.turn_with(Vec::new(), vec![publish]);
    }

    /// A person asks for something.
    fn ask(&mut self) {
        if self.chance.in_thousand(300) {
            self.published = 1 - self.published;
            return self.publish();
        }
        if self.planned.is_empty() {
            return;
        }
        let key = self.chance.one_of(&self.planned).clone();
        let command = if self.chance.in_thousand(600) {
            *self.retried.entry(key.clone()).or_default() += 1;
            Command::Retry(key)
        } else {
            Command::Cancel(key)
        };
        self.turn_with(Vec::new(), vec![command]);
    }

    /// An agent takes a case and answers; now and then one says again what they do not know to be said.
    fn say(&mut self) {
        if self.conversations == 0 {
            return;
        }
        let number = 1 + self.chance.below(u64::from(self.conversations)) as u32;
        let say = if !self.says.is_empty() && self.chance.in_thousand(300) {
            self.chance.one_of(&self.says).clone()
        } else {
            Say {
                id: self.says.len().to_string(),
                conversation: ConversationId(number),
                text: "We are looking into it.".into(),
                seen: MessageNumber(u32::MAX),
                ..Say::default()
            }
        };
        self.says.push(say.clone());
        let by = AgentId(1 + self.chance.below(3) as i64);
        let wishes = [Wish::Claim(CaseId(number)), Wish::Say(Box::new(say))];
        let commands = wishes.map(|wish| Command::Desk(DeskCommand { by, wish })).to_vec();
        self.turn_with(Vec::new(), commands);
    }

    /// One turn of the loop with some of what waits.
    fn turn(&mut self) {
        let mut taken = Vec::new();
        while !self.waiting.is_empty() && self.chance.in_thousand(800) {
            let at = if self.chance.in_thousand(self.settings.bus) {
                self.chance.below(self.waiting.len() as u64) as usize
            } else {
                0
            };
            taken.push(self.waiting.remove(at));
        }
        self.turn_with(taken, Vec::new());
    }

    fn turn_with(&mut self, taken: Vec<Request>, commands: Vec<Command>) {
        let now = self.clock();
        let reports = std::mem::take(&mut self.reports);
        let live = |event: &Event| Incoming::Event { event: event.clone(), mode: Mode::Live };
        let incoming: Vec<Incoming> =
            taken.iter().flat_map(|request| request.events.iter().map(live)).collect();
        let asked = commands.clone();
        let Some(core) = &mut self.core else { return };
        self.latest = self.latest.max(now);
        self.providers.tell(self.latest);
        let Ok(turned) = core.turn(now, Work { incoming, reports, commands }) else {
            self.waiting.extend(taken);
            return;
        };
        self.providers.heard();
        everybody_has_a_timer(core);
        for entry in &turned.entries {
            self.trace.update(&entry.position.0.to_le_bytes());
            self.trace.update(entry.event.kind.as_bytes());
            self.trace.update(entry.event.data.get().as_bytes());
            if entry.event.kind == kind::DELIVERY_PLANNED {
                let said: own::Delivery =
                    serde_json::from_str(entry.event.data.get()).expect("our own words");
                self.planned.push(SendKey((*said.key).into()));
            }
        }
        if self.chance.in_thousand(self.settings.crashes) {
            // On disk, and nobody has heard of it.
            self.waiting.extend(taken);
            return self.crash();
        }
        for conversation in &turned.desk.conversations {
            self.conversations = self.conversations.max(conversation.id.0);
        }
        for (command, answer) in asked.iter().zip(&turned.answers) {
            if let (Command::Desk(DeskCommand { wish: Wish::Say(say), .. }), Ok(_)) = (command, answer) {
                self.spoken.insert(format!("say:{}:{}", say.conversation.0, say.id));
            }
        }
        let mut placed = turned.placed.iter();
        for request in taken {
            let all = request
                .events
                .iter()
                .all(|_| matches!(placed.next(), Some(Placed::New(_) | Placed::Repeated)));
            assert!(all, "an event was neither taken nor known");
            if self.chance.in_thousand(self.settings.bus) {
                // The answer is lost on its way.
                self.waiting.push(request);
            } else {
                self.acknowledged.extend(request.events);
            }
        }
        for dispatch in turned.dispatches {
            self.trace.update(dispatch.key.0.as_bytes());
            let trouble = self.settings.provider;
            self.providers.call(dispatch, &mut self.chance, trouble, self.now);
        }
    }

    /// Whether the engine has anything left to do by itself before long.
    fn busy(&mut self) -> bool {
        let now = self.clock();
        let Some(core) = &mut self.core else { return false };
        self.latest = self.latest.max(now);
        let Ok(turned) = core.turn(now, Work::default()) else { return true };
        for dispatch in turned.dispatches {
            self.providers.call(dispatch, &mut self.chance, 0, self.now);
        }
        turned.behind > 0 || turned.loading || turned.wake.is_some_and(|wake| wake <= now)
    }

    /// All trouble ends, and the engine does what is left to do.
    fn heal(&mut self) {
        self.settings.provider = 0;
        self.settings.crashes = 0;
        self.settings.bus = 0;
        self.disk_refuses = false;
        self.disk.set_faults(Faults::default());
        // A clock that was ahead is not waited for: time goes on until it has been there.
        self.now = self.now.max(self.clock()).plus(Duration::from_secs(1));
        self.skew = Duration::ZERO;
        for _ in 0..5_000 {
            self.turn();
            let busy = self.busy();
            if !busy && self.waiting.is_empty() && self.providers.next().is_none() && self.reports.is_empty()
            {
                break;
            }
            self.pass(Duration::from_micros(500_000));
        }
        // Retries and quiet hours come to their end within days.
        for _ in 0..400 {
            self.pass(Duration::from_mins(30));
            self.turn();
            while self.busy() {
                self.pass(Duration::from_micros(1_000));
            }
            self.pass(Duration::from_secs(1));
            self.turn();
        }
    }

    pub(crate) fn strategies(&self) -> &[Vec<File>; 2] {
        &self.strategies
    }

    /// Lets go of the engine, so that the store can be opened by others.
    pub(crate) fn close(&mut self) {
        self.core = None;
    }

    pub(crate) fn seed(&self) -> u64 {
        self.settings.seed
    }
}

/// For everybody of whom something is due, a timer is set that is no later, in the store as it is.
fn everybody_has_a_timer(core: &mut Core) {
    let disk = core.writer().read();
    let timers = disk.due(Timestamp::LAST, usize::MAX).expect("the disk reads");
    for kept in disk.customers((0..64).map(CustomerId)).expect("the disk reads") {
        let state = record::read(&kept.state).expect("a state");
        let Some(due) = state.due() else { continue };
        let set = timers.iter().find(|timer| timer.customer == kept.customer);
        let on_time = set.is_some_and(|timer| timer.due <= due && Some(timer.due) == kept.scheduled);
        assert!(
            on_time,
            "{:?} is due at {due}, scheduled at {:?}, and set is {set:?}",
            kept.customer, kept.scheduled
        );
    }
}
