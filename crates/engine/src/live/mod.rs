//! The live loop's body: what came in is put in the log, what is in the log and was not decided on yet is
//! decided on, and both are committed together.
//!
//! No thread, no clock, no randomness: production, import and simulation run the same code.
//!
//! What comes of the log depends on the log and on the instants in it, and on nothing else: not on how it is
//! divided into turns, nor on where the process ended and began again. To see that, follow `line`: there is one
//! order in which everything happens, and a turn stops somewhere in it.
//!
//! | file | what |
//! |---|---|
//! | `work`, `settings` | what goes into a turn and what comes out; how much is taken on at once |
//! | `line` | the order of everything |
//! | `step` | one step in it: an entry, or something that fell due, for everybody whom it reaches |
//! | `round` | an event that goes to many, in portions |
//! | `poison`, `stop` | what cannot be decided on |
//! | `obey`, `link`, `publications` | commands; who people say is who; published strategies |
//! | `backlog`, `timers`, `people` | what is waiting, what falls due, whose state is in memory |
//! | `guard` | what is measured, and guards that halt |
//! | `draft`, `tell`, `send` | what a step says; as entries of the log; as things to send |
//! | `desk` | conversations and cases: what customers say, what agents ask |
//! | `feedback` | customers are asked how they were helped, and answer |
//! | `load`, `standing` | what is remembered from one start to the next |

mod backlog;
mod desk;
mod draft;
mod feedback;
mod guard;
mod line;
mod link;
mod load;
mod obey;
mod people;
mod poison;
mod publications;
mod round;
mod send;
mod settings;
mod standing;
mod step;
mod stop;
mod tell;
mod timers;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use compact_str::{CompactString, format_compact};
use jiff::tz::TimeZone;
use smallvec::SmallVec;
use voorzet_domain::customer::Directory;
use voorzet_domain::decide::outcome::Outcome;
use voorzet_domain::event::Event;
use voorzet_domain::strategy::model::{SignalId, Strategy};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_insight::rate::Observed;
use voorzet_store::Writer;
use voorzet_store::entry::{Committed, Entry, Incoming, OWN_SOURCE, Own, OwnEntry, Placed, Position};
use voorzet_store::error::StoreError;
use voorzet_store::figure::Figures;
use voorzet_store::turn::Turn;

pub use load::{Loaded, Loader};
pub use publications::states;
pub use settings::Settings;
pub use work::{Answer, Command, CommandError, Refused, Turned, Work};

use crate::deliver::{Dispatch, Outbox, Planner, Report, Routes};
use crate::desk::Desk;
use crate::desk::reason::{self, Contacted};
use crate::effects::Ledger;
use crate::feedback::silence::Settling;
use crate::learning::Learning;
use crate::projection::Fold;
use crate::reach::Reach;
use backlog::Backlog;
use desk::Early;
use draft::Said;
use people::People;
use poison::{Failures, Unit};
use publications::Publications;
use round::{Round, Rounds};
use standing::Standing;
use step::Reached;
use stop::Stop;
use timers::{Next, Timers};

/// How long to wait when the disk does not say what is needed.
const PAUSE: Duration = Duration::from_micros(200_000);

