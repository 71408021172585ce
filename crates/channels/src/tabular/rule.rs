//! The rules of a map: which rows become which events.

use std::ops::Range;

use toml::de::DeValue;

use super::about::{self, Asset, Identity};
use super::column::{Columns, Slot};
use super::condition::{self, Condition};
use super::field::{self, Field};
use super::form::{Form, Page, Value};
use super::moment::Clock;
use super::row::Row;
use super::text::{Bare, Text};

/// One `[[event]]` of a map.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) kind: Text,
    on: On,
    pub(super) time: When,
    pub(super) first: bool,
    pub(super) id: Option<Text>,
    pub(super) customer: Vec<Identity>,
    pub(super) asset: Option<Asset>,
    pub(super) fields: Vec<Field>,
    only: Vec<Condition>,
    skip: Vec<Condition>,
}

/// Which rows of a case a rule is about.
#[derive(Clone, Debug)]
enum On {
    Row,
    First,
    Change { slot: Slot, from: Option<Vec<String>>, to: Option<Vec<String>> },
    Increase(Slot),
}

/// A text and how to read it as a time.
#[derive(Clone, Debug)]
pub(super) struct When {
    pub(super) text: Text,
    pub(super) clock: Clock,
}

/// What a map says once for all its rules.
pub(super) struct Basis {
    pub(super) clock: Clock,
    pub(super) time: Option<When>,
    pub(super) has_case: bool,
    /// Whether the map says in which order rows follow each other, so that events are sorted.
    pub(super) has_order: bool,
    pub(super) customer: Vec<Identity>,
    pub(super) asset: Option<Asset>,
    pub(super) fields: Vec<Field>,
}

impl Rule {
    pub(super) fn read(columns: &mut Columns, basis: &Basis, form: Form<'_, '_>) -> Option<Self> {
        let page = form.page;
        let kind = kind(columns, &form);
        let on = form.value("on").map_or(Some(On::Row), |value| On::read(page, columns, basis, value));
        let time = match form.value("time") {
            Some(value) => When::read(page, columns, &basis.clock, value),
            None if basis.time.is_some() => basis.time.clone(),
            None => {
                page.wrong_with(&form.at, "the event's time is missing", "add `time = \"column\"`");
                None
            }
        };
        let id = form.value("id").map(|value| Text::read(page, columns, value, Bare::Template));
        let customer = match form.form("customer") {
            Some(customer) => about::customer(columns, customer),
            None => basis.customer.clone(),
        };
        let asset = match form.value("asset") {
            Some(value) => Asset::read(page, columns, value),
            None => basis.asset.clone(),
        };
        if customer.is_empty() && asset.is_none() {
            page.wrong_with(&form.at, "the event is about nobody and nothing", "add [customer] or `asset`");
        }
        let fields = field::fields(columns, &basis.clock, form.form("data").as_ref(), &basis.fields);
        let only = Condition::list(columns, &form, "only");
        let skip = Condition::list(columns, &form, "skip");
        let first = form.truth("first").unwrap_or(false);
        if first && !basis.has_order {
            page.wrong_with(
                &form.at,
                "`first` needs events that are sorted",
                "say in [rows] how rows are ordered",
            );
        }
        form.finish();
        let id = match id {
            Some(None) => return None,
            Some(read) => read,
            None => None,
        };
        Some(Self { kind: kind?, on: on?, time: time?, first, id, customer, asset, fields, only, skip })
    }

    /// Whether a row makes the event, given the row before it of the same case.
    pub(super) fn applies(&self, previous: Option<&Row>, row: &Row) -> bool {
        let on = match (&self.on, previous) {
            (On::Row, _) => true,
            (On::First, previous) => previous.is_none(),
            (_, None) => false,
            (On::Change { slot, from, to }, Some(previous)) => {
                let (before, after) = (previous.cell(*slot), row.cell(*slot));
                let among = |texts: &Option<Vec<String>>, cell: &str| {
                    texts.as_ref().is_none_or(|texts| texts.iter().any(|text| text == cell))
                };
                before != after && among(from, before) && among(to, after)
            }
            (On::Increase(slot), Some(previous)) => {
                let number = |row: &Row| row.cell(*slot).trim().parse::<f64>().ok();
                number(previous).zip(number(row)).is_some_and(|(before, after)| after > before)
            }
        };
        on && condition::passes(&self.only, &self.skip, row)
    }
}

impl On {
    fn read(page: &Page<'_>, columns: &mut Columns, basis: &Basis, value: &Value<'_>) -> Option<Self> {
        let on = match value.get_ref() {
            DeValue::String(word) => match word.as_ref() {
                "row" => return Some(Self::Row),
                "first" => Some(Self::First),
                other => {
                    page.not_one_of(&value.span(), "occasion", other, &["row", "first"]);
                    None
                }
            },
            _ => Self::table(columns, Form::of(page, value, "`on`")?),
        };
        if !basis.has_case {
            page.wrong_with(
                &value.span(),
                "what counts as a change needs to know which rows belong together",
                "add `case = \"column\"` to [rows]",
            );
        }
        on
    }

    fn table(columns: &mut Columns, form: Form<'_, '_>) -> Option<Self> {
        let page = form.page;
        let list = |key: &'static str| form.value(key).map(|value| condition::texts(page, value));
        let (from, to) = (list("from"), list("to"));
        let on = match (form.value("changes"), form.value("increases")) {
            (Some(column), None) => columns.named(page, column).map(|slot| Self::Change {
                slot,
                from: from.flatten(),
                to: to.flatten(),
            }),
            (None, Some(column)) => {
                if from.is_some() || to.is_some() {
                    page.wrong(&form.at, "`from` and `to` belong to `changes`");
                }
                columns.named(page, column).map(Self::Increase)
            }
            _ => {
                page.wrong(&form.at, "`on` needs either `changes` or `increases`");
                None
            }
        };
        form.finish();
        on
    }
}

impl When {
    /// Reads a column, or a table with a column or text and how its times are written.
    pub(super) fn read(
        page: &Page<'_>,
        columns: &mut Columns,
        basis: &Clock,
        value: &Value<'_>,
    ) -> Option<Self> {
        let (text, clock) = if let DeValue::String(_) = value.get_ref() {
            (Text::read(page, columns, value, Bare::Column)?, basis.clone())
        } else {
            let form = Form::of(page, value, "a time")?;
            let text = Text::of_form(columns, &form);
            let clock = Clock::read(&form, basis);
            form.finish();
            (text?, clock)
        };
        if clock.lacks_zone() {
            page.wrong_with(
                &value.span(),
                "the time's zone is missing",
                "add `zone = \"Europe/Amsterdam\"` to [time]",
            );
        }
        Some(Self { text, clock })
    }
}

/// The type of the event: a constant, or one per value of a column.
fn kind(columns: &mut Columns, form: &Form<'_, '_>) -> Option<Text> {
    let Some(value) = form.value("type") else {
        form.page.wrong_with(&form.at, "the event's type is missing", "add `type = \"ticket.opened\"`");
        return None;
    };
    let text = Text::read(form.page, columns, value, Bare::Template)?;
    let at: Range<usize> = value.span();
    match value.get_ref() {
        DeValue::String(word) if text.constant().is_none_or(|text| text.trim().is_empty()) => {
            let message = format!("`{word}` is no type of event");
            form.page.wrong_with(&at, message, "write a constant, or `{ column = \"…\", values = { … } }`");
            None
        }
        DeValue::Table(table) if !table.contains_key("values") => {
            form.page.wrong_with(&at, "a type per row needs `values`", "say which value becomes which type");
            None
        }
        _ => Some(text),
    }
}
