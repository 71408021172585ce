//! The words of an expression, and the limits it must keep before anything recursive sees it.
//!
//! A strategy must never be able to end the process. Whatever walks an expression (the parser, the check,
//! the evaluation, dropping the tree) needs stack in proportion to the depth of its syntax tree, so that
//! depth is bounded here, in one pass over the words and without recursion: brackets, operators in a row,
//! members of members and choices of choices all count alike.

use cel::parser::pratt_parser::{Lexer, Token, TokenKind};

use super::fault::Fault;

/// The longest expression, in bytes.
pub(super) const MAX_LENGTH: usize = 4_096;

/// The most operators, calls and brackets that may lie within each other.
pub(super) const MAX_DEPTH: usize = 64;

/// The macros of CEL over lists and maps, which are refused.
const LIST_MACROS: [&str; 5] = ["all", "exists", "exists_one", "map", "filter"];

/// The words of an expression, or what makes it unreadable.
pub(super) fn scan(source: &str) -> Result<Vec<Token>, Vec<Fault>> {
    if source.len() > MAX_LENGTH {
        let message = format!("the expression is {} bytes long; at most {MAX_LENGTH} are read", source.len());
        return Err(vec![Fault::new(0, message)]);
    }
    let mut tokens: Vec<Token> = Vec::new();
    let mut faults = Vec::new();
    let mut depth = Depth::default();
    let mut lexer = Lexer::new(source);
    loop {
        let token = lexer.lex();
        match token.kind {
            TokenKind::TokEnd => break,
            TokenKind::TokWhitespace | TokenKind::TokComment => continue,
            TokenKind::TokError => {
                faults.push(unreadable(source, token.start));
                break;
            }
            _ => {}
        }
        depth.note(token.kind, tokens.last().map(|before| before.kind));
        if depth.exceeded() {
            break;
        }
        faults.extend(missing_from_language(source, &tokens, token));
        tokens.push(token);
    }
    if depth.total() > MAX_DEPTH {
        let at = tokens.last().map_or(0, |token| token.start);
        let message =
            format!("too much lies within each other here: at most {MAX_DEPTH} brackets and operators");
        faults
            .push(Fault::new(at, message).hinting("split the condition, or bring what it needs in a field"));
    } else if tokens.is_empty() && faults.is_empty() {
        faults.push(Fault::new(0, "the expression is empty"));
    }
    if faults.is_empty() { Ok(tokens) } else { Err(faults) }
}

/// Why the lexer stopped at an offset.
fn unreadable(source: &str, offset: usize) -> Fault {
    let rest = source.get(offset..).unwrap_or_default();
    match rest.chars().next() {
        Some(mark @ ('&' | '|')) => {
            Fault::new(offset, format!("`{mark}` is no operator")).hinting(format!("write `{mark}{mark}`"))
        }
        Some('‘' | '’' | '“' | '”') => {
            Fault::new(offset, "a curly quote opens no text").hinting("write straight quotes: 'own'")
        }
        Some('\'' | '"' | 'r' | 'R' | 'b' | 'B') => {
            Fault::new(offset, "the text that opens here is not closed")
        }
        Some('`') => Fault::new(offset, "the name that opens here is not closed"),
        Some(digit) if digit.is_ascii_digit() || digit == '.' => {
            let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '.').collect();
            let fault = Fault::new(offset, format!("`{word}` is no number"));
            if digit.is_ascii_digit() && word.ends_with(['w', 'd', 'h', 'm', 's']) {
                fault.hinting(format!("write duration('{word}')"))
            } else {
                fault
            }
        }
        Some(character) => Fault::new(offset, format!("`{}` has no meaning here", character.escape_debug())),
        None => Fault::new(offset, "the expression cannot be read from here"),
    }
}

/// What CEL has and this language lacks, as far as one word shows it.
fn missing_from_language(source: &str, before: &[Token], token: Token) -> Option<Fault> {
    let text = &source[token.start..token.end];
    let fault = |message: &str| Some(Fault::new(token.start, message));
    match token.kind {
        TokenKind::TokLeftBracket if before.last().is_some_and(|last| ends_operand(last.kind)) => {
            fault("`[…]` is not supported here: no field holds a list")
        }
        TokenKind::TokLeftBrace => fault("maps and messages `{…}` are not supported"),
        TokenKind::TokBytes => {
            fault("bytes are not supported").map(|f| f.hinting("write text without the `b`"))
        }
        TokenKind::TokNull => fault("there is no `null`: what is absent is absent")
            .map(|fault| fault.hinting("ask `has(event.field)` or `!has(event.field)`")),
        TokenKind::TokEqual => fault("`=` does not compare").map(|fault| fault.hinting("write `==`")),
        TokenKind::TokUint => fault("unsigned numbers are not supported")
            .map(|fault| fault.hinting(format!("write `{}`", text.trim_end_matches(['u', 'U'])))),
        TokenKind::TokIdent if text.starts_with('`') => fault("names in backticks are not supported"),
        TokenKind::TokLeftParen => match before {
            [.., dot, name] if dot.kind == TokenKind::TokDot => {
                let name_text = &source[name.start..name.end];
                LIST_MACROS.contains(&name_text).then(|| {
                    Fault::new(name.start, format!("`{name_text}` is not supported: no field holds a list"))
                })
            }
            _ => None,
        },
        _ => None,
    }
}