/// The live loop's body.
pub struct Core {
    store: Writer,
    settings: Settings,
    /// The present; it never goes back.
    now: Timestamp,
    /// Time has passed up to here for everybody.
    clock: Timestamp,
    standing: Standing,
    /// Whether that is not on disk as it is here.
    changed: bool,
    /// Not taken yet; none once it is.
    loader: Option<Loader>,
    loading: bool,
    publications: Publications,
    /// Published in this turn.
    publishing: Vec<(i64, Arc<Strategy>)>,
    planner: Option<Planner>,
    people: People,
    reach: Reach,
    learning: Learning,
    /// What was observed of signals that any strategy had.
    seen: BTreeMap<CompactString, Observed>,
    /// Of which signals more was observed.
    observed: BTreeSet<SignalId>,
    rounds: Rounds,
    timers: Timers,
    backlog: Backlog,
    outbox: Outbox,
    fold: Fold,
    /// What is measured of what is done, up to the entries of this turn that were taken in.
    ledger: Ledger,
    taken_in: usize,
    desk: Desk,
    /// What tells reasons and languages of what customers write.
    reasons: reason::Reader,
    /// When to look who is given what though nothing changed.
    route_again: Option<Timestamp>,
    /// When threads have settled.
    settling: Settling,
    /// From which the tokens of conversations are made.
    token_key: u64,
    /// What came of the contact that was decided on last.
    contacted: Contacted,
    /// What was told of sends that are not known yet.
    early: Early,
    /// The step under way, what it came to, and what it says.
    unit: Unit,
    outcome: Outcome,
    said: Said,
    reached: Option<Reached>,
    /// Whether it is changing who is who.
    unsettled: bool,
    /// How much was decided in this turn.
    spent: usize,
    failures: Failures,
    /// What is in memory of who is who can no longer be trusted.
    broken: bool,
    trouble: Option<StoreError>,
    reports: Vec<Report>,
    /// What was being sent when the process ended is yet to be looked at.
    recovers: bool,
    /// The end of a history, up to which time passes.
    ending: Option<Timestamp>,
    /// Decided on, and refused by the disk.
    pending: Option<Draft>,
}

/// What a turn made, to be committed.
struct Draft {
    turn: Turn,
    dispatches: Vec<Dispatch>,
    /// How many of the entries stay when the disk refuses: those that nobody waits for.
    kept: usize,
    /// What else is to be remembered with it.
    mark: Option<Incoming>,
}

impl Core {
    /// Takes over the writing end of a store. Quick: what is remembered of customers is loaded by the first turn, or
    /// by the [`loader`](Self::loader).
    ///
    /// # Errors
    /// When the store cannot be read, or a published strategy in it cannot be used.
    pub fn open(writer: Writer, settings: Settings, now: Timestamp) -> Result<Self, StoreError> {
        let disk = writer.read();
        let (progress, (last, last_at)) = (disk.progress()?, disk.last()?);
        let standing = Standing::open(disk)?;
        let publications = Publications::open(disk, standing.strategy).map_err(Stop::into_store)?;
        let learned = disk.learned()?.into_iter().map(|learned| {
            let (windows, hits) = (learned.windows.unsigned_abs(), learned.hits.unsigned_abs());
            (learned.signal, Observed { windows, hits })
        });
        let mut core = Self {
            now: now.max(last_at).max(progress.clock),
            clock: progress.clock,
            changed: false,
            loader: Some(Loader::new(settings.seed)),
            loading: true,
            publications,
            publishing: Vec::new(),
            planner: None,
            people: People::new(Directory::default(), settings.cache),
            reach: Reach::default(),
            learning: Learning::default(),
            seen: learned.collect(),
            observed: BTreeSet::new(),
            rounds: Rounds::default(),
            timers: Timers::new(4 * settings.portion.max(250)),
            backlog: Backlog::new(progress.through, last, 4 * settings.portion.max(250)),
            outbox: Outbox::new(settings.routes.clone()),
            fold: Fold::new(&TimeZone::UTC),
            ledger: Ledger::default(),
            taken_in: 0,
            desk: Desk::default(),
            reasons: reason::Reader::default(),
            route_again: None,
            settling: Settling::default(),
            token_key: disk.seed()?,
            contacted: Contacted::default(),
            early: Early::default(),
            unit: Unit::Entry(Position(0)),
            outcome: Outcome::default(),
            said: Said::default(),
            reached: None,
            unsettled: false,
            spent: 0,
            failures: Failures::default(),
            broken: false,
            trouble: None,
            reports: Vec::new(),
            recovers: true,
            ending: None,
            pending: None,
            standing,
            settings,
            store: writer,
        };
        if let Some(strategy) = core.publications.current().cloned() {
            core.learning = core.learn(&strategy, core.clock, false);
        }
        core.outbox.remember(core.store.read().routes()?);
        for poison in core.store.read().poison()? {
            if poison.position > progress.through {
                core.failures.note(Unit::Entry(poison.position), poison.tries, poison.problem);
            }
        }
        Ok(core)
    }

    /// What loads what is remembered, to be used on another thread and given back by [`loaded`](Self::loaded).
    /// Until then nothing is decided. None when it was taken, or is not needed any more.
    pub fn loader(&mut self) -> Option<Loader> {
        self.loader.take()
    }

