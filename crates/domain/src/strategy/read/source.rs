//! The files of a strategy folder, told apart by their paths.

use super::super::report::{Place, Report};

/// One file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    /// Its path inside the folder, with `/` between the parts.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role<'a> {
    /// `strategy.toml`
    Organisation,
    /// `events.toml`
    Events,
    /// `reasons/<id>.toml`
    Reason(&'a str),
    /// `messages/<name>.<language>.md`
    Message(&'a str, &'a str),
    /// `answers/<name>.<language>.md`
    Answer(&'a str, &'a str),
    /// `maps/<name>.toml`: how a foreign file becomes events; not read here.
    Map,
}

impl<'a> Role<'a> {
    /// What the file at a path is for; an error says what is wrong with its name.
    pub(crate) fn of(path: &'a str) -> Result<Self, &'static str> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        match (folder, name) {
            ("", "strategy.toml") => Ok(Self::Organisation),
            ("", "events.toml") => Ok(Self::Events),
            ("reasons", _) => match name.strip_suffix(".toml") {
                Some(id) if is_name(id) => Ok(Self::Reason(id)),
                _ => Err("a reason is a file reasons/<reason>.toml, its name without spaces"),
            },
            ("messages", _) => match text_name(name) {
                Some((name, language)) => Ok(Self::Message(name, language)),
                None => Err("a message is a file messages/<message>.<language>.md, like late.nl.md"),
            },
            ("answers", _) => match text_name(name) {
                Some((name, language)) => Ok(Self::Answer(name, language)),
                None => Err("an answer is a file answers/<answer>.<language>.md, like track.nl.md"),
            },
            ("maps", _) if name.strip_suffix(".toml").is_some() => Ok(Self::Map),
            _ => Err(
                "a strategy has strategy.toml, events.toml and the folders reasons, messages, answers and \
                      maps",
            ),
        }
    }
}

/// Gives every file its role; warns of those that have none.
pub(crate) fn sort<'a>(sources: &[Source<'a>], report: &mut Report) -> Vec<(usize, Role<'a>)> {
    let mut roles = Vec::new();
    for (file, source) in sources.iter().enumerate() {
        match Role::of(source.path) {
            Ok(role) => roles.push((file, role)),
            Err(expected) => {
                report
                    .warning(Place { file, offset: 0 }, "this file is not part of a strategy")
                    .hint(expected);
            }
        }
    }
    roles
}

/// `late-delivery.nl.md` → `late-delivery`, `nl`.
fn text_name(file: &str) -> Option<(&str, &str)> {
    let (name, language) = file.strip_suffix(".md")?.rsplit_once('.')?;
    (is_name(name) && is_language(language)).then_some((name, language))
}

/// Whether a word can name something of ours: it must fit in a file name, an address and `level:target`.
pub(crate) fn is_name(word: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    !word.is_empty() && word.len() <= 100 && word.chars().all(fits) && word.starts_with(char::is_alphanumeric)
}

/// Whether a word is a language code: `nl`, `pt-BR`.
pub(crate) fn is_language(word: &str) -> bool {
    let (language, region) = word.split_once('-').unwrap_or((word, "XX"));
    matches!(language.len(), 2 | 3)
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && matches!(region.len(), 2..=4)
        && region.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