/// An upper bound of the syntax tree's depth, kept while the words go by.
#[derive(Default)]
struct Depth {
    open: Vec<Level>,
    outer: Level,
}

/// What lies between two brackets so far.
#[derive(Default)]
struct Level {
    /// Choices `? :`; each may hold the next.
    choices: usize,
    /// Whether there is a `&&`, and whether there is a `||`.
    joints: [bool; 2],
    /// Binary operators since the last `&&`, `||`, comma or choice.
    operators: usize,
    /// The deepest operand among those.
    deepest: usize,
    /// Members and signs of the operand at hand.
    members: usize,
    /// The deepest bracket of the operand at hand.
    bracket: usize,
    /// The deepest part before the last `&&`, `||`, comma or choice.
    parts: usize,
}

impl Level {
    fn end_operand(&mut self) {
        self.deepest = self.deepest.max(self.members + self.bracket);
        self.members = 0;
        self.bracket = 0;
    }

    fn end_part(&mut self) {
        self.end_operand();
        self.parts = self.parts.max(self.operators + self.deepest);
        self.operators = 0;
        self.deepest = 0;
    }

    /// The depth of all of it, the brackets included.
    fn depth(&self) -> usize {
        let operand = self.deepest.max(self.members + self.bracket);
        let joints = usize::from(self.joints[0]) + usize::from(self.joints[1]);
        1 + self.choices + joints + self.parts.max(self.operators + operand)
    }
}

impl Depth {
    fn level(&mut self) -> &mut Level {
        self.open.last_mut().unwrap_or(&mut self.outer)
    }

    fn note(&mut self, kind: TokenKind, before: Option<TokenKind>) {
        use TokenKind as T;
        match kind {
            T::TokLeftParen | T::TokLeftBracket | T::TokLeftBrace => {
                // Indexes and calls may follow each other without any operator.
                self.level().members += usize::from(before.is_some_and(ends_operand));
                self.open.push(Level::default());
            }
            T::TokRightParen | T::TokRightBracket | T::TokRightBrace => {
                if let Some(closed) = self.open.pop() {
                    let level = self.level();
                    level.bracket = level.bracket.max(closed.depth());
                }
            }
            T::TokDot | T::TokExclamation => self.level().members += 1,
            T::TokMinus if !before.is_some_and(ends_operand) => self.level().members += 1,
            T::TokQuestion => {
                self.level().end_part();
                self.level().choices += 1;
            }
            T::TokColon | T::TokComma => self.level().end_part(),
            T::TokLogicalAnd | T::TokLogicalOr => {
                self.level().end_part();
                self.level().joints[usize::from(kind == T::TokLogicalOr)] = true;
            }
            kind if is_binary(kind) => {
                self.level().end_operand();
                self.level().operators += 1;
            }
            _ => {}
        }
    }

    /// Whether the level at hand alone goes too far, so that there is no need to read on.
    fn exceeded(&mut self) -> bool {
        self.open.len() + self.level().depth() > MAX_DEPTH
    }

    /// The depth of everything, brackets that were never closed included.
    fn total(&mut self) -> usize {
        while let Some(closed) = self.open.pop() {
            let level = self.level();
            level.bracket = level.bracket.max(closed.depth());
        }
        self.outer.depth()
    }
}

/// Whether a minus sign after such a word subtracts.
fn ends_operand(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(
        kind,
        T::TokNull
            | T::TokTrue
            | T::TokFalse
            | T::TokInt
            | T::TokUint
            | T::TokFloat
            | T::TokString
            | T::TokBytes
            | T::TokIdent
            | T::TokReservedWord
            | T::TokRightParen
            | T::TokRightBracket
            | T::TokRightBrace
    )
}

fn is_binary(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(
        kind,
        T::TokMinus
            | T::TokPlus
            | T::TokAsterisk
            | T::TokSlash
            | T::TokPercent
            | T::TokIn
            | T::TokEqualEqual
            | T::TokExclamationEqual
            | T::TokLess
            | T::TokLessEqual
            | T::TokGreater
            | T::TokGreaterEqual
    )
}