    /// Goes on with what was loaded.
    ///
    /// # Errors
    /// When the rest cannot be read.
    pub fn loaded(&mut self, loaded: Loaded) -> Result<(), StoreError> {
        let Loaded { directory, assets, incidents, desk, ledger } = loaded;
        (self.desk, self.ledger) = (desk, ledger);
        self.people = People::new(directory, self.settings.cache);
        self.reach = Reach::restored(assets, incidents, self.standing.kept);
        self.timers = Timers::new(4 * self.settings.portion.max(250));
        self.begin().map_err(Stop::into_store)?;
        self.loading = false;
        self.loader = None;
        Ok(())
    }

    /// What hangs on the strategy in force and on what was loaded.
    fn begin(&mut self) -> Result<(), Stop> {
        self.publications.halt(self.ledger.halted().map(|guard| &guard.experiment.of));
        let Some(strategy) = self.publications.current().cloned() else { return Ok(()) };
        self.use_strategy(&strategy)?;
        self.ledger.begin(&strategy.zone, self.clock, self.store.read())?;
        self.rounds = Rounds::default();
        for kept in self.store.read().rounds()? {
            let Some(entry) = self.store.read().entry(kept.position)? else { continue };
            let reading = step::read(&entry.event, entry.at, &strategy).ok().flatten();
            let Some(reading) = reading else { continue };
            let customers = round::customers(&kept.customers);
            let round = Round::new(kept.position, entry.at, Arc::new(reading), customers);
            self.rounds.0.push_back(round.resume(kept.done as usize, &kept.ahead));
        }
        Ok(())
    }

    /// The writing end of the store, for what is no business of the core.
    pub fn writer(&mut self) -> &mut Writer {
        &mut self.store
    }

    /// All of a history has come in: time passes to its last instant, itself included.
    pub fn end_history(&mut self) {
        let last = self.store.read().last().map_or(self.clock, |(_, at)| at.max(self.clock));
        self.ending = Some(last.plus(Duration::from_micros(1)));
    }

    /// Other routes from now on.
    pub fn configure(&mut self, routes: Routes) {
        self.outbox.configure(routes);
    }

    /// Nothing is handed to the routes any more: the process is about to end.
    pub fn rest(&mut self) {
        self.outbox.rest();
    }

    /// Decides on what is in the log, as far as one turn goes, puts what came in behind it, and commits both.
    /// When it returns, everything it gives is on disk.
    ///
    /// # Errors
    /// When the disk refuses. What came in is given back; what was decided is kept for the next turn.
    pub fn turn(&mut self, now: Timestamp, work: Work) -> Result<Turned, Refused> {
        self.now = self.now.max(now);
        let now = self.now;
        let Work { incoming, reports, commands } = work;
        self.reports.extend(reports);
        self.trouble = None;
        let mut turned = Turned::default();
        if let Some(draft) = self.pending.take()
            && let Err(problem) = self.commit(draft, &mut Vec::new(), &mut turned)
        {
            return Err(Refused { problem, incoming, commands });
        }
        if self.loading
            && let Some(loader) = self.loader.take()
        {
            let loaded = loader.load(self.store.read()).and_then(|loaded| self.loaded(loaded));
            if let Err(problem) = loaded {
                self.loader = Some(loader);
                self.trouble = Some(problem);
            }
        }
        let late = std::mem::take(&mut turned.dispatches);
        let draft = self.draft(now, late, &commands, &mut turned.answers);
        let mut incoming = incoming;
        if incoming.is_empty() && draft.mark.is_none() && is_nothing(&draft.turn) {
            turned.dispatches.extend(draft.dispatches);
        } else if let Err(problem) = self.commit(draft, &mut incoming, &mut turned) {
            return Err(Refused { problem, incoming, commands });
        }
        self.people.shrink();
        turned.behind = self.backlog.len();
        turned.reaching = self.rounds.waiting();
        turned.loading = self.loading;
        turned.wake = self.wake(now);
        turned.trouble = self.trouble.take();
        Ok(turned)
    }

