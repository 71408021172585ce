//! The fields of an event's data, made from a row and written as JSON.

use toml::de::DeValue;

use super::column::{Columns, Slot};
use super::form::{self, Form, Page, Value};
use super::moment::Clock;
use super::row::Row;
use super::text::{Bare, Text};

/// One field of an event's data.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    /// The name as JSON, with its colon.
    key: String,
    made: Made,
}

#[derive(Clone, Debug)]
enum Made {
    /// JSON that is the same for every row.
    Constant(String),
    Read {
        text: Text,
        kind: Kind,
    },
}

/// What a cell's text is read as.
#[derive(Clone, Debug)]
enum Kind {
    String,
    Int,
    /// `comma`: `1.234,50` instead of `1234.50`.
    Double {
        comma: bool,
    },
    Bool,
    Timestamp(Clock),
}

const KINDS: [&str; 5] = ["string", "int", "double", "bool", "timestamp"];

/// Reads a table of fields; a field in `basis` that the table names again is replaced in its place.
pub(super) fn fields(
    columns: &mut Columns,
    clock: &Clock,
    form: Option<&Form<'_, '_>>,
    basis: &[Field],
) -> Vec<Field> {
    let mut fields = basis.to_vec();
    for (name, _, value) in form.into_iter().flat_map(Form::entries) {
        let Some(field) = form.and_then(|form| Field::read(form.page, columns, clock, name, value)) else {
            continue;
        };
        match fields.iter_mut().find(|known| known.name == name) {
            Some(known) => *known = field,
            None => fields.push(field),
        }
    }
    fields
}

/// Writes a row's fields as one JSON object; a field without a value is left out.
pub(super) fn write(fields: &[Field], row: &Row, json: &mut String) -> Result<(), (Option<Slot>, String)> {
    json.push('{');
    for field in fields {
        let start = json.len();
        if start > 1 {
            json.push(',');
        }
        json.push_str(&field.key);
        if !field.write(row, json)? {
            json.truncate(start);
        }
    }
    json.push('}');
    Ok(())
}

impl Field {
    fn read(
        page: &Page<'_>,
        columns: &mut Columns,
        clock: &Clock,
        name: &str,
        value: &Value<'_>,
    ) -> Option<Self> {
        let made = match value.get_ref() {
            DeValue::String(_) => {
                let text = Text::read(page, columns, value, Bare::Template)?;
                Made::of(text, Kind::String)
            }
            DeValue::Boolean(truth) => Made::Constant(truth.to_string()),
            DeValue::Integer(_) | DeValue::Float(_) => {
                let number = form::spelled(value.get_ref()).unwrap_or_default();
                let json = int(&number).or_else(|| double(&number, false));
                if json.is_none() {
                    page.wrong(&value.span(), format!("`{number}` is no number that JSON can hold"));
                }
                Made::Constant(json?)
            }
            _ => {
                let form = Form::of(page, value, "a field")?;
                let text = Text::of_form(columns, &form);
                let kind = Kind::read(&form, clock);
                form.finish();
                Made::of(text?, kind?)
            }
        };
        Some(Self { name: name.to_owned(), key: format!("{}:", quoted(name)), made })
    }

    /// Writes the value; false when the row has none.
    fn write(&self, row: &Row, json: &mut String) -> Result<bool, (Option<Slot>, String)> {
        let (text, kind) = match &self.made {
            Made::Constant(constant) => {
                json.push_str(constant);
                return Ok(true);
            }
            Made::Read { text, kind } => (text, kind),
        };
        let Some(value) = text.of(row) else { return Ok(false) };
        let wrong = |what: String| (text.slots().next(), what);
        let value = value.as_ref();
        let clipped = || value.chars().take(40).collect::<String>();
        let written = match kind {
            Kind::String => Some(quoted(value)),
            Kind::Int => int(value.trim()),
            Kind::Double { comma } => double(value.trim(), *comma),
            Kind::Bool => truth(value.trim()).map(|truth| truth.to_string()),
            Kind::Timestamp(clock) => Some(quoted(&clock.instant(value).map_err(wrong)?.to_string())),
        };
        json.push_str(&written.ok_or_else(|| wrong(format!("`{}` is not {}", clipped(), kind.words())))?);
        Ok(true)
    }
}

impl Made {
    fn of(text: Text, kind: Kind) -> Self {
        match (text.constant(), &kind) {
            (Some(constant), Kind::String) => Self::Constant(quoted(constant)),
            _ => Self::Read { text, kind },
        }
    }
}

impl Kind {
    fn read(form: &Form<'_, '_>, clock: &Clock) -> Option<Self> {
        let named = form.text("type");
        let comma = form.text("decimal").map(|(sign, at)| {
            if sign != "." && sign != "," {
                form.page.not_one_of(&at, "decimal sign", sign, &[".", ","]);
            }
            sign == ","
        });
        let own = Clock::read(form, clock);
        match named.as_ref().map_or("string", |(word, _)| *word) {
            "string" => Some(Self::String),
            "int" => Some(Self::Int),
            "double" => Some(Self::Double { comma: comma.unwrap_or(false) }),
            "bool" => Some(Self::Bool),
            "timestamp" => {
                if own.lacks_zone() {
                    form.page.wrong_with(
                        &form.at,
                        "the time's zone is missing",
                        "add `zone = \"Europe/Amsterdam\"` to [time]",
                    );
                }
                Some(Self::Timestamp(own))
            }
            other => {
                let at = named.map_or(form.at.clone(), |(_, at)| at);
                form.page.not_one_of(&at, "type of field", other, &KINDS);
                None
            }
        }
    }

    fn words(&self) -> &'static str {
        match self {
            Self::String => "a text",
            Self::Int => "a whole number",
            Self::Double { comma: false } => "a number like 1234.5",
            Self::Double { comma: true } => "a number like 1.234,5",
            Self::Bool => "true or false (yes or no, ja or nee, 1 or 0)",
            Self::Timestamp(_) => "a time",
        }
    }
}

fn int(text: &str) -> Option<String> {
    text.parse::<i64>().ok().map(|number| number.to_string())
}

fn double(text: &str, comma: bool) -> Option<String> {
    let plain = if comma { text.replace('.', "").replace(',', ".") } else { text.to_owned() };
    // Rust also reads `inf` and `nan`, which are no numbers in a file.
    let number: f64 = plain
        .parse()
        .ok()
        .filter(|_| !plain.contains(|c: char| c.is_alphabetic() && c != 'e' && c != 'E'))?;
    serde_json::Number::from_f64(number).map(|number| number.to_string())
}

fn truth(text: &str) -> Option<bool> {
    let means = |words: [&str; 6]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if means(["true", "yes", "ja", "1", "t", "y"]) {
        Some(true)
    } else if means(["false", "no", "nee", "0", "f", "n"]) {
        Some(false)
    } else {
        None
    }
}

/// A text as a JSON string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
