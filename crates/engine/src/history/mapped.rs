//! Rows of a foreign file as events, in the order that their map states.

use std::collections::VecDeque;
use std::sync::Arc;

use voorzet_channels::tabular::{Made, Map, Row};
use voorzet_domain::event::Event;

use super::failure::HistoryError;
use super::origin::Origin;
use super::packed;
use super::sort::{Sorted, Sorter};
use super::table::Table;
use super::texts::Texts;
use super::unreadable::Ledger;

/// The rows of one source and the map that makes events of them.
pub(super) struct Mapped {
    map: Arc<Map>,
    rows: Rows,
    row: Row,
    /// Events of the current row, not given yet.
    waiting: VecDeque<Event>,
}

/// Where rows come from.
pub(super) enum Rows {
    Table(Box<Table>),
    Objects { texts: Texts, position: u64 },
}

impl Mapped {
    pub(super) fn new(map: Arc<Map>, rows: Rows) -> Self {
        Self { map, rows, row: Row::default(), waiting: VecDeque::new() }
    }

    /// Whether the map says how rows are ordered, so that its events are to be sorted.
    pub(super) fn sorts(&self) -> bool {
        self.map.sorts()
    }

    /// The line on which the row given last begins, from 1.
    pub(super) fn line(&self) -> u64 {
        self.rows.line()
    }

    /// The next event in the order of the rows; those of one row in the order of time, then of the rules.
    pub(super) fn next(
        &mut self,
        origin: &Origin,
        ledger: &mut Ledger,
    ) -> Result<Option<Event>, HistoryError> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Ok(Some(event));
            }
            if !self.advance(origin, ledger)? {
                return Ok(None);
            }
            let waiting = &mut self.waiting;
            self.map.events(None, &self.row, |made| match made {
                Ok(made) => waiting.push_back(made.event),
                Err(reason) => ledger.add(&origin.name, self.row.line(), reason),
            });
            waiting.make_contiguous().sort_by_key(|event| event.time);
        }
    }

    /// All its events, by time; at equal times as [`Made::key`] says.
    pub(super) fn sorted(mut self, origin: &Origin, ledger: &mut Ledger) -> Result<Sorted, HistoryError> {
        if self.map.has_cases() {
            return self.sorted_by_case(origin, ledger);
        }
        let mut events = Events::new(origin.sorter(1), origin);
        let mut key = Vec::new();
        while self.advance(origin, ledger)? {
            key.clear();
            match self.map.sort_key(&self.row, &mut key) {
                Ok(own) => events.of_row(&self.map, None, &self.row, &key[own..], ledger)?,
                Err(reason) => ledger.add(&origin.name, self.row.line(), reason),
            }
        }
        events.finish()
    }

    /// Brings the rows of each case together first, so that one case at a time is in memory.
    fn sorted_by_case(mut self, origin: &Origin, ledger: &mut Ledger) -> Result<Sorted, HistoryError> {
        let mut rows = origin.sorter(2);
        let (mut key, mut bytes) = (Vec::new(), Vec::new());
        while self.advance(origin, ledger)? {
            key.clear();
            bytes.clear();
            match self.map.sort_key(&self.row, &mut key) {
                Ok(own) => {
                    bytes.extend_from_slice(&(own as u32).to_le_bytes());
                    self.row.pack(&mut bytes);
                    rows.push(&key, &bytes).map_err(|error| origin.disk(error))?;
                }
                Err(reason) => ledger.add(&origin.name, self.row.line(), reason),
            }
        }
        let mut rows = rows.finish().map_err(|error| origin.disk(error))?;
        let mut events = Events::new(origin.sorter(2), origin);
        let (mut case, mut previous, mut row) = (Vec::new(), Row::default(), Row::default());
        let mut first = true;
        while let Some((key, payload)) = rows.next().map_err(|error| origin.disk(error))? {
            let sound = payload.split_first_chunk().filter(|(_, bytes)| row.unpack(bytes));
            let Some((own, _)) = sound else { return Err(origin.damaged()) };
            let (of, own) = key.split_at(u32::from_le_bytes(*own) as usize);
            let same = !first && of == case.as_slice();
            events.of_row(&self.map, same.then_some(&previous), &row, own, ledger)?;
            if !same {
                case.clear();
                case.extend_from_slice(of);
            }
            first = false;
            std::mem::swap(&mut previous, &mut row);
        }
        events.finish()
    }

    /// Goes to the next row that counts; false after the last.
    fn advance(&mut self, origin: &Origin, ledger: &mut Ledger) -> Result<bool, HistoryError> {
        loop {
            match self.rows.next(&self.map, &mut self.row, origin, ledger)? {
                None => return Ok(false),
                Some(Err(reason)) => ledger.add(&origin.name, self.rows.line(), reason),
                Some(Ok(())) if self.map.keeps(&self.row) => return Ok(true),
                Some(Ok(())) => {}
            }
        }
    }
}

impl Rows {
    fn line(&self) -> u64 {
        match self {
            Self::Table(table) => table.line(),
            Self::Objects { texts, .. } => texts.line(),
        }
    }

    fn next(
        &mut self,
        map: &Map,
        row: &mut Row,
        origin: &Origin,
        ledger: &mut Ledger,
    ) -> Result<Option<Result<(), String>>, HistoryError> {
        match self {
            Self::Table(table) => match table.next(row) {
                Ok(read) => Ok(read),
                Err(stop) => origin.stopped(stop, table.line(), ledger).map(|()| None),
            },
            Self::Objects { texts, position } => {
                let piece = match texts.next() {
                    Ok(None) => return Ok(None),
                    Ok(Some(piece)) => piece,
                    Err(error) => {
                        return origin.stopped(error.into(), texts.line(), ledger).map(|()| None);
                    }
                };
                *position += 1;
                let text = piece.text().map(str::to_owned).map_err(|reason| reason.to_string());
                let line = texts.line();
                Ok(Some(text.and_then(|text| {
                    map.object_row(&text, line, *position, row).map_err(|reason| reason.to_string())
                })))
            }
        }
    }
}

/// Events on their way into a sort.
struct Events<'a> {
    sorter: Sorter,
    origin: &'a Origin,
    key: Vec<u8>,
    bytes: Vec<u8>,
}

impl<'a> Events<'a> {
    fn new(sorter: Sorter, origin: &'a Origin) -> Self {
        Self { sorter, origin, key: Vec::new(), bytes: Vec::new() }
    }

    /// Adds the events of a row; `own` is the row's place among the rows.
    fn of_row(
        &mut self,
        map: &Map,
        previous: Option<&Row>,
        row: &Row,
        own: &[u8],
        ledger: &mut Ledger,
    ) -> Result<(), HistoryError> {
        let mut outcome = Ok(());
        map.events(previous, row, |made| match made {
            Ok(made) => {
                let added = self.add(&made, own);
                if outcome.is_ok() {
                    outcome = added;
                }
            }
            Err(reason) => ledger.add(&self.origin.name, row.line(), reason),
        });
        outcome
    }

    fn add(&mut self, made: &Made, own: &[u8]) -> Result<(), HistoryError> {
        self.key.clear();
        self.bytes.clear();
        made.key(own, &mut self.key);
        packed::pack(&made.event, &mut self.bytes);
        self.sorter.push(&self.key, &self.bytes).map_err(|error| self.origin.disk(error))
    }

    fn finish(self) -> Result<Sorted, HistoryError> {
        self.sorter.finish().map_err(|error| self.origin.disk(error))
    }
}