    /// Decides on what is in the log, and carries out commands.
    fn draft(
        &mut self,
        now: Timestamp,
        late: Vec<Dispatch>,
        commands: &[Command],
        answers: &mut Vec<Result<Answer, CommandError>>,
    ) -> Draft {
        let mut turn = Turn::default();
        self.taken_in = 0;
        let mut dispatches = Vec::new();
        // What the last turn changed is on disk.
        self.desk.begin();
        if !self.loading {
            if self.standing.strategy.is_some()
                && self.standing.live_since.is_none()
                && !self.settings.history
            {
                self.standing.live_since = Some(now);
                self.changed = true;
            }
            match self.timers.fetch(self.store.read()) {
                Ok(()) => self.go_on(now, &mut turn),
                Err(error) => self.trouble = Some(error),
            }
        }
        let reports = std::mem::take(&mut self.reports);
        match self.dispatch(now, reports, &mut turn) {
            Ok(ready) => dispatches = ready,
            Err(error) => self.trouble = Some(error),
        }
        dispatches.extend(self.outbox.recheck(late, now, &mut turn));
        self.recall_early(&mut turn);
        let mut asked = Turn::default();
        answers.extend(commands.iter().map(|command| self.command(command, now, &mut turn, &mut asked)));
        if !self.loading
            && let Err(stop) = self.route(now, &mut turn)
        {
            self.take_back();
            self.stumble(stop);
        }
        self.place_messages(&turn);
        turn.desk = self.desk.changes();
        self.people.write(&mut turn);
        self.rounds.write(&mut turn);
        self.write_learned(&mut turn);
        self.tell_subscribers(self.backlog.last(), now, &mut turn);
        for entry in &turn.entries {
            self.fold.said(entry);
        }
        self.fold.serve(self.desk.take_served());
        if let Err(stop) = self.measure(&turn) {
            self.stumble(stop);
        }
        self.fold.listen(self.desk.feedback.take_counted(), self.desk.take_silences());
        turn.figures = Figures { effects: self.ledger.take(), ..self.fold.take() };
        if self.reach.kept() != self.standing.kept && !self.loading {
            self.standing.kept = self.reach.kept();
            self.changed = true;
        }
        (turn.through, turn.clock) = (self.backlog.through(), self.clock);
        let kept = turn.entries.len();
        turn.entries.append(&mut asked.entries);
        turn.published.append(&mut asked.published);
        let mark = if std::mem::take(&mut self.changed) { self.standing.mark().ok() } else { None };
        Draft { turn, dispatches, kept, mark }
    }

    /// Writes a draft and what came in. When the disk refuses, the draft is kept but for what was asked, and what
    /// came in is left where it is.
    fn commit(
        &mut self,
        mut draft: Draft,
        incoming: &mut Vec<Incoming>,
        turned: &mut Turned,
    ) -> Result<(), StoreError> {
        let amount = incoming.len();
        incoming.extend(draft.mark.clone());
        let committed = match self.store.commit(self.now, incoming, Some(&draft.turn)) {
            Ok(committed) => committed,
            Err(problem) => {
                incoming.truncate(amount);
                draft.turn.entries.truncate(draft.kept);
                draft.turn.published.clear();
                self.publishing.clear();
                self.pending = Some(draft);
                return Err(problem);
            }
        };
        turned.contacts.append(&mut draft.turn.figures.contacts);
        turned.desk.append(std::mem::take(&mut draft.turn.desk));
        turned.sends.extend(draft.turn.sends.iter().map(|change| change.key.clone()));
        turned.relinked |= !draft.turn.directory.links.is_empty();
        let entries = new_entries(draft.turn.entries, std::mem::take(incoming), &committed);
        self.backlog.add(&entries);
        turned.entries.extend(entries);
        turned.placed.extend(committed.placed.into_iter().take(amount));
        turned.dispatches.extend(draft.dispatches);
        for (number, strategy) in std::mem::take(&mut self.publishing) {
            let first = self.publications.current().is_none();
            self.publications.add(number, Arc::clone(&strategy));
            if first && !self.loading {
                self.learning = self.learn(&strategy, self.clock, false);
                if let Err(stop) = self.use_strategy(&strategy) {
                    self.stumble(stop);
                }
            }
        }
        if std::mem::take(&mut self.broken) {
            self.forget_all();
        }
        Ok(())
    }

