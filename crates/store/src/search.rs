//! Searching what was said: the index of words that SQLite keeps. Other databases have another, so what differs is
//! all here.

use rusqlite::Connection;
use voorzet_domain::conversation::MessageNumber;

use crate::error::StoreError;
use crate::sqlite::prepare;

const ADD: &str = "INSERT INTO message_words (rowid, words) VALUES ($1, $2)";

const CLEAR: &str = "INSERT INTO message_words (message_words) VALUES ('delete-all')";

const FIND: &str = "SELECT rowid FROM message_words WHERE message_words MATCH $1 AND rowid < $2
    ORDER BY rowid DESC LIMIT $3";

/// A message can be found by these words.
pub(crate) fn add(connection: &Connection, message: MessageNumber, words: &str) -> Result<(), StoreError> {
    prepare(connection, ADD)?.execute((message.0, words))?;
    Ok(())
}

/// Nothing can be found any more.
pub(crate) fn clear(connection: &Connection) -> Result<(), StoreError> {
    prepare(connection, CLEAR)?.execute([])?;
    Ok(())
}

/// Messages in which all of these words stand, newest first, with numbers below `before`. A word that ends in `*`
/// stands for all that begin so.
pub(crate) fn find(
    connection: &Connection,
    words: &str,
    before: MessageNumber,
    most: i64,
) -> Result<Vec<MessageNumber>, StoreError> {
    let asked = quoted(words);
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = prepare(connection, FIND)?;
    let rows = statement.query_map((asked, before.0, most), |row| Ok(MessageNumber(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Each word in quotes, so that none of it is an operator.
fn quoted(words: &str) -> String {
    let one = |word: &str| {
        let (word, begins) = word.strip_suffix('*').map_or((word, ""), |word| (word, " *"));
        (!word.is_empty() && !word.contains('"')).then(|| format!("\"{word}\"{begins}"))
    };
    let any = |forms: &str| {
        let forms: Vec<String> = forms.split('|').filter_map(one).collect();
        (!forms.is_empty()).then(|| format!("({})", forms.join(" OR ")))
    };
    let all: Vec<String> = words.split_whitespace().filter_map(any).collect();
    all.join(" AND ")
}
