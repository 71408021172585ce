//! The live loop through its public door: events in, turn after turn, and the log and the states that come of it.

mod desk;
mod effects;
mod figures;
mod incident;
mod order;
mod poison;
mod publish;
mod replay;
mod same;

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::value::RawValue;
use tempfile::TempDir;
use voorzet_channels::tabular::Map;
use voorzet_domain::event::Event;
use voorzet_domain::identity::{Claim, Identity};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::strategy::{File, load};
use voorzet_domain::time::Timestamp;
use voorzet_engine::history::{History, Options, Order, Source};
use voorzet_engine::live::{Command, Core, Settings, Turned, Work};
use voorzet_store::entry::{Entry, Incoming, Mode, Position};
use voorzet_store::reader::Filter;
use voorzet_store::{Reader, Store};

/// A store in a folder of its own, and the core that has it.
struct Place {
    folder: TempDir,
    core: Option<Core>,
    settings: Settings,
    now: Timestamp,
}

impl Place {
    fn new(settings: Settings, now: Timestamp) -> Self {
        // In memory where there is such a place: nothing here ends with the power.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.expect("a folder");
        let mut place = Self { folder, core: None, settings, now };
        place.open();
        place
    }

    /// Ends the core as a crash does, and opens the store again.
    fn open(&mut self) {
        self.core = None;
        let options = voorzet_store::Options { now: self.now, seed: 7, vfs: None };
        let opened = Store::open(self.folder.path(), &options).expect("a store");
        let core = Core::open(opened.writer, self.settings.clone(), self.now).expect("a core");
        self.core = Some(core);
    }

    fn core(&mut self) -> &mut Core {
        self.core.as_mut().expect("it is open")
    }

    fn reader(&self) -> Reader {
        Store::at(self.folder.path()).and_then(|store| Ok(store.reader()?)).expect("a store")
    }

    fn turn(&mut self, work: Work) -> Turned {
        let now = self.now;
        self.core().turn(now, work).expect("the disk takes all")
    }

    /// Turns until nothing is left to do now.
    fn settle(&mut self) {
        for _ in 0..100_000 {
            let turned = self.turn(Work::default());
            assert!(turned.trouble.is_none(), "{:?}", turned.trouble);
            if turned.wake.is_none_or(|wake| wake > self.now) {
                return;
            }
        }
        panic!("it never comes to rest");
    }

    fn publish(&mut self, files: &[File]) {
        let command =
            Command::Publish { files: files.to_vec(), by: "Ada".into(), note: String::new(), over: None };
        let turned = self.turn(Work { commands: vec![command], ..Work::default() });
        assert!(turned.answers.iter().all(Result::is_ok), "{:?}", turned.answers);
    }

    /// The whole log.
    fn log(&self) -> Vec<Entry> {
        let mut log = Vec::new();
        let keep = |entry| {
            log.push(entry);
            Ok(true)
        };
        self.reader().each_entry(Position::default(), Filter::default(), keep).expect("a log");
        log
    }
}

fn incoming(events: impl IntoIterator<Item = Event>, mode: Mode) -> Work {
    let incoming = events.into_iter().map(|event| Incoming::Event { event, mode }).collect();
    Work { incoming, ..Work::default() }
}

/// What happened to a customer, or to nobody in particular.
fn event(id: String, kind: &str, time: Timestamp, account: Option<&str>, data: &str) -> Event {
    let claim =
        |account: &str| Claim { identity: Identity::account(account).expect("an account"), verified: false };
    Event {
        id: id.into(),
        source: "shop".into(),
        kind: kind.into(),
        time,
        customer: account.into_iter().map(claim).collect(),
        asset: None,
        data: RawValue::from_string(data.to_owned()).expect("JSON"),
    }
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// The examples, by name.
fn examples() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let folders =
        fs::read_dir(root).expect("there are examples").map(|entry| entry.expect("an entry").path());
    let named = |folder: PathBuf| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, folder)
    };
    let mut all: Vec<_> = folders.filter(|folder| folder.is_dir()).map(named).collect();
    all.sort();
    assert!(!all.is_empty());
    all
}

/// The files of a strategy's folder.
pub(crate) fn files(folder: &Path) -> Vec<File> {
    fn walk(root: &Path, folder: &Path, files: &mut Vec<File>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(root, &path, files);
            } else if path.extension().is_some_and(|end| end == "toml" || end == "md") {
                let name = path.strip_prefix(root).expect("inside").to_string_lossy().replace('\\', "/");
                files.push(File::new(name, fs::read_to_string(&path).expect("a file")));
            }
        }
    }
    let mut files = Vec::new();
    walk(folder, folder, &mut files);
    files.retain(|file| file.path != "README.md");
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn strategy(files: &[File]) -> Arc<Strategy> {
    let loaded = load(files);
    assert!(loaded.errors.is_empty(), "{:#?}", loaded.errors);
    Arc::new(loaded.strategy.expect("a strategy"))
}

/// The events of an example, in the order of time.
fn events(folder: &Path) -> Vec<Event> {
    let lines = folder.join("history.ndjson");
    let source = if lines.is_file() {
        Source::new("history.ndjson", Cursor::new(fs::read(lines).expect("a history")))
    } else {
        let table = fs::read(folder.join("history.csv")).expect("a history");
        let map = fs::read_to_string(folder.join("maps/servicenow.toml")).expect("a map");
        let map = Map::parse("maps/servicenow.toml", &map).expect("a map");
        Source::new("history.csv", Cursor::new(table)).with_map(Arc::new(map))
    };
    read(source)
}

fn read(source: Source) -> Vec<Event> {
    let options = Options { order: Order::Sort, ..Options::default() };
    let history = History::open(vec![source], options, |event| event);
    history.flat_map(|batch| batch.expect("a history").items).map(|(_, event)| event).collect()
}