    /// Something went wrong in the midst of finding out who is who: all of it is loaded again.
    fn forget_all(&mut self) {
        self.people = People::new(Directory::default(), self.settings.cache);
        self.reach = Reach::default();
        self.desk = Desk::default();
        (self.reached, self.unsettled) = (None, false);
        self.loading = true;
        self.loader = Some(Loader::new(self.settings.seed));
    }

    /// When the next turn is due, if nothing comes in.
    fn wake(&self, now: Timestamp) -> Option<Timestamp> {
        if self.trouble.is_some() {
            return Some(now.plus(PAUSE));
        }
        if self.loading {
            return self.loader.as_ref().map(|_| now);
        }
        let mut wake = self.outbox.wake();
        if self.publications.current().is_some() {
            if !self.backlog.is_empty() || !self.rounds.is_empty() {
                return Some(now);
            }
            let due = match self.timers.next() {
                Next::Timer(timer) => Some(timer.due.plus(Duration::from_micros(1))),
                Next::After(due) => Some(due),
                Next::Never => None,
            };
            let due = due.into_iter().chain(self.learning.next());
            let due = due.chain(self.desk.next().map(|(due, _)| due.plus(Duration::from_micros(1))));
            let due = due.chain(self.ledger.look_at().map(|due| due.plus(Duration::from_micros(1))));
            let asked = self.desk.feedback.next();
            let due = due.chain(asked.map(|(due, _)| due.plus(Duration::from_micros(1))));
            let due = due.chain(self.route_again).min();
            // In a history time passes up to its end only.
            let due = match self.ending {
                Some(ending) if self.settings.history => due.filter(|due| *due <= ending).map(|_| now),
                None if self.settings.history => None,
                _ => due,
            };
            wake = wake.into_iter().chain(due).min();
        }
        wake.map(|wake| wake.max(now))
    }
}

/// What a commit put in the log.
fn new_entries(own: Vec<OwnEntry>, incoming: Vec<Incoming>, committed: &Committed) -> Vec<Arc<Entry>> {
    let mut entries = Vec::with_capacity(own.len() + incoming.len());
    for (index, (own, at)) in own.into_iter().zip(&committed.own_at).enumerate() {
        let position = Position(committed.own.0 + index as i64);
        let event = Event {
            id: format_compact!("{}", position.0),
            source: CompactString::const_new(OWN_SOURCE),
            kind: CompactString::const_new(own.kind),
            time: own.time,
            customer: SmallVec::new(),
            asset: None,
            data: own.data,
        };
        let (mode, own) = (own.mode, Some(Own { cause: own.cause, customer: own.customer }));
        entries.push(Arc::new(Entry { position, at: *at, mode, own, event }));
    }
    for ((incoming, placed), at) in incoming.into_iter().zip(&committed.placed).zip(&committed.at) {
        if let (Incoming::Event { event, mode }, Placed::New(position)) = (incoming, *placed) {
            entries.push(Arc::new(Entry { position, at: *at, mode, own: None, event }));
        }
    }
    entries
}

/// Whether a turn has nothing to write, but for how far the core is.
fn is_nothing(turn: &Turn) -> bool {
    let Turn {
        through: _,
        clock: _,
        entries,
        whose,
        directory,
        assets,
        incidents,
        customers,
        set,
        unset,
        rounds,
        planned,
        sends,
        routes,
        results,
        learned,
        poison,
        published,
        figures,
        desk,
    } = turn;
    entries.is_empty()
        && whose.is_empty()
        && directory.is_empty()
        && assets.is_empty()
        && incidents.is_empty()
        && customers.is_empty()
        && set.is_empty()
        && unset.is_empty()
        && rounds.is_empty()
        && planned.is_empty()
        && sends.is_empty()
        && routes.is_empty()
        && results.is_empty()
        && learned.is_empty()
        && poison.is_empty()
        && published.is_empty()
        && figures.sums.is_empty()
        && figures.contacts.is_empty()
        && figures.traits.is_empty()
        && figures.service.is_empty()
        && figures.effects.is_empty()
        && figures.feedback.is_empty()
        && figures.silences.is_empty()
        && desk.is_empty()
}
